//! Secrets in excerpts: `***` stands in their place.
//!
//! The checker knows where they are. What it could not read, or never saw, is judged by its words: a key that sounds like a secret, a
//! URL with a password.

use std::borrow::Cow;
use std::ops::Range;

use super::{Diagnostic, Replacement};
use crate::Span;

const MASK: &str = "***";

/// Words of keys behind which nothing is shown.
const WORDS: [&str; 8] = ["token", "secret", "password", "passwd", "passphrase", "credential", "apikey", "privatekey"];

/// Names of secrets that are everyday words: they count only where the text could not be read.
const EVERYDAY: [&str; 3] = ["key", "url", "pwd"];

/// What is to be hidden in a part of the source, relative to it, by position. `mark` letters stand before the source.
pub(super) fn find(source: &str, part: Range<usize>, diagnostic: &Diagnostic, mark: usize) -> Vec<Range<usize>> {
    let text = &source[part.clone()];
    let mut found = Vec::new();
    for span in diagnostic.secrets.iter() {
        let (start, end) =
            (span.start.saturating_sub(mark).max(part.start), span.end.saturating_sub(mark).min(part.end));
        // Lines keep their numbers, so what goes over several is hidden line by line.
        let mut at = start;
        for line in source.get(start..end.max(start)).unwrap_or_default().split_inclusive('\n') {
            let (begin, content) = (at + line.len() - line.trim_start().len(), line.trim());
            if !content.is_empty() {
                found.push(begin - part.start..begin - part.start + content.len());
            }
            at += line.len();
        }
    }
    let unread = diagnostic.code.starts_with("R01");
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        found.extend(by_words(line, unread).into_iter().map(|range| at + range.start..at + range.end));
        at += line.len();
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(found.len());
    for range in found {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Words about a place of a text that could not be read, with `***` for what sounds like a secret in them or on that line.
pub(crate) fn words(said: &str, text: &str, place: Span) -> String {
    let masks = by_words(said, true);
    let mut shown = mask(said, &masks, &mut []).into_owned();
    if said.ends_with('`') && !shown.ends_with('`') {
        shown.push('`');
    }
    let at = text.floor_char_boundary(place.start.min(text.len()));
    let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
    let line = text[line..].lines().next().unwrap_or_default();
    for found in by_words(line, true) {
        let secret = bare(&line[found]);
        if !secret.is_empty() {
            shown = shown.replace(secret, MASK);
        }
    }
    shown
}

/// The shortest part of a secret that is looked for in words: shorter ones are parts of everyday words.
const SHORTEST: usize = 4;

/// How much of a long line is looked at on either side of a place; excerpts show less.
const AROUND: usize = 300;

/// Takes out of the words of a problem what stands as a secret on the lines that it shows, or on the lines above them.
pub(crate) fn repeat_nothing(one: &mut Diagnostic, text: &str) {
    let unread = one.code.starts_with("R01");
    let mut secrets: Vec<String> = Vec::new();
    for label in one.others.iter().chain([&one.primary]) {
        let at = text.floor_char_boundary(label.span.start.min(text.len()));
        let line = text[..at].rfind('\n').map_or(0, |start| start + 1);
        let above = text[..line.saturating_sub(1)].rfind('\n').map_or(0, |start| start + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        // Of a line without an end, what stands around: there may be a problem at each of its words.
        let above = text.floor_char_boundary(above.max(at.saturating_sub(AROUND)));
        let end = text.ceil_char_boundary(end.min(at + AROUND));
        let lines = text[above..end].lines();
        let sounding = lines.flat_map(|line| by_words(line, unread).into_iter().map(|at| line[at].to_owned()));
        let first = one.secrets.partition_point(|span| span.end <= above);
        let known = one.secrets[first..].iter().take_while(|span| span.start < end);
        secrets.extend(known.filter_map(|span| text.get(span.start..span.end)).map(str::to_owned).chain(sounding));
    }
    let breaks = |c: char| c.is_whitespace() || "\"',{}[]".contains(c);
    let parts = |secret: &String| {
        let parts = secret.split(breaks).filter(|part| !part.ends_with(':')).map(str::to_owned);
        parts.chain([bare(secret).to_owned()]).collect::<Vec<_>>()
    };
    let mut parts: Vec<String> = secrets.iter().flat_map(parts).filter(|part| part.len() >= SHORTEST).collect();
    parts.sort_unstable_by_key(|part| std::cmp::Reverse(part.len()));
    parts.dedup();
    let words = [&mut one.title, &mut one.primary.text].into_iter();
    let words = words.chain(one.others.iter_mut().map(|label| &mut label.text));
    // A note is ours alone.
    let words = words.chain(one.help.as_mut().map(|help| &mut help.text));
    for said in words {
        for part in parts.iter().filter(|part| **part != MASK) {
            if said.contains(part.as_str()) {
                *said = said.replace(part.as_str(), MASK);
            }
        }
    }
}

impl Diagnostic {
    /// The edit of its help for the eyes of others, such as the reader of a report: nothing, where it would repeat a secret of the text.
    pub fn shown_edit(&self, text: &str) -> &[Replacement] {
        let edit = self.help.as_ref().map_or(&[][..], |help| &help.edit);
        let unread = self.code.starts_with("R01");
        let sounding =
            text.lines().filter(|_| unread).flat_map(|line| by_words(line, true).into_iter().map(|at| &line[at]));
        let known = self.secrets.iter().filter_map(|span| text.get(span.start..span.end)).flat_map(str::lines);
        let secrets: Vec<_> = known.chain(sounding).map(bare).filter(|secret| !secret.is_empty()).collect();
        let repeats = |new: &str| {
            secrets.iter().any(|secret| new.contains(secret))
                || new.lines().any(|line| !by_words(line, unread).is_empty())
        };
        if edit.iter().any(|one| repeats(&one.text)) { &[] } else { edit }
    }
}

/// A value without what may stand around it: quotes and brackets may not be whole.
fn bare(value: &str) -> &str {
    value.trim_matches(['"', '\'', ' ', '{', '}', '[', ']', ','])
}

/// Values of a line that sound like secrets.
fn by_words(line: &str, unread: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut at, mut seen, mut depth) = (0, 0, 0);
    while let Some(colon) = line[at..].find([':', '=']).map(|colon| at + colon) {
        at = colon + 1;
        let before = line[..colon].trim_end_matches(['"', '\'', ' ']);
        let word_at = before.trim_end_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '-')).len();
        let letters = before[word_at..].chars().filter(char::is_ascii_alphanumeric);
        let key: String = letters.map(|c| c.to_ascii_lowercase()).collect();
        depth += line[seen..colon]
            .bytes()
            .map(|c| i32::from(b"{[".contains(&c)) - i32::from(b"}]".contains(&c)))
            .sum::<i32>();
        seen = colon;
        let rest = &line[at..];
        let sounds = WORDS.iter().any(|word| key.contains(word)) || (unread && EVERYDAY.contains(&key.as_str()));
        // `redis:` of an address without a key, or with one.
        let scheme = rest.starts_with("//");
        if !sounds && !scheme {
            continue;
        }
        let word = |c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '+'));
        let scheme_at = line[..colon].rfind(word).map_or(0, |before| line.ceil_char_boundary(before + 1));
        let quoted = line[..scheme_at].ends_with(['"', '\'']);
        let start = if scheme { scheme_at - usize::from(quoted) } else { at + rest.len() - rest.trim_start().len() };
        let length = value(&line[start..], depth > 0);
        let text = &line[start..start + length];
        let address = text.split_once("://").is_some_and(|(_, rest)| rest.contains('@'));
        // A reference names no secret, and a list under such a key names fields.
        // A tag is a word, and something stands behind it; a password may begin like one.
        let tag = text
            .strip_prefix('!')
            .and_then(|rest| rest.split_once(' '))
            .is_some_and(|(tag, _)| tag.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '!' | ':' | '/' | '_')));
        let holes = (text.starts_with('!') && (!unread || tag))
            || text.starts_with('$')
            || text.contains("${")
            || text.contains("{{");
        let nothing = matches!(text, "" | "''" | "\"\"" | "none");
        let literal =
            !nothing && !text.starts_with(['{', '[']) && (!text.starts_with('*') || unread) && (!holes || address);
        if literal && (sounds || address) {
            found.push(start..start + length);
            at = at.max(start + length);
        }
    }
    found
}

/// How long the value is that stands at the beginning.
fn value(text: &str, flow: bool) -> usize {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        return text[1..].find(quote).map_or(text.trim_end().len(), |end| end + 2);
    }
    let end = if flow { text.find([',', '}', ']']) } else { None };
    let end = end.or_else(|| text.find(" #")).unwrap_or(text.len());
    text[..end].trim_end().len()
}

/// The source with `***` for each of the ranges; the places of the labels are moved along.
pub(super) fn mask<'t>(source: &'t str, masks: &[Range<usize>], places: &mut [Range<usize>]) -> Cow<'t, str> {
    if masks.is_empty() {
        return Cow::Borrowed(source);
    }
    let mut shown = String::with_capacity(source.len());
    let mut done = 0;
    let mut moved = places.to_vec();
    for mask in masks {
        let start = source.floor_char_boundary(mask.start).max(done);
        let end = source.ceil_char_boundary(mask.end).max(start);
        shown.push_str(&source[done..start]);
        let begin = shown.len();
        shown.push_str(MASK);
        for (old, new) in places.iter().zip(&mut moved) {
            let shift = |at: usize, new: &mut usize| {
                if at > start {
                    *new = if at >= end { at - end + shown.len() } else { begin + MASK.len() };
                } else if at == start {
                    *new = begin;
                }
            };
            shift(old.start, &mut new.start);
            shift(old.end, &mut new.end);
        }
        done = end;
    }
    shown.push_str(&source[done..]);
    places.clone_from_slice(&moved);
    Cow::Owned(shown)
}
