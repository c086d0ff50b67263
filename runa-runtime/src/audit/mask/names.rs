//! Which names are masked.

use super::Scratch;
use crate::kernel::text::{Escape, text};

/// A name so short that it stands inside of words that mean something else, as `pin` does in `shipping`. It is a part of a name only at
/// the beginning or the end of a word.
const SHORT: usize = 3;

/// Names of fields whose values are masked, and what stands in their place.
#[derive(Debug)]
pub(in crate::audit) struct Names {
    masks: Vec<Vec<u8>>,
    /// Bytes with which some name begins.
    firsts: Box<[bool; 256]>,
    /// What stands in place of a value: a JSON string, quotes included.
    value: Vec<u8>,
}

impl Names {
    pub(in crate::audit) fn new(names: &[String], value: &str) -> Self {
        let mut scratch = Scratch::default();
        let mut masks: Vec<Vec<u8>> = Vec::new();
        let mut firsts = Box::new([false; 256]);
        for name in names {
            scratch.split(name);
            if let Some(first) = scratch.letters.first() {
                firsts[usize::from(*first)] = true;
                masks.push(scratch.letters.clone());
            }
        }
        let mut quoted = vec![b'"'];
        text(value, Escape::Json, &mut quoted);
        quoted.push(b'"');
        Self { masks, firsts, value: quoted }
    }

    /// What stands in place of a value, as JSON.
    pub(in crate::audit) fn value(&self) -> &[u8] {
        &self.value
    }

    /// The same without its quotes.
    pub(super) fn bare(&self) -> &[u8] {
        self.value.get(1..self.value.len() - 1).unwrap_or_default()
    }

    /// Whether what stands under `name` is masked.
    pub(in crate::audit) fn cover(&self, name: &str, scratch: &mut Scratch) -> bool {
        scratch.split(name);
        let letters = &scratch.letters;
        (0..letters.len()).filter(|at| self.firsts[usize::from(letters[*at])]).any(|at| {
            let rest = &letters[at..];
            self.masks.iter().any(|mask| {
                rest.starts_with(mask)
                    && (mask.len() > SHORT
                        || scratch.begins[at]
                        || scratch.begins.get(at + mask.len()).is_none_or(|begins| *begins))
            })
        })
    }
}

impl Scratch {
    /// Takes a name apart: `apiKey`, `API-KEY` and `api_key` are the same two words.
    fn split(&mut self, name: &str) {
        self.letters.clear();
        self.begins.clear();
        if name.is_ascii() { self.split_ascii(name.as_bytes()) } else { self.split_other(name) }
    }

    fn split_ascii(&mut self, name: &[u8]) {
        let mut before = b'_';
        for (at, byte) in name.iter().copied().enumerate() {
            if byte.is_ascii_alphanumeric() {
                let begins = if byte.is_ascii_uppercase() {
                    // `APIKey`: the last of several capitals begins a word.
                    !before.is_ascii_uppercase() || name.get(at + 1).is_some_and(u8::is_ascii_lowercase)
                } else {
                    !before.is_ascii_alphanumeric() || byte.is_ascii_digit() != before.is_ascii_digit()
                };
                self.letters.push(byte.to_ascii_lowercase());
                self.begins.push(begins);
            }
            before = byte;
        }
    }

    fn split_other(&mut self, name: &str) {
        let mut before = '_';
        for letter in name.chars() {
            if letter.is_alphanumeric() {
                let begins = !before.is_alphanumeric() || (letter.is_uppercase() && !before.is_uppercase());
                let mut bytes = [0; 4];
                for (index, letter) in letter.to_lowercase().enumerate() {
                    let bytes = letter.encode_utf8(&mut bytes).as_bytes();
                    self.letters.extend_from_slice(bytes);
                    self.begins.extend((0..bytes.len()).map(|byte| begins && index == 0 && byte == 0));
                }
            }
            before = letter;
        }
    }
}
