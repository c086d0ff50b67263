//! Addresses to listen on.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use super::{Scalar, Shape, Value};

/// The longest path of a socket that Linux takes. Others take less; that is said at start.
const LONGEST: usize = 107;

/// Where a listener can be opened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Address {
    /// On an address of this machine; port 0 takes a free one.
    Tcp(SocketAddr),
    /// On a socket in the file system.
    Unix(PathBuf),
}

impl Address {
    /// Reads `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, `unix:/run/orders.sock`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("unix:") {
            // Absolute, since a manifest means the same wherever the process was started.
            let absolute = path.starts_with('/') && !path.starts_with("//") && !path.ends_with('/');
            return (absolute && path.len() <= LONGEST && !path.contains('\0')).then(|| Self::Unix(path.into()));
        }
        // A name is not looked up: a manifest must mean the same on every machine. `localhost` is the one that everybody writes.
        let loopback = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
        loopback.as_deref().unwrap_or(text).parse().ok().map(Self::Tcp)
    }

    /// The address, if it is one of the network.
    pub const fn tcp(&self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(address) => Some(*address),
            Self::Unix(_) => None,
        }
    }

    /// The path, if it is a socket in the file system.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Tcp(_) => None,
            Self::Unix(path) => Some(path),
        }
    }

    /// Whether other machines can reach it. Behind a socket in the file system there is a proxy, which speaks for them.
    pub fn is_open(&self) -> bool {
        self.tcp().is_none_or(|address| !is_loopback(address.ip()))
    }
}

/// Whether an address is of this machine alone, also as IPv4 written in IPv6.
pub fn is_loopback(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_loopback(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()),
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// Where a listener is opened, if one is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Listen {
    /// Nowhere: written `none`.
    Nowhere,
    /// Here.
    At(Address),
}

impl Listen {
    /// Reads an address, or `none`.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "none" { Some(Self::Nowhere) } else { Address::parse(text).map(Self::At) }
    }

    /// The address, if there is one.
    pub const fn address(&self) -> Option<&Address> {
        match self {
            Self::Nowhere => None,
            Self::At(address) => Some(address),
        }
    }

    /// Whether other machines can reach it.
    pub fn is_open(&self) -> bool {
        self.address().is_some_and(Address::is_open)
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("none"),
            Self::At(address) => address.fmt(f),
        }
    }
}

/// Where the listeners of one server are opened: one address, a list of them, or `none`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listeners(pub Vec<Address>);

impl Listeners {
    /// Whether other machines can reach one of them.
    pub fn is_open(&self) -> bool {
        self.0.iter().any(Address::is_open)
    }
}

impl Scalar for Listeners {
    const SHAPE: Shape = Shape::Some(&Shape::Listen);

    fn take(value: &Value) -> Option<Self> {
        let one = |value: &Value| Listen::parse(value.as_text()?);
        let all = match value {
            Value::None => Vec::new(),
            Value::List(items) => items.iter().map(one).collect::<Option<_>>()?,
            value => vec![one(value)?],
        };
        Some(Self(
            all.into_iter()
                .filter_map(|one| if let Listen::At(address) = one { Some(address) } else { None })
                .collect(),
        ))
    }
}
