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

/// Whether all of it surely needs no escape.
#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    let last = bytes.last_chunk::<8>().copied().unwrap_or_else(|| {
        // Shorter than one.
        let mut word = [b' '; 8];
        word[..rest.len()].copy_from_slice(rest);
        word
    });
    // The last word overlaps the one before it, which is cheaper than single bytes.
    words.iter().all(|word| is_plain_word(*word)) && is_plain_word(last)
}

/// The same for eight bytes at once ("Bit Twiddling Hacks", Sean Eron Anderson: determine if a word has a byte less than n).
const fn is_plain_word(word: [u8; 8]) -> bool {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGH: u64 = ONES << 7;
    const fn has_less(word: u64, than: u8) -> u64 {
        word.wrapping_sub(ONES * than as u64) & !word
    }
    let word = u64::from_ne_bytes(word);
    let quote = has_less(word ^ (ONES * b'"' as u64), 1);
    let backslash = has_less(word ^ (ONES * b'\\' as u64), 1);
    // With one added, 0x7f is no ASCII either.
    (has_less(word, 0x20) | quote | backslash | word | word.wrapping_add(ONES)) & HIGH == 0
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

    /// What surely fits. Near the end of the place that is less and less, until it is nothing.
    fn room(&self) -> usize {
        self.most.saturating_sub(self.line.len()) / WIDEST
    }

    /// Writes nearly everything that is said: what is short and needs no escape.
    #[inline]
    fn plain(&mut self, said: &[u8]) -> bool {
        let plain = !self.cut && said.len() <= self.room() && is_plain(said);
        if plain {
            self.line.extend_from_slice(said);
        }
        plain
    }

    /// Writes as much as there is room for.
    pub(crate) fn text(&mut self, mut said: &str) {
        if self.plain(said.as_bytes()) {
            return;
        }
        while !said.is_empty() && !self.cut {
            let room = self.room();
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
        if self.plain(bytes) {
            return;
        }
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
    fn a_byte_that_is_not_plain_is_found_wherever_it_stands() {
        for length in 0..20 {
            let plain = vec![b'~'; length];
            assert!(is_plain(&plain), "{length}");
            for (at, byte) in (0..length).flat_map(|at| (0..=u8::MAX).map(move |byte| (at, byte))) {
                let mut bytes = plain.clone();
                bytes[at] = byte;
                let expected = matches!(byte, 0x20..0x7f) && !matches!(byte, b'"' | b'\\');
                assert_eq!(is_plain(&bytes), expected, "{byte:#x} at {at} of {length}");
            }
        }
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
