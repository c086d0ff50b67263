//! What a connection costs that waits for its next request, beside hyper alone. Each server is a process of its own, whose memory is
//! what the system says of it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream as Socket;
use std::process::Stdio;

use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;

use super::*;
use crate::kernel::tests::again::again;

const WHICH: &str = "RUNA_IDLE_SERVER";

/// As many as a test can wait for; with ten thousand the ratio is the same.
const CONNECTIONS: u64 = 2000;

fn router() -> Router {
    Router::new().route("/", get(|| async { "hello" }))
}

async fn bare(listener: TcpListener) {
    let builder = auto::Builder::new(TokioExecutor::new());
    // As it is shared when it is served.
    let router = router().with_state(());
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let (builder, service) = (builder.clone(), TowerToHyperService::new(router.clone()));
        tokio::spawn(async move {
            let _ = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).await;
        });
    }
}

/// The other process: a server, until its standard input ends.
#[test]
fn server() {
    let Ok(which) = std::env::var(WHICH) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async move {
        let says = |address: SocketAddr| crate::kernel::stderr::say(format_args!("listens on {address}"));
        let serving = if which == "bare" {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            says(listener.local_addr().unwrap());
            tokio::spawn(bare(listener))
        } else {
            let limits = Limits { max_connections: 20_000, ..limits() };
            let (server, accepting) =
                Server::start(anywhere(), router().into(), limits, None, Arc::default(), Closed::default());
            says(server.address());
            tokio::spawn(async move {
                accepting.await;
                drop(server);
            })
        };
        tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await.unwrap().unwrap();
        serving.abort();
    });
}

/// Bytes of memory for one connection on which `request` was sent, and answered or refused.
fn cost(which: &str, connections: u64, request: &[u8]) -> u64 {
    let mut child = again("kernel::server::tests::idle::server")
        .env(WHICH, which)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines.find_map(|line| Some(line.unwrap().strip_prefix("listens on ")?.to_owned())).unwrap();
    let status = format!("/proc/{}/status", child.id());
    let used = || {
        let status = std::fs::read_to_string(&status).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse::<u64>().unwrap() * 1024
    };
    let open = |count: u64, request: &[u8]| {
        let mut kept = Vec::new();
        for _ in 0..count {
            let mut client = Socket::connect(&address).unwrap();
            // Who is refused may not be read to the end.
            let _ = client.write_all(request);
            let mut seen = Vec::new();
            while !seen.ends_with(b"hello") {
                let mut part = [0; 1000];
                match client.read(&mut part) {
                    Ok(count @ 1..) => seen.extend(&part[..count]),
                    _ => break,
                }
            }
            assert!(seen.ends_with(b"hello") || seen.starts_with(b"HTTP/1.1 431 "), "{seen:?}");
            kept.push(client);
        }
        kept
    };
    // What is made once is no cost of a connection.
    let _first = open(100, GET);
    let before = used();
    let _kept = open(connections, request);
    let cost = (used() - before) / connections;
    drop(child.stdin.take());
    child.wait().unwrap();
    cost
}

#[test]
fn it_costs_at_most_a_tenth_more_than_with_hyper_alone() {
    let (bare, ours) = (cost("bare", CONNECTIONS, GET), cost("ours", CONNECTIONS, GET));
    assert!(ours * 10 <= bare * 11, "{bare} bytes a connection with hyper alone, {ours} with us");
}

/// What has held a head is kept for the next, so heads are what a client can make a connection cost.
#[test]
fn after_large_heads_it_costs_at_most_what_is_allowed_of_a_head_twice() {
    let limit = u64::from(limits().head_limit);
    for length in [limit - 1, 390_000] {
        let value = "x".repeat(usize::try_from(length).unwrap() - 37);
        let request = format!("GET / HTTP/1.1\r\nhost: x\r\na: {value}\r\n\r\n");
        let cost = cost("ours", 300, request.as_bytes());
        assert!(cost <= 2 * limit, "{cost} bytes a connection after a head of {length}");
    }
}
