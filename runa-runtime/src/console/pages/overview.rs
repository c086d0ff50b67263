//! The first page: how it goes, and what wants attention.

use std::time::{Duration, SystemTime};

use askama::Template;
use serde::Serialize;

use crate::console::site::Site;
use crate::console::traffic::Numbers;
use crate::console::{chart, format};
use crate::kernel::Phase;
use crate::kernel::checks::Status;
use crate::kernel::metrics::{Value, float};
use crate::kernel::panels::Content;

/// What the charts reach back to.
const PAST: Duration = Duration::from_mins(15);
/// A part of failed requests that wants attention.
const MANY: f64 = 0.01;
/// How long a warning of the log wants attention.
const FRESH: Duration = Duration::from_mins(5);

#[derive(Serialize, Template)]
#[template(path = "overview.html")]
pub(super) struct Overview {
    /// `pass`, `warn` or `fail`, as `ready` answers.
    ready: &'static str,
    phase: &'static str,
    stage: &'static str,
    uptime_seconds: u64,
    /// Of the last ten seconds.
    now: Numbers,
    /// Requests whose response has not ended.
    active: f64,
    /// Memory of the process, where the system tells.
    resident_bytes: Option<f64>,
    attention: Vec<Attention>,
    history: Vec<Moment>,
}

#[derive(Serialize)]
struct Attention {
    /// `warn` or `fail`.
    status: &'static str,
    text: String,
    /// The page that says more.
    page: &'static str,
}

#[derive(Serialize)]
struct Moment {
    seconds_ago: u64,
    #[serde(flatten)]
    numbers: Numbers,
}

impl Overview {
    pub(super) fn of(site: &Site) -> Self {
        let parts = &site.parts;
        let now = site.traffic.now();
        let attention = attention(site, &now);
        let worst = parts.checks.reports().iter().map(|report| report.status).max().unwrap_or(Status::Pass);
        let running = parts.life.phase() == Phase::Running;
        let history = site.traffic.past(PAST).into_iter();
        Self {
            ready: if running { worst } else { Status::Fail }.as_str(),
            phase: phase(parts.life.phase()),
            stage: parts.stage.name,
            uptime_seconds: site.began.elapsed().as_secs(),
            now,
            active: active(site),
            resident_bytes: sum(site, "process_resident_memory_bytes"),
            attention,
            history: history.map(|(ago, numbers)| Moment { seconds_ago: ago.as_secs(), numbers }).collect(),
        }
    }

    /// How far back the charts reach: as far as there is something, for a young process.
    fn reach(&self) -> Duration {
        let oldest = self.history.first().map_or(0, |moment| moment.seconds_ago);
        Duration::from_secs(oldest).clamp(Duration::from_mins(1), PAST)
    }

    fn since(&self) -> String {
        format!("{} ago", format::span(self.reach()))
    }

    fn line<'a>(&self, name: &'a str, class: &'a str, of: impl Fn(&Numbers) -> f64) -> chart::Series<'a> {
        let reach = self.reach().as_secs_f64();
        let place = |moment: &Moment| 1.0 - Duration::from_secs(moment.seconds_ago).as_secs_f64() / reach;
        let points = self.history.iter().map(|moment| (place(moment).max(0.0), of(&moment.numbers))).collect();
        chart::Series { name, class, points }
    }

    fn traffic(&self) -> String {
        let series = [
            self.line("requests", "one", |numbers| numbers.per_second),
            self.line("failed", "bad", |numbers| numbers.per_second * numbers.error_ratio),
        ];
        chart::lines("Requests a second", &series, &self.since(), format::number)
    }

    fn latency(&self) -> String {
        let series = [
            self.line("p99", "three", |numbers| known(numbers, numbers.p99)),
            self.line("p95", "two", |numbers| known(numbers, numbers.p95)),
            self.line("p50", "one", |numbers| known(numbers, numbers.p50)),
        ];
        chart::lines("Time of requests", &series, &self.since(), format::seconds)
    }

    fn uptime(&self) -> String {
        format::span(Duration::from_secs(self.uptime_seconds))
    }

    fn memory(&self) -> String {
        self.resident_bytes.map_or_else(|| "–".to_owned(), |bytes| format::number(bytes / f64::from(1 << 20)))
    }
}

/// Where no request came, none was quick.
const fn known(numbers: &Numbers, value: f64) -> f64 {
    if numbers.requests > 0 { value } else { f64::NAN }
}

/// The requests that have not ended. On the listener of the service, whoever watches the console makes one of them.
fn active(site: &Site) -> f64 {
    let all = sum(site, "http_server_active_requests").unwrap_or_default();
    let operators = site.parts.bound.get().is_some_and(|bound| !bound.admin.is_empty());
    (all - if operators { 0.0 } else { float(site.hub.viewers() as u64) }).max(0.0)
}

/// The sum of a metric's series.
fn sum(site: &Site, name: &str) -> Option<f64> {
    let reading = site.parts.metrics.find(name)?;
    let numbers = reading.series.iter().filter_map(|series| match series.value {
        Value::Number(value) => Some(value),
        Value::Distribution(_) => None,
    });
    (!reading.series.is_empty()).then(|| numbers.sum())
}

fn attention(site: &Site, now: &Numbers) -> Vec<Attention> {
    let parts = &site.parts;
    let mut found = Vec::new();
    if parts.life.phase() > Phase::Running {
        let text = "The process is ending: no new requests should come.".to_owned();
        found.push(Attention { status: "warn", text, page: "overview" });
    }
    for report in parts.checks.reports() {
        if report.status != Status::Pass {
            let reason = report.reason.as_deref().unwrap_or("no reason given");
            let text = format!("Check {}: {reason}", report.name);
            found.push(Attention { status: report.status.as_str(), text, page: "health" });
        }
    }
    if now.error_ratio >= MANY {
        let text = format!(
            "{} of requests failed in the last seconds ({} of {})",
            format::percent(now.error_ratio),
            format::count(now.failed),
            format::count(now.requests),
        );
        found.push(Attention { status: "fail", text, page: "requests" });
    }
    for view in parts.panels.look_at(|name| !matches!(name, "audit" | "queue" | "cluster")) {
        match view.content {
            Content::Status(false, reason) => {
                let text = format!("{}: {reason}", view.title);
                let page = if super::panels::is_others(view.name) { "panels" } else { owner(view.name) };
                found.push(Attention { status: "fail", text, page });
            }
            Content::Table(_, rows) if view.name == "queue.dead" && !rows.is_empty() => {
                let text = format!("{} in the dead letters", plural(rows.len(), "job"));
                found.push(Attention { status: "warn", text, page: "queue" });
            }
            _ => {}
        }
    }
    let since = SystemTime::now() - FRESH;
    let warnings: Vec<_> = parts.tail.warnings().into_iter().filter(|line| line.time >= since).collect();
    if let Some(last) = warnings.first() {
        let said = super::logs::Line::of(last).said();
        let text = format!("{} in the log in the last 5 minutes; the last: {said}", plural(warnings.len(), "warning"));
        found.push(Attention { status: "warn", text, page: "logs" });
    }
    found
}

/// The provider that a panel belongs to.
fn owner(name: &'static str) -> &'static str {
    name.split('.').next().unwrap_or(name)
}

fn plural(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

const fn phase(phase: Phase) -> &'static str {
    match phase {
        Phase::Starting => "starting",
        Phase::Running => "running",
        Phase::Draining => "draining",
        Phase::Closing => "closing",
        Phase::Stopping => "stopping",
    }
}
