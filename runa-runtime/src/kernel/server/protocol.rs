//! Which protocol a client speaks, and where in it the client is: told by the bytes that it sends, before hyper reads them.
//!
//! hyper calls the service when a head is whole, and says nothing of one that is not. With HTTP/1 every byte between two requests
//! belongs to a head. With HTTP/2 frames have to be told apart: a client that pings is idle, one that sends half a header block is not.

use super::chatter::Chatter;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const HEADERS: u8 = 1;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_HEADERS: u8 = 4;
const ENHANCE_YOUR_CALM: u8 = 11;

/// What is known of a connection's protocol.
#[derive(Debug)]
pub(super) enum Protocol {
    /// So many bytes of the preface of HTTP/2 have come, and nothing else.
    Unknown(usize),
    Http1,
    Http2(Frames),
}

/// The frames of a client, from the outside.
#[derive(Debug, Default)]
pub(super) struct Frames {
    header: [u8; 9],
    /// Bytes of the header that have come.
    have: usize,
    /// Bytes of the payload that have not.
    left: usize,
    /// Whether the first frame, its settings, is whole.
    settled: bool,
    /// Whether more is to come of a header block.
    block: bool,
    /// The highest stream of which a head has begun.
    last: u32,
    chatter: Chatter,
}

impl Protocol {
    /// Takes what was read.
    pub(super) fn read(&mut self, mut bytes: &[u8]) {
        if let Self::Unknown(seen) = *self {
            let rest = &PREFACE[seen..];
            let common = rest.len().min(bytes.len());
            if bytes[..common] != rest[..common] {
                *self = Self::Http1;
            } else if common < rest.len() {
                *self = Self::Unknown(seen + common);
            } else {
                *self = Self::Http2(Frames::default());
            }
            bytes = &bytes[common..];
        }
        if let Self::Http2(frames) = self {
            frames.read(bytes);
        }
    }
}

impl Frames {
    fn read(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (taken, whole) = if self.left > 0 {
                let taken = self.left.min(bytes.len());
                self.left -= taken;
                (taken, self.left == 0)
            } else {
                let taken = (self.header.len() - self.have).min(bytes.len());
                self.header[self.have..self.have + taken].copy_from_slice(&bytes[..taken]);
                self.have += taken;
                let [a, b, c, ..] = self.header;
                if self.have == self.header.len() {
                    self.have = 0;
                    self.left = usize::from(a) << 16 | usize::from(b) << 8 | usize::from(c);
                    self.chatter.note(self.header[3], self.header[4], self.left);
                    if self.is_of_a_head() {
                        self.block = true;
                        self.last = self.last.max(self.stream());
                    }
                    (taken, self.left == 0)
                } else {
                    (taken, false)
                }
            };
            if whole {
                self.settled = true;
                if self.is_of_a_head() && self.header[4] & END_HEADERS != 0 {
                    self.block = false;
                }
            }
            bytes = &bytes[taken..];
        }
    }

    const fn is_of_a_head(&self) -> bool {
        matches!(self.header[3], HEADERS | CONTINUATION)
    }

    const fn stream(&self) -> u32 {
        let [.., a, b, c, d] = self.header;
        u32::from_be_bytes([a & 0x7f, b, c, d])
    }

    /// Notes what was written.
    pub(super) const fn note_written(&mut self, count: usize) {
        self.chatter.note_written(count);
    }

    /// Whether the client has sent too many frames that bring nothing.
    pub(super) const fn floods(&self) -> bool {
        self.chatter.floods()
    }

    /// The frame that ends a connection whose client does more than it may: GOAWAY with `ENHANCE_YOUR_CALM`.
    pub(super) fn calm(&self) -> [u8; 17] {
        let mut frame = [0, 0, 8, GOAWAY, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ENHANCE_YOUR_CALM];
        frame[9..13].copy_from_slice(&self.last.to_be_bytes());
        frame
    }

    /// Whether the client has said who it is, and may rest.
    pub(super) const fn settled(&self) -> bool {
        self.settled
    }

    /// Whether something has begun for which the other side must wait.
    pub(super) const fn in_a_head(&self) -> bool {
        !self.settled || self.block
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: &[u8] = b"\0\0\x06\x04\0\0\0\0\0\0\x03\0\0\0\x64";
    const PING: &[u8] = b"\0\0\x08\x06\0\0\0\0\0abcdefgh";

    /// What is known after all of it, given in pieces of `size`.
    fn after(parts: &[&[u8]], size: usize) -> Protocol {
        let mut protocol = Protocol::Unknown(0);
        parts.concat().chunks(size).for_each(|piece| protocol.read(piece));
        protocol
    }

    fn frames(parts: &[&[u8]], size: usize) -> (bool, bool) {
        match after(parts, size) {
            Protocol::Http2(frames) => (frames.settled(), frames.in_a_head()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_head_lasts_until_its_block_has_ended_however_the_bytes_come() {
        let half = b"\0\0\x02\x01\x01\0\0\0\x01\x82\x84";
        let rest = b"\0\0\x01\x09\x04\0\0\0\x01\x86";
        for size in 1..80 {
            assert!(matches!(after(&[b"PRI * HTTP/1.1\r\n"], size), Protocol::Http1));
            assert!(matches!(after(&[&PREFACE[..23]], size), Protocol::Unknown(23)));
            assert_eq!(frames(&[PREFACE], size), (false, true));
            assert_eq!(frames(&[PREFACE, &SETTINGS[..14]], size), (false, true));
            assert_eq!(frames(&[PREFACE, SETTINGS], size), (true, false));
            assert_eq!(frames(&[PREFACE, b"\0\0\0\x04\0\0\0\0\0"], size), (true, false));
            assert_eq!(frames(&[PREFACE, SETTINGS, &PING[..12]], size), (true, false));
            assert_eq!(frames(&[PREFACE, SETTINGS, PING, half], size), (true, true));
            assert_eq!(frames(&[PREFACE, SETTINGS, half, PING], size), (true, true));
            assert_eq!(frames(&[PREFACE, SETTINGS, half, &rest[..9]], size), (true, true));
            assert_eq!(frames(&[PREFACE, SETTINGS, half, rest], size), (true, false));
            assert_eq!(frames(&[PREFACE, SETTINGS, half, rest, PING], size), (true, false));
        }
    }

    #[test]
    fn a_flood_is_answered_with_the_last_stream_that_has_begun() {
        let head = |stream: u8| [0, 0, 1, HEADERS, 5, 0, 0, 1, stream, 0x82];
        let Protocol::Http2(frames) = after(&[PREFACE, SETTINGS, &head(1), PING, &head(3)], 7) else { panic!() };
        assert_eq!(frames.calm(), *b"\0\0\x08\x07\0\0\0\0\0\0\0\x01\x03\0\0\0\x0b");
    }
}
