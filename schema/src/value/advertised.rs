//! Where others reach an instance.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// A name or an address by which others reach this instance, and the port, if it is not the one that the service listens on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advertised {
    /// The name, or the address without brackets.
    pub host: String,
    /// The port.
    pub port: Option<u16>,
}

impl Advertised {
    /// Reads `orders-1.internal:8080`, `10.0.3.7`, `[fd00::7]:8080`, `fd00::7`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(ip) = text.trim_start_matches('[').trim_end_matches(']').parse::<Ipv6Addr>() {
            return Some(Self { host: ip.to_string(), port: None });
        }
        if let Ok(address) = text.parse::<SocketAddr>() {
            return (address.port() > 0).then(|| Self { host: address.ip().to_string(), port: Some(address.port()) });
        }
        let (host, port) = match text.split_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok().filter(|port| *port > 0)?)),
            None => (text, None),
        };
        is_name(host).then(|| Self { host: host.to_owned(), port })
    }

    /// Whether it stands for all addresses of a machine.
    pub fn is_everywhere(&self) -> bool {
        self.host.parse::<IpAddr>().is_ok_and(|ip| ip.is_unspecified())
    }

    /// The address with its port, or with `port` where it has none.
    #[must_use]
    pub fn with(&self, port: Option<u16>) -> String {
        Self { host: self.host.clone(), port: self.port.or(port) }.to_string()
    }
}

impl fmt::Display for Advertised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bracketed = self.host.contains(':');
        match self.port {
            Some(port) if bracketed => write!(f, "[{}]:{port}", self.host),
            Some(port) => write!(f, "{}:{port}", self.host),
            None => f.write_str(&self.host),
        }
    }
}

/// Whether it can be a name of a machine. (An address of version 4 looks like one.)
fn is_name(text: &str) -> bool {
    let part = |part: &str| {
        (1..=63).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    // What ends in a number is an address of version 4, or none at all.
    let number = text.rsplit('.').next().is_some_and(|end| end.bytes().all(|byte| byte.is_ascii_digit()));
    text.len() <= 253
        && text.strip_suffix('.').unwrap_or(text).split('.').all(part)
        && (!number || text.parse::<IpAddr>().is_ok())
}
