//! `cargo runa`: what a manifest says, and what is wrong with it, without building anything.
//!
//! A front end of `runa-schema`, which does all the thinking. Here arguments are read, and answers printed: for people, or in a format
//! for programs. No command needs a variable of the environment, none writes a file, and none shows the value of a secret.
//!
//! Arguments are read by lexopt, one crate without dependencies: seven commands with three options between them need no generator of
//! parsers, and the pages of help, which would be its other gift, are better written by hand.

mod args;
mod check;
mod commands;
mod difference;
mod explain;
mod graph;
mod json_schema;
mod manifest;
mod output;
mod table;
mod variables;
mod wins;

use std::process::ExitCode;

use args::Asked;
use output::Answer;

fn main() -> ExitCode {
    let answer = match args::read(std::env::args_os()) {
        Ok(Asked::Help(page)) => Answer::right(page),
        Ok(Asked::Version) => Answer::right(format!("cargo-runa {}\n", env!("CARGO_PKG_VERSION"))),
        Ok(Asked::Run(options)) => (options.command.answer)(&options).unwrap_or_else(|failed| failed),
        Err(wrong) => Answer::usage(wrong),
    };
    answer.print()
}
