//! Downloads that do not fit into memory do not have to.

use std::fs;
use std::io::{Read, Write};

use crate::process::Service;

const LENGTH: usize = 1600 * 65_536;
/// Of a hundred MiB.
const MOST_KIB: u64 = 8 * 1024;

/// The most memory that a process has had.
fn peak_kib(service: &Service) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", service.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// How many bytes come after the head, chunks and all.
fn download(service: &Service, path: &str) -> (String, usize) {
    let mut stream = service.connect();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
    let (mut head, mut part) = (Vec::new(), vec![0; 1 << 16]);
    let mut length = loop {
        let read = stream.read(&mut part).unwrap();
        assert!(read > 0);
        head.extend_from_slice(&part[..read]);
        if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
            let body = head.len() - end - 4;
            head.truncate(end);
            break body;
        }
    };
    while let read @ 1.. = stream.read(&mut part).unwrap() {
        length += read;
    }
    (String::from_utf8(head).unwrap(), length)
}

#[cfg(target_os = "linux")]
#[test]
fn a_hundred_mebibytes_pass_through_a_few() {
    let framed = [("/large", "chunked"), ("/large-sized", "content-length: 104857600")];
    let mut lengths = Vec::new();
    for service in ["bare_with_peer", "nothing", "audited"].map(Service::start) {
        let before = peak_kib(&service);
        for (path, framing) in framed {
            let (head, length) = download(&service, path);
            assert!(head.contains(framing), "{head}");
            assert!(length >= LENGTH);
            lengths.push(length);
        }
        let grown = peak_kib(&service) - before;
        assert!(grown < MOST_KIB, "stage `{}` grew by {grown} KiB", service.stage);
    }
    assert_eq!((&lengths[..2], &lengths[..2]), (&lengths[2..4], &lengths[4..]));
}
