//! Somebody who looks at a stream of server-sent events, as a browser does that shows it.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;

/// Reads for so long; prints how many events came, and how many bytes.
pub fn run(arguments: &Arguments) -> Result<String, String> {
    let (to, path) = (arguments.first(), &arguments.path);
    let failed = |error: std::io::Error| format!("{to}: {error}");
    let mut stream = TcpStream::connect(to).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_millis(100))).map_err(failed)?;
    let header = arguments.header.as_ref().map_or_else(String::new, |header| format!("{header}\r\n"));
    let head = format!("GET {path} HTTP/1.1\r\nHost: {to}\r\nAccept: text/event-stream\r\n{header}\r\n");
    stream.write_all(head.as_bytes()).map_err(failed)?;
    let ends = Instant::now() + Duration::from_secs_f64(arguments.seconds);
    let mut lines = Lines::default();
    let mut part = [0; 16 * 1024];
    while Instant::now() < ends {
        match stream.read(&mut part) {
            Ok(0) => return Err(format!("{to}{path} ended the stream: {}", lines.first)),
            Ok(read) => lines.push(&part[..read]),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    if !lines.first.starts_with("HTTP/1.1 200") {
        return Err(format!("{to}{path} answered {:?}", lines.first));
    }
    Ok(format!(r#"{{"events":{},"bytes":{}}}"#, lines.events, lines.bytes))
}

/// What has come, line by line.
#[derive(Default)]
struct Lines {
    /// The first line: the status.
    first: String,
    begun: Vec<u8>,
    events: u64,
    bytes: u64,
}

impl Lines {
    fn push(&mut self, part: &[u8]) {
        self.bytes += part.len() as u64;
        for byte in part {
            if *byte != b'\n' {
                // What an event begins with is enough.
                if self.begun.len() < 128 {
                    self.begun.push(*byte);
                }
                continue;
            }
            if self.first.is_empty() {
                self.first = String::from_utf8_lossy(&self.begun).trim_end().to_owned();
            }
            self.events += u64::from(self.begun.starts_with(b"data:"));
            self.begun.clear();
        }
    }
}
