//! TLS to the server, with the certificates that the system trusts (`SSL_CERT_FILE` and `SSL_CERT_DIR` name others).
//!
//! The provider of cryptography is passed by hand: which one is the process's belongs to the service.

use std::io;
use std::sync::Arc;

use rustls_native_certs::CertificateResult;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use crate::kernel::{Error, Result};

/// Who the server has to prove to be, and what is believed.
#[derive(Clone)]
pub(super) struct Tls {
    name: ServerName<'static>,
    connector: TlsConnector,
}

impl Tls {
    pub(super) fn to(host: &str, what: &str) -> Result<Self> {
        Self::trusting(rustls_native_certs::load_native_certs(), host, what)
    }

    pub(super) fn trusting(found: CertificateResult, host: &str, what: &str) -> Result<Self> {
        let cannot =
            |why: &str| Error::configuration(format!("`{what}.redis.url` asks for TLS, which is not possible: {why}"));
        let name =
            ServerName::try_from(host.to_owned()).map_err(|_| cannot("no certificate can have its host's name"))?;
        let mut roots = RootCertStore::empty();
        // Some may be unreadable; what matters is that there are any.
        roots.add_parsable_certificates(found.certs);
        if roots.is_empty() {
            return Err(cannot(
                "the system has no trusted certificates; install them, or name a file in SSL_CERT_FILE",
            ));
        }
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| cannot(&error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Self { name, connector: Arc::new(config).into() })
    }

    pub(super) async fn handshake(&self, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
        self.connector.connect(self.name.clone(), stream).await
    }
}
