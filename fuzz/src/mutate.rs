//! A text changed as a hand changes it: lines, words and signs.

use crate::manifest::{self, Chance};

const SIGNS: [&str; 34] = [
    "{", "}", "[", "]", ":", ": ", "- ", "-", ",", "#", " # ", "&a ", "*a", "<<: *a", "!!str ", "'", "\"", "\t", "\n",
    "\r\n", "\r", "\u{feff}", "é", "😀", "${X}", "{{ x }}", "  ", "    ", "|", ">", "? ", "---\n", "%", "\u{2028}",
];
const VALUES: [&str; 22] = [
    "none",
    "true",
    "no",
    "0",
    "-1",
    "2",
    "2s",
    "250ms",
    "1h",
    "16KiB",
    "10MB",
    "info",
    "0.0.0.0:8080",
    "127.0.0.1:0",
    "/",
    "/-/",
    "json",
    "{}",
    "[]",
    "{ from_env: X }",
    "{ from_file: /x, default: 1 }",
    "redis://h",
];

/// One to four changes. `other` is a text to take lines from.
pub fn mutate(chance: &mut impl Chance, text: &str, other: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..=chance.below(4) {
        text = match chance.below(3) {
            0 => lines(chance, &text, other),
            _ => tokens(chance, &text),
        };
    }
    text
}

fn lines(chance: &mut impl Chance, text: &str, other: &str) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    if lines.is_empty() {
        return other.to_owned();
    }
    let (at, to) = (chance.below(lines.len()), chance.below(lines.len()));
    match chance.below(8) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(to, lines[at].clone()),
        2 => lines.swap(at, to),
        3 => {
            let line = lines.remove(at);
            lines.insert(to, line);
        }
        4 => {
            // The line, or all from it on to another.
            let add = " ".repeat(1 + chance.below(4));
            let out = chance.once_in(2);
            let end = if chance.once_in(2) { at } else { at.max(to) };
            for line in &mut lines[at..=end] {
                *line = if out { line.strip_prefix(&add).unwrap_or(line).to_owned() } else { format!("{add}{line}") };
            }
        }
        5 => lines.truncate(at),
        6 => lines.iter_mut().for_each(|line| *line = line.replace('\n', "\r\n")),
        _ => {
            let others: Vec<_> = other.split_inclusive('\n').collect();
            if !others.is_empty() {
                let from = chance.below(others.len());
                let count = 1 + chance.below(3);
                for (index, line) in others.iter().skip(from).take(count).enumerate() {
                    lines.insert(to + index, (*line).to_owned());
                }
            }
        }
    }
    lines.concat()
}

/// Where words and signs begin and end.
fn borders(text: &str) -> Vec<usize> {
    let class = |c: char| if c.is_alphanumeric() || c == '_' { 0 } else { 1 + u32::from(c) };
    let mut borders = vec![0];
    let mut before = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| before != class(c)) {
            borders.push(at);
        }
        before = Some(class(c));
    }
    borders.push(text.len());
    borders
}

fn tokens(chance: &mut impl Chance, text: &str) -> String {
    let borders = borders(text);
    let at = chance.below(borders.len());
    let (start, end) = (borders[at], borders.get(at + 1).copied().unwrap_or(text.len()));
    let token = &text[start..end];
    let word = manifest::word(chance);
    let put = match chance.below(8) {
        0 => String::new(),
        1 => format!("{token}{token}"),
        2 => format!("{}{token}", chance.one(&SIGNS)),
        3 => chance.one(&SIGNS).to_owned(),
        4 => word,
        5 => chance.one(&VALUES).to_owned(),
        6 => format!("{token} {word}: "),
        _ => {
            // Another token of the text.
            let from = chance.below(borders.len());
            text[borders[from]..borders.get(from + 1).copied().unwrap_or(text.len())].to_owned()
        }
    };
    format!("{}{put}{}", &text[..start], &text[end..])
}
