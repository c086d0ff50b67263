//! One log line, as JSON or for people.
//!
//! A line is encoded into a buffer of its thread and copied from there: `Debug` of a user's type runs without a lock held, and may
//! itself log.
//!
//! Promise: no line is longer than 16 KiB, but for those of the journal. What does not fit is cut or left out, and the line says so:
//! `"truncated":true`.

use std::cell::Cell;
use std::fmt::{self, Write as _};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

use tracing::Level;

use crate::kernel::clock::Clock;
use crate::kernel::text::{Escape, Escaped, text};

/// How lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One JSON object a line.
    Json,
    /// For people.
    Pretty {
        /// With the colours of a terminal.
        colour: bool,
    },
}

/// Longest line, and with it the longest buffer that a thread keeps.
const MOST: usize = 16 << 10;
/// Room that the fields of an event leave for what runa adds: the request, the place in the code, the names of spans.
const ADDED: usize = 2 << 10;
/// Room for the end of a line.
const END: usize = 128;
/// Longest value that a client chooses.
const CLIENT: usize = 1 << 10;

/// Names that a line has itself. A field of the same name is written as `field.<name>`, so that no key stands twice.
const OWN: [&str; 9] = ["time", "level", "target", "message", "request_id", "trace_id", "source", "spans", "truncated"];

/// The name of a field of the line's own, with all that stands round it: the access log writes ten of them a request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Key {
    pub(super) json: &'static str,
    pub(super) pretty: &'static str,
    pub(super) coloured: &'static str,
}

/// Makes a [`Key`] from a literal that needs no escape.
macro_rules! key {
    ($name:literal) => {
        $crate::log::line::Key {
            json: concat!(",\"", $name, "\":"),
            pretty: concat!(" ", $name, "="),
            coloured: concat!(" \x1b[3m", $name, "\x1b[0m="),
        }
    };
}

pub(super) use key;

/// A line that is done, and what is known of it without reading it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Encoded<'a> {
    pub(super) time: SystemTime,
    pub(super) level: Level,
    pub(super) target: &'a str,
    pub(super) json: bool,
    pub(super) bytes: &'a [u8],
}

/// A line that is being encoded.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) form: Form,
    pub(super) bytes: Vec<u8>,
    /// Length that values may reach.
    most: usize,
    /// Whether something was cut or left out.
    pub(super) cut: bool,
}

#[derive(Default)]
struct Scratch {
    clock: Clock,
    bytes: Vec<u8>,
}

thread_local! {
    static SCRATCH: Cell<Option<Scratch>> = const { Cell::new(None) };
}

/// Encodes a line and hands it to `take`. Inside of itself, as in a `Debug` that logs, it works with a fresh buffer.
pub(super) fn encode(
    form: Form,
    time: SystemTime,
    level: Level,
    target: &str,
    fields: impl FnOnce(&mut Line),
    take: impl FnOnce(&Encoded<'_>),
) {
    // A thread that is ending has no buffer any more; its last lines pay for one.
    let Scratch { mut clock, bytes } = SCRATCH.try_with(Cell::take).ok().flatten().unwrap_or_default();
    let mut line = Line::new(form, bytes, MOST - ADDED);
    line.begin(&mut clock, time, level, target);
    fields(&mut line);
    line.end();
    take(&Encoded { time, level, target, json: form == Form::Json, bytes: &line.bytes });
    let mut bytes = line.bytes;
    bytes.clear();
    bytes.shrink_to(MOST);
    let _ = SCRATCH.try_with(|scratch| scratch.set(Some(Scratch { clock, bytes })));
}

impl Line {
    /// A line, or a part of one, of about so many bytes at most.
    pub(super) fn new(form: Form, bytes: Vec<u8>, most: usize) -> Self {
        Self { form, bytes, most, cut: false }
    }

    /// Gives what runa adds the room that fields have left for it.
    pub(super) fn add(&mut self) {
        self.most = MOST - END;
    }

    /// Whether there is room for so many bytes. If not, the line says that something is missing.
    pub(super) fn has_room(&mut self, bytes: usize) -> bool {
        let room = self.bytes.len() + bytes <= self.most;
        self.cut |= !room;
        room
    }

    fn begin(&mut self, clock: &mut Clock, time: SystemTime, level: Level, target: &str) {
        match self.form {
            Form::Json => {
                self.raw(b"{\"time\":\"");
                clock.write(time, &mut self.bytes);
                self.raw(b"\",\"level\":\"");
                self.raw(name(level).as_bytes());
                self.raw(b"\",\"target\":\"");
                text(target, Escape::Json, &mut self.bytes);
                self.raw(b"\"");
            }
            Form::Pretty { colour } => {
                self.paint(colour, b"\x1b[2m");
                clock.write(time, &mut self.bytes);
                self.paint(colour, b"\x1b[0m");
                self.paint(colour, hue(level));
                self.raw(if name(level).len() == 4 { b"  " } else { b" " });
                self.raw(name(level).as_bytes());
                self.paint(colour, b"\x1b[0m");
                self.raw(b" ");
                self.paint(colour, b"\x1b[2m");
                text(target, Escape::Bare, &mut self.bytes);
                self.raw(b":");
                self.paint(colour, b"\x1b[0m");
            }
        }
    }

    fn end(&mut self) {
        if self.cut {
            self.own(key!("truncated"));
            self.plain("true");
        }
        self.raw(if self.form == Form::Json { b"}\n" } else { b"\n" });
    }

    #[inline]
    fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    fn paint(&mut self, colour: bool, code: &[u8]) {
        if colour {
            self.raw(code);
        }
    }

    /// What the line says.
    pub(super) fn message(&mut self, message: fmt::Arguments<'_>) {
        let (before, after, escape): (&[u8], &[u8], _) = match self.form {
            Form::Json => (b",\"message\":\"", b"\"", Escape::Json),
            Form::Pretty { .. } => (b" ", b"", Escape::Bare),
        };
        self.raw(before);
        match message.as_str() {
            Some(message) => self.value(escape, |value| value.text(message)),
            // A `Display` that fails has said what it could.
            None => self.value(escape, |value| value.write_fmt(message).unwrap_or_default()),
        }
        self.raw(after);
    }

    /// The name of a field of the line's own. Inlined, so that the length of what is copied is known to the compiler.
    #[inline]
    pub(super) fn own(&mut self, key: Key) {
        match self.form {
            Form::Json => self.raw(key.json.as_bytes()),
            Form::Pretty { colour } => self.own_pretty(key, colour),
        }
    }

    #[inline(never)]
    fn own_pretty(&mut self, key: Key, colour: bool) {
        self.raw(if colour { key.coloured } else { key.pretty }.as_bytes());
    }

    fn value(&mut self, escape: Escape, write: impl FnOnce(&mut Escaped<'_>)) {
        let mut value = Escaped::new(escape, &mut self.bytes, self.most);
        write(&mut value);
        self.cut |= value.cut;
    }

    /// A value that a client chooses. What a line has beside it always fits.
    pub(super) fn client(&mut self, value: &[u8]) {
        let most = self.most;
        self.most = most.min(self.bytes.len() + CLIENT);
        self.opaque(value);
        self.most = most;
    }

    /// The name of a field of somebody's event. Without room for it and a number, it is left out, and `false`.
    pub(super) fn field(&mut self, name: &str) -> bool {
        if !self.has_room(name.len() + END) {
            return false;
        }
        // `r#type` is a name that Rust could not have without the mark.
        let name = name.strip_prefix("r#").unwrap_or(name);
        match self.form {
            Form::Json => {
                self.raw(if OWN.contains(&name) { b",\"field." } else { b",\"" });
                text(name, Escape::Json, &mut self.bytes);
                self.raw(b"\":");
            }
            Form::Pretty { colour } => {
                self.raw(b" ");
                self.paint(colour, b"\x1b[3m");
                text(name, Escape::Bare, &mut self.bytes);
                self.paint(colour, b"\x1b[0m");
                self.raw(b"=");
            }
        }
        true
    }

    /// A value that is text.
    pub(super) fn text(&mut self, value: &str) {
        let (quote, escape) = self.notation(value.as_bytes());
        self.raw(quote);
        self.value(escape, |place| place.text(value));
        self.raw(quote);
    }

    /// A value that should be text, but may be any bytes.
    pub(super) fn opaque(&mut self, value: &[u8]) {
        let (quote, escape) = self.notation(value);
        self.raw(quote);
        self.value(escape, |place| place.bytes(value));
        self.raw(quote);
    }

    fn notation(&self, value: &[u8]) -> (&'static [u8], Escape) {
        let plain = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'=' | b'\\');
        match self.form {
            Form::Json => (b"\"", Escape::Json),
            Form::Pretty { .. } if !value.is_empty() && value.iter().all(plain) => (b"", Escape::Bare),
            Form::Pretty { .. } => (b"\"", Escape::Quoted),
        }
    }

    /// A word without anything that would have to be escaped: a token of HTTP, or one of ours.
    pub(super) fn word(&mut self, word: &str) {
        let quote: &[u8] = if self.form == Form::Json { b"\"" } else { b"" };
        self.raw(quote);
        self.raw(word.as_bytes());
        self.raw(quote);
    }

    /// The address of a client. IPv4, which is nearly all of them, without the machinery of `Display`.
    pub(super) fn address(&mut self, address: IpAddr) {
        let IpAddr::V4(v4) = address else { return self.shown(format_args!("{address}")) };
        let quote: &[u8] = if self.form == Form::Json { b"\"" } else { b"" };
        self.raw(quote);
        // Written aside: the line would look for room at each digit.
        let (mut text, mut length) = ([0; "255.255.255.255".len()], 0);
        let mut put = |byte| {
            text[length] = byte;
            length += 1;
        };
        for (index, octet) in v4.octets().into_iter().enumerate() {
            if index > 0 {
                put(b'.');
            }
            if octet > 99 {
                put(b'0' + octet / 100);
            }
            if octet > 9 {
                put(b'0' + octet / 10 % 10);
            }
            put(b'0' + octet % 10);
        }
        self.raw(&text[..length]);
        self.raw(quote);
    }

    /// A value that shows itself: a string in json, as it is for people.
    pub(super) fn shown(&mut self, value: fmt::Arguments<'_>) {
        let json = self.form == Form::Json;
        let escape = if json { Escape::Json } else { Escape::Bare };
        if json {
            self.raw(b"\"");
        }
        self.value(escape, |place| place.write_fmt(value).unwrap_or_default());
        if json {
            self.raw(b"\"");
        }
    }

    /// Fields that are encoded already, as the inside of a JSON object; for people, as that object. Whole, however long they are.
    pub(super) fn members(&mut self, members: &[u8]) {
        let (before, after): (&[u8], &[u8]) = match self.form {
            Form::Json => (b",", b""),
            Form::Pretty { .. } => (b" {", b"}"),
        };
        self.raw(before);
        self.raw(members);
        self.raw(after);
    }

    /// A value that is a number, a word of JSON, or `null`.
    pub(super) fn plain(&mut self, value: &str) {
        self.raw(value.as_bytes());
    }

    /// A number that formats itself.
    pub(super) fn number(&mut self, value: fmt::Arguments<'_>) {
        // Numbers are short, and half of one would be another.
        let _ = Escaped::new(Escape::Bare, &mut self.bytes, usize::MAX).write_fmt(value);
    }

    /// Milliseconds with three decimals.
    pub(super) fn millis(&mut self, value: Duration) {
        let micros = value.as_micros();
        self.integer(u64::try_from(micros / 1000).unwrap_or(u64::MAX));
        // Below a thousand, so nothing is cut off.
        let rest = (micros % 1000) as u16;
        let digit = |number: u16| b'0' + (number % 10) as u8;
        self.raw(&[b'.', digit(rest / 100), digit(rest / 10), digit(rest)]);
    }

    /// A whole number.
    pub(super) fn integer(&mut self, value: impl itoa::Integer) {
        self.plain(itoa::Buffer::new().format(value));
    }
}

fn name(level: Level) -> &'static str {
    match level {
        Level::ERROR => "ERROR",
        Level::WARN => "WARN",
        Level::INFO => "INFO",
        Level::DEBUG => "DEBUG",
        Level::TRACE => "TRACE",
    }
}

fn hue(level: Level) -> &'static [u8] {
    match level {
        Level::ERROR => b"\x1b[31m",
        Level::WARN => b"\x1b[33m",
        Level::INFO => b"\x1b[32m",
        Level::DEBUG => b"\x1b[34m",
        Level::TRACE => b"\x1b[35m",
    }
}
