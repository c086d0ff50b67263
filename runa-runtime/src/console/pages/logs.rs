//! The tail of the log, filtered.

use askama::Template;
use serde::Serialize;
use serde_json::Value;
use tracing::Level;

use crate::console::format;
use crate::console::site::Site;
use crate::kernel::{clock, tail};

/// Lines on the page.
const SHOWN: usize = 200;
/// Longest text of a filter.
const LONGEST: usize = 200;

/// What is sought in the log; nothing on other pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub(in crate::console) struct Query {
    /// This level and everything more important; empty: all.
    level: String,
    /// Beginning of the target.
    target: String,
    /// Part of the line, in any case.
    text: String,
}

#[derive(Serialize, Template)]
#[template(path = "logs.html")]
pub(super) struct Logs {
    filter: Query,
    /// The latest first.
    lines: Vec<Line>,
}

#[derive(Serialize)]
pub(super) struct Line {
    pub(super) time: String,
    pub(super) level: &'static str,
    pub(super) target: String,
    pub(super) message: String,
    pub(super) fields: Vec<(String, String)>,
}

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        let mut parsed = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value: String = value.chars().take(LONGEST).collect();
            match &*name {
                "level" if LEVELS.contains(&value.as_str()) => parsed.level = value,
                "target" => parsed.target = value,
                "text" => parsed.text = value,
                _ => {}
            }
        }
        parsed
    }

    /// As it stands behind a path; empty where nothing is sought.
    pub(super) fn text(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        for (name, value) in [("level", &self.level), ("target", &self.target), ("text", &self.text)] {
            if !value.is_empty() {
                out.append_pair(name, value);
            }
        }
        let out = out.finish();
        if out.is_empty() { out } else { format!("?{out}") }
    }

    fn takes(&self, line: &tail::Line, lower: &str) -> bool {
        let level = self.level.parse::<Level>().map_or(true, |level| line.level <= level);
        level && line.target.starts_with(&self.target) && (lower.is_empty() || line.text.to_lowercase().contains(lower))
    }
}

const LEVELS: [&str; 5] = ["error", "warn", "info", "debug", "trace"];

impl Logs {
    pub(super) fn of(site: &Site, query: &Query) -> Self {
        let lower = query.text.to_lowercase();
        let latest = site.parts.tail.latest();
        let lines = latest.iter().filter(|line| query.takes(line, &lower)).take(SHOWN).map(|line| Line::of(line));
        Self { filter: query.clone(), lines: lines.collect() }
    }

    fn levels(&self) -> [(&'static str, bool); 5] {
        LEVELS.map(|level| (level, level == self.filter.level))
    }
}

/// Fields that say which request it was.
const REQUEST: [&str; 3] = ["method", "path", "status"];

impl Line {
    /// Whether it is about a request as a whole.
    fn is_request(&self) -> bool {
        REQUEST.iter().all(|name| self.fields.iter().any(|(known, _)| known == name))
    }

    /// What it says in one line; of a request, which one.
    pub(super) fn said(&self) -> String {
        if !self.is_request() {
            return self.message.clone();
        }
        let field = |name: &&str| self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        REQUEST.iter().filter_map(field).collect::<Vec<_>>().join(" ")
    }

    /// The fields that are not said yet.
    fn others(&self) -> impl Iterator<Item = &(String, String)> {
        let request = self.is_request();
        self.fields.iter().filter(move |(name, _)| !(request && REQUEST.contains(&name.as_str())))
    }

    pub(super) fn of(line: &tail::Line) -> Self {
        let (message, fields) = if line.json { of_json(&line.text) } else { None }
            .unwrap_or_else(|| (of_pretty(&line.text, &line.target), Vec::new()));
        Self {
            time: clock::text(line.time),
            level: match line.level {
                Level::ERROR => "error",
                Level::WARN => "warn",
                Level::INFO => "info",
                Level::DEBUG => "debug",
                Level::TRACE => "trace",
            },
            target: line.target.to_string(),
            message,
            fields,
        }
    }
}

/// The message and the other fields of a line that is whole.
fn of_json(text: &str) -> Option<(String, Vec<(String, String)>)> {
    let Value::Object(fields) = serde_json::from_str(text).ok()? else { return None };
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let message = fields.get("message").map(&plain).unwrap_or_default();
    let own = ["time", "level", "target", "message"];
    let fields = fields.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    Some((message, fields.map(|(name, value)| (name.clone(), plain(value))).collect()))
}

/// What stands behind the target of a line for people, without its colours.
fn of_pretty(text: &str, target: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\x1b') {
        plain.push_str(before);
        rest = behind.split_once('m').map_or("", |(_, behind)| behind);
    }
    plain.push_str(rest);
    match plain.split_once(&format!("{target}: ")) {
        Some((_, said)) => said.trim_start().to_owned(),
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_survives_its_way_through_the_address() {
        let query = Query::parse("level=warn&target=orders%3A%3Adb&text=a+%26+b%22%3E&level=nonsense");
        assert_eq!((&*query.level, &*query.target, &*query.text), ("warn", "orders::db", "a & b\">"));
        assert_eq!(Query::parse(query.text().trim_start_matches('?')), query);
        assert_eq!(Query::parse("").text(), "");
    }

    #[test]
    fn lines_of_either_form_are_read() {
        let json = of_json(r#"{"time":"t","level":"INFO","target":"a","message":"hello","n":3,"who":"me"}"#);
        let fields = vec![("n".to_owned(), "3".to_owned()), ("who".to_owned(), "me".to_owned())];
        assert_eq!(json, Some(("hello".to_owned(), fields)));
        assert_eq!(of_json("{\"message\":\"cut"), None);
        let pretty = "\x1b[2m2026-11-22T15:46:00.000000Z\x1b[0m\x1b[32m  INFO\x1b[0m \x1b[2ma::b:\x1b[0m hello \x1b[3mn\x1b[0m=3";
        assert_eq!(of_pretty(pretty, "a::b"), "hello n=3");
    }
}
