//! Manifests that the checker accepts.

use runa_schema::check::check;
use runa_schema::diagnostic::{Replacement, apply};
use runa_schema::manifest::Checked;

use super::chance::Seeded;

/// How often the helps are applied. Most manifests need it twice: a rule is looked at when the values are right.
const ROUNDS: usize = 8;

/// One made up from a seed, and mended by the helps of the checker until it has nothing to say. `None` if that does not come to an end,
/// or leads to a problem without a help.
pub fn accepted(seed: u64) -> Option<(String, Checked)> {
    let mut text = super::write(&mut Seeded(seed), false);
    for _ in 0..ROUNDS {
        let found = match check(&text) {
            Ok(checked) => return Some((text, checked)),
            Err(found) => found,
        };
        let mut edits: Vec<Replacement> = Vec::new();
        for help in found.into_iter().filter_map(|one| one.help) {
            // Of helps that would change the same place, the first.
            let apart = |new: &Replacement| {
                edits.iter().all(|old| new.span.end < old.span.start || old.span.end < new.span.start)
            };
            if help.edit.iter().all(apart) {
                edits.extend(help.edit);
            }
        }
        text = apply(&text, &edits);
    }
    None
}
