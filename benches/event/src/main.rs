//! What a log event and the request path cost, one by one.
//!
//! `runa-bench-event` prints nanoseconds and allocations of each case. `runa-bench-event <case> <rounds>` runs one case so often, for
//! `valgrind --tool=callgrind`: the difference of two runs with different rounds is the cost of the rounds between.
//! `benches/event/run` does both and prints the table.

// The runtime is compiled in as modules, so that its inner parts can be measured without being public.
#[expect(dead_code, unused_imports, reason = "only some of it is measured")]
#[path = "../../../runa-runtime/src/kernel/mod.rs"]
mod kernel;
#[expect(dead_code, unused_imports, reason = "only some of it is measured")]
#[path = "../../../runa-runtime/src/log/mod.rs"]
mod log;

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::Request;
use axum::routing::get;
use runa_schema::settings::{AccessSettings, Format, Group, LogSettings};
use runa_schema::value::Level;
use tower::Service;
use tracing::Dispatch;
use tracing::dispatcher::with_default;

use kernel::Life;
use kernel::request::{Exchange, Path, Recorder, wrap};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: it only counts.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as promised by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as promised by the caller.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

/// Output that takes everything.
fn log(level: Level) -> log::Parts {
    let settings = LogSettings {
        level,
        targets: None,
        context: true,
        format: Format::Json,
        buffer: 1 << 20,
        access: Group(AccessSettings { enabled: true, skip: None, slow: None }),
    };
    log::Parts::new(settings, Box::new(std::io::sink()), (false, false), kernel::tail::Tail::default(), None).expect("a log")
}

/// The event of an access log as the hand-assembled rival writes it: ten fields, with time, level and target.
fn event(rounds: u64, dispatch: &Dispatch) {
    with_default(dispatch, || {
        for _ in 0..rounds {
            tracing::info!(
                target: "http",
                method = black_box("GET"),
                path = black_box("/hello"),
                route = black_box("/hello"),
                status = black_box(200_u64),
                duration_ms = black_box(0.123_f64),
                bytes = black_box(5_u64),
                client = %black_box(std::net::IpAddr::from([127, 0, 0, 1])),
                request_id = black_box("0123456789abcdef0123456789abcdef"),
                user_agent = black_box("wrk/4.1.0"),
                "request"
            );
        }
    });
}

/// Gives one real exchange to another recorder many times.
#[derive(Debug)]
struct Many(u64, Arc<dyn Recorder>);

impl Recorder for Many {
    fn end(&self, exchange: &Exchange) {
        for _ in 0..self.0 {
            self.1.end(black_box(exchange));
        }
    }
}

/// Takes note of nothing.
#[derive(Debug)]
struct Nothing;

impl Recorder for Nothing {
    fn end(&self, exchange: &Exchange) {
        black_box(exchange);
    }
}

fn path(recorders: Vec<Arc<dyn Recorder>>) -> Path {
    Path { recorders: recorders.into(), witness: None, life: Life::new(), timeout: Duration::from_secs(30), body_limit: 2 << 20 }
}

fn router() -> Router {
    Router::new().route("/hello", get(async || "hello"))
}

/// Requests through a router without a connection: what the layer adds, and nothing of hyper's.
fn requests(rounds: u64, mut router: Router) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        for _ in 0..rounds {
            let mut request = Request::builder().uri("/hello").body(Body::empty()).expect("a request");
            request.headers_mut().insert("user-agent", http::HeaderValue::from_static("wrk/4.1.0"));
            request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from(([127, 0, 0, 1], 4711))));
            let Ok(mut response) = router.as_service::<Body>().call(request).await;
            while !response.body().is_end_stream() {
                let body = std::pin::Pin::new(response.body_mut());
                let mut context = std::task::Context::from_waker(std::task::Waker::noop());
                black_box(body.poll_frame(&mut context)).is_pending();
            }
        }
    });
}

const CASES: [(&str, fn(u64)); 9] = [
    ("event-off", |rounds| event(rounds, &log(Level::Warn).dispatch)),
    ("event-fmt-json", |rounds| {
        let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_writer(std::io::sink).finish();
        event(rounds, &Dispatch::new(subscriber));
    }),
    ("event-ours", |rounds| event(rounds, &log(Level::Info).dispatch)),
    ("direct", |rounds| {
        let access = Arc::new(log(Level::Info).access.expect("an access log"));
        requests(1, wrap(router(), path(vec![Arc::new(Many(rounds, access))])));
    }),
    ("request-bare", |rounds| requests(rounds, router())),
    ("request-layered", |rounds| requests(rounds, router().layer(tower::layer::layer_fn(|inner: axum::routing::Route| inner)))),
    ("request-path", |rounds| requests(rounds, wrap(router(), path(Vec::new())))),
    ("request-recorded", |rounds| requests(rounds, wrap(router(), path(vec![Arc::new(Nothing)])))),
    ("request-logged", |rounds| {
        let access = Arc::new(log(Level::Info).access.expect("an access log"));
        requests(rounds, wrap(router(), path(vec![access])));
    }),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [case, rounds] = &arguments[..] {
        let (_, run) = CASES.iter().find(|(name, _)| name == case).expect("a case");
        run(rounds.parse().expect("a number of rounds"));
        return;
    }
    // Turn by turn, so that whatever else the machine does meets all cases alike; the fastest turn of each is the one it left alone.
    const TURNS: usize = 25;
    const ROUNDS: u64 = 20_000;
    let mut fastest = [(f64::MAX, 0.0); CASES.len()];
    for _ in 0..TURNS {
        for ((_, run), (time, allocations)) in CASES.iter().zip(&mut fastest) {
            let before = ALLOCATIONS.load(Ordering::Relaxed);
            let begun = Instant::now();
            run(ROUNDS);
            *time = time.min(begun.elapsed().as_nanos() as f64 / ROUNDS as f64);
            *allocations = (ALLOCATIONS.load(Ordering::Relaxed) - before) as f64 / ROUNDS as f64;
        }
    }
    for ((name, _), (time, allocations)) in CASES.iter().zip(fastest) {
        println!("{name} {time:.0} {allocations:.1}");
    }
}
