//! Histograms: a counter for each bucket, and the sum.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use super::cell::add_float;
use super::exemplar::{Exemplar, LIMIT};
use super::read::{Bucket, Distribution};

/// How observations are distributed over buckets. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Histogram(Arc<Buckets>);

struct Buckets {
    bounds: Arc<[f64]>,
    /// One more than there are bounds: the last one takes what is above all of them. Each counts its own observations only; adding them
    /// up is left to whoever reads.
    counts: Box<[AtomicU64]>,
    /// The bits of a float.
    sum: AtomicU64,
    /// One for each bucket, once the first exemplar comes.
    exemplars: OnceLock<Box<[Mutex<Option<Exemplar>>]>>,
}

impl Histogram {
    pub(super) fn new(bounds: Arc<[f64]>) -> Self {
        let counts = (0..=bounds.len()).map(|_| AtomicU64::new(0)).collect();
        Self(Arc::new(Buckets { bounds, counts, sum: AtomicU64::new(0), exemplars: OnceLock::new() }))
    }

    /// Counts one observation. What is not a number is not counted: it would spoil the sum for ever.
    #[inline]
    pub fn observe(&self, value: f64) {
        self.count(value);
    }

    /// Counts a span of time, in seconds.
    #[inline]
    pub fn observe_duration(&self, took: Duration) {
        self.observe(took.as_secs_f64());
    }

    /// Counts one observation, and keeps it as the example of its bucket.
    pub fn observe_with(&self, value: f64, label: &'static str, example: &str) {
        let Some(bucket) = self.count(value) else { return };
        if label.chars().count() + example.chars().count() > LIMIT || !super::name::is_label(label) {
            return;
        }
        let places = self.0.exemplars.get_or_init(|| self.0.counts.iter().map(|_| Mutex::new(None)).collect());
        // Whoever comes while another example is written, or read, goes on: any of them will do.
        if let Ok(mut place) = places[bucket].try_lock() {
            *place = Some(Exemplar { label, value: example.into(), observed: value, at: SystemTime::now() });
        }
    }

    #[inline]
    fn count(&self, value: f64) -> Option<usize> {
        if value.is_nan() {
            return None;
        }
        let buckets = &*self.0;
        let bucket = buckets.bounds.iter().position(|bound| value <= *bound).unwrap_or(buckets.bounds.len());
        buckets.counts[bucket].fetch_add(1, Ordering::Relaxed);
        add_float(&buckets.sum, value);
        Some(bucket)
    }

    /// What was observed so far.
    pub fn get(&self) -> Distribution {
        let buckets = &*self.0;
        let above = buckets.bounds.iter().copied().chain([f64::INFINITY]);
        Distribution {
            buckets: above
                .zip(&buckets.counts)
                .enumerate()
                .map(|(index, (bound, count))| Bucket {
                    bound,
                    count: count.load(Ordering::Relaxed),
                    exemplar: self.exemplar(index),
                })
                .collect(),
            sum: f64::from_bits(buckets.sum.load(Ordering::Relaxed)),
        }
    }

    fn exemplar(&self, bucket: usize) -> Option<Exemplar> {
        self.0.exemplars.get()?[bucket].lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl fmt::Debug for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let now = self.get();
        f.debug_struct("Histogram").field("count", &now.count()).field("sum", &now.sum).finish()
    }
}
