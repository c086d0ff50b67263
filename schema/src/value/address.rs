//! Addresses to listen on.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// Where a listener is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listen {
    /// Nowhere: written `none`.
    Nowhere,
    /// On an address of this machine; port 0 takes a free one.
    Tcp(SocketAddr),
}

impl Listen {
    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `none`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::Nowhere);
        }
        // A name is not looked up: a manifest must mean the same on every machine. `localhost` is the one that everybody writes.
        let loopback = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
        loopback.as_deref().unwrap_or(text).parse().ok().map(Self::Tcp)
    }

    /// The address, if it is one.
    pub const fn address(self) -> Option<SocketAddr> {
        match self {
            Self::Nowhere => None,
            Self::Tcp(address) => Some(address),
        }
    }

    /// Whether other machines can reach it.
    pub fn is_open(self) -> bool {
        self.address().is_some_and(|address| !is_loopback(address.ip()))
    }
}

/// Whether an address is of this machine alone, also as IPv4 written in IPv6.
pub fn is_loopback(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()),
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("none"),
            Self::Tcp(address) => address.fmt(f),
        }
    }
}
