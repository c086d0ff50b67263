//! An exact number of requests, closed loop: what the counting of instructions needs.

use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::connection::{Answer, Connection};

/// Without any answer for so long, the server is taken for dead.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends so many requests over so many connections; prints how many were answered with success.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let to = arguments.first();
    let failed = |error: std::io::Error| format!("{to}: {error}");
    let request = arguments.request(to);
    let mut connections = Vec::new();
    let (mut sent, mut answered, mut errors) = (0, 0, 0_u64);
    for _ in 0..arguments.connections.max(1) {
        connections.push((Connection::open(to).map_err(failed)?, false));
    }
    let started = Instant::now();
    let mut heard = started;
    while answered < arguments.requests {
        for (connection, waiting) in &mut connections {
            if *waiting {
                if let Answer::Status(status) = connection.receive().map_err(failed)? {
                    (*waiting, answered, heard) = (false, answered + 1, Instant::now());
                    errors += u64::from(!(200..300).contains(&status));
                }
            } else if sent < arguments.requests {
                connection.send(&request).map_err(failed)?;
                (*waiting, sent) = (true, sent + 1);
            }
        }
        if heard.elapsed() > PATIENCE {
            return Err(format!("no answer for {PATIENCE:?}"));
        }
        std::hint::spin_loop();
    }
    let seconds = started.elapsed().as_secs_f64();
    Ok(format!(r#"{{"requests":{answered},"errors":{errors},"seconds":{seconds:.6}}}"#))
}
