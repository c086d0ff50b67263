//! From what the manifest gives to the values that hold.
//!
//! A setting has, in this order: its override, what the manifest gives (a literal, or a reference to a variable or a file), its
//! default. Every failure is collected; nothing here reads the process's environment itself, it is handed in.

mod given;
mod overrides;
mod reader;
mod settle;
#[cfg(test)]
mod tests;

pub use given::{Given, Source, argument, file, group, lit, var};
pub use overrides::{Override, Overrides, name as override_name};
pub use reader::Reader;
pub use settle::{Environment, Failure, Origin, Problem, Resolved, Resolver};
