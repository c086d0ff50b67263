//! JSON, copied while it is masked: no tree is built, and nothing is called for each level of depth.

use super::{Names, Scratch};
use crate::kernel::text::{Escape, text};

/// Deepest nesting; what reads records may hold itself to as much.
const DEEPEST: u32 = 100;
/// Longest number that stays one.
const NUMBER: usize = 40;

/// Copies one JSON document without its blanks, masked by `names`. `false` if it is none, or too deep; then `out` is as it was.
///
/// What comes out can be read by every reader of JSON: numbers that are beyond the range of a double become strings, halves of
/// surrogate pairs become U+FFFD, and no character is left that ends a line or steers a terminal.
pub(in crate::audit) fn json(document: &[u8], names: &Names, scratch: &mut Scratch, out: &mut Vec<u8>) -> bool {
    let before = out.len();
    let done = str::from_utf8(document).ok().and_then(|document| Copying { document, at: 0, out }.run(names, scratch));
    if done.is_none() {
        out.truncate(before);
    }
    done.is_some()
}

struct Copying<'a> {
    document: &'a str,
    at: usize,
    out: &'a mut Vec<u8>,
}

/// What may come next.
#[derive(Clone, Copy)]
enum Next {
    Key,
    Value,
    /// What follows a value.
    After,
}

/// The objects and arrays that are open.
#[derive(Default)]
struct Open {
    /// One bit each, the innermost last: whether it is an object.
    objects: u128,
    depth: u32,
}

impl Open {
    fn push(&mut self, object: bool) -> Option<()> {
        self.depth += 1;
        self.objects = self.objects << 1 | u128::from(object);
        (self.depth <= DEEPEST).then_some(())
    }

    fn pop(&mut self) {
        self.depth -= 1;
        self.objects >>= 1;
    }

    const fn is_object(&self) -> bool {
        self.objects & 1 == 1
    }
}

impl Copying<'_> {
    fn run(&mut self, names: &Names, scratch: &mut Scratch) -> Option<()> {
        let mut open = Open::default();
        let mut next = Next::Value;
        // Depth and place of the value that is being masked. It is copied like others, and then cut off.
        let mut masked: Option<(u32, usize)> = None;
        loop {
            self.skip_blanks();
            next = match next {
                Next::Key => {
                    self.expect(b'"')?;
                    let begun = self.at;
                    let escaped = self.string()?;
                    if masked.is_none() {
                        let raw = self.document.get(begun..self.at - 1)?;
                        let covered = if escaped {
                            let mut name = std::mem::take(&mut scratch.name);
                            unescape(raw, &mut name);
                            let covered = names.cover(&name, scratch);
                            scratch.name = name;
                            covered
                        } else {
                            names.cover(raw, scratch)
                        };
                        if covered {
                            // Behind the colon.
                            masked = Some((open.depth, self.out.len() + 1));
                        }
                    }
                    self.skip_blanks();
                    self.expect(b':')?;
                    self.out.push(b':');
                    Next::Value
                }
                Next::Value => self.value(&mut open)?,
                Next::After => {
                    if let Some((depth, begun)) = masked
                        && depth == open.depth
                    {
                        self.out.truncate(begun);
                        self.out.extend_from_slice(names.value());
                        masked = None;
                    }
                    let byte = self.peek();
                    if open.depth == 0 {
                        return byte.is_none().then_some(());
                    }
                    let byte = byte?;
                    self.at += 1;
                    match byte {
                        b',' if open.is_object() => self.then(byte, Next::Key),
                        b',' => self.then(byte, Next::Value),
                        b'}' if open.is_object() => self.closed(byte, &mut open),
                        b']' if !open.is_object() => self.closed(byte, &mut open),
                        _ => return None,
                    }
                }
            };
        }
    }

    fn value(&mut self, open: &mut Open) -> Option<Next> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'{' | b'[' => {
                let object = byte == b'{';
                open.push(object)?;
                self.out.push(byte);
                self.skip_blanks();
                let end = if object { b'}' } else { b']' };
                if self.peek()? == end {
                    self.at += 1;
                    return Some(self.closed(end, open));
                }
                return Some(if object { Next::Key } else { Next::Value });
            }
            b'"' => {
                self.string()?;
            }
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            b'-' | b'0'..=b'9' => {
                self.at -= 1;
                self.number()?;
            }
            _ => return None,
        }
        Some(Next::After)
    }

    fn then(&mut self, byte: u8, next: Next) -> Next {
        self.out.push(byte);
        next
    }

    fn closed(&mut self, byte: u8, open: &mut Open) -> Next {
        open.pop();
        self.then(byte, Next::After)
    }

    fn bytes(&self) -> &[u8] {
        self.document.as_bytes()
    }

    fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        let found = self.peek() == Some(byte);
        self.at += 1;
        found.then_some(())
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn word(&mut self, word: &str) -> Option<()> {
        self.at -= 1;
        self.document.get(self.at..)?.starts_with(word).then_some(())?;
        self.at += word.len();
        self.out.extend_from_slice(word.as_bytes());
        Some(())
    }

    /// The rest of a string, whose first quote has been read. Gives whether it holds escapes.
    fn string(&mut self) -> Option<bool> {
        self.out.push(b'"');
        let mut escaped = false;
        loop {
            let rest = self.document.get(self.at..)?;
            let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
            let (plain, rest) = rest.split_at(length);
            text(plain, Escape::Json, self.out);
            self.at += length + 1;
            match rest.as_bytes()[0] {
                b'"' => break,
                b'\\' => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return None,
            }
        }
        self.out.push(b'"');
        Some(escaped)
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => self.out.extend_from_slice(&[b'\\', byte]),
            b'u' => {
                let first = hexadecimal(self.bytes(), self.at)?;
                let mut length = 4;
                let pair = (0xD800..0xDC00).contains(&first)
                    && self.bytes().get(self.at + 4..self.at + 6) == Some(b"\\u")
                    && (0xDC00..0xE000).contains(&hexadecimal(self.bytes(), self.at + 6)?);
                if pair {
                    length = 10;
                }
                if !pair && (0xD800..0xE000).contains(&first) {
                    self.out.extend_from_slice(b"\\ufffd");
                } else {
                    self.out.extend_from_slice(b"\\u");
                    let digits = self.document.as_bytes().get(self.at..self.at + length)?;
                    self.out.extend_from_slice(digits);
                }
                self.at += length;
            }
            _ => return None,
        }
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        let begun = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek()? == b'0' {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        let exponent = matches!(self.peek(), Some(b'e' | b'E'));
        if exponent {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits()?;
        }
        let number = self.document.get(begun..self.at)?;
        let kept = number.len() <= NUMBER && (!exponent || number.parse::<f64>().is_ok_and(f64::is_finite));
        if !kept {
            self.out.push(b'"');
        }
        self.out.extend_from_slice(number.as_bytes());
        if !kept {
            self.out.push(b'"');
        }
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let begun = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
        }
        (self.at > begun).then_some(())
    }
}

fn hexadecimal(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..at + 4)?;
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

/// A name as it is meant: `p\u0061ssword` is one that is masked. Its escapes have been found valid.
fn unescape(raw: &str, name: &mut String) {
    name.clear();
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        name.push_str(&rest[..at]);
        let code = rest.as_bytes().get(at + 1).copied().unwrap_or_default();
        let mut length = 2;
        match code {
            b'u' => {
                length = 6;
                // Half of a surrogate pair is no letter, and no name that is masked holds one.
                let letter = hexadecimal(rest.as_bytes(), at + 2).and_then(char::from_u32);
                name.push(letter.unwrap_or('\u{fffd}'));
            }
            b'"' | b'\\' | b'/' => name.push(char::from(code)),
            _ => name.push(' '),
        }
        rest = rest.get(at + length..).unwrap_or_default();
    }
    name.push_str(rest);
}
