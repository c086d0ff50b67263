//! What the latest request of a connection asks for, for who looks from another thread while the handler may block its own.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{Method, Uri};

/// So many words of eight bytes are kept: that is as much of a path as an operator needs.
const WORDS: usize = 8;

/// The method in one word, and the beginning of the path in the others. Read while it is written, it is a mixture of both; so who reads it
/// looks whether the request is still the same.
///
/// Words are stored as they are taken from the text: to put them together elsewhere first costs three times as much.
#[derive(Debug, Default)]
pub(super) struct Asked([AtomicU64; WORDS]);

impl Asked {
    #[inline]
    pub(super) fn note(&self, method: &Method, uri: &Uri) {
        let [first, path @ ..] = &self.0;
        first.store(packed(method.as_str().as_bytes()), Ordering::Relaxed);
        let (whole, rest) = uri.path().as_bytes().as_chunks();
        let mut words = path.iter();
        for (chunk, word) in whole.iter().zip(&mut words) {
            word.store(u64::from_le_bytes(*chunk), Ordering::Relaxed);
        }
        // It ends there, also when nothing is left.
        if let Some(word) = words.next() {
            word.store(packed(rest), Ordering::Relaxed);
        }
    }
}

/// The first of some bytes, and nothing behind them.
fn packed(bytes: &[u8]) -> u64 {
    bytes.iter().take(8).rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes: Vec<u8> = self.0.iter().flat_map(|word| word.load(Ordering::Relaxed).to_le_bytes()).collect();
        let (method, path) = bytes.split_at(8);
        let until_end = |text: &[u8]| {
            let end = text.iter().position(|byte| *byte == 0).unwrap_or(text.len());
            String::from_utf8_lossy(&text[..end]).escape_debug().to_string()
        };
        let more = if path.iter().all(|byte| *byte != 0) { "…" } else { "" };
        write!(f, "{} {}{more}", until_end(method), until_end(path))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    #[test]
    fn what_is_asked_is_kept_as_far_as_it_fits() {
        let asked = Asked::default();
        let said = |method: &str, uri: &str| {
            asked.note(&method.parse().unwrap(), &uri.parse().unwrap());
            asked.to_string()
        };
        assert_eq!(said("DELETE", "http://orders/orders/9?secret"), "DELETE /orders/9");
        let long = "x".repeat(100);
        assert_eq!(said("GET", &format!("/{long}")), format!("GET /{}…", &long[..55]));
        // Nothing is left of what was there.
        for length in 0..55 {
            let path = format!("/{}", &long[..length]);
            assert_eq!(said("GET", &path), format!("GET {path}"));
        }
        assert_eq!(said("PROPPATCH", "/"), "PROPPATC /");
    }
}
