//! Traffic over time, out of the metrics that `observe` keeps anyway.
//!
//! A request costs the console nothing unless it is slow or has failed. Every ten seconds, and every second while somebody looks, one
//! metric is read and added up; that is the past that whoever comes at three in the morning finds.

mod quantile;
mod route;
mod sample;
mod troubles;

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::time::timeout;

pub(super) use route::Route;
pub(super) use sample::{Numbers, Sample};
pub(super) use troubles::{Trouble, Troubles};

use crate::kernel::Result;
use crate::kernel::metrics::{Metrics, Reading};

/// The metric that everything here is made of.
const DURATIONS: &str = "http_server_request_duration_seconds";
/// How often a sample is kept.
const COARSE: Duration = Duration::from_secs(10);
/// How often one is taken while somebody looks.
const FINE: Duration = Duration::from_secs(1);
/// Samples that are kept: an hour.
const KEPT: usize = 360;
/// Samples of the last minute, while somebody looks.
const RECENT: usize = 60;
/// How far back the numbers of a route reach, in readings of a minute each.
const READINGS: usize = 5;
/// How far back the present rate looks.
const NOW: Duration = Duration::from_secs(10);

/// Samples of one process.
#[derive(Debug)]
pub(super) struct Traffic {
    metrics: Metrics,
    pub(super) troubles: Arc<Troubles>,
    kept: Mutex<Kept>,
    watched: AtomicUsize,
    somebody: Notify,
}

#[derive(Debug, Default)]
struct Kept {
    coarse: VecDeque<Sample>,
    fine: VecDeque<Sample>,
    /// Whole readings, one a minute.
    readings: VecDeque<(Instant, Reading)>,
}

/// While it lives, samples are taken every second.
#[derive(Debug)]
pub(super) struct Watching(Arc<Traffic>);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.watched.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Traffic {
    pub(super) fn new(metrics: Metrics) -> Self {
        let traffic = Self {
            metrics,
            troubles: Arc::default(),
            kept: Mutex::default(),
            watched: AtomicUsize::new(0),
            somebody: Notify::new(),
        };
        traffic.sample();
        traffic
    }

    /// Takes samples until it is dropped.
    pub(super) async fn sample_for_ever(&self) -> Result<()> {
        let ended: Infallible = async {
            loop {
                let watched = self.watched.load(Ordering::Relaxed) > 0;
                // Whoever comes is not to wait for the end of ten seconds.
                let _ = timeout(if watched { FINE } else { COARSE }, self.somebody.notified()).await;
                self.sample();
            }
        }
        .await;
        match ended {}
    }

    /// Lets samples be taken every second.
    pub(super) fn watch(self: &Arc<Self>) -> Watching {
        self.watched.fetch_add(1, Ordering::Relaxed);
        self.somebody.notify_one();
        Watching(Arc::clone(self))
    }

    /// Takes one sample.
    fn sample(&self) {
        let now = Instant::now();
        let reading = self.metrics.find(DURATIONS);
        let sample = Sample::of(now, reading.as_ref());
        let mut kept = self.lock();
        let due = |last: Option<Instant>, every: Duration| last.is_none_or(|last| now - last >= every);
        if due(kept.coarse.back().map(|sample| sample.at), COARSE) {
            add(&mut kept.coarse, KEPT, sample.clone());
        }
        if due(kept.readings.back().map(|(at, _)| *at), Duration::from_mins(1))
            && let Some(reading) = reading
        {
            add(&mut kept.readings, READINGS, (now, reading));
        }
        add(&mut kept.fine, RECENT, sample);
    }

    /// The numbers of the last ten seconds or so.
    pub(super) fn now(&self) -> Numbers {
        let kept = self.lock();
        let Some(last) = kept.fine.back() else { return Numbers::default() };
        let before = kept.fine.iter().chain(&kept.coarse).filter(|sample| last.at - sample.at >= NOW);
        // The one nearest to ten seconds ago; in the first seconds, the first that there is.
        let before = before.max_by_key(|sample| sample.at).or_else(|| kept.coarse.front());
        before.map(|before| last.since(before)).unwrap_or_default()
    }

    /// The last `span`, in steps of the kept samples: how long ago each ended, and its numbers.
    pub(super) fn past(&self, span: Duration) -> Vec<(Duration, Numbers)> {
        let kept = self.lock();
        let now = Instant::now();
        let last = kept.fine.back().filter(|last| kept.coarse.back().is_none_or(|coarse| last.at > coarse.at));
        let samples: Vec<_> = kept.coarse.iter().chain(last).filter(|sample| now - sample.at <= span).collect();
        samples.windows(2).map(|pair| (now - pair[1].at, pair[1].since(pair[0]))).collect()
    }

    /// What each route has done in the last minutes and since the start.
    pub(super) fn routes(&self) -> Vec<Route> {
        let Some(reading) = self.metrics.find(DURATIONS) else { return Vec::new() };
        let kept = self.lock();
        route::all(&reading, kept.readings.front().map(|(at, reading)| (at.elapsed(), reading)))
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn add<T>(to: &mut VecDeque<T>, most: usize, one: T) {
    if to.len() == most {
        to.pop_front();
    }
    to.push_back(one);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::metrics::DURATION_BOUNDS;

    #[test]
    fn rates_and_quantiles_come_out_of_the_metric() {
        let metrics = Metrics::default();
        let traffic = Traffic::new(metrics.clone());
        assert_eq!(traffic.routes().len(), 0);
        let family = metrics
            .metric(DURATIONS, "x")
            .unit("seconds")
            .labels(["http_request_method", "http_route", "http_response_status_code"])
            .histogram(&DURATION_BOUNDS)
            .unwrap_or_else(|error| panic!("{error}"));
        for (status, count, seconds) in [("200", 90, 0.003), ("500", 9, 0.02), ("404", 1, 0.9)] {
            for _ in 0..count {
                family.with(["GET", "/a", status]).observe(seconds);
            }
        }
        traffic.sample();
        let now = traffic.now();
        assert_eq!((now.requests, now.failed), (100, 9));
        assert!(now.per_second > 0.0 && now.p50 < 0.005 && now.p95 > 0.01 && now.p95 < 0.025, "{now:?}");
        let routes = traffic.routes();
        assert_eq!(routes.len(), 1);
        let route = &routes[0];
        assert_eq!((&*route.method, &*route.route), ("GET", "/a"));
        assert_eq!((route.requests, route.refused, route.failed), (100, 1, 9));
        assert!(route.p99 > 0.02, "{route:?}");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let traffic = Traffic::new(Metrics::default());
        for _ in 0..1_000 {
            traffic.sample();
        }
        let kept = traffic.lock();
        assert!(kept.fine.len() <= RECENT && kept.coarse.len() <= KEPT && kept.readings.len() <= READINGS);
    }
}
