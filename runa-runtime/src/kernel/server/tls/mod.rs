//! TLS in front of the service.
//!
//! Promises: a handshake is part of its connection, so it holds up nobody and has the time of `first_byte_timeout`; files that change are
//! used from the next handshake on, and connections that stand keep what they have; a new pair that cannot be used changes nothing, and is
//! told in the log, by the check `server.tls` and in no other way.
//!
//! The provider of cryptography is passed by hand: which one is the process's belongs to the service.

mod expiry;
mod pair;
mod stream;
mod watch;

#[cfg(test)]
mod tests;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::SystemTime;

use runa_schema::settings::TlsSettings;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

use crate::kernel::checks::Outcome;
use crate::kernel::{Error, Result};
use pair::{Files, Pair};
pub(super) use stream::Stream;

/// The certificate of a service, and what is done with it. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Tls {
    acceptor: TlsAcceptor,
    shared: Arc<Shared>,
}

/// What handshakes, the watch and the check share.
#[derive(Debug)]
struct Shared {
    files: Files,
    key: RwLock<Arc<CertifiedKey>>,
    standing: Mutex<Standing>,
}

/// How the certificate stands.
#[derive(Debug, Default)]
struct Standing {
    expires: Option<SystemTime>,
    /// Why what the files hold now is not used.
    refused: Option<String>,
}

impl Tls {
    /// Reads the files. The error says which of them is wrong, and how.
    pub(crate) fn new(settings: &TlsSettings) -> Result<Self> {
        Self::of(&settings.certificate, &settings.key)
    }

    fn of(certificate: &Path, key: &Path) -> Result<Self> {
        let cannot = |why: &str| Error::new(format!("cannot serve by https: {why}"));
        let files = Files { certificate: certificate.into(), key: key.into() };
        let pair = files.read().and_then(|texts| files.pair(&texts)).map_err(|why| cannot(&why))?;
        let shared = Arc::new(Shared { files, key: RwLock::new(Arc::new(pair.key)), standing: Mutex::default() });
        shared.standing().expires = pair.expires;
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| cannot(&error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&shared) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        // Clients come back without a full handshake, and the process remembers nothing of them.
        config.ticketer = ring::Ticketer::new().map_err(|error| cannot(&error.to_string()))?;
        Ok(Self { acceptor: Arc::new(config).into(), shared })
    }

    /// A connection that shakes hands when it is first read.
    pub(super) fn begin<I: AsyncRead + AsyncWrite + Unpin>(this: Option<&Self>, socket: I) -> Stream<I> {
        match this {
            Some(tls) => Stream::Shaking(Box::new(tls.acceptor.accept(socket))),
            None => Stream::Plain(socket),
        }
    }

    /// Whether somebody should look at the certificate. A bad one that was not taken keeps nobody from being served.
    fn check(&self) -> Outcome {
        let standing = self.shared.standing();
        let expires = standing.expires.and_then(|expires| expiry::warning(expires, SystemTime::now()));
        standing.refused.clone().or(expires).map_or(Outcome::Pass, Outcome::Warn)
    }

    /// When the certificate that is shown ends.
    fn expires(&self) -> Option<SystemTime> {
        self.shared.standing().expires
    }
}

impl Shared {
    fn take(&self, pair: Pair) {
        *self.key.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pair.key);
        *self.standing() = Standing { expires: pair.expires, refused: None };
    }

    fn standing(&self) -> std::sync::MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ResolvesServerCert for Shared {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.key.read().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("files", &self.shared.files).finish_non_exhaustive()
    }
}
