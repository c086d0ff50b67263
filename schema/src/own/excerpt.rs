//! A line of the manifest with what is wrong on it, in the form of all other messages.

use super::words::{Buffer, holds_any};
use super::{Entry, Kind, Node, Own, Place, Source};
use crate::settings::Section;

/// Words in the names of secrets.
const WORDS: [&str; 6] = ["token", "secret", "passw", "passphrase", "credential", "key"];

/// Writes the line up to where the words of the label stand.
pub(super) const fn open(out: &mut Buffer, source: &Source, own: &Own, at: Place) {
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
    let (before, width) = line(out, source, own, at);
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
const fn line(out: &mut Buffer, source: &Source, own: &Own, at: Place) -> (usize, usize) {
    let rest = behind(source.text, at.line);
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
        let mask = mask(source, own, at.line, column);
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
const fn behind(text: &str, line: u32) -> &str {
    let bytes = text.as_bytes();
    let (mut at, mut current) = (0, 1);
    while at < bytes.len() && current < line {
        if bytes[at] == b'\n' {
            current += 1;
        }
        at += 1;
    }
    let (_, rest) = text.split_at(at);
    rest
}

/// How many letters to hide from a place on.
const fn mask(source: &Source, own: &Own, line: u32, column: u32) -> u32 {
    let mut at = 0;
    while at < source.secrets.len() {
        let place = source.secrets[at];
        if place.line == line && place.column == column {
            return place.width;
        }
        at += 1;
    }
    entries(own.section, own.config, line, column, false)
}

const fn entries(section: &Section, list: &[Entry], line: u32, column: u32, hide: bool) -> u32 {
    let mut at = 0;
    while at < list.len() {
        let entry = &list[at];
        let found = match super::judge::find(section, entry.name) {
            Some(setting) => match setting.kind {
                crate::settings::Kind::Group(inner) => match entry.value.kind {
                    Kind::Map(below) => entries(inner, below, line, column, hide),
                    _ => 0,
                },
                crate::settings::Kind::Groups(inner) => groups(inner, &entry.value, line, column, hide),
                crate::settings::Kind::Scalar(_) => node(&entry.value, line, column, hide || setting.secret),
            },
            // A slip of the finger in the name of a secret shows none.
            None => node(&entry.value, line, column, hide || has_secret(section) || holds_any(entry.name, &WORDS)),
        };
        if found > 0 {
            return found;
        }
        at += 1;
    }
    0
}

const fn groups(inner: &Section, value: &Node, line: u32, column: u32, hide: bool) -> u32 {
    let Kind::Map(named) = value.kind else { return 0 };
    let mut at = 0;
    while at < named.len() {
        if let Kind::Map(below) = named[at].value.kind {
            let found = entries(inner, below, line, column, hide);
            if found > 0 {
                return found;
            }
        }
        at += 1;
    }
    0
}

const fn node(value: &Node, line: u32, column: u32, hide: bool) -> u32 {
    match value.kind {
        Kind::Scalar { .. } if hide && value.at.line == line && value.at.column == column => value.at.width,
        Kind::List(items) => {
            let mut at = 0;
            while at < items.len() {
                let found = node(&items[at], line, column, hide);
                if found > 0 {
                    return found;
                }
                at += 1;
            }
            0
        }
        Kind::Map(below) => {
            let mut at = 0;
            while at < below.len() {
                let found = node(&below[at].value, line, column, hide || holds_any(below[at].name, &WORDS));
                if found > 0 {
                    return found;
                }
                at += 1;
            }
            0
        }
        Kind::Variable { default: Some(default), .. } => node(default, line, column, hide),
        _ => 0,
    }
}

const fn has_secret(section: &Section) -> bool {
    let mut at = 0;
    while at < section.settings.len() {
        if section.settings[at].secret {
            return true;
        }
        at += 1;
    }
    false
}

const fn digits(number: u32) -> usize {
    if number >= 10 { digits(number / 10) + 1 } else { 1 }
}
