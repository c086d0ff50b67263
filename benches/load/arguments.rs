//! What the command line says.

use std::net::SocketAddr;

/// What the command line says, with the defaults of what it leaves out.
pub struct Arguments {
    /// `rate`, `count`, `first`, `idle` or `watch`.
    pub mode: String,
    /// Addresses of the servers; only `rate` asks more than the first.
    pub to: Vec<SocketAddr>,
    /// Path that is asked for.
    pub path: String,
    /// Send an order instead of getting something.
    pub post: bool,
    /// Requests a second.
    pub rate: u64,
    /// Length of a run at a rate, for each server, or of a watch.
    pub seconds: f64,
    /// Milliseconds after which a run at a rate turns to the next server. Without it, after the whole run.
    pub block: Option<u64>,
    /// A header that a watch sends.
    pub header: Option<String>,
    /// Requests of a run by number.
    pub requests: u64,
    /// Connections that are kept open.
    pub connections: usize,
    /// Ask for nothing on them.
    pub fresh: bool,
    /// Where the standard output of a started server goes.
    pub out: String,
    /// The server to start.
    pub command: Vec<String>,
}

impl Arguments {
    /// Reads the arguments after the program's name.
    pub fn read(mut given: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut read = Self {
            mode: given.next().ok_or("which mode?")?,
            to: Vec::new(),
            path: "/hello".to_owned(),
            post: false,
            rate: 4000,
            seconds: 1.0,
            block: None,
            header: None,
            requests: 1000,
            connections: 32,
            fresh: false,
            out: "/dev/null".to_owned(),
            command: Vec::new(),
        };
        while let Some(name) = given.next() {
            match name.as_str() {
                "--" => read.command = given.by_ref().collect(),
                "--post" => read.post = true,
                "--fresh" => read.fresh = true,
                "--to" => read.to.push(value(&name, given.next())?),
                "--path" => read.path = value(&name, given.next())?,
                "--rate" => read.rate = value(&name, given.next())?,
                "--block-ms" => read.block = Some(value(&name, given.next())?),
                "--header" => read.header = Some(value(&name, given.next())?),
                "--seconds" => read.seconds = value(&name, given.next())?,
                "--requests" => read.requests = value(&name, given.next())?,
                "--connections" => read.connections = value(&name, given.next())?,
                "--out" => read.out = value(&name, given.next())?,
                other => return Err(format!("there is no option `{other}`")),
            }
        }
        if read.to.is_empty() {
            return Err("`--to` says which server".to_owned());
        }
        Ok(read)
    }

    /// The first server.
    pub fn first(&self) -> SocketAddr {
        self.to[0]
    }

    /// The request as it goes over the wire.
    pub fn request(&self, to: SocketAddr) -> Vec<u8> {
        let path = &self.path;
        if self.post {
            let body = r#"{"item":"lamp","quantity":2,"password":"hunter2"}"#;
            let length = body.len();
            format!(
                "POST {path} HTTP/1.1\r\nHost: {to}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .into_bytes()
        } else {
            format!("GET {path} HTTP/1.1\r\nHost: {to}\r\n\r\n").into_bytes()
        }
    }
}

fn value<T: std::str::FromStr>(name: &str, given: Option<String>) -> Result<T, String> {
    given.and_then(|text| text.parse().ok()).ok_or_else(|| format!("`{name}` needs a value"))
}
