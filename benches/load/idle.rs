//! Connections that are kept open and ask for nothing: what the memory of idle ones is measured with.

use std::io::Read;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::connection::{Answer, Connection};

/// Without an answer for so long, the server is taken for dead.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens them, with one request each where it is not to be `--fresh`, says so, and waits for the end of standard input; prints how many were
/// still open then.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let to = arguments.first();
    let failed = |error: std::io::Error| format!("{to}: {error}");
    let request = arguments.request(to);
    let mut connections = Vec::with_capacity(arguments.connections);
    for _ in 0..arguments.connections {
        let mut connection = Connection::open(to).map_err(failed)?;
        if !arguments.fresh {
            connection.send(&request).map_err(failed)?;
            answered(&mut connection)?;
        }
        connections.push(connection);
    }
    println!(r#"{{"open":{}}}"#, connections.len());
    std::io::stdin().read_to_end(&mut Vec::new()).map_err(failed)?;
    let open = connections.iter_mut().filter_map(|one| one.receive().ok()).count();
    Ok(format!(r#"{{"still_open":{open}}}"#))
}

fn answered(connection: &mut Connection) -> Result<(), String> {
    let asked = Instant::now();
    while asked.elapsed() < PATIENCE {
        match connection.receive().map_err(|error| error.to_string())? {
            Answer::Pending => std::hint::spin_loop(),
            Answer::Status(200..300) => return Ok(()),
            Answer::Status(other) => return Err(format!("answered {other}")),
        }
    }
    Err(format!("no answer for {PATIENCE:?}"))
}
