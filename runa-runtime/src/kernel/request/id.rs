//! The id of a request: taken over from the client, or made.

use std::cell::RefCell;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use axum::extract::FromRequestParts;
use bytes::Bytes;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

use super::context::with_current;

/// Carries the id in both directions where nothing else is said.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Longest id that is taken over.
const LONGEST: usize = 128;
/// Length of an id that is made: 128 bits in hexadecimal.
const MADE: usize = 32;
/// Ids that share one allocation. One that a handler keeps holds on to all of them, so they are few.
const BLOCK: usize = 64;

/// The id of a request: an extractor for its handler, and a header of its response, `x-request-id` unless `server.request_id` says otherwise.
///
/// It is what the client sent in that header if that is 1 to 128 visible ASCII characters, else 32 hexadecimal digits that no other
/// request has.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The id of no request.
    pub(super) const NONE: Self = Self(HeaderValue::from_static(""));

    pub(super) fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        // Both ways to make one admit visible ASCII only.
        self.0.to_str().unwrap_or_default()
    }

    /// The same as bytes, which nobody has to look through.
    #[cfg(feature = "log")]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    pub(super) fn into_header(self) -> HeaderValue {
        self.0
    }

    /// What `name` carries, if it can be an id; else a new one.
    pub(super) fn of(headers: &HeaderMap, name: Option<&HeaderName>) -> Self {
        Self::taken_or_made(name.and_then(|name| headers.get(name)))
    }

    /// What a client has `sent`, if it can be an id; else a new one.
    pub(super) fn taken_or_made(sent: Option<&HeaderValue>) -> Self {
        sent.and_then(Self::accept).unwrap_or_else(|| Self(SOURCE.with_borrow_mut(Source::next)))
    }

    fn accept(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let valid = (1..=LONGEST).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_graphic);
        valid.then(|| {
            let mut value = value.clone();
            value.set_sensitive(false);
            Self(value)
        })
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<S: Sync> FromRequestParts<S> for RequestId {
    type Rejection = std::convert::Infallible;

    /// The id of this request. Outside of the request path, as in a test of the bare router, it is taken from the header or made.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let mut current = None;
        with_current(|context| current = Some(context.id().clone()));
        Ok(current.unwrap_or_else(|| Self::of(&parts.headers, Some(&HEADER))))
    }
}

thread_local! {
    // One source a thread: no cache line is shared between the threads of the server, and threads differ by their random half.
    static SOURCE: RefCell<Source> = RefCell::new(Source::new());
}

/// Makes ids: a random half, and a count that is mixed so that ids of one thread do not look alike. The mix is a bijection, so an id
/// comes back only if two threads have drawn the same 64 random bits.
struct Source {
    /// As it is written.
    random: [u8; MADE / 2],
    count: u64,
    /// Ids that are made and not yet given away.
    block: Bytes,
}

impl Source {
    fn new() -> Self {
        // The standard library's only source of random bits: keys of a hash map, from the operating system once a thread.
        let bits = || RandomState::new().build_hasher().finish();
        Self { random: hexadecimal(bits()), count: bits(), block: Bytes::new() }
    }

    fn next(&mut self) -> HeaderValue {
        if self.block.is_empty() {
            self.fill();
        }
        // Hexadecimal digits are a valid header value.
        HeaderValue::from_maybe_shared(self.block.split_to(MADE)).unwrap_or(HeaderValue::from_static("-"))
    }

    #[cold]
    fn fill(&mut self) {
        let mut block = Vec::with_capacity(MADE * BLOCK);
        for _ in 0..BLOCK {
            self.count = self.count.wrapping_add(1);
            block.extend_from_slice(&self.random);
            block.extend_from_slice(&hexadecimal(mix(self.count)));
        }
        self.block = block.into();
    }
}

/// The finalizer of `SplitMix64` (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
const fn mix(count: u64) -> u64 {
    let a = (count ^ (count >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    b ^ (b >> 31)
}

/// All digits at once: eight of them in the bytes of a word.
const fn hexadecimal(bits: u64) -> [u8; MADE / 2] {
    const fn eight(half: u64) -> u64 {
        let mut nibbles = (half | (half << 16)) & 0x0000_ffff_0000_ffff;
        nibbles = (nibbles | (nibbles << 8)) & 0x00ff_00ff_00ff_00ff;
        nibbles = (nibbles | (nibbles << 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        // One where it is a letter, which stand further back than ten digits after `0`.
        let letters = ((nibbles + 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101;
        nibbles + 0x3030_3030_3030_3030 + letters * (b'a' - b'0' - 10) as u64
    }

    let digits = ((eight(bits >> 32) as u128) << 64) | eight(bits & 0xffff_ffff) as u128;
    digits.to_be_bytes()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn takes_over_what_is_visible_and_short() {
        let longest = "x".repeat(128);
        for (sent, taken) in [
            ("abc-123", true),
            ("~!\"\\{", true),
            (longest.as_str(), true),
            ("", false),
            ("two words", false),
            ("t\u{e9}l\u{e9}", false),
            (&"x".repeat(129), false),
        ] {
            let value = HeaderValue::from_bytes(sent.as_bytes()).expect("a header value");
            let headers = HeaderMap::from_iter([(HEADER, value)]);
            assert_eq!(RequestId::of(&headers, Some(&HEADER)).as_str() == sent, taken, "{sent:?}");
        }
    }

    #[test]
    fn bits_are_written_as_the_standard_library_does() {
        let mut bits = 1;
        for _ in 0..1000 {
            bits = mix(bits);
            assert_eq!(hexadecimal(bits), *format!("{bits:016x}").as_bytes());
        }
    }

    #[test]
    fn made_ids_differ_and_have_32_digits() {
        let make =
            || (0..1000).map(|_| RequestId::of(&HeaderMap::new(), Some(&HEADER)).to_string()).collect::<Vec<_>>();
        let mut seen = HashSet::new();
        for id in std::thread::spawn(make).join().expect("a thread").into_iter().chain(make()) {
            assert_eq!(id.len(), 32);
            assert!(id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
            assert!(seen.insert(id));
        }
    }
}
