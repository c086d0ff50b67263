//! Queues as panels.

use std::fmt::Display;
use std::sync::{Arc, Weak};

use super::dead::DeadLetter;
use super::line::Line;
use super::one::LETTERS;
use crate::kernel::Result;
use crate::kernel::clock;
use crate::kernel::panels::{Content, Panels};

/// Adds them.
pub(super) fn add(panels: &Panels, lines: &Arc<[Arc<Line>]>) -> Result<()> {
    let all: Vec<Weak<Line>> = lines.iter().map(Arc::downgrade).collect();
    let lines = all.clone();
    panels.add("queue", "Queues", move || {
        let columns = vec!["queue", "waiting", "delayed", "running", "oldest", "done", "failed", "dead"];
        Content::Table(columns, lines.iter().filter_map(Weak::upgrade).map(|line| row(&line)).collect())
    })?;
    panels.add("queue.dead", "Dead letters", move || {
        let columns = vec!["queue", "id", "attempts", "reason", "since", "job"];
        let mut letters: Vec<(Arc<Line>, DeadLetter)> = Vec::new();
        for line in all.iter().filter_map(Weak::upgrade) {
            let of = line.watch.letters().unwrap_or_default();
            letters.extend(of.into_iter().map(|letter| (Arc::clone(&line), letter)));
        }
        letters.sort_by_key(|(_, letter)| std::cmp::Reverse(letter.since));
        letters.truncate(LETTERS);
        let row = |(line, letter): (Arc<Line>, DeadLetter)| {
            let since = clock::text(letter.since);
            let id = letter.id.to_string();
            vec![line.name().to_owned(), id, letter.attempts.to_string(), letter.reason, since, letter.payload]
        };
        Content::Table(columns, letters.into_iter().map(row).collect())
    })
}

/// What is not known is a dash, not a zero.
fn row(line: &Line) -> Vec<String> {
    let counts = line.watch.counts();
    let known = |value: Option<String>| value.unwrap_or_else(|| "–".to_owned());
    let number = |value: fn(&super::Counts) -> u64| known(counts.as_ref().map(|counts| value(counts).to_string()));
    let own = |value: &dyn Display| value.to_string();
    let oldest = counts.as_ref().map(|counts| match counts.oldest {
        Some(age) => format!("{:.1}s", age.as_secs_f64()),
        None => String::new(),
    });
    vec![
        line.name().to_owned(),
        number(|counts| counts.waiting),
        number(|counts| counts.delayed),
        number(|counts| counts.running),
        known(oldest),
        own(&line.counted.done.get()),
        own(&line.counted.failed.get()),
        number(|counts| counts.dead),
    ]
}
