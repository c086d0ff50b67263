//! Handles by route, method and status.
//!
//! A request finds its histogram without a lock, an allocation, or a call into the registry: entries are only ever added, each in a slot
//! that is written once. A text is compared, never only its address, because axum makes new ones for services nested in routers.

use std::sync::OnceLock;

use crate::kernel::metrics::{Family, Histogram};

/// Slots of a table: a power of two, and twice the series that a family holds, so that probes stay short.
const SLOTS: usize = 4_096;

/// Slots that a lookup tries before it takes the long way through the registry.
const PROBES: usize = 16;

/// The durations of requests.
#[derive(Debug)]
pub(crate) struct Table {
    family: Family<Histogram, 3>,
    slots: Box<[OnceLock<Box<Entry>>]>,
}

#[derive(Debug)]
struct Entry {
    route: Box<str>,
    method: Method,
    status: u16,
    histogram: Histogram,
}

/// A method as the label of a metric: one that everybody knows, or `_OTHER`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Method(u8);

/// Those of RFC 9110 and RFC 5789, the frequent ones first; the last one stands for all others.
pub(crate) const METHODS: [&str; 10] =
    ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "CONNECT", "TRACE", "_OTHER"];

impl Method {
    pub(crate) fn of(method: &http::Method) -> Self {
        // A match, because it is a comparison of two small numbers for each method; a search in the list compares texts.
        Self(match *method {
            http::Method::GET => 0,
            http::Method::POST => 1,
            http::Method::PUT => 2,
            http::Method::DELETE => 3,
            http::Method::HEAD => 4,
            http::Method::PATCH => 5,
            http::Method::OPTIONS => 6,
            http::Method::CONNECT => 7,
            http::Method::TRACE => 8,
            _ => 9,
        })
    }

    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

impl Table {
    pub(crate) fn new(family: Family<Histogram, 3>) -> Self {
        Self { family, slots: (0..SLOTS).map(|_| OnceLock::new()).collect() }
    }

    /// Counts one request.
    #[inline]
    pub(crate) fn observe(&self, method: Method, route: &str, status: u16, seconds: f64) {
        let start = hash(method, route, status);
        for probe in 0..PROBES {
            let slot = &self.slots[(start + probe) % SLOTS];
            let entry = slot.get().unwrap_or_else(|| slot.get_or_init(|| Box::new(self.entry(method, route, status))));
            if entry.status == status && entry.method == method && *entry.route == *route {
                return entry.histogram.observe(seconds);
            }
        }
        self.entry(method, route, status).histogram.observe(seconds);
    }

    #[cold]
    fn entry(&self, method: Method, route: &str, status: u16) -> Entry {
        let mut digits = itoa::Buffer::new();
        // A response that never was has no status; an empty label is no label to Prometheus.
        let status_label = if status == 0 { "" } else { digits.format(status) };
        let labels = [METHODS[method.index()], route, status_label];
        Entry { route: route.into(), method, status, histogram: self.family.with(labels) }
    }
}

/// Spreads keys over the slots. It need not withstand an attacker: routes are the service's own.
fn hash(method: Method, route: &str, status: u16) -> usize {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = (u64::from(status) << 8 | u64::from(method.0)).wrapping_mul(ODD);
    let mut mix = |word: u64| hash = (hash.rotate_left(23) ^ word).wrapping_mul(ODD);
    let (words, rest) = route.as_bytes().as_chunks::<8>();
    for word in words {
        mix(u64::from_le_bytes(*word));
    }
    match route.as_bytes().last_chunk::<8>() {
        // The last word overlaps the one before it, which is cheaper than single bytes.
        Some(last) if !rest.is_empty() => mix(u64::from_le_bytes(*last)),
        _ => rest.iter().for_each(|byte| mix(u64::from(*byte))),
    }
    (hash >> 48) as usize
}
