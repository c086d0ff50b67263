//! A server behind TLS, as clients see it.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod clients;
mod files;
mod renewal;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::super::tests::{GET, PATIENCE, limits, until};
use super::super::{Closed, Limits, Server, anywhere};
use super::Tls;
use crate::kernel::tests::certificates::Certificates;

fn serve(tls: &Tls, limits: Limits) -> Server {
    let peer = |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move { format!("{}", peer.ip()) };
    let router = Router::new()
        .route("/", get(peer))
        .route("/large", get(|| async { vec![b'x'; 50_000_000] }))
        .route("/early", post(|| async { "early" }));
    let (server, accepting) =
        Server::start(anywhere(), router.into(), limits, Some(tls.clone()), Arc::default(), Closed::default());
    tokio::spawn(accepting);
    server
}

fn der(certificate: &Path) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(certificate).unwrap()
}

/// A client that trusts just these, and offers `protocols`.
fn client(trusted: &[CertificateDer<'static>], protocols: &[&str]) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    for one in trusted {
        roots.add(one.clone()).unwrap();
    }
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|one| one.as_bytes().to_vec()).collect();
    // So that every handshake shows a certificate.
    config.resumption = tokio_rustls::rustls::client::Resumption::disabled();
    Arc::new(config).into()
}

async fn connect(server: &Server, client: &TlsConnector) -> std::io::Result<TlsStream<TcpStream>> {
    let socket = TcpStream::connect(server.address()).await?;
    client.connect(ServerName::try_from("localhost").unwrap(), socket).await
}

async fn connections(server: &Server, count: usize) {
    timeout(PATIENCE, async {
        while server.still().connections != count {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
}
