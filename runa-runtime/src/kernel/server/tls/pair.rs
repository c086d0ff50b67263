//! A certificate and its key, out of two files.

use std::path::{Path, PathBuf};
use std::time::SystemTime;
use std::{fs, io};

use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::{self, PemObject};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::rustls::{self, InconsistentKeys};

use super::expiry;

/// Where the two are.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub(super) certificate: PathBuf,
    pub(super) key: PathBuf,
}

/// What the files hold. It has no `Debug`: there is a key in it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Texts {
    certificate: Vec<u8>,
    key: Vec<u8>,
}

/// A certificate and its key, which belong together.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) key: CertifiedKey,
    pub(super) expires: Option<SystemTime>,
}

impl Files {
    /// Reads them. Blocks.
    pub(super) fn read(&self) -> Result<Texts, String> {
        let read = |setting: &str, path: &Path| {
            fs::read(path).map_err(|error| {
                let why = match error.kind() {
                    io::ErrorKind::NotFound => "is not there".to_owned(),
                    io::ErrorKind::PermissionDenied => "may not be read by this process".to_owned(),
                    _ => format!("cannot be read: {error}"),
                };
                format!("{} {why}", named(setting, path))
            })
        };
        Ok(Texts { certificate: read(CERTIFICATE, &self.certificate)?, key: read(KEY, &self.key)? })
    }

    /// Makes a pair of what they hold.
    pub(super) fn pair(&self, Texts { certificate, key }: &Texts) -> Result<Pair, String> {
        let (in_certificate, in_key) = (named(CERTIFICATE, &self.certificate), named(KEY, &self.key));
        let chain: Vec<_> = CertificateDer::pem_slice_iter(certificate)
            .collect::<Result<_, _>>()
            .map_err(|error| format!("{in_certificate} is no PEM: {error}"))?;
        let Some(leaf) = chain.first() else {
            let swapped = PrivateKeyDer::from_pem_slice(certificate).is_ok();
            let but = if swapped {
                ", but a key; have the two changed places?"
            } else {
                "; it begins with `-----BEGIN CERTIFICATE-----`"
            };
            return Err(format!("{in_certificate} holds no certificate{but}"));
        };
        let expires = expiry::of(leaf);
        let secret = PrivateKeyDer::from_pem_slice(key).map_err(|error| match error {
            pem::Error::NoItemsFound if holds(key, b"ENCRYPTED PRIVATE KEY") => {
                format!("{in_key} is encrypted; `openssl pkey -in old.pem -out new.pem` writes it as it is needed")
            }
            pem::Error::NoItemsFound => format!("{in_key} holds no key; it begins with `-----BEGIN PRIVATE KEY-----`"),
            error => format!("{in_key} is no PEM: {error}"),
        })?;
        let key = CertifiedKey::from_der(chain, secret, &ring::default_provider()).map_err(|error| match error {
            rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch) => format!(
                "{in_key} is not the key of the first certificate in {in_certificate}; name the key that it was made with, \
                 and let the service's own certificate stand before those that vouch for it"
            ),
            rustls::Error::InvalidCertificate(_) => format!("{in_certificate} cannot be used: {error}"),
            error => format!("{in_key} cannot be used: {error}"),
        })?;
        Ok(Pair { key, expires })
    }
}

const CERTIFICATE: &str = "certificate";
const KEY: &str = "key";

fn named(setting: &str, path: &Path) -> String {
    format!("`{}` of `server.tls.{setting}`", path.display())
}

fn holds(text: &[u8], what: &[u8]) -> bool {
    text.windows(what.len()).any(|window| window == what)
}
