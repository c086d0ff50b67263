//! Each check, and what it found last.

use askama::Template;
use serde::Serialize;

use crate::console::format;
use crate::console::site::Site;
use crate::kernel::checks::Report;

#[derive(Serialize, Template)]
#[template(path = "health.html")]
pub(super) struct Health {
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    name: String,
    /// Which question it helps to answer: `ready` or `started`.
    kind: &'static str,
    status: &'static str,
    reason: Option<String>,
    took_seconds: Option<f64>,
    age_seconds: Option<f64>,
    /// The last result is older than it should be.
    stale: bool,
}

impl Health {
    pub(super) fn of(site: &Site) -> Self {
        let mut reports = site.parts.checks.reports();
        // What is wrong comes first.
        reports.sort_by_key(|report| std::cmp::Reverse(report.status));
        Self { checks: reports.into_iter().map(Check::of).collect() }
    }
}

impl Check {
    fn of(report: Report) -> Self {
        Self {
            name: report.name.to_string(),
            kind: report.kind.as_str(),
            status: report.status.as_str(),
            reason: report.reason,
            took_seconds: report.took.map(|took| took.as_secs_f64()),
            age_seconds: report.age.map(|age| age.as_secs_f64()),
            stale: report.stale,
        }
    }

    fn took(&self) -> String {
        self.took_seconds.map_or_else(|| "–".to_owned(), format::seconds)
    }

    fn age(&self) -> String {
        let age = self.age_seconds.map(|age| format!("{} s ago", format::number(age.round())));
        age.unwrap_or_else(|| "never".to_owned())
    }
}
