//! What the service sees of the cluster.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use serde::{Serialize, Serializer};

use super::driver::Listing;
use super::instance::{Instance, moment};

/// The instances that are alive, as far as is known.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct View {
    /// By their ids.
    #[serde(serialize_with = "list")]
    pub instances: Arc<[Arc<Instance>]>,
    /// Whether it may be out of date: the store is away, or has lost its data, and what was known is kept.
    pub stale: bool,
    /// How long ago the store last answered.
    #[serde(serialize_with = "seconds", rename = "age_seconds")]
    pub age: Duration,
    /// What the store's clock shows now, as far as is known: for comparing with times of instances.
    #[serde(skip)]
    pub now: SystemTime,
}

impl View {
    /// What the store said just now.
    pub(super) fn of(listing: Listing) -> Self {
        let mut instances: Vec<_> =
            listing.records.into_iter().map(|record| Arc::new(record.instance(listing.service))).collect();
        instances.sort_by(|one, other| one.id.cmp(&other.id));
        Self {
            instances: instances.into(),
            stale: listing.mark.grace,
            age: Duration::ZERO,
            now: moment(listing.mark.now),
        }
    }

    /// How long ago an instance last showed that it lives.
    pub fn silence(&self, instance: &Instance) -> Duration {
        self.now.duration_since(instance.last_heartbeat).unwrap_or_default()
    }
}

fn seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(duration.as_secs_f64())
}

fn list<S: Serializer>(instances: &Arc<[Arc<Instance>]>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(instances.iter().map(AsRef::as_ref))
}
