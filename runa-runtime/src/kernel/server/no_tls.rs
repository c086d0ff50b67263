//! TLS, switched off: the feature `tls` is not on.

use runa_schema::settings::TlsSettings;
use tokio_util::task::AbortOnDropHandle;

use crate::kernel::{Error, Parts, Result};

/// There is no value of it.
#[derive(Clone, Debug)]
pub(crate) enum Tls {}

pub(super) type Stream<I> = I;

impl Tls {
    /// Who wrote `tls` was told by the compiler.
    pub(crate) fn new(_: &TlsSettings) -> Result<Self> {
        Err(Error::configuration("the feature `tls` of runa is off"))
    }

    pub(super) const fn begin<I>(_: Option<&Self>, socket: I) -> Stream<I> {
        socket
    }

    pub(crate) const fn join(self, _: &Parts) -> Result<AbortOnDropHandle<()>> {
        match self {}
    }
}
