//! The metrics of the process: no globals, readable back, atomics on the hot path.
//!
//! A [`Metrics`] belongs to one app. Whoever wants to count defines a metric once and keeps the handle; adding to a handle is one or two
//! atomic operations, without a lock and without an allocation. What was counted can be read back ([`Metrics::read`]), buckets included,
//! or written as text for Prometheus ([`Metrics::text`]).
//!
//! Architecture invariant: the number of series is bounded. A family holds at most its limit of label sets; what comes beyond joins one
//! overflow series of that family, and `runa_metrics_overflow_total` counts how often.

mod cell;
mod define;
mod exemplar;
mod family;
mod histogram;
mod name;
mod read;
mod text;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

pub(crate) use cell::float;
pub use cell::{Counter, Gauge};
pub use define::{Definition, Labelled};
pub use exemplar::Exemplar;
pub use family::Family;
pub use histogram::Histogram;
pub use read::{Bucket, Distribution, Kind, Reading, Series, Value};
pub use text::Form;

use super::{Error, Result};
use family::Shared;

/// Bounds for durations of requests in seconds, as OpenTelemetry's semantic conventions give them.
pub const DURATION_BOUNDS: [f64; 14] =
    [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];

/// Label sets that one family holds before further ones join its overflow series.
pub const SERIES_LIMIT: usize = 2_000;

/// The registry. Cheap to clone.
#[derive(Clone, Default)]
pub struct Metrics {
    families: Arc<RwLock<Families>>,
}

#[derive(Default)]
struct Families {
    list: Vec<Arc<Shared>>,
    /// Every name that appears in a scrape, with the family that it belongs to.
    taken: HashMap<String, usize>,
}

impl Metrics {
    /// Begins the definition of a metric.
    ///
    /// ```
    /// use runa_runtime::kernel::metrics::Metrics;
    ///
    /// # fn main() -> runa_runtime::kernel::Result<()> {
    /// let metrics = Metrics::default();
    /// let created = metrics.metric("orders_created_total", "Orders that were created.").counter()?;
    /// created.inc();
    ///
    /// let jobs = metrics.metric("jobs_total", "Jobs that ended.").labels(["queue", "outcome"]).counter()?;
    /// jobs.with(["emails", "done"]).inc();
    /// # Ok(())
    /// # }
    /// ```
    pub const fn metric<'a>(&'a self, name: &'a str, help: &'a str) -> Definition<'a> {
        Definition::new(self, name, help)
    }

    /// Everything as it stands now, in the order of definition.
    pub fn read(&self) -> Vec<Reading> {
        let mut readings: Vec<Reading> = self.list().iter().map(|family| family.read()).collect();
        readings.extend(self.overflow());
        readings
    }

    /// One metric by its name, as it stands now. The others are not read.
    pub fn find(&self, name: &str) -> Option<Reading> {
        self.list().iter().find(|family| *family.name == *name).map(|family| family.read())
    }

    /// Everything as text for Prometheus.
    pub fn text(&self, form: Form) -> String {
        let mut writer = text::Writer::new(form);
        // One family at a time, so that a scrape never holds a second copy of everything.
        for family in self.list() {
            writer.family(&family.read());
        }
        if let Some(overflow) = self.overflow() {
            writer.family(&overflow);
        }
        writer.finish()
    }

    /// Adds a family; the same definition twice gives the same family.
    fn add(&self, family: Shared) -> Result<Arc<Shared>> {
        let mut families = self.families.write().unwrap_or_else(PoisonError::into_inner);
        let names = family.sample_names();
        if let Some(index) = names.iter().find_map(|name| families.taken.get(name)) {
            let there = &families.list[*index];
            if there.is_same_as(&family) {
                return Ok(Arc::clone(there));
            }
            return Err(Error::new(format!(
                "metric `{}` cannot be defined: `{}` is there already, as a {} with labels [{}]",
                family.name,
                there.name,
                there.kind.word(),
                there.labels.join(", "),
            )));
        }
        let family = Arc::new(family);
        let index = families.list.len();
        families.list.push(Arc::clone(&family));
        families.taken.extend(names.into_iter().map(|name| (name, index)));
        Ok(family)
    }

    fn list(&self) -> Vec<Arc<Shared>> {
        self.families.read().unwrap_or_else(PoisonError::into_inner).list.clone()
    }

    /// How often a label set found its family full; `None` while that never happened.
    fn overflow(&self) -> Option<Reading> {
        let series: Vec<Series> = self
            .list()
            .iter()
            .filter(|family| family.overflowed() > 0)
            .map(|family| Series {
                labels: Arc::new([family.name.as_ref().into()]),
                value: Value::Number(float(family.overflowed())),
            })
            .collect();
        (!series.is_empty()).then(|| Reading {
            name: name::OVERFLOW.into(),
            help: "Label sets that found their metric full and joined its overflow series.".into(),
            unit: None,
            kind: Kind::Counter,
            labels: Arc::new(["metric".into()]),
            series,
        })
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").field("families", &self.list().len()).finish()
    }
}

#[cfg(all(test, feature = "observe"))]
pub(crate) use tests::parser;
#[cfg(test)]
mod tests;
