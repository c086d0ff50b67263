//! Queries and forms, `a=1&b=2`, as a JSON object.

use std::borrow::Cow;

use super::{Names, Scratch};
use crate::kernel::text::{Escape, text};

/// Most pairs. Each is compared with all before it, and more than this no form has.
const PAIRS: usize = 512;

/// Writes an object of strings; a name that stands several times has a list of them. `false` if there are too many; then `out` is as it
/// was.
pub(in crate::audit) fn form(pairs: &[u8], names: &Names, scratch: &mut Scratch, out: &mut Vec<u8>) -> bool {
    let mut list: Vec<(Cow<'_, str>, &[u8])> = Vec::new();
    for pair in pairs.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
        if list.len() == PAIRS {
            return false;
        }
        let end = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
        list.push((decode(&pair[..end]), pair.get(end + 1..).unwrap_or_default()));
    }
    out.push(b'{');
    let mut first = true;
    for (index, (name, value)) in list.iter().enumerate() {
        if list[..index].iter().any(|(earlier, _)| earlier == name) {
            continue;
        }
        if !std::mem::take(&mut first) {
            out.push(b',');
        }
        string(name, out);
        out.push(b':');
        let mut others = list[index + 1..].iter().filter(|(later, _)| later == name).peekable();
        if names.cover(name, scratch) {
            out.extend_from_slice(names.value());
        } else if others.peek().is_some() {
            out.push(b'[');
            string(&decode(value), out);
            for (_, value) in others {
                out.push(b',');
                string(&decode(value), out);
            }
            out.push(b']');
        } else {
            string(&decode(value), out);
        }
    }
    out.push(b'}');
    true
}

fn string(value: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    text(value, Escape::Json, out);
    out.push(b'"');
}

/// As it is meant: `+` is a blank, `%41` is `A`. What is no text becomes U+FFFD.
fn decode(value: &[u8]) -> Cow<'_, str> {
    if !value.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return String::from_utf8_lossy(value);
    }
    let mut bytes = Vec::with_capacity(value.len());
    let mut at = 0;
    while let Some(byte) = value.get(at) {
        let digits = value.get(at + 1..at + 3).and_then(|digits| str::from_utf8(digits).ok());
        let decoded = digits.filter(|_| *byte == b'%').and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(if *byte == b'+' { b' ' } else { *byte }));
        at += if decoded.is_some() { 3 } else { 1 };
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}
