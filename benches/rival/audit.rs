//! Records of requests that change something, as a careful team writes them by hand: a middleware that buffers the body,
//! masks it as a `serde_json::Value`, and hands a record to a thread that writes it. Nothing is dropped: a full channel
//! makes requests wait.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::body::{Body, HttpBody, to_bytes};
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderName, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tower_http::request_id::RequestId;

/// The largest body that is kept for a record.
const INPUT: usize = 16 * 1024;
/// Records that may wait to be written.
const WAITING: usize = 10_000;
/// How long the writer gathers.
const GATHER: Duration = Duration::from_millis(10);
const MASKED: [&str; 16] = [
    "password",
    "passwd",
    "pwd",
    "passphrase",
    "token",
    "secret",
    "authorization",
    "cookie",
    "credential",
    "api_key",
    "apikey",
    "private_key",
    "card_number",
    "cvv",
    "ssn",
    "pin",
];
/// Where the process runs.
static INSTANCE: LazyLock<String> = LazyLock::new(|| {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}:{}", host.trim(), std::process::id())
});
const METHODS: [Method; 4] = [Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// When what is recorded goes to the file.
#[derive(Clone, Copy)]
enum Writing {
    /// What comes within [`GATHER`] of the first is written at once.
    Gathered,
    /// Each record by itself.
    Flushed,
}

/// Where records go.
#[derive(Clone)]
pub struct Audit {
    records: Sender<Record>,
    sequence: Arc<AtomicU64>,
}

#[derive(Serialize)]
struct Record {
    id: String,
    seq: u64,
    time: DateTime<Utc>,
    service: &'static str,
    stage: &'static str,
    instance: &'static str,
    method: String,
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<String>,
    status: u16,
    success: bool,
    outcome: &'static str,
    duration_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    request_id: String,
    bytes_in: Option<u64>,
    bytes_out: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    input: Option<Input>,
}

#[derive(Serialize)]
struct Input {
    body: Value,
}

impl Audit {
    /// As the environment says: `AUDIT_FILE`, and `AUDIT_FLUSH` for a flush a record. `None` without a file.
    pub fn from_env() -> std::io::Result<Option<Self>> {
        let Ok(path) = std::env::var("AUDIT_FILE") else { return Ok(None) };
        let file = File::options().create(true).append(true).open(path)?;
        let writing = if std::env::var_os("AUDIT_FLUSH").is_some() { Writing::Flushed } else { Writing::Gathered };
        let (records, received) = channel(WAITING);
        std::thread::Builder::new().name("audit".to_owned()).spawn(move || {
            if let Err(error) = write(received, file, writing) {
                tracing::error!(%error, "the audit file takes nothing");
            }
        })?;
        Ok(Some(Self { records, sequence: Arc::default() }))
    }
}

/// Writes until nobody can record any more.
fn write(mut records: Receiver<Record>, file: File, writing: Writing) -> std::io::Result<()> {
    let mut file = BufWriter::with_capacity(64 * 1024, file);
    while let Some(record) = records.blocking_recv() {
        line(&mut file, &record)?;
        if let Writing::Gathered = writing {
            std::thread::sleep(GATHER);
            while let Ok(record) = records.try_recv() {
                line(&mut file, &record)?;
            }
        }
        file.flush()?;
    }
    Ok(())
}

fn line(file: &mut BufWriter<File>, record: &Record) -> std::io::Result<()> {
    serde_json::to_writer(&mut *file, record)?;
    file.write_all(b"\n")
}

impl Record {
    /// What is known before the handler runs.
    fn begin(audit: &Audit, request: &Request) -> Self {
        let extensions = request.extensions();
        let id = extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok());
        Self {
            id: uuid::Uuid::now_v7().to_string(),
            seq: audit.sequence.fetch_add(1, Ordering::Relaxed),
            time: Utc::now(),
            service: "orders",
            stage: "audited",
            instance: &INSTANCE,
            method: request.method().to_string(),
            path: request.uri().path().to_owned(),
            route: extensions.get::<MatchedPath>().map(|route| route.as_str().to_owned()),
            status: 0,
            success: false,
            outcome: "answered",
            duration_ms: 0.0,
            client: extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_string()),
            user_agent: text(request, header::USER_AGENT).map(ToOwned::to_owned),
            request_id: id.unwrap_or_default().to_owned(),
            bytes_in: request.body().size_hint().exact(),
            bytes_out: None,
            input: None,
        }
    }
}

fn text(request: &Request, name: HeaderName) -> Option<&str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// The middleware.
pub async fn record(State(audit): State<Audit>, request: Request, next: Next) -> Response {
    if !METHODS.contains(request.method()) {
        return next.run(request).await;
    }
    let started = Instant::now();
    let mut record = Record::begin(&audit, &request);
    let (request, input) = match capture(request).await {
        Ok(both) => both,
        Err(response) => return response,
    };
    record.input = input;
    let response = next.run(request).await;
    record.status = response.status().as_u16();
    record.success = response.status().is_success();
    record.duration_ms = f64::from(u32::try_from(started.elapsed().as_micros()).unwrap_or(u32::MAX)) / 1e3;
    record.bytes_out = response.body().size_hint().exact();
    // The writer ends with the process alone; were it gone, it has said so.
    let _ = audit.records.send(record).await;
    response
}

/// The request as it was, and what of its body may be shown. A body that is too large, or of unknown length, is not kept.
async fn capture(request: Request) -> Result<(Request, Option<Input>), Response> {
    let json = text(&request, header::CONTENT_TYPE).is_some_and(|media| media.starts_with("application/json"));
    let length = request.body().size_hint().exact().and_then(|length| usize::try_from(length).ok());
    if !json || length.is_none_or(|length| length == 0 || length > INPUT) {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes =
        to_bytes(body, INPUT).await.map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()).into_response())?;
    let input = serde_json::from_slice(&bytes).ok().map(|mut value| {
        mask(&mut value);
        Input { body: value }
    });
    Ok((Request::from_parts(parts, Body::from(bytes)), input))
}

fn mask(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let name = name.to_lowercase();
                if MASKED.iter().any(|masked| name.contains(masked)) {
                    *value = Value::from("***");
                } else {
                    mask(value);
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(mask),
        _ => {}
    }
}
