//! What every request to the console needs.

use std::sync::Arc;
use std::time::Instant;

use runa_schema::value::Address;

use super::auth::Auth;
use super::live::Hub;
use super::pages::{self, Page, Query};
use super::traffic::Traffic;
use crate::kernel::{Bound, Parts};

/// The console of one process.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) parts: Parts,
    pub(super) mount: String,
    pub(super) auth: Auth,
    pub(super) traffic: Arc<Traffic>,
    pub(super) hub: Hub,
    pub(super) began: Instant,
}

impl Site {
    pub(super) fn new(parts: Parts, mount: String, auth: Auth, traffic: Arc<Traffic>) -> Arc<Self> {
        Arc::new(Self { parts, mount, auth, traffic, hub: Hub::default(), began: Instant::now() })
    }

    /// The port of the first listener that serves the console; 0 where none has one.
    pub(super) fn port(&self) -> u16 {
        let bound = self.parts.bound.get();
        let addresses = bound.map(Bound::operators).unwrap_or_default();
        addresses.iter().find_map(Address::tcp).map_or(0, |address| address.port())
    }

    /// The content of a page, as it stands now.
    pub(super) fn show(&self, page: Page, query: &Query) -> String {
        pages::html(self, page, query)
    }
}
