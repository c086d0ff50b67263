//! Who needs whom, and the order that follows.
//!
//! A stage's list is the order of installation. The rules are few, and each is a real flow of data: what is `first` is first where
//! it is listed, and what a provider needs stands above it.

use crate::provider::{Need, Row};

/// A provider of a stage, as far as the order is concerned.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// What is known about it.
    pub row: &'static Row,
    /// The paths of its settings that are written.
    pub written: &'a [&'a str],
}

/// What is wrong with the order of a list. Numbers are positions in it.
#[derive(Clone, Debug)]
pub enum Problem {
    /// It is to be first where it is listed, and is not.
    NotFirst {
        /// Which.
        at: usize,
        /// Why.
        why: &'static str,
    },
    /// What it needs is not listed.
    Missing {
        /// Which.
        at: usize,
        /// What it needs.
        need: &'static Need,
    },
    /// Who is to stand above it stands below it.
    Below {
        /// Which.
        at: usize,
        /// Where the other stands.
        below: usize,
        /// The other's name.
        name: &'static str,
        /// Why.
        why: &'static str,
        /// Whether it cannot do without.
        needed: bool,
    },
}

/// Every problem of a list, in its order.
pub fn judge(list: &[Node<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (at, node) in list.iter().enumerate() {
        if let Some(why) = node.row.first.filter(|_| at > 0) {
            problems.push(Problem::NotFirst { at, why });
        }
        for need in node.row.needs.iter().chain(node.row.meets).filter(|need| is_needed(need, node.written)) {
            match list.iter().position(|other| other.row.name == need.name) {
                None => problems.push(Problem::Missing { at, need }),
                // What is first is said once, where it stands.
                Some(below) if below > at && list[below].row.first.is_none() => {
                    problems.push(Problem::Below { at, below, name: need.name, why: need.why, needed: true });
                }
                Some(_) => {}
            }
        }
        for above in node.row.below {
            let below = list.iter().skip(at).position(|other| other.row.name == above.name);
            if let Some(below) = below {
                problems.push(Problem::Below {
                    at,
                    below: at + below,
                    name: above.name,
                    why: above.why,
                    needed: false,
                });
            }
        }
    }
    problems
}

fn is_needed(need: &Need, written: &[&str]) -> bool {
    need.when.is_none_or(|when| {
        written.iter().any(|path| path.strip_prefix(when).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    })
}
