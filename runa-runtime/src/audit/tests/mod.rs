//! Audit as its service, its clients and its writers see it. Names begin with the defect of the earlier implementation (A1 to A17) that they would find.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod input;
mod modes;
mod recorded;
mod site;
mod writers;
