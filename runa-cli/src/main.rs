//! `cargo runa`: what a manifest says, and what is wrong with it, without building anything.
//!
//! A front end of `runa-schema`, which does all the thinking. Here arguments are read, and answers printed: for people, or in a format
//! for programs. No command needs a variable of the environment, none writes a file, and none shows the value of a secret.
//!
//! Arguments are read by lexopt, one crate without dependencies: seven commands with three options between them need no generator of
//! parsers, and the pages of help, which would be its other gift, are better written by hand.

mod args;
mod check;
mod difference;
mod explain;
mod graph;
mod help;
mod manifest;
mod output;
mod table;
mod variables;
mod wins;

use std::process::ExitCode;

use args::{Asked, Options};
use output::Answer;

fn main() -> ExitCode {
    let answer = match args::read(std::env::args_os()) {
        Ok(Asked::Help(page)) => Answer::right(page.to_owned()),
        Ok(Asked::Version) => Answer::right(format!("cargo-runa {}\n", env!("CARGO_PKG_VERSION"))),
        Ok(Asked::Run(options)) => run(&options).unwrap_or_else(|failed| failed),
        Err(wrong) => Answer::usage(wrong),
    };
    answer.print()
}

/// What a command answers; `Err` where it did not come to what was asked.
fn run(options: &Options) -> Result<Answer, Answer> {
    match options.command.name {
        "check" => check::answer(options),
        "explain" => explain::answer(options),
        "graph" => graph::answer(options),
        "env" => variables::answer(options),
        "where" => wins::answer(options),
        "diff" => difference::answer(options),
        name => Err(Answer::usage(format!("`{name}` is no command"))),
    }
}
