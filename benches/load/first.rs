//! From the start of a process to its first answer with 200.

use std::fs::File;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::connection::{Answer, Connection};

/// A server that has not answered by then does not start.
const PATIENCE: Duration = Duration::from_secs(10);

/// Starts the command, asks until it answers, ends it; prints how long that took.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (program, rest) = arguments.command.split_first().ok_or("what is to be started?")?;
    let out = File::options().create(true).append(true).open(&arguments.out).map_err(|error| error.to_string())?;
    let started = Instant::now();
    let mut child = Command::new(program)
        .args(rest)
        .stdin(Stdio::null())
        .stdout(Stdio::from(out))
        .spawn()
        .map_err(|error| format!("{program}: {error}"))?;
    let answer = ask(arguments, &mut child, started);
    // Its end is not what is measured: at once, and reaped.
    let ended = child.kill().and_then(|()| child.wait());
    answer.and_then(|took| ended.map(|_| took).map_err(|error| error.to_string())).map(|took| {
        let micros = took.as_micros();
        format!(r#"{{"first_us":{micros}}}"#)
    })
}

fn ask(arguments: &Arguments, child: &mut Child, started: Instant) -> Result<Duration, String> {
    let request = arguments.request(arguments.first());
    loop {
        if let Ok(mut connection) = Connection::open(arguments.first()) {
            connection.send(&request).map_err(|error| error.to_string())?;
            while started.elapsed() < PATIENCE {
                match connection.receive() {
                    Ok(Answer::Status(200)) => return Ok(started.elapsed()),
                    Ok(Answer::Pending) => std::hint::spin_loop(),
                    Ok(Answer::Status(_)) | Err(_) => break,
                }
            }
        }
        if let Ok(Some(status)) = child.try_wait() {
            return Err(format!("the server ended with {status} before it answered"));
        }
        if started.elapsed() > PATIENCE {
            return Err(format!("no answer within {PATIENCE:?}"));
        }
    }
}
