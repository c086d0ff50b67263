//! Ids of records: which boot of the process, and the how manieth record of it.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

/// What the ids of this boot begin with: the milliseconds since 1970 and 32 random bits, in hexadecimal. So ids sort by time, and no two
/// instances have the same.
pub(super) fn boot(now: SystemTime) -> String {
    let millis = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    // The standard library's only source of random bits.
    let random = RandomState::new().build_hasher().finish() >> 32;
    format!("{millis:012x}{random:08x}")
}

/// Writes the id of a record: `019abf3c01d2` `5e4fa91b` `-` `000000000042`.
pub(super) fn write(boot: &str, seq: u64, out: &mut Vec<u8>) {
    out.extend_from_slice(boot.as_bytes());
    let mut digits = *b"-000000000000";
    let mut rest = seq;
    for digit in digits[1..].iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.extend_from_slice(&digits);
}

/// Where the process runs: the name of the machine, which is that of the pod, and the number of the process.
pub(super) fn instance() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = host.or_else(|| std::env::var("HOSTNAME").ok()).or_else(|| std::env::var("COMPUTERNAME").ok());
    let host = host.as_deref().map(str::trim).filter(|host| !host.is_empty()).unwrap_or("localhost");
    format!("{host}:{}", std::process::id())
}
