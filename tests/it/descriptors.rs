//! A process that has as many files open as it may.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use crate::http;
use crate::process::{Process, Start};

/// What the soft limit of a process becomes.
fn limit(process: &Process, files: usize) {
    let limit = format!("--nofile={files}:");
    let status = Command::new("prlimit").arg("--pid").arg(process.id().to_string()).arg(limit).status().unwrap();
    assert!(status.success());
}

fn open_files(process: &Process) -> usize {
    fs::read_dir(format!("/proc/{}/fd", process.id())).unwrap().count()
}

/// Ticks of a hundredth of a second that a process has computed.
fn ticks(process: &Process) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap();
    let after_name = stat.rsplit_once(')').unwrap().1;
    after_name.split_whitespace().skip(11).take(2).map(|ticks| ticks.parse::<u64>().unwrap()).sum()
}

/// The status of an answer on a connection that stays open.
fn ask(stream: &mut TcpStream, path: &str) -> String {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
    stream.read_exact(&mut vec![0; length.parse().unwrap()]).unwrap();
    head[9..12].to_owned()
}

#[test]
fn who_is_in_is_served_who_waits_is_told_and_it_recovers_by_itself() {
    let start = Start::in_stage("hello", "prod").env("RUNA__SERVER__DRAIN__DELAY", "0s");
    let process = start.env("RUNA__SERVER__LISTEN", "127.0.0.1:0").spawn();
    let address = process.addresses().service.unwrap();
    let mut kept = http::connect(address);
    assert_eq!(ask(&mut kept, "/"), "200");
    let room = 5;
    limit(&process, open_files(&process) + room);

    let before = ticks(&process);
    let mut inside = Vec::new();
    let mut turned_away = 0;
    let clients: Vec<_> = (0..40)
        .map(|_| {
            let mut client = http::connect(address);
            client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
            client
        })
        .collect();
    for mut client in clients {
        let mut start = [0; 12];
        client.read_exact(&mut start).unwrap();
        match &start[9..] {
            b"200" => inside.push(client),
            b"503" => turned_away += 1,
            other => panic!("{:?}", String::from_utf8_lossy(other)),
        }
        // Health, readiness and the rest can be asked all the while.
        assert_eq!(ask(&mut kept, "/-/ready"), "200");
    }
    assert!(turned_away > 0 && inside.len() >= room, "{turned_away} of 40 were turned away");
    let spent = ticks(&process) - before;
    assert!(spent < 50, "it computed for {spent} hundredths of a second");
    let said = |what: &str| process.output().matches(what).count();
    assert_eq!(said("cannot take connections, will try again"), 1, "{}", process.output());

    drop(inside);
    let mut again = http::connect(address);
    assert_eq!(ask(&mut again, "/"), "200");
    let refused = format!("\"refused\":{turned_away}");
    process.line("its recovery", |line| line.contains("takes connections again") && line.contains(&refused));
    process.signal("TERM");
    assert_eq!(process.end().code, Some(0));
}
