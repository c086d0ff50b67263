//! The fields of a record, encoded straight into a buffer that the thread keeps.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write;
use std::net::IpAddr;
use std::time::Duration;

use super::mask::Scratch;
use super::said::{Kind, Value};
use crate::kernel::text::{Escape, Escaped};

/// Capacity that a thread keeps.
const KEPT: usize = 32 << 10;

/// The name of a field, with all that stands round it.
macro_rules! key {
    ($name:literal) => {
        concat!(",\"", $name, "\":").as_bytes()
    };
}

pub(super) use key;

/// What a thread keeps from record to record.
#[derive(Debug, Default)]
struct Room {
    bytes: Vec<u8>,
    scratch: Scratch,
}

thread_local! {
    static ROOM: Cell<Option<Room>> = const { Cell::new(None) };
}

/// Encodes the fields of a record and hands them to `take`.
pub(super) fn encode<T>(write: impl FnOnce(&mut Fields<'_>, &mut Scratch), take: impl FnOnce(&[u8]) -> T) -> T {
    // A thread that is ending has no room any more; its last records pay for some.
    let Room { mut bytes, mut scratch } = ROOM.try_with(Cell::take).ok().flatten().unwrap_or_default();
    write(&mut Fields(&mut bytes), &mut scratch);
    let taken = take(&bytes);
    bytes.clear();
    bytes.shrink_to(KEPT);
    let _ = ROOM.try_with(|room| room.set(Some(Room { bytes, scratch })));
    taken
}

/// Fields that are being encoded.
#[derive(Debug)]
pub(super) struct Fields<'a>(&'a mut Vec<u8>);

impl<'a> Fields<'a> {
    pub(super) const fn new(bytes: &'a mut Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(super) const fn out(&mut self) -> &mut Vec<u8> {
        self.0
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// Text of at most about `most` bytes.
    pub(super) fn text(&mut self, value: &[u8], most: usize, escape: Escape) {
        self.quoted(most, escape, |place| place.bytes(value));
    }

    /// Text that is written in pieces.
    pub(super) fn quoted(&mut self, most: usize, escape: Escape, write: impl FnOnce(&mut Escaped<'_>)) {
        self.raw(b"\"");
        let most = self.0.len() + most;
        write(&mut Escaped::new(escape, self.0, most));
        self.raw(b"\"");
    }

    /// A word of ours or a token of HTTP, without anything that would have to be escaped.
    pub(super) fn word(&mut self, word: &str) {
        self.raw(b"\"");
        self.raw(word.as_bytes());
        self.raw(b"\"");
    }

    pub(super) fn number(&mut self, number: impl itoa::Integer) {
        self.raw(itoa::Buffer::new().format(number).as_bytes());
    }

    pub(super) fn bool(&mut self, value: bool) {
        self.raw(if value { b"true" } else { b"false" });
    }

    /// Milliseconds with three decimals.
    pub(super) fn millis(&mut self, value: Duration) {
        let micros = u64::try_from(value.as_micros()).unwrap_or(u64::MAX);
        self.number(micros / 1000);
        let rest = micros % 1000;
        // A digit.
        let digit = |number: u64| b'0' + (number % 10) as u8;
        self.raw(&[b'.', digit(rest / 100), digit(rest / 10), digit(rest)]);
    }

    /// An address; IPv4 without the machinery of `Display`.
    pub(super) fn address(&mut self, address: IpAddr) {
        self.raw(b"\"");
        match address {
            IpAddr::V4(v4) => {
                for (index, octet) in v4.octets().into_iter().enumerate() {
                    if index > 0 {
                        self.raw(b".");
                    }
                    self.number(octet);
                }
            }
            IpAddr::V6(v6) => {
                // Writing to a `Vec` cannot fail.
                let _ = write!(Escaped::new(Escape::Json, self.0, usize::MAX), "{v6}");
            }
        }
        self.raw(b"\"");
    }

    /// A value that the service has said.
    pub(super) fn value(&mut self, value: &Value, most: usize) {
        match &value.0 {
            Kind::Text(text) => self.text(text.as_bytes(), most, Escape::Json),
            Kind::Whole(number) => self.number(*number),
            Kind::Natural(number) => self.number(*number),
            Kind::Bool(value) => self.bool(*value),
            Kind::Float(number) if number.is_finite() => {
                let text: Cow<'_, str> = Cow::Owned(format!("{number:?}"));
                self.raw(text.as_bytes());
            }
            Kind::Float(_) => self.raw(b"null"),
        }
    }
}
