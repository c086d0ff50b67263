//! A fixed rate, open loop: a request is due at its time whether or not the ones before it are answered, and its latency
//! counts from when it was due.
//!
//! Several servers take turns, a short block each. A machine's speed drifts from one second to the next by more than what
//! is to be seen at a low rate; blocks that lie close to each other share it.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::connection::{Answer, Connection};

/// What is due and unanswered this long after the end of a block is never answered.
const PATIENCE: Duration = Duration::from_secs(2);

/// One server, and what it has answered so far.
struct Asked {
    to: SocketAddr,
    request: Vec<u8>,
    idle: Vec<Connection>,
    busy: Vec<(Connection, Instant)>,
    waits: Vec<Duration>,
    errors: u64,
    late: u64,
    took: Duration,
}

/// Sends at the rate for so long to each; prints what was reached, one object a server.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let mut servers =
        arguments.to.iter().map(|to| Asked::connect(*to, arguments)).collect::<Result<Vec<Asked>, String>>()?;
    let interval = Duration::from_secs(1) / u32::try_from(arguments.rate.max(1)).map_err(|error| error.to_string())?;
    let whole = Duration::from_secs_f64(arguments.seconds);
    let block = arguments.block.map_or(whole, |millis| Duration::from_millis(millis.max(1)).min(whole));
    let blocks = usize::try_from(whole.as_nanos() / block.as_nanos().max(1)).map_err(|error| error.to_string())?.max(1);
    for number in 0..blocks {
        for step in 0..servers.len() {
            let at = turn(number, step, servers.len());
            let server = &mut servers[at];
            server.block(interval, block).map_err(|reason| format!("{}: {reason}", server.to))?;
        }
    }
    let answers: Vec<String> = servers.iter_mut().map(Asked::answer).collect();
    Ok(format!(r#"{{"servers":[{}]}}"#, answers.join(",")))
}

/// Who is next: there and back again, each time from another one, so that none always follows the same.
fn turn(number: usize, step: usize, servers: usize) -> usize {
    let step = if number.is_multiple_of(2) { step } else { servers - 1 - step };
    (number / 2 + step) % servers
}

impl Asked {
    fn connect(to: SocketAddr, arguments: &Arguments) -> Result<Self, String> {
        let mut idle = Vec::new();
        for _ in 0..arguments.connections.max(1) {
            idle.push(Connection::open(to).map_err(|error| format!("{to}: {error}"))?);
        }
        Ok(Self {
            to,
            request: arguments.request(to),
            idle,
            busy: Vec::new(),
            waits: Vec::new(),
            errors: 0,
            late: 0,
            took: Duration::ZERO,
        })
    }

    /// Sends at the rate for the length of a block, and waits until all is answered.
    fn block(&mut self, interval: Duration, block: Duration) -> Result<(), String> {
        let failed = |error: std::io::Error| error.to_string();
        let started = Instant::now();
        let ends = started + block;
        let mut due = started;
        loop {
            let now = Instant::now();
            if due < ends && due <= now {
                if let Some(mut connection) = self.idle.pop() {
                    // More than two intervals behind: the load itself was held up.
                    self.late += u64::from(now - due > interval * 2);
                    connection.send(&self.request).map_err(failed)?;
                    self.busy.push((connection, due));
                    due += interval;
                }
            } else if due >= ends && self.busy.is_empty() {
                break;
            }
            if now > ends + PATIENCE {
                return Err(format!("{} requests were never answered", self.busy.len()));
            }
            self.receive().map_err(failed)?;
            std::hint::spin_loop();
        }
        self.took += started.elapsed();
        Ok(())
    }

    fn receive(&mut self) -> std::io::Result<()> {
        let mut at = 0;
        while at < self.busy.len() {
            match self.busy[at].0.receive()? {
                Answer::Pending => at += 1,
                Answer::Status(status) => {
                    let (connection, due) = self.busy.swap_remove(at);
                    self.errors += u64::from(!(200..300).contains(&status));
                    self.waits.push(due.elapsed());
                    // In turn, so that every connection stays in use.
                    self.idle.insert(0, connection);
                }
            }
        }
        Ok(())
    }

    fn answer(&mut self) -> String {
        self.waits.sort_unstable();
        let at = |share: usize| self.waits.get(self.waits.len() * share / 1000).map_or(0, Duration::as_micros);
        format!(
            r#"{{"requests":{},"seconds":{:.6},"errors":{},"late":{},"p50_us":{},"p99_us":{}}}"#,
            self.waits.len(),
            self.took.as_secs_f64(),
            self.errors,
            self.late,
            at(500),
            at(990),
        )
    }
}
