//! Files that change while the service runs.

use std::fs;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

use super::*;
use crate::kernel::checks::Outcome;

const LOOK: Duration = Duration::from_millis(10);
const SWAPS: usize = 20;

fn watch(tls: &Tls) -> (AbortOnDropHandle<()>, Arc<Notify>) {
    let changed = Arc::new(Notify::new());
    let tell = Arc::clone(&changed);
    (AbortOnDropHandle::new(tokio::spawn(tls.clone().watch(LOOK, move || tell.notify_one()))), changed)
}

/// The certificate that a new connection is shown, which also asks once and must be answered.
async fn shown(server: &Server, client: &TlsConnector) -> CertificateDer<'static> {
    let mut stream = connect(server, client).await.unwrap();
    stream.write_all(GET).await.unwrap();
    assert!(until(&mut stream, "127.0.0.1").await.starts_with("HTTP/1.1 200"));
    stream.get_ref().1.peer_certificates().unwrap()[0].clone().into_owned()
}

/// As Kubernetes does it: the files are links through a folder that is a link itself, which is replaced.
fn publish(made: &Certificates, name: &str) {
    let next = made.path("..next");
    symlink(made.path(name), &next).unwrap();
    fs::rename(next, made.path("..data")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_renewals_lose_no_request() {
    let made = Certificates::new();
    let names: Vec<_> = (0..=SWAPS).map(|number| number.to_string()).collect();
    let all: Vec<_> = names.iter().map(|name| der(&made.make(name, 30).0)).collect();
    publish(&made, "0");
    for file in ["tls.crt", "tls.key"] {
        symlink(made.path("..data").join(file), made.path(file)).unwrap();
    }
    let tls = Tls::of(&made.path("tls.crt"), &made.path("tls.key")).unwrap();
    let server = Arc::new(serve(&tls, limits()));
    let _watching = watch(&tls);

    let (over, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let mut load = Vec::new();
    for _ in 0..2 {
        let (over, answered, server) = (Arc::clone(&over), Arc::clone(&answered), Arc::clone(&server));
        let trusting = client(&all, &["http/1.1"]);
        load.push(tokio::spawn(async move {
            let mut kept = connect(&server, &trusting).await.unwrap();
            while !over.load(Ordering::Relaxed) {
                shown(&server, &trusting).await;
                // One that stands keeps what it has.
                kept.write_all(GET).await.unwrap();
                until(&mut kept, "127.0.0.1").await;
                answered.fetch_add(2, Ordering::Relaxed);
            }
        }));
    }
    let trusting = client(&all, &[]);
    for (name, certificate) in names.iter().zip(&all) {
        publish(&made, name);
        timeout(PATIENCE, async { while shown(&server, &trusting).await != *certificate {} }).await.unwrap();
    }
    over.store(true, Ordering::Relaxed);
    for client in load {
        client.await.unwrap();
    }
    assert!(answered.load(Ordering::Relaxed) > 0);
    assert_eq!(tls.check(), Outcome::Pass);
}

#[tokio::test]
async fn what_cannot_be_used_changes_nothing_and_is_told() {
    let made = Certificates::new();
    let (first, first_key) = made.make("first", 30);
    let (second, second_key) = made.make("second", 5);
    let (certificate, key) = (made.path("tls.crt"), made.path("tls.key"));
    fs::copy(&first, &certificate).unwrap();
    fs::copy(&first_key, &key).unwrap();
    let tls = Tls::of(&certificate, &key).unwrap();
    let server = serve(&tls, limits());
    let (_watching, changed) = watch(&tls);
    let trusting = client(&[der(&first), der(&second)], &[]);
    let told = |part: &'static str| {
        let (tls, changed) = (tls.clone(), Arc::clone(&changed));
        async move {
            timeout(PATIENCE, async {
                while !tls.check().reason().unwrap_or_default().contains(part) {
                    changed.notified().await;
                }
            })
            .await
            .unwrap_or_else(|_| panic!("{part}: {:?}", tls.check()));
        }
    };

    // The first half of a pair.
    fs::copy(&second, &certificate).unwrap();
    told("is not the key of").await;
    assert!(tls.check().reason().unwrap().starts_with("the certificate is not renewed: "));
    assert_eq!(shown(&server, &trusting).await, der(&first));
    fs::write(&certificate, "-----BEGIN CERTIFICATE-----\nMII").unwrap();
    told("is no PEM").await;
    assert_eq!(shown(&server, &trusting).await, der(&first));
    fs::remove_file(&certificate).unwrap();
    told("is not there").await;
    assert_eq!(shown(&server, &trusting).await, der(&first));

    // The other half.
    fs::copy(&second_key, &key).unwrap();
    fs::copy(&second, &certificate).unwrap();
    told("the certificate expires in 4 days").await;
    assert_eq!(shown(&server, &trusting).await, der(&second));
}
