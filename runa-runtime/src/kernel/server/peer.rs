//! The other end of a connection.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::ConnectInfo;
use http::Extensions;

/// Stands for a peer without an address. Nobody on the network has it, and it is no address of this machine.
const NOBODY: SocketAddr = SocketAddr::new(IpAddr::V6(Ipv6Addr::UNSPECIFIED), 0);

/// Who has opened a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Peer {
    /// Somebody with an address.
    Tcp(SocketAddr),
    /// Somebody on this machine through a socket in the file system, who has none. Most likely a proxy, so it is never taken for a person
    /// who sits here.
    Unix,
}

impl Peer {
    /// As handlers get it. Of a peer without an address they learn `[::]:0`, so that what asks for one goes on, and takes it for nobody's.
    pub(crate) const fn info(self) -> ConnectInfo<SocketAddr> {
        match self {
            Self::Tcp(address) => ConnectInfo(address),
            Self::Unix => ConnectInfo(NOBODY),
        }
    }

    /// The peer of a request; `None` for one that did not come through the server.
    pub fn of(extensions: &Extensions) -> Option<Self> {
        let ConnectInfo(address) = extensions.get::<ConnectInfo<SocketAddr>>()?;
        Some(if *address == NOBODY { Self::Unix } else { Self::Tcp(*address) })
    }

    /// Its address, if it has one.
    pub const fn ip(self) -> Option<IpAddr> {
        match self {
            Self::Tcp(address) => Some(address.ip()),
            Self::Unix => None,
        }
    }

    /// The same with its port.
    pub(crate) const fn address(self) -> Option<SocketAddr> {
        match self {
            Self::Tcp(address) => Some(address),
            Self::Unix => None,
        }
    }
}

/// The address, or `unix`.
impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(f),
            Self::Unix => f.write_str("unix"),
        }
    }
}
