//! A line of the manifest with what is wrong on it, in the form of all other messages.

use super::words::{Buffer, holds_any};
use super::{Entry, Kind, Node, Own, Place, Source};
use crate::settings::Section;

/// Words in the names of secrets.
const WORDS: [&str; 6] = ["token", "secret", "passw", "passphrase", "credential", "key"];

/// Writes the line up to where the words of the label stand.
pub(super) const fn open(out: &mut Buffer, source: &Source, all: &[Own], at: Place) {
    let margin = digits(at.line);
    out.say("\n");
    out.repeat(" ", margin);
    out.says(&["--> ", source.file, ":"]);
    out.number(at.line);
    out.say(":");
    out.number(at.column);
    out.say("\n");
    out.repeat(" ", margin + 1);
    out.say("|\n");
    out.number(at.line);
    out.say(" | ");
    let (before, width) = line(out, source, all, at);
    out.say("\n");
    out.repeat(" ", margin + 1);
    out.say("| ");
    out.repeat(" ", before);
    out.repeat("^", width);
    out.say(" ");
}

/// Writes what stands between the label and the words of a help or a note.
pub(super) const fn close(out: &mut Buffer, at: Place, first: bool, what: &str) {
    let margin = digits(at.line);
    if first {
        out.say("\n");
        out.repeat(" ", margin + 1);
        out.say("|");
    }
    out.say("\n");
    out.repeat(" ", margin + 1);
    out.says(&["= ", what, ": "]);
}

/// Writes a line, secrets as `***`; how many letters stand before the place, and how many it has.
const fn line(out: &mut Buffer, source: &Source, all: &[Own], at: Place) -> (usize, usize) {
    let rest = behind(source, at.line);
    let masks = Masks::of(source, all, at.line);
    let bytes = rest.as_bytes();
    let (mut column, mut shown, mut byte) = (1, 0, 0);
    let (mut before, mut width) = (0, 0);
    let mut hidden = 0;
    while byte < bytes.len() && bytes[byte] != b'\n' && bytes[byte] != b'\r' {
        if column == at.column {
            before = shown;
        }
        let mut end = byte + 1;
        // The bytes of one letter.
        while end < bytes.len() && bytes[end] & 0xC0 == 0x80 {
            end += 1;
        }
        let mask = masks.at(column);
        if mask > hidden {
            out.say("***");
            shown += 3;
            hidden = mask;
        }
        if hidden > 0 {
            hidden -= 1;
        } else {
            let (_, tail) = rest.split_at(byte);
            let (letter, _) = tail.split_at(end - byte);
            out.say(letter);
            shown += 1;
        }
        column += 1;
        byte = end;
        if column == at.column + at.width {
            width = shown - before;
        }
    }
    if column <= at.column {
        before = shown;
    }
    (before, if width == 0 { 1 } else { width })
}

/// The text from the beginning of a line.
const fn behind(source: &Source, line: u32) -> &'static str {
    let index = line.saturating_sub(1) as usize;
    if index >= source.lines.len() {
        return "";
    }
    let (_, rest) = source.text.split_at(source.lines[index]);
    rest
}

/// What is hidden on one line.
struct Masks {
    /// From which column on, and how many letters.
    all: [(u32, u32); Self::MOST],
    count: usize,
    line: u32,
}

impl Masks {
    /// More values than a line has that anybody reads.
    const MOST: usize = 32;

    const fn of(source: &Source, all: &[Own], line: u32) -> Self {
        let mut masks = Self { all: [(0, 0); Self::MOST], count: 0, line };
        let mut at = 0;
        while at < source.secrets.len() {
            masks.hide(source.secrets[at]);
            at += 1;
        }
        // Others may stand on the same line.
        let mut at = 0;
        while at < all.len() {
            masks.entries(all[at].section, all[at].config);
            at += 1;
        }
        masks
    }

    /// How many letters are hidden from a column on.
    const fn at(&self, column: u32) -> u32 {
        let mut at = 0;
        while at < self.count {
            if self.all[at].0 == column {
                return self.all[at].1;
            }
            at += 1;
        }
        0
    }

    const fn hide(&mut self, place: Place) {
        if place.line != self.line {
            return;
        }
        if self.count < Self::MOST {
            self.all[self.count] = (place.column, place.width);
            self.count += 1;
        } else if place.column < self.all[Self::MOST - 1].0 || self.all[Self::MOST - 1].1 != u32::MAX {
            // Too many: all from here on.
            self.all[Self::MOST - 1] = (place.column, u32::MAX);
        }
    }

    const fn entries(&mut self, section: &Section, list: &[Entry]) {
        let mut at = 0;
        while at < list.len() {
            let entry = &list[at];
            at += 1;
            match super::judge::find(section, entry.name) {
                Some(setting) => match setting.kind {
                    crate::settings::Kind::Group(inner) => {
                        if let Kind::Map(below) = entry.value.kind {
                            self.entries(inner, below);
                        } else {
                            self.node(&entry.value, has_secret(inner));
                        }
                    }
                    crate::settings::Kind::Groups(inner) => self.groups(inner, &entry.value),
                    crate::settings::Kind::Scalar(_) => self.node(&entry.value, setting.secret),
                },
                // A slip of the finger in the name of a secret shows none.
                None => self.node(&entry.value, has_secret(section) || holds_any(entry.name, &WORDS)),
            }
        }
    }

    const fn groups(&mut self, inner: &Section, value: &Node) {
        let Kind::Map(named) = value.kind else { return self.node(value, has_secret(inner)) };
        let mut at = 0;
        while at < named.len() {
            if let Kind::Map(below) = named[at].value.kind {
                self.entries(inner, below);
            } else {
                self.node(&named[at].value, has_secret(inner));
            }
            at += 1;
        }
    }

    const fn node(&mut self, value: &Node, hide: bool) {
        match value.kind {
            Kind::Scalar { .. } if hide => self.hide(value.at),
            Kind::List(items) => {
                let mut at = 0;
                while at < items.len() {
                    self.node(&items[at], hide);
                    at += 1;
                }
            }
            Kind::Map(below) => {
                let mut at = 0;
                while at < below.len() {
                    self.node(&below[at].value, hide || holds_any(below[at].name, &WORDS));
                    at += 1;
                }
            }
            Kind::Variable { default: Some(default), .. } => self.node(default, hide),
            _ => {}
        }
    }
}

const fn has_secret(section: &Section) -> bool {
    let mut at = 0;
    while at < section.settings.len() {
        let setting = &section.settings[at];
        let inside = match setting.kind {
            crate::settings::Kind::Group(inner) | crate::settings::Kind::Groups(inner) => has_secret(inner),
            crate::settings::Kind::Scalar(_) => setting.secret,
        };
        if inside {
            return true;
        }
        at += 1;
    }
    false
}

const fn digits(number: u32) -> usize {
    if number >= 10 { digits(number / 10) + 1 } else { 1 }
}
