//! The service as a process, in one of its stages.

use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// How long is waited for what must happen at once.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running service. Dropped, it is killed.
pub(crate) struct Service {
    pub(crate) stage: &'static str,
    pub(crate) address: SocketAddr,
    child: Child,
    lines: Receiver<String>,
}

impl Service {
    pub(crate) fn start(stage: &'static str) -> Self {
        Self::start_with(stage, &[])
    }

    /// The same, with overrides.
    pub(crate) fn start_with(stage: &'static str, overrides: &[(&str, &str)]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unchanged"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("RUNA")) {
            command.env_remove(name);
        }
        let mut child = command
            .env("RUNA_STAGE", stage)
            .envs(overrides.iter().copied())
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        for output in
            [Box::new(child.stdout.take().unwrap()) as Box<dyn Read + Send>, Box::new(child.stderr.take().unwrap())]
        {
            let sender = sender.clone();
            // Read to its end, so that the service never waits for us.
            thread::spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        drop(sender);
        let mut service = Self { stage, address: SocketAddr::from(([127, 0, 0, 1], 0)), child, lines };
        let line = service.line(&["http://127.0.0.1:"]);
        let port = line.split("http://127.0.0.1:").nth(1).unwrap();
        let port: String = port.chars().take_while(char::is_ascii_digit).collect();
        service.address.set_port(port.parse().unwrap());
        service
    }

    /// Waits for a line that has all of these in it.
    pub(crate) fn line(&self, wanted: &[&str]) -> String {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if wanted.iter().all(|part| line.contains(part)) => return line,
                Ok(line) => seen.push(line),
                Err(end) => panic!("no line with {wanted:?} ({end}) in stage `{}`:\n{}", self.stage, seen.join("\n")),
            }
        }
    }

    /// A connection whose reads end at last, so that a test that hangs says where.
    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        stream
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
