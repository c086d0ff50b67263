//! What a correct manifest becomes, and what holds for all fixtures.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod accepted;
mod converting;
mod fixtures;
mod found;
mod hostile;
mod later;
mod mending;
mod secrets;
mod slips;
