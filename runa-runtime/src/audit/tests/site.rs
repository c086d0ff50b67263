//! A service whose requests are recorded, by a writer that does as it is told.

use std::collections::HashMap;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;
use runa_schema::settings::{AuditCustomSettings, AuditMethod, AuditMode, AuditRouteSettings, AuditSettings, Group};
use runa_schema::value::{Proxy, Size};
use serde_json::Value;

use super::super::install::build;
use crate::Audit;
use crate::audit::{Records, Writer};
use crate::kernel::Parts;
use crate::kernel::request::{Path, Proxies, Witness, wrap};
use crate::kernel::tests::parts;

/// Longer than anything here takes.
pub(super) const PATIENCE: Duration = Duration::from_secs(20);

/// What the writer does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mood {
    Writes = 0,
    Fails = 1,
    Hangs = 2,
    Panics = 3,
    /// Blocks its thread.
    Blocks = 4,
}

/// Keeps what it is given.
#[derive(Clone, Default)]
pub(super) struct Keeper {
    mood: Arc<AtomicU8>,
    pub(super) records: Arc<Mutex<Vec<Value>>>,
    pub(super) calls: Arc<AtomicU8>,
}

impl Keeper {
    pub(super) fn set(&self, mood: Mood) {
        self.mood.store(mood as u8, Ordering::SeqCst);
    }

    /// Waits until `wanted` holds of its records.
    pub(super) async fn wait(&self, what: &str, wanted: impl Fn(&[Value]) -> bool) -> Vec<Value> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let records = self.records.lock().unwrap().clone();
            if wanted(&records) {
                return records;
            }
            assert!(Instant::now() < deadline, "not {what}: {records:#?}");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

impl Writer for Keeper {
    type Error = &'static str;

    async fn write(&self, records: Records) -> Result<(), &'static str> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        match self.mood.load(Ordering::SeqCst) {
            1 => return Err("it does not want to"),
            2 => pending().await,
            3 => panic!("it is afraid"),
            4 => {
                while self.mood.load(Ordering::SeqCst) == 4 {
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
            _ => {}
        }
        let records = records.iter().map(|record| serde_json::from_str(record).unwrap());
        self.records.lock().unwrap().extend(records);
        Ok(())
    }
}

/// Mode `async`, to the writer of the service.
pub(super) fn settings() -> AuditSettings {
    AuditSettings {
        mode: AuditMode::Async,
        accept_loss: false,
        buffer: 10_000,
        log: None,
        file: None,
        queue: None,
        custom: Some(Group(AuditCustomSettings {})),
        methods: vec![AuditMethod::Post, AuditMethod::Put, AuditMethod::Patch, AuditMethod::Delete],
        routes: Group(AuditRouteSettings { include: None, exclude: None }),
        capture_input: false,
        max_input_size: Size(16 << 10),
        mask_fields: Vec::new(),
        mask_builtin: true,
        mask_value: "***".to_owned(),
        write_timeout: Duration::from_secs(3),
    }
}

/// Routes of a provider.
pub(super) const OWN: [&str; 3] = ["/own", "/own/slow", "/own/panic"];

/// The service.
pub(super) struct Site {
    pub(super) audit: Audit,
    pub(super) keeper: Keeper,
    pub(super) parts: Parts,
    pub(super) router: Router,
}

impl Site {
    pub(super) fn new(router: Router, change: impl FnOnce(&mut AuditSettings)) -> Self {
        Self::beside(router, parts("127.0.0.1:0", None), change)
    }

    pub(super) fn beside(router: Router, parts: Parts, change: impl FnOnce(&mut AuditSettings)) -> Self {
        let mut config = settings();
        change(&mut config);
        let custom = config.custom.is_some();
        let (audit, auditor) = build(config, None, &parts).unwrap();
        let keeper = Keeper::default();
        if custom {
            audit.writer(keeper.clone()).unwrap();
        }
        let witness: Arc<dyn Witness> = Arc::new(auditor);
        let path = Path {
            witness: Some(witness),
            own: Arc::new(OWN.map(str::to_owned).into()),
            timeout: Duration::from_millis(300),
            body_limit: 1 << 20,
            proxies: Proxies::new(&[Proxy::parse("192.0.2.7").unwrap()]),
            ..Path::bare()
        };
        Self { audit, keeper, parts, router: wrap(router, path) }
    }

    /// Asks, and reads the answer to its end.
    pub(super) async fn ask(&self, request: http::request::Builder, body: impl Into<Body>) -> (u16, String) {
        let response = self.begin(request, body).await;
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
        (status, String::from_utf8_lossy(&body).into_owned())
    }

    /// Asks, and leaves the body of the answer where it is.
    pub(super) async fn begin(&self, request: http::request::Builder, body: impl Into<Body>) -> Response {
        let mut request: Request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(ConnectInfo("192.0.2.7:5000".parse::<SocketAddr>().unwrap()));
        tower::ServiceExt::oneshot(self.router.clone(), request).await.unwrap()
    }

    /// Its records once there are so many.
    pub(super) async fn records(&self, count: usize) -> Vec<Value> {
        self.keeper.wait(&format!("{count} records"), |records| records.len() >= count).await
    }

    /// The one record there is.
    pub(super) async fn record(&self) -> Value {
        self.audit.flush().await;
        let records = self.keeper.records.lock().unwrap().clone();
        let [record] = records.as_slice() else { panic!("not one record: {records:#?}") };
        record.clone()
    }

    /// The value of a metric of the writer.
    pub(super) fn metric(&self, series: &str) -> u64 {
        let text = self.parts.metrics.text(crate::kernel::metrics::Form::Classic);
        let values: HashMap<&str, u64> = text
            .lines()
            .filter_map(|line| line.rsplit_once(' '))
            .filter_map(|(name, value)| Some((name, value.parse().ok()?)))
            .collect();
        values.get(series).copied().unwrap_or_default()
    }
}

/// A request with a body of a type.
pub(super) fn post(path: &str, kind: &str) -> http::request::Builder {
    http::Request::post(path).header("content-type", kind)
}
