//! A test that is a process of its own: this binary, started again to play one test's part.

use std::process::{Command, Stdio};

/// The command that runs the test `test`, and no other. What it is to do, variables say.
pub(crate) fn again(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).stdout(Stdio::null());
    command
}
