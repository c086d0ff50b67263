//! What the latest request of a connection asks for, for who looks from another thread while the handler may block its own.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{Method, Uri};

/// So many words are kept, of eight bytes each: that is as much of a path as an operator needs, and costs a request a few stores.
const WORDS: usize = 8;
const BYTES: usize = WORDS * 8;

/// The method, and the beginning of the path. Read while it is written, it is a mixture of both; so who reads it looks whether the request
/// is still the same.
#[derive(Debug, Default)]
pub(super) struct Asked([AtomicU64; WORDS]);

impl Asked {
    #[inline]
    pub(super) fn note(&self, method: &Method, uri: &Uri) {
        let mut text = [0; BYTES];
        let rest = fill(&mut text, method.as_str());
        // There is an end between them.
        fill(rest.get_mut(1..).unwrap_or_default(), uri.path());
        for (word, bytes) in self.0.iter().zip(text.as_chunks().0) {
            word.store(u64::from_ne_bytes(*bytes), Ordering::Relaxed);
        }
    }
}

/// Puts as much of `text` as fits at the beginning, and gives what is left.
fn fill<'a>(room: &'a mut [u8], text: &str) -> &'a mut [u8] {
    let (begin, rest) = room.split_at_mut(text.len().min(room.len()));
    begin.copy_from_slice(&text.as_bytes()[..begin.len()]);
    rest
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text: Vec<u8> = self.0.iter().flat_map(|word| word.load(Ordering::Relaxed).to_ne_bytes()).collect();
        let (mut parts, cut) = (text.split(|byte| *byte == 0), text.last().is_some_and(|last| *last != 0));
        let mut part = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
        let (method, path) = (part(), part());
        write!(f, "{} {}{}", method.escape_debug(), path.escape_debug(), if cut { "…" } else { "" })
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
        assert_eq!(said("GET", &format!("/{long}")), format!("GET /{}…", &long[..BYTES - 5]));
        assert_eq!(said("GET", "/"), "GET /");
        assert_eq!(said(&long, "/path"), format!("{} …", &long[..BYTES]));
    }
}
