//! All requests up to one moment, and what lies between two of them.

use std::time::Instant;

use serde::Serialize;

use super::quantile::quantile;
use crate::kernel::metrics::{Reading, Value};

/// Everything that was counted up to a moment.
#[derive(Clone, Debug)]
pub(crate) struct Sample {
    pub(super) at: Instant,
    failed: u64,
    /// Bounds and counts of all series together.
    buckets: Vec<(f64, u64)>,
}

/// Requests of a span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Numbers {
    /// Requests that ended.
    pub(crate) requests: u64,
    /// Those of them that the service failed: status 5xx.
    pub(crate) failed: u64,
    /// Requests a second.
    pub(crate) per_second: f64,
    /// The part of `failed`, from 0 to 1.
    pub(crate) error_ratio: f64,
    /// Seconds that half of them took at most.
    pub(crate) p50: f64,
    /// Seconds that 95 of 100 took at most.
    pub(crate) p95: f64,
    /// Seconds that 99 of 100 took at most.
    pub(crate) p99: f64,
}

impl Sample {
    pub(super) fn of(at: Instant, reading: Option<&Reading>) -> Self {
        let mut sample = Self { at, failed: 0, buckets: Vec::new() };
        for series in reading.iter().flat_map(|reading| &reading.series) {
            let Value::Distribution(distribution) = &series.value else { continue };
            if series.labels.get(2).is_some_and(|status| status.starts_with('5')) {
                sample.failed += distribution.count();
            }
            sample.buckets.resize(distribution.buckets.len(), (0.0, 0));
            for (sum, bucket) in sample.buckets.iter_mut().zip(&distribution.buckets) {
                *sum = (bucket.bound, sum.1 + bucket.count);
            }
        }
        sample
    }

    /// What came after an earlier sample.
    #[expect(clippy::cast_precision_loss, reason = "no process has counted 2^53 requests")]
    pub(super) fn since(&self, before: &Self) -> Numbers {
        let earlier = |at: usize| before.buckets.get(at).map_or(0, |(_, count)| *count);
        let buckets: Vec<_> = self
            .buckets
            .iter()
            .enumerate()
            .map(|(at, (bound, count))| (*bound, count.saturating_sub(earlier(at))))
            .collect();
        let requests = buckets.iter().map(|(_, count)| count).sum::<u64>();
        let failed = self.failed.saturating_sub(before.failed);
        let seconds = (self.at - before.at).as_secs_f64();
        Numbers {
            requests,
            failed,
            per_second: if seconds > 0.0 { requests as f64 / seconds } else { 0.0 },
            error_ratio: if requests > 0 { failed as f64 / requests as f64 } else { 0.0 },
            p50: quantile(&buckets, 0.5),
            p95: quantile(&buckets, 0.95),
            p99: quantile(&buckets, 0.99),
        }
    }
}
