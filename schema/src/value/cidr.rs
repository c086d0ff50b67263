//! Ranges of addresses: `10.0.0.0/8`.

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
}
