//! A fixed rate, open loop: a request is due at its time whether or not the ones before it are answered, and its latency
//! counts from when it was due.

use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::connection::{Answer, Connection};

/// Sends at the rate for so long; prints what was reached.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", arguments.to);
    let request = arguments.request();
    let mut idle = Vec::new();
    for _ in 0..arguments.connections.max(1) {
        idle.push(Connection::open(arguments.to).map_err(failed)?);
    }
    let mut busy: Vec<(Connection, Instant)> = Vec::new();
    let interval = Duration::from_secs(1) / u32::try_from(arguments.rate.max(1)).map_err(|error| error.to_string())?;
    let started = Instant::now();
    let ends = started + Duration::from_secs_f64(arguments.seconds);
    let gives_up = ends + Duration::from_secs(2);
    let mut due = started;
    let (mut waits, mut errors, mut late) = (Vec::new(), 0_u64, 0_u64);
    loop {
        let now = Instant::now();
        if due < ends && due <= now {
            if let Some(mut connection) = idle.pop() {
                // More than two intervals behind: the load itself was held up.
                late += u64::from(now - due > interval * 2);
                connection.send(&request).map_err(failed)?;
                busy.push((connection, due));
                due += interval;
            }
        } else if due >= ends && busy.is_empty() {
            break;
        }
        if now > gives_up {
            return Err(format!("{} requests were never answered", busy.len()));
        }
        let mut at = 0;
        while at < busy.len() {
            match busy[at].0.receive().map_err(failed)? {
                Answer::Pending => at += 1,
                Answer::Status(status) => {
                    let (connection, due) = busy.swap_remove(at);
                    errors += u64::from(!(200..300).contains(&status));
                    waits.push(due.elapsed());
                    // In turn, so that every connection stays in use.
                    idle.insert(0, connection);
                }
            }
        }
        std::hint::spin_loop();
    }
    let took = started.elapsed();
    waits.sort_unstable();
    let at = |share: usize| waits.get(waits.len() * share / 1000).map_or(0, Duration::as_micros);
    Ok(format!(
        r#"{{"requests":{},"seconds":{:.6},"errors":{errors},"late":{late},"p50_us":{},"p99_us":{}}}"#,
        waits.len(),
        took.as_secs_f64(),
        at(500),
        at(990),
    ))
}
