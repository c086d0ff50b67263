//! What one request costs in each store: a counter and a histogram with three labels, handles held; and what the recorder of
//! `observe` does, which finds its histogram by route, method and status, and counts active requests.
//!
//! `cargo run --release` prints nanoseconds, the quickest tenth of interleaved rounds; `cargo run --release -- <store> <n>` does `n` requests in one
//! store and nothing else, for `perf stat -e instructions:u` or callgrind.

use std::hint::black_box;
use std::time::{Duration, Instant};

use prometheus_client::metrics::{counter::Counter as ClientCounter, histogram::Histogram as ClientHistogram};
use runa_runtime::kernel::metrics::{DURATION_BOUNDS, Form, Metrics};

#[allow(dead_code, reason = "the benchmark does not read it")]
#[path = "../../../runa-runtime/src/observe/requests/active.rs"]
mod active;
/// The table looks for `crate::kernel::metrics`.
mod kernel {
    pub use runa_runtime::kernel::metrics;
}
#[allow(dead_code, reason = "the benchmark uses a part of it")]
#[path = "../../../runa-runtime/src/observe/requests/table.rs"]
mod table;

const LABELS: [&str; 3] = ["http_request_method", "http_route", "http_response_status_code"];
const VALUES: [&str; 3] = ["GET", "/orders/{id}", "200"];
/// As requests of a quick service are: all in the first bucket, or spread.
const SECONDS: [f64; 4] = [0.0004, 0.0021, 0.0008, 0.033];

/// A store: does one request's work.
type Store = Box<dyn Fn(f64) + Send + Sync>;

fn stores() -> Vec<(&'static str, Store)> {
    vec![
        (
            "nothing",
            Box::new(|seconds| {
                black_box(seconds);
            }),
        ),
        ("runa", runa()),
        ("runa-recorder", runa_recorder()),
        ("prometheus", prometheus()),
        ("prometheus-client", client()),
    ]
}

fn runa() -> Store {
    let metrics = Metrics::default();
    let counter =
        metrics.metric("requests_total", "Requests.").labels(LABELS).counter().expect("a counter").with(VALUES);
    let histogram = metrics
        .metric("duration_seconds", "Durations.")
        .labels(LABELS)
        .histogram(&DURATION_BOUNDS)
        .expect("a histogram")
        .with(VALUES);
    Box::new(move |seconds| {
        counter.inc();
        histogram.observe(seconds);
    })
}

fn runa_recorder() -> Store {
    let metrics = Metrics::default();
    let family = metrics
        .metric("duration_seconds", "Durations.")
        .labels(LABELS)
        .histogram(&DURATION_BOUNDS)
        .expect("a histogram");
    let table = table::Table::new(family);
    let active = active::Active::default();
    let method = http::Method::GET;
    Box::new(move |seconds| {
        active.begin(table::Method::of(black_box(&method)));
        let method = table::Method::of(black_box(&method));
        active.end(method);
        table.observe(method, black_box("/orders/{id}"), black_box(200), seconds);
    })
}

fn prometheus() -> Store {
    use prometheus::{CounterVec, HistogramOpts, HistogramVec, Opts, Registry};
    let registry = Registry::new();
    let counters = CounterVec::new(Opts::new("requests_total", "Requests."), &LABELS).expect("a counter");
    let histograms = HistogramVec::new(
        HistogramOpts::new("duration_seconds", "Durations.").buckets(DURATION_BOUNDS.to_vec()),
        &LABELS,
    )
    .expect("a histogram");
    registry.register(Box::new(counters.clone())).expect("a registry");
    registry.register(Box::new(histograms.clone())).expect("a registry");
    let (counter, histogram) = (counters.with_label_values(&VALUES), histograms.with_label_values(&VALUES));
    Box::new(move |seconds| {
        counter.inc();
        histogram.observe(seconds);
    })
}

fn client() -> Store {
    use prometheus_client::metrics::family::Family;
    let labels: Vec<(String, String)> =
        LABELS.iter().zip(VALUES).map(|(name, value)| ((*name).into(), value.into())).collect();
    let counters = Family::<Vec<(String, String)>, ClientCounter>::default();
    let histograms = Family::<Vec<(String, String)>, ClientHistogram, _>::new_with_constructor(|| {
        ClientHistogram::new(DURATION_BOUNDS)
    });
    let (counter, histogram) = (counters.get_or_create_owned(&labels), histograms.get_or_create_owned(&labels));
    Box::new(move |seconds| {
        counter.inc();
        histogram.observe(seconds);
    })
}

fn requests(store: &Store, count: usize) -> Duration {
    let start = Instant::now();
    for index in 0..count {
        store(black_box(SECONDS[index % SECONDS.len()]));
    }
    start.elapsed()
}

/// Two threads that meet in the same series.
fn contended(store: &Store, count: usize) -> Duration {
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| requests(store, count));
        }
    });
    start.elapsed()
}

/// The tenth percentile: what it costs while nobody else wants the core.
fn usual(mut times: Vec<Duration>, count: usize) -> f64 {
    times.sort();
    times[times.len() / 10].as_secs_f64() * 1e9 / count as f64
}

fn scrape() {
    let metrics = Metrics::default();
    let family =
        metrics.metric("jobs_total", "Jobs.").labels(["queue", "outcome"]).limit(20_000).counter().expect("a counter");
    for index in 0..10_000 {
        family.with([&format!("queue-{index}"), "done"]).add(index);
    }
    let times = (0..21)
        .map(|_| {
            let start = Instant::now();
            black_box(metrics.text(Form::OpenMetrics));
            start.elapsed()
        })
        .collect();
    println!("scrape of 10,000 series: {:.2} ms", usual(times, 1) / 1e6);
}

fn main() {
    const ROUNDS: usize = 31;
    const COUNT: usize = 200_000;
    let stores = stores();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [name, count] = arguments.as_slice() {
        let (_, store) = stores.iter().find(|(known, _)| known == name).expect("a store of this name");
        requests(store, count.parse().expect("a number"));
        return;
    }
    let mut alone = vec![Vec::new(); stores.len()];
    let mut shared = vec![Vec::new(); stores.len()];
    for _ in 0..ROUNDS {
        for (index, (_, store)) in stores.iter().enumerate() {
            alone[index].push(requests(store, COUNT));
            shared[index].push(contended(store, COUNT));
        }
    }
    println!("{:<20}{:>12}{:>18}", "store", "ns/request", "two threads, ns");
    for (index, (name, _)) in stores.iter().enumerate() {
        println!("{name:<20}{:>12.1}{:>18.1}", usual(alone[index].clone(), COUNT), usual(shared[index].clone(), COUNT));
    }
    scrape();
}
