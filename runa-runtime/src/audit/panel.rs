//! What the console shows: the latest records.

use serde_json::Value;

use super::ledger::Ledger;
use crate::kernel::panels::Content;

/// The latest records, the newest first, with the whole record in the last column.
pub(super) fn look(ledger: &Ledger) -> Content {
    let columns = vec!["time", "action", "method", "path", "status", "actor", "outcome", "record"];
    let rows = ledger.latest().iter().rev().map(|line| row(line)).collect();
    Content::Table(columns, rows)
}

fn row(line: &[u8]) -> Vec<String> {
    let record: Value = serde_json::from_slice(line).unwrap_or_default();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    let actor = &record["actor"];
    let actor = if actor["name"].is_string() { &actor["name"] } else { &actor["id"] };
    let mut row: Vec<String> =
        ["time", "action", "method", "path", "status"].into_iter().map(|name| text(&record[name])).collect();
    row.extend([text(actor), text(&record["outcome"]), String::from_utf8_lossy(line).trim_end().to_owned()]);
    row
}
