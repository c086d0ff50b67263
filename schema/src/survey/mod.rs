//! What a checked manifest says, for those who ask about it without starting it.
//!
//! Each question has a file: what holds in a stage, what wins for one key, which variables count, how two stages differ. Promise: no
//! text in an answer shows a secret.

mod difference;
mod held;
mod own;
#[cfg(test)]
mod tests;
mod variables;
mod wins;

pub use difference::{Difference, SectionDifference, SettingDifference, difference};
pub use held::{Held, held};
pub use variables::{Kind, Now, Variable, Variables, variables};
pub use wins::{Answer, Wins, wins};
