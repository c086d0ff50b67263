//! The panels of a provider, or of the service.

use askama::Template;
use serde::Serialize;
use serde_json::Value;

use super::{Page, status_tone, tone};
use crate::console::site::Site;
use crate::console::{chart, format};
use crate::kernel::panels::{Content, View};

/// Providers whose panels have a page of their own.
const OWN: [&str; 3] = ["audit", "cluster", "queue"];

#[derive(Template)]
#[template(path = "panels.html")]
pub(super) struct Shown {
    title: &'static str,
    views: Vec<View>,
}

/// A cell of a table.
enum Cell {
    Text(String),
    /// A word of a state, and the class that colours it.
    Badge(String, &'static str),
    /// A moment, in RFC 3339.
    Time(String),
    /// A document, to be opened.
    Record(String),
}

/// Whether a panel belongs to none of them.
pub(super) fn is_others(name: &str) -> bool {
    !OWN.contains(&name.split('.').next().unwrap_or(name))
}

impl Shown {
    pub(super) fn of(site: &Site, page: Page) -> Self {
        let wanted = |name: &str| match page {
            Page::Panels => is_others(name),
            page => name.split('.').next() == Some(page.name()),
        };
        Self { title: page.title(), views: site.parts.panels.look_at(wanted) }
    }
}

impl Serialize for Shown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([("panels", self.views.iter().cloned().map(View::into_json).collect::<Vec<_>>())])
    }
}

fn cells(columns: &[&str], row: &[String]) -> Vec<Cell> {
    let cell = |(at, text): (usize, &String)| match columns.get(at).copied() {
        Some("record" | "job" | "meta") if text.starts_with(['{', '[']) => Cell::Record(indented(text)),
        Some("status" | "state" | "outcome") if !text.is_empty() => {
            let number = text.parse().ok();
            Cell::Badge(text.clone(), number.map_or_else(|| tone(text), |status| status_tone(Some(status))))
        }
        _ if text.len() >= 20 && text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T') => {
            Cell::Time(text.clone())
        }
        _ if text.is_empty() => Cell::Text("–".to_owned()),
        _ => Cell::Text(text.clone()),
    };
    row.iter().enumerate().map(cell).collect()
}

/// A column of numbers stands to the right.
fn is_number(columns: &[&str], at: usize, rows: &[Vec<String>]) -> bool {
    let named = columns.get(at).is_some_and(|name| matches!(*name, "id" | "pid" | "status"));
    let number = |text: &String| text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(['-', ':', '.']);
    !named && !rows.is_empty() && rows.iter().filter_map(|row| row.get(at)).all(number)
}

/// JSON over several lines; as it is where it is none.
fn indented(text: &str) -> String {
    let parsed: Result<Value, _> = serde_json::from_str(text);
    parsed.ok().and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| text.to_owned())
}

fn bars(points: &[(String, f64)]) -> String {
    chart::bars(points, format::number)
}

/// The points of a line stand at equal distances.
#[expect(clippy::cast_precision_loss, reason = "nobody draws 2^53 points")]
fn line(title: &str, points: &[(String, f64)]) -> String {
    let last = points.len().saturating_sub(1).max(1) as f64;
    let points_of = points.iter().enumerate().map(|(at, (_, value))| (at as f64 / last, *value)).collect();
    let first = points.first().map_or("", |(label, _)| label);
    chart::lines(title, &[chart::Series { name: title, class: "one", points: points_of }], first, format::number)
}
