//! A process that serves by https.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::routing::get;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::certificates::{Certificates, text};
use super::house::{House, Ops, PATIENCE};
use crate::kernel::metrics::Value;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_serves_operators_see_how_the_certificate_stands_and_it_drains() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let house = House::new("secure", &[("CERTIFICATE", text(&certificate)), ("KEY", text(&key))]);
    let (address, core) = (house.address(), Arc::clone(&house.core));
    let client = tokio::spawn(async move {
        let url = format!("https://localhost:{}/", address.await.port());
        let curl = move || {
            let said = ["--silent", "--show-error", "--cacert", text(&certificate), &url];
            std::process::Command::new("curl").args(said).output().unwrap()
        };
        let output = tokio::task::spawn_blocking(curl).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "served", "{output:?}");

        let checks: Vec<_> = core.parts.checks.reports().into_iter().map(|report| report.name.to_string()).collect();
        assert_eq!(checks, ["server.tls"]);
        let expected = (SystemTime::now() + Duration::from_hours(24 * 30)).duration_since(UNIX_EPOCH).unwrap();
        timeout(PATIENCE, async {
            loop {
                let metric = core.parts.metrics.find("runa_tls_certificate_expiry_timestamp_seconds").unwrap();
                if let Value::Number(at) = metric.series[0].value
                    && (expected.as_secs_f64() - at).abs() < 600.0
                {
                    break;
                }
                tokio::task::yield_now().await;
            }
        })
        .await
        .unwrap();
        core.shutdown();
    });
    let main = |ops: Ops| async move { ops.0.serve(Router::new().route("/", get(|| async { "served" }))).await };
    assert_eq!(house.live(main).await.0, ExitCode::SUCCESS);
    client.await.unwrap();
}

#[tokio::test]
async fn a_key_of_another_certificate_ends_the_start_with_exit_code_1() {
    let made = Certificates::new();
    let ((certificate, _), (_, key)) = (made.make("a", 30), made.make("b", 30));
    let house = House::new("secure", &[("CERTIFICATE", text(&certificate)), ("KEY", text(&key))]);
    let main = |ops: Ops| async move {
        let ended = ops.0.serve(Router::new()).await;
        assert!(ended.as_ref().unwrap_err().to_string().contains("is not the key of"), "{ended:?}");
        ended
    };
    assert_eq!(house.live(main).await.0, ExitCode::from(1));
}

#[tokio::test]
async fn half_a_handshake_does_not_hold_up_the_end() {
    let made = Certificates::new();
    let (certificate, key) = made.make("a", 30);
    let house = House::new("secure", &[("CERTIFICATE", text(&certificate)), ("KEY", text(&key))]);
    let (address, core) = (house.address(), Arc::clone(&house.core));
    let client = async {
        let mut half = TcpStream::connect(address.await).await.unwrap();
        half.write_all(b"\x16\x03\x01\x02\0\x01").await.unwrap();
        core.shutdown();
        half
    };
    let main = |ops: Ops| async move { ops.0.serve(Router::new()).await };
    let ((exit, _), _half) = tokio::join!(house.live(main), client);
    assert_eq!(exit, ExitCode::SUCCESS);
}
