//! A listener that closes while the process is out of file descriptors.

use std::future::pending;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::DuplexStream;

use super::*;
use crate::kernel::server::accept::Accept;
use crate::kernel::server::peer::Peer;

/// EMFILE.
const TOO_MANY: i32 = 24;

/// Has clients in its backlog, and no files for them until it was asked so many times.
struct Short {
    waiting: Vec<DuplexStream>,
    asked: Arc<AtomicUsize>,
    failures: usize,
}

impl Accept for Short {
    type Io = DuplexStream;

    async fn accept(&mut self) -> io::Result<(DuplexStream, Peer)> {
        pending().await
    }

    fn ignore_new(&mut self) -> bool {
        false
    }

    fn backlog(self) -> impl FnMut() -> io::Result<Option<(DuplexStream, Peer)>> + Send {
        let Self { waiting, asked, failures } = self;
        let waiting = Mutex::new(waiting);
        move || {
            if asked.fetch_add(1, Ordering::Relaxed) < failures {
                return Err(io::Error::from_raw_os_error(TOO_MANY));
            }
            Ok(waiting.lock().unwrap().pop().map(|client| (client, Peer::Unix)))
        }
    }
}

/// A server with `count` clients in its backlog, each with a whole request.
async fn short(failures: usize, count: usize) -> (Server, Vec<DuplexStream>, Arc<AtomicUsize>) {
    let mut clients = Vec::new();
    let mut waiting = Vec::new();
    for _ in 0..count {
        let (mut client, ours) = tokio::io::duplex(1024);
        client.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        clients.push(client);
        waiting.push(ours);
    }
    let asked = Arc::<AtomicUsize>::default();
    let listener = Short { waiting, asked: Arc::clone(&asked), failures };
    let router = Router::new().route("/", get(|| async { "served" }));
    (
        run(Server::over(listener, Vec::new(), router.into(), limits(), None, Arc::default(), Closed::default())),
        clients,
        asked,
    )
}

async fn answer(client: &mut DuplexStream) -> String {
    let mut seen = Vec::new();
    timeout(PATIENCE, client.read_to_end(&mut seen)).await.unwrap().unwrap();
    String::from_utf8(seen).unwrap()
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn who_waits_in_the_backlog_is_served_when_files_come_back_in_time() {
    let (server, clients, asked) = short(10, 3).await;
    server.close().await;
    assert!(asked.load(Ordering::Relaxed) < 10, "closing has waited for files");
    server.ended(PATIENCE).await.unwrap();
    for mut client in clients {
        let answer = answer(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("served"), "{answer}");
    }
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn who_waits_in_the_backlog_to_the_end_is_told_and_counted() {
    // The reserve makes room: by then it was asked some ten times, and is asked every millisecond.
    let (server, clients, _) = short(20, 3).await;
    server.close().await;
    let lost = server.ended(Duration::from_millis(50)).await.unwrap_err();
    let told = "0 connections given up, 0 of them with a request; \
                3 connections more, for which there was no file descriptor, turned away";
    assert_eq!(lost.to_string(), told);
    for mut client in clients {
        let answer = answer(&mut client).await;
        assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("retry-after: 1"), "{answer}");
    }
}

#[cfg(unix)]
#[tokio::test(start_paused = true)]
async fn who_cannot_even_be_told_is_not_forgotten() {
    let (server, _clients, _) = short(usize::MAX, 3).await;
    server.close().await;
    let lost = server.ended(SHORT).await.unwrap_err();
    assert!(lost.to_string().ends_with("; others in the backlog could not even be told"), "{lost}");
}
