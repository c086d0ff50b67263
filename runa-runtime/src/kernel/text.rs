//! Text that cannot leave its place: escaped for json or for people, from any bytes.
//!
//! Promises: nothing that comes out is a control character, so no text can end a line, begin another, or steer a terminal; and nothing
//! is longer than its place, whatever goes in.

use std::fmt;

/// How text is written into a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// As the inside of a JSON string.
    Json,
    /// For people, without quotes round it.
    Bare,
    /// For people, inside quotes.
    #[cfg_attr(not(feature = "log"), allow(dead_code, reason = "only lines of the log are for people"))]
    Quoted,
}

/// Writes `text`. What needs no escape, which is nearly everything, is copied in runs.
pub(crate) fn text(text: &str, escape: Escape, line: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = plain_start(bytes);
    while let Some(plain) = bytes[at..].iter().position(|byte| !PLAIN[usize::from(*byte)]) {
        at += plain;
        // A byte that is not plain begins a character, because all bytes inside of one are.
        let length = match bytes[at] {
            0xC2 => 2,
            0xE2 => 3,
            _ => 1,
        };
        let character = text.get(at..at + length).and_then(|text| text.chars().next()).unwrap_or('\u{fffd}');
        if must_escape(character, escape) {
            line.extend_from_slice(&bytes[copied..at]);
            write_escaped(character, escape, line);
            copied = at + length;
        }
        at += length;
    }
    line.extend_from_slice(&bytes[copied..]);
}

/// Length of a start that surely needs no escape: whole chunks, without a branch a byte, which the compiler makes vectors of.
fn plain_start(bytes: &[u8]) -> usize {
    let plain = |byte: u8| (0x20..0x7F).contains(&byte) && byte != b'"' && byte != b'\\';
    let (chunks, _) = bytes.as_chunks::<16>();
    16 * chunks.iter().take_while(|chunk| chunk.iter().fold(true, |all, byte| all & plain(*byte))).count()
}

/// What a byte of text becomes at most: `\u{001b}`.
const WIDEST: usize = 8;

/// A place for one value, to be written at once or, by `Display` and `Debug`, in pieces.
pub(crate) struct Escaped<'a> {
    escape: Escape,
    line: &'a mut Vec<u8>,
    /// Length that the line may reach, give or take the mark of a cut.
    most: usize,
    /// Whether something was cut off. Then nothing follows.
    pub(crate) cut: bool,
}

impl<'a> Escaped<'a> {
    pub(crate) fn new(escape: Escape, line: &'a mut Vec<u8>, most: usize) -> Self {
        Self { escape, line, most, cut: false }
    }

    /// Writes as much as there is room for.
    pub(crate) fn text(&mut self, mut said: &str) {
        while !said.is_empty() && !self.cut {
            // What surely fits. Near the end of the place that is less and less, until it is nothing.
            let room = self.most.saturating_sub(self.line.len()) / WIDEST;
            let (fits, rest) = said.split_at(said.floor_char_boundary(room));
            if fits.is_empty() {
                self.cut = true;
                self.line.extend_from_slice("…".as_bytes());
            }
            text(fits, self.escape, self.line);
            said = rest;
        }
    }

    /// Writes what is escaped already, if there is room for all of it.
    #[cfg(feature = "audit")]
    pub(crate) fn raw(&mut self, escaped: &[u8]) {
        if self.cut || self.line.len() + escaped.len() > self.most {
            self.cut = true;
        } else {
            self.line.extend_from_slice(escaped);
        }
    }

    /// The same for bytes that may be no UTF-8; what is none becomes U+FFFD.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        if let Ok(said) = str::from_utf8(bytes) {
            return self.text(said);
        }
        for chunk in bytes.utf8_chunks() {
            self.text(chunk.valid());
            if !chunk.invalid().is_empty() {
                self.text("\u{fffd}");
            }
        }
    }
}

impl fmt::Write for Escaped<'_> {
    fn write_str(&mut self, said: &str) -> fmt::Result {
        // Never an error, on which somebody's `Display` could panic.
        self.text(said);
        Ok(())
    }
}

/// Bytes that no notation escapes. Those that are not: C0, DEL, quote, backslash, the first bytes of C1 (C2) and of the separators and
/// directions of Unicode (E2).
static PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut byte = 0;
    while byte < 0x20 {
        plain[byte] = false;
        byte += 1;
    }
    plain[0x7F] = false;
    plain[b'"' as usize] = false;
    plain[b'\\' as usize] = false;
    plain[0xC2] = false;
    plain[0xE2] = false;
    plain
};

fn must_escape(character: char, escape: Escape) -> bool {
    match character {
        '"' => escape != Escape::Bare,
        // Bare text shows its own backslashes doubled, so that `\n` in a line always is one that was escaped. The others are ends of
        // lines in some viewers, and what turns the direction of the text that follows ("Trojan Source", CVE-2021-42574).
        '\\' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        _ => character.is_control(),
    }
}

fn write_escaped(character: char, escape: Escape, line: &mut Vec<u8>) {
    let short = match character {
        '"' => b"\\\"",
        '\\' => b"\\\\",
        '\n' => b"\\n",
        '\r' => b"\\r",
        '\t' => b"\\t",
        _ => {
            let code = u32::from(character);
            let digit = |shift: u32| b"0123456789abcdef"[(code >> shift & 15) as usize];
            let digits = [digit(12), digit(8), digit(4), digit(0)];
            let (before, after): (&[u8], &[u8]) = if escape == Escape::Json { (b"\\u", b"") } else { (b"\\u{", b"}") };
            line.extend_from_slice(before);
            line.extend_from_slice(&digits);
            line.extend_from_slice(after);
            return;
        }
    };
    line.extend_from_slice(short);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(said: &[u8], escape: Escape) -> String {
        let mut line = Vec::new();
        Escaped::new(escape, &mut line, 1 << 20).bytes(said);
        String::from_utf8(line).expect("UTF-8")
    }

    #[test]
    fn nothing_that_comes_out_is_a_control_character() {
        // Every character that has one or two bytes, all of the general punctuation, and some of the rest.
        let said: String = ('\0'..='\u{7ff}').chain('\u{2000}'..='\u{20ff}').chain("日本€😀".chars()).collect();
        for escape in [Escape::Json, Escape::Bare, Escape::Quoted] {
            let line = written(said.as_bytes(), escape);
            assert!(!line.chars().any(|character| character.is_control() || character == '\u{2028}'), "{line}");
        }
        let json = format!("\"{}\"", written(said.as_bytes(), Escape::Json));
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), said);
    }

    #[test]
    fn nothing_is_longer_than_its_place() {
        for said in ["x", "\x1b", "é", "😀", "\u{202e}"].map(|said| said.repeat(1000)) {
            for (most, escape) in (0..600).flat_map(|most| [(most, Escape::Json), (most, Escape::Bare)]) {
                let mut line = Vec::new();
                let mut place = Escaped::new(escape, &mut line, most);
                place.text(&said);
                place.text("never");
                assert!(place.cut);
                assert!(line.len() <= most + "…".len() && line.len() + 32 + "…".len() > most, "{most} {}", line.len());
                let line = String::from_utf8(line).expect("UTF-8");
                assert!(line.ends_with('…') && !line.contains("never"), "{line}");
                if escape == Escape::Json {
                    serde_json::from_str::<String>(&format!("\"{line}\"")).expect("JSON");
                }
            }
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        assert_eq!(written(b"a\xffb\xc2", Escape::Json), "a\u{fffd}b\u{fffd}");
        assert_eq!(written(b"\x1b[31m\n", Escape::Bare), "\\u{001b}[31m\\n");
        assert_eq!(written(b"say \"x\" \\", Escape::Bare), "say \"x\" \\\\");
        assert_eq!(written(b"say \"x\" \\", Escape::Quoted), "say \\\"x\\\" \\\\");
    }
}
