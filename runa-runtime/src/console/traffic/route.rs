//! What each route has done.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::quantile::quantile;
use crate::kernel::metrics::{Reading, Value};

/// One route and method.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the API calls it so, as metrics do")]
pub(crate) struct Route {
    /// The method.
    pub(crate) method: String,
    /// The route as the service writes it, or `unmatched`.
    pub(crate) route: String,
    /// Requests a second in the last minutes.
    pub(crate) per_second: f64,
    /// Requests since the start.
    pub(crate) requests: u64,
    /// Those of them that the client got wrong: status 4xx.
    pub(crate) refused: u64,
    /// Those of them that the service failed: status 5xx.
    pub(crate) failed: u64,
    /// Seconds, as of the last minutes.
    pub(crate) p50: f64,
    /// Seconds, as of the last minutes.
    pub(crate) p95: f64,
    /// Seconds, as of the last minutes.
    pub(crate) p99: f64,
}

#[derive(Default)]
struct Sum {
    requests: u64,
    refused: u64,
    failed: u64,
    buckets: Vec<(f64, u64)>,
}

/// Every route of `now`; the present is what lies between `before` and it.
#[expect(clippy::cast_precision_loss, reason = "counts below 2^53")]
pub(super) fn all(now: &Reading, before: Option<(Duration, &Reading)>) -> Vec<Route> {
    let earlier = before.map(|(_, reading)| sums(reading)).unwrap_or_default();
    let seconds = before.map_or(0.0, |(age, _)| age.as_secs_f64());
    let mut routes: Vec<_> = sums(now)
        .into_iter()
        .map(|(key, sum)| {
            let past = earlier.get(&key);
            let count = |at: usize| past.and_then(|past| past.buckets.get(at)).map_or(0, |(_, count)| *count);
            let recent: Vec<_> = sum
                .buckets
                .iter()
                .enumerate()
                .map(|(at, (bound, all))| (*bound, all.saturating_sub(count(at))))
                .collect();
            let fresh = recent.iter().map(|(_, count)| count).sum::<u64>();
            // Where nothing has come of late, the whole says more than nothing.
            let buckets = if fresh > 0 { &recent } else { &sum.buckets };
            Route {
                method: key.0.to_owned(),
                route: key.1.to_owned(),
                per_second: if seconds > 0.0 { fresh as f64 / seconds } else { 0.0 },
                requests: sum.requests,
                refused: sum.refused,
                failed: sum.failed,
                p50: quantile(buckets, 0.5),
                p95: quantile(buckets, 0.95),
                p99: quantile(buckets, 0.99),
            }
        })
        .collect();
    routes.sort_by(|one, other| {
        let by_failed = other.failed.cmp(&one.failed);
        by_failed.then(other.requests.cmp(&one.requests)).then(one.route.cmp(&other.route))
    });
    routes
}

fn sums(reading: &Reading) -> BTreeMap<(&str, &str), Sum> {
    let mut sums: BTreeMap<_, Sum> = BTreeMap::new();
    for series in &reading.series {
        let (Value::Distribution(distribution), [method, route, status]) = (&series.value, &*series.labels) else {
            continue;
        };
        let sum = sums.entry((&**method, &**route)).or_default();
        let count = distribution.count();
        sum.requests += count;
        match status.bytes().next() {
            Some(b'4') => sum.refused += count,
            Some(b'5') => sum.failed += count,
            _ => {}
        }
        sum.buckets.resize(distribution.buckets.len(), (0.0, 0));
        for (sum, bucket) in sum.buckets.iter_mut().zip(&distribution.buckets) {
            *sum = (bucket.bound, sum.1 + bucket.count);
        }
    }
    sums
}
