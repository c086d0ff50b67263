//! Serving and draining, seen by clients.

use std::process::ExitCode;
use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};

use super::house::{House, Ops, PATIENCE};
use crate::kernel::Phase;

async fn answer(client: &mut TcpStream, path: &str) -> String {
    client.write_all(format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").as_bytes()).await.unwrap();
    let mut seen = Vec::new();
    timeout(PATIENCE, async { while !seen.ends_with(b"mine") && client.read_buf(&mut seen).await.unwrap() > 0 {} })
        .await
        .unwrap();
    String::from_utf8(seen).unwrap()
}

#[tokio::test]
async fn while_it_drains_every_answer_asks_to_leave_and_no_request_is_lost() {
    let house = House::new("serves", &[("RUNA__SERVER__DRAIN__DELAY", "300ms")]);
    let (address, core) = (house.address(), Arc::clone(&house.core));
    let go = Arc::new(Notify::new());
    let slow = Arc::clone(&go);
    let main = |ops: Ops| async move {
        let router = Router::new().route(
            "/slow",
            get(move || async move {
                slow.notified().await;
                "mine"
            }),
        );
        ops.0.serve(router).await
    };
    let clients = async {
        let address = address.await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        assert!(!answer(&mut idle, "/-/ready").await.contains("connection: close"));
        let mut slow = TcpStream::connect(address).await.unwrap();
        let slow = tokio::spawn(async move { answer(&mut slow, "/slow").await });

        core.shutdown();
        let began = Instant::now();
        // Still served, on new connections too.
        let mut early = TcpStream::connect(address).await.unwrap();
        assert!(answer(&mut early, "/-/ready").await.contains("connection: close"));
        assert_eq!(core.parts.life.phase(), Phase::Draining);
        let mut late = TcpStream::connect(address).await.unwrap();
        core.parts.life.reached(Phase::Closing).await;
        let late = answer(&mut late, "/-/ready").await;
        assert!(late.ends_with("mine") && late.contains("connection: close"), "{late}");
        assert!(began.elapsed().as_millis() >= 300);
        assert_eq!(idle.read(&mut [0]).await.unwrap(), 0);
        go.notify_one();
        let slow = slow.await.unwrap();
        assert!(slow.ends_with("mine") && slow.contains("connection: close"), "{slow}");
    };
    let ((exit, notes), ()) = tokio::join!(house.live(main), clients);
    assert_eq!(exit, ExitCode::SUCCESS);
    assert_eq!(notes, ["install a", "drain a", "stop a"]);
}

#[tokio::test]
async fn a_request_that_never_ends_is_given_up_with_exit_code_2() {
    let house = House::new("serves", &[("RUNA__SERVER__DRAIN__GRACE", "50ms")]);
    let (address, core) = (house.address(), Arc::clone(&house.core));
    let begun = Arc::new(Notify::new());
    let begins = Arc::clone(&begun);
    let main = |ops: Ops| async move {
        let handler = move || async move {
            begins.notify_one();
            std::future::pending::<()>().await;
        };
        ops.0.serve(Router::new().route("/never", get(handler))).await
    };
    let client = async {
        let mut client = TcpStream::connect(address.await).await.unwrap();
        client.write_all(b"GET /never HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
        begun.notified().await;
        core.shutdown();
        let mut seen = Vec::new();
        let _ = timeout(PATIENCE, client.read_to_end(&mut seen)).await.unwrap();
        assert!(seen.is_empty());
    };
    let ((exit, notes), ()) = tokio::join!(house.live(main), client);
    assert_eq!(exit, ExitCode::from(2));
    assert_eq!(notes, ["install a", "drain a", "stop a"]);
}

#[tokio::test]
async fn errors_of_serve_say_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, port) = (taken.local_addr().unwrap().to_string(), taken.local_addr().unwrap().port());
    for (overrides, expected) in [
        (
            &[("RUNA__SERVER__LISTEN", address.as_str())][..],
            format!(
                "cannot listen on `{address}` (`server.listen`): the address is already in use: another process listens on port \
                 {port}; end it, or take another address, as by `RUNA__SERVER__LISTEN=…`"
            ),
        ),
        (
            &[("RUNA__SERVER__ADMIN", address.as_str())],
            format!(
                "cannot listen on `{address}` (`server.admin`): the address is already in use: another process listens on port \
                 {port}; end it, or take another address, as by `RUNA__SERVER__ADMIN=…`"
            ),
        ),
        (
            &[("RUNA__SERVER__LISTEN", "none")],
            "`serve` has no address: `server.listen` is `none`; set it, or call `run` for work without HTTP".to_owned(),
        ),
    ] {
        let main = |ops: Ops| async move {
            let error = ops.0.serve(Router::new()).await.unwrap_err();
            assert_eq!(error.to_string(), expected);
        };
        assert_eq!(House::new("serves", overrides).live(main).await.0, ExitCode::SUCCESS);
    }
}

#[tokio::test]
async fn a_route_of_the_service_on_a_path_of_a_provider_is_an_error_that_names_both() {
    let main = |ops: Ops| async move {
        let router = Router::new().route("/-/ready", get(|| async { "ours" }));
        let error = ops.0.serve(router).await.unwrap_err().to_string();
        let expected = "`GET /-/ready` is served by the service and by provider `a`; give one of them another path";
        assert!(error.starts_with(expected), "{error}");
    };
    assert_eq!(House::new("serves", &[]).live(main).await.0, ExitCode::SUCCESS);
}

#[tokio::test]
async fn providers_are_served_on_the_admin_listener_where_there_is_one() {
    let house = House::new("serves", &[("RUNA__SERVER__ADMIN", "127.0.0.1:0")]);
    let (address, core) = (house.address(), Arc::clone(&house.core));
    let client = async {
        let service = address.await;
        let admin = core.parts.bound.get().unwrap().admin[0].tcp().unwrap();
        let mut client = TcpStream::connect(admin).await.unwrap();
        assert!(answer(&mut client, "/-/ready").await.ends_with("mine"));
        let mut client = TcpStream::connect(service).await.unwrap();
        client.write_all(b"GET /-/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
        let mut seen = String::new();
        client.read_to_string(&mut seen).await.unwrap();
        assert!(seen.starts_with("HTTP/1.1 404"), "{seen}");
        core.shutdown();
    };
    let ((exit, _), ()) = tokio::join!(house.live(|ops: Ops| async move { ops.0.serve(Router::new()).await }), client);
    assert_eq!(exit, ExitCode::SUCCESS);
}
