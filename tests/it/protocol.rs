//! What HTTP asks of a service beside its handlers.

use std::io::Write;
use std::net::SocketAddr;
use std::process::Command;

use crate::http::{Response, connect, get, read, request};
use crate::process::{Process, Start};

fn orders() -> (Process, SocketAddr) {
    let process = Start::in_stage("orders", "test")
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__BODY_LIMIT", "1KiB")
        .spawn();
    let address = process.addresses().service.unwrap();
    (process, address)
}

/// The last values of a path in the access log.
fn logged(process: &Process, path: &str) -> serde_json::Value {
    let key = format!("\"path\":\"{path}\"");
    serde_json::from_str(&process.line(path, |line| line.contains(&key))).unwrap()
}

#[test]
fn head_is_get_without_a_body() {
    let (process, address) = orders();
    let answer = request(address, "HEAD", "/hello", &[], "");
    assert_eq!((answer.status, answer.header("content-length"), answer.body.as_str()), (200, Some("5"), ""));
    let line = logged(&process, "/hello");
    assert_eq!((&line["method"], &line["status"], &line["bytes"]), (&"HEAD".into(), &200.into(), &0.into()));
}

#[test]
fn a_body_that_is_too_large_is_refused_however_it_comes() {
    let (process, address) = orders();
    let json = [("content-type", "application/json")];
    let order = |item: &str| format!(r#"{{"item":"{item}","quantity":2,"password":"x"}}"#);
    let large = order(&"x".repeat(2000));
    assert_eq!(request(address, "POST", "/orders", &json, &large).status, 413);
    assert_eq!(logged(&process, "/orders")["status"], 413);

    let chunked = |body: &str| -> Response {
        let mut client = connect(address);
        let head = "POST /orders HTTP/1.1\r\nHost: orders\r\nConnection: close\r\nContent-Type: application/json\r\n";
        let middle = body.len() / 2;
        let (first, second) = body.split_at(middle);
        let text = format!(
            "{head}Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
            first.len(),
            second.len()
        );
        client.write_all(text.as_bytes()).unwrap();
        read(&mut client)
    };
    assert_eq!(chunked(&large).status, 413);
    assert_eq!(logged(&process, "/orders")["status"], 413);
    assert_eq!(chunked(&order("tea")).status, 201);
    assert_eq!(get(address, "/hello").status, 200);
}

#[test]
fn http_2_is_spoken_without_tls() {
    let (process, address) = orders();
    let url = format!("http://{address}/hello");
    let curl = Command::new("curl")
        .args(["--silent", "--show-error", "--http2-prior-knowledge", "--noproxy", "*", "--max-time", "10"])
        .args(["--write-out", " %{http_version} %{http_code}", &url])
        .output()
        .expect("curl, which scripts/test installs");
    assert!(curl.status.success(), "{}", String::from_utf8_lossy(&curl.stderr));
    assert_eq!(String::from_utf8_lossy(&curl.stdout), "hello 2 200");
    assert_eq!(logged(&process, "/hello")["status"], 200);
}
