//! A real redis-server of one test: on a free port, in a folder of its own, killed by its own process id.
//!
//! Compiled into the tests of the runtime and, by its path, into `tests/it`. Not each of them uses all of it.
#![allow(dead_code, unreachable_pub, reason = "compiled into two test crates, which use different parts")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// A server, or the place where one was.
#[derive(Debug)]
pub struct Redis {
    address: SocketAddr,
    folder: PathBuf,
    child: Option<Child>,
    tls: Option<SocketAddr>,
}

impl Redis {
    /// Starts one, and waits until it answers.
    pub fn start() -> Self {
        let mut redis = Self::away();
        redis.restart();
        redis
    }

    /// An address at which none answers yet.
    pub fn away() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("runa-redis-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        // Free a moment ago; the system does not give it out again so soon.
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Self { address, folder, child: None, tls: None }
    }

    /// As `url` of a manifest has it.
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Starts it where it was, with what it had written by then (`appendfsync always`).
    pub fn restart(&mut self) {
        self.spawn(&[], |answer| answer == "+PONG");
    }

    /// Starts it where it was, with further options, and waits only until it answers that it loads.
    pub fn restart_loading(&mut self, options: &[&str]) {
        self.spawn(options, |answer| answer.starts_with("-LOADING"));
    }

    /// A certificate for this machine, and its key: made by openssl.
    pub fn certificate(&self) -> (PathBuf, PathBuf) {
        let (certificate, key) = (self.folder.join("certificate.pem"), self.folder.join("key.pem"));
        let made = Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
            .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"])
            .args(["-addext", "basicConstraints=critical,CA:FALSE"])
            .args([&"-keyout".into(), &key, &"-out".into(), &certificate])
            .stderr(Stdio::null())
            .status()
            .expect("openssl, which scripts/test installs");
        assert!(made.success());
        (certificate, key)
    }

    /// Starts it where it was, with a second port for TLS.
    pub fn restart_with_tls(&mut self, certificate: &Path, key: &Path) {
        let tls = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let (port, certificate, key) = (tls.port().to_string(), certificate.to_str().unwrap(), key.to_str().unwrap());
        let files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-ca-cert-file", certificate];
        self.spawn(&[&["--tls-port", &port, "--tls-auth-clients", "no"], &files[..]].concat(), |answer| {
            answer == "+PONG"
        });
        self.tls = Some(tls);
    }

    /// Where it speaks TLS.
    pub fn tls(&self) -> SocketAddr {
        self.tls.unwrap()
    }

    fn spawn(&mut self, options: &[&str], answers: fn(&str) -> bool) {
        assert!(self.child.is_none(), "it runs");
        let child = Command::new("redis-server")
            .args(["--port", &self.address.port().to_string(), "--bind", "127.0.0.1", "--save", ""])
            .args(["--appendonly", "yes", "--appendfsync", "always", "--dir"])
            .arg(&self.folder)
            .args(options)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("redis-server, which scripts/test installs");
        self.child = Some(child);
        let deadline = Instant::now() + PATIENCE;
        while !self.try_command(&["PING"]).is_ok_and(|answer| answers(&answer)) {
            assert!(Instant::now() < deadline, "redis-server does not answer");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills it with -9.
    pub fn kill(&mut self) {
        let mut child = self.child.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Kills it, and takes away what it had written: the next start is empty.
    pub fn lose(&mut self) {
        self.kill();
        std::fs::remove_dir_all(&self.folder).unwrap();
        std::fs::create_dir_all(&self.folder).unwrap();
    }

    /// Stops its process (SIGSTOP), so that it hangs with open connections.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let id = self.child.as_ref().unwrap().id().to_string();
        assert!(Command::new("kill").arg(format!("-{name}")).arg(id).status().unwrap().success());
    }

    /// One command; its answer as the protocol has it, lines joined by spaces.
    pub fn command(&self, words: &[&str]) -> String {
        self.try_command(words).unwrap()
    }

    fn try_command(&self, words: &[&str]) -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&self.address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        let mut text = format!("*{}\r\n", words.len());
        for word in words {
            text.extend(["$", &word.len().to_string(), "\r\n", word, "\r\n"]);
        }
        // `QUIT` ends the connection behind the answer, so that the answer is whole.
        stream.write_all(format!("{text}*1\r\n$4\r\nQUIT\r\n").as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let answer = answer.strip_suffix("+OK\r\n").unwrap_or(&answer);
        Ok(answer.trim_end().replace("\r\n", " "))
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            // One that is paused dies of it too.
            let _ = child.kill();
            let _ = child.wait();
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
