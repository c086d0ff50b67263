//! What the command line says.

use std::net::SocketAddr;

/// What the command line says, with the defaults of what it leaves out.
pub struct Arguments {
    /// `rate`, `count` or `first`.
    pub mode: String,
    /// Address of the server.
    pub to: SocketAddr,
    /// Path that is asked for.
    pub path: String,
    /// Send an order instead of getting something.
    pub post: bool,
    /// Requests a second.
    pub rate: u64,
    /// Length of a run at a rate.
    pub seconds: f64,
    /// Requests of a run by number.
    pub requests: u64,
    /// Connections that are kept open.
    pub connections: usize,
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
            to: SocketAddr::from(([127, 0, 0, 1], 8080)),
            path: "/hello".to_owned(),
            post: false,
            rate: 4000,
            seconds: 1.0,
            requests: 1000,
            connections: 32,
            out: "/dev/null".to_owned(),
            command: Vec::new(),
        };
        while let Some(name) = given.next() {
            match name.as_str() {
                "--" => read.command = given.by_ref().collect(),
                "--post" => read.post = true,
                "--to" => read.to = value(&name, given.next())?,
                "--path" => read.path = value(&name, given.next())?,
                "--rate" => read.rate = value(&name, given.next())?,
                "--seconds" => read.seconds = value(&name, given.next())?,
                "--requests" => read.requests = value(&name, given.next())?,
                "--connections" => read.connections = value(&name, given.next())?,
                "--out" => read.out = value(&name, given.next())?,
                other => return Err(format!("there is no option `{other}`")),
            }
        }
        Ok(read)
    }

    /// The request as it goes over the wire.
    pub fn request(&self) -> Vec<u8> {
        let (to, path) = (self.to, &self.path);
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
