//! Counters and gauges: one atomic each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows. Cheap to clone; clones count together.
#[derive(Clone, Debug, Default)]
pub struct Counter(Arc<AtomicU64>);

impl Counter {
    /// Adds one.
    #[inline]
    pub fn inc(&self) {
        self.add(1);
    }

    /// Adds `amount`.
    #[inline]
    pub fn add(&self, amount: u64) {
        self.0.fetch_add(amount, Ordering::Relaxed);
    }

    /// What was counted so far.
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number that goes up and down. Cheap to clone; clones are one number.
#[derive(Clone, Debug, Default)]
pub struct Gauge(Arc<AtomicU64>);

impl Gauge {
    /// Makes it `value`.
    #[inline]
    pub fn set(&self, value: f64) {
        self.0.store(value.to_bits(), Ordering::Relaxed);
    }

    /// Adds `amount`, which may be negative.
    #[inline]
    pub fn add(&self, amount: f64) {
        add_float(&self.0, amount);
    }

    /// What it is now.
    pub fn get(&self) -> f64 {
        f64::from_bits(self.0.load(Ordering::Relaxed))
    }
}

/// Adds to a float that is kept as its bits.
#[inline]
pub(super) fn add_float(cell: &AtomicU64, amount: f64) {
    let mut now = cell.load(Ordering::Relaxed);
    loop {
        let next = (f64::from_bits(now) + amount).to_bits();
        match cell.compare_exchange_weak(now, next, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return,
            Err(seen) => now = seen,
        }
    }
}

/// A count as the float that the text formats know. Exact up to 2^53.
#[expect(clippy::cast_precision_loss, reason = "the text formats hold floats, and so does whoever scrapes them")]
pub(crate) const fn float(count: u64) -> f64 {
    count as f64
}
