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

/// One provider that stands, or should stand, above another.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// Who stands below.
    pub from: usize,
    /// Where the other stands; `None`: nowhere, although it is needed.
    pub to: Option<usize>,
    /// The other's name.
    pub name: &'static str,
    /// Why, as the end of a sentence.
    pub why: &'static str,
    /// The need behind it; without one the other is only shown, and may be missing.
    pub need: Option<&'static Need>,
}

impl Edge {
    /// Whether the other stands above.
    pub fn is_right(&self) -> bool {
        self.to.is_some_and(|to| to < self.from)
    }
}

/// Everything that the order of a list has to obey, in its order.
pub fn edges(list: &[Node<'_>]) -> Vec<Edge> {
    let place = |name: &str| list.iter().position(|other| other.row.name == name);
    let mut edges = Vec::new();
    for (from, node) in list.iter().enumerate() {
        let needs = node.row.needs.iter().chain(node.row.meets).filter(|need| is_needed(need, node.written));
        edges.extend(needs.map(|need| Edge {
            from,
            to: place(need.name),
            name: need.name,
            why: need.why,
            need: Some(need),
        }));
        edges.extend(node.row.below.iter().filter_map(|above| {
            let to = place(above.name)?;
            Some(Edge { from, to: Some(to), name: above.name, why: above.why, need: None })
        }));
    }
    edges
}

/// Every problem of a list.
pub fn judge(list: &[Node<'_>]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let not_first = list.iter().enumerate().skip(1);
    problems.extend(not_first.filter_map(|(at, node)| node.row.first.map(|why| Problem::NotFirst { at, why })));
    for Edge { from: at, to, name, why, need } in edges(list) {
        match (to, need) {
            (None, Some(need)) => problems.push(Problem::Missing { at, need }),
            // What is first is said once, where it stands.
            (Some(below), _) if below > at && list[below].row.first.is_none() => {
                problems.push(Problem::Below { at, below, name, why, needed: need.is_some() });
            }
            _ => {}
        }
    }
    problems
}

fn is_needed(need: &Need, written: &[&str]) -> bool {
    need.when.is_none_or(|when| {
        written.iter().any(|path| path.strip_prefix(when).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    })
}
