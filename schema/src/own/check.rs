//! All providers of a manifest that are the user's own.

use super::judge::Judge;
use super::words::Buffer;
use super::{Own, Source};

/// How many problems are shown; as many as of all others.
pub(super) const MOST: usize = 20;

/// Holds what a manifest gives for a user's own providers against their declarations.
///
/// # Panics
///
/// In constant evaluation, so that it is an error of the compiler: where something is wrong, with everything that is.
#[track_caller]
pub const fn check(source: &Source, all: &[Own]) {
    let mut out = Buffer::new();
    let mut said = Said { places: [(0, 0); MOST], count: 0 };
    let mut at = 0;
    // What comes behind the last that is shown is not looked at: rustc grows impatient.
    while at < all.len() && !said.is_full() {
        Judge { source, own: &all[at], all, out: &mut out, said: &mut said }.own();
        at += 1;
    }
    if said.count > MOST {
        out.say("\n\nand more: the first 20 are shown");
    }
    assert!(out.is_empty(), "{}", out.text());
}

/// Where something has been said: what `defaults` or an alias shows again in another stage is one problem.
pub(super) struct Said {
    places: [(u32, u32); MOST],
    count: usize,
}

impl Said {
    /// Whether enough has been said.
    pub(super) const fn is_full(&self) -> bool {
        self.count > MOST
    }

    /// Counts a problem that stands in no place of its own; whether it is to be said.
    pub(super) const fn another(&mut self) -> bool {
        if self.count < MOST {
            self.places[self.count] = (0, 0);
        }
        self.count += 1;
        self.count <= MOST
    }

    /// Whether there is still something to be said about a place.
    pub(super) const fn anew(&mut self, line: u32, column: u32) -> bool {
        let mut at = 0;
        while at < self.count && at < MOST {
            if self.places[at].0 == line && self.places[at].1 == column {
                return false;
            }
            at += 1;
        }
        if self.count < MOST {
            self.places[self.count] = (line, column);
        }
        self.count += 1;
        self.count <= MOST
    }
}
