//! Ranges of addresses, `10.0.0.0/8`, and the proxies that are found there.

use std::net::IpAddr;

/// A range of addresses; one address alone is a range too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr {
    /// Its first address.
    pub address: IpAddr,
    /// How many leading bits all of its addresses share.
    pub prefix: u8,
}

impl Cidr {
    /// Reads `10.0.0.0/8`, `fd00::/8` or an address. Bits behind the prefix are zero: others would be a slip.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().ok()?;
        let (bits, whole) = match address {
            IpAddr::V4(address) => (u128::from(address.to_bits()) << 96, 32),
            IpAddr::V6(address) => (address.to_bits(), 128),
        };
        let prefix = match prefix {
            None => whole,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse().ok()?,
            Some(_) => return None,
        };
        let behind = bits.checked_shl(u32::from(prefix)).unwrap_or_default();
        (prefix <= whole && behind == 0).then_some(Self { address, prefix })
    }

    /// The same, where IPv4 written in IPv6 is IPv4.
    pub fn canonical(self) -> Self {
        match self.address.to_canonical() {
            address if address == self.address => self,
            address => Self { address, prefix: self.prefix.saturating_sub(96) },
        }
    }

    /// Whether an address lies in it. IPv4 written in IPv6 is IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        let range = self.canonical();
        let (one, other, whole) = match (range.address, address.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(other)) => (u128::from(one.to_bits()), u128::from(other.to_bits()), 32),
            (IpAddr::V6(one), IpAddr::V6(other)) => (one.to_bits(), other.to_bits(), 128),
            _ => return false,
        };
        (one ^ other).checked_shr(whole - u32::from(range.prefix)).unwrap_or_default() == 0
    }
}

/// Who is believed when it says for whom it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proxy {
    /// Whoever connects through a Unix socket: written `unix`.
    Unix,
    /// Whoever has an address in a range.
    Range(Cidr),
}

impl Proxy {
    /// Reads `unix`, or a range as [`Cidr::parse`] does.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "unix" { Some(Self::Unix) } else { Cidr::parse(text).map(Self::Range) }
    }
}
