//! The pages: each a struct of data with a template of its name beside it. As JSON it is the API, through the template the page.

mod configuration;
mod graph;
mod health;
mod logs;
mod overview;
mod panels;
mod requests;
mod shell;
pub(super) mod sign_in;

use askama::Template;
use axum::extract::Request;
use serde::Serialize;

pub(super) use logs::Query;
pub(super) use shell::{not_found, whole};

use super::chart::escape;
use super::site::Site;
use crate::kernel::Parts;

/// A page of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Page {
    Overview,
    Requests,
    Health,
    Logs,
    Queue,
    Audit,
    Cluster,
    Panels,
    Configuration,
    Graph,
}

/// In the order of the navigation.
const ALL: [Page; 10] = [
    Page::Overview,
    Page::Requests,
    Page::Health,
    Page::Logs,
    Page::Queue,
    Page::Audit,
    Page::Cluster,
    Page::Panels,
    Page::Configuration,
    Page::Graph,
];

impl Page {
    /// As URLs have it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Requests => "requests",
            Self::Health => "health",
            Self::Logs => "logs",
            Self::Queue => "queue",
            Self::Audit => "audit",
            Self::Cluster => "cluster",
            Self::Panels => "panels",
            Self::Configuration => "configuration",
            Self::Graph => "graph",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Requests => "Requests",
            Self::Health => "Health",
            Self::Logs => "Logs",
            Self::Queue => "Queues",
            Self::Audit => "Audit",
            Self::Cluster => "Cluster",
            Self::Panels => "Panels",
            Self::Configuration => "Configuration",
            Self::Graph => "Providers",
        }
    }

    /// Whether it has anything to show in this process.
    fn is_there(self, parts: &Parts) -> bool {
        match self {
            Self::Queue | Self::Audit | Self::Cluster => {
                parts.inside.providers().iter().any(|provider| provider.name == self.name())
            }
            Self::Panels => parts.panels.names().iter().any(|name| panels::is_others(name)),
            _ => true,
        }
    }

    /// The page of a name.
    pub(super) fn named(parts: &Parts, name: &str) -> Option<Self> {
        ALL.into_iter().find(|page| page.name() == name && page.is_there(parts))
    }

    /// Every page of this process.
    fn all(parts: &Parts) -> impl Iterator<Item = Self> {
        ALL.into_iter().filter(|page| page.is_there(parts))
    }
}

/// Does something with the data of a page, whichever it is.
macro_rules! with_data {
    ($site:expr, $page:expr, $query:expr, $use:path) => {
        match $page {
            Page::Overview => $use(&overview::Overview::of($site)),
            Page::Requests => $use(&requests::Requests::of($site)),
            Page::Health => $use(&health::Health::of($site)),
            Page::Logs => $use(&logs::Logs::of($site, $query)),
            Page::Queue | Page::Audit | Page::Cluster | Page::Panels => $use(&panels::Shown::of($site, $page)),
            Page::Configuration => $use(&configuration::Configuration::of($site)),
            Page::Graph => $use(&graph::Graph::of($site)),
        }
    };
}

/// The content of a page.
pub(super) fn html(site: &Site, page: Page, query: &Query) -> String {
    with_data!(site, page, query, rendered)
}

/// The data of a page.
pub(super) fn json(site: &Site, page: Page, query: &Query) -> String {
    with_data!(site, page, query, written)
}

fn rendered(data: &impl Template) -> String {
    // A template fails only if a `Display` of ours does.
    data.render().unwrap_or_else(|error| format!("<p>{}</p>", escape(&error.to_string())))
}

fn written(data: &impl Serialize) -> String {
    // Maps with keys that are no text are all that could fail.
    serde_json::to_string(data).unwrap_or_else(|error| serde_json::json!({ "error": error.to_string() }).to_string())
}

impl Query {
    /// Of a request.
    pub(super) fn of(request: &Request) -> Self {
        Self::parse(request.uri().query().unwrap_or_default())
    }
}

/// The class that colours a word of a state; the word itself always stands there too.
fn tone(word: &str) -> &'static str {
    match word.to_ascii_lowercase().as_str() {
        "pass" | "ok" | "running" | "ready" | "installed" | "done" | "answered" | "true" | "yes" => "good",
        "warn" | "warning" | "draining" | "starting" | "stale" | "closing" | "stopping" | "client_gone" | "refused" => {
            "fair"
        }
        "fail" | "failed" | "error" | "dead" | "panicked" | "timed_out" | "given_up" | "stopped" | "false" | "lost" => {
            "bad"
        }
        _ => "calm",
    }
}

/// The class that colours a status of HTTP.
fn status_tone(status: Option<u16>) -> &'static str {
    match status {
        Some(500..) | None => "bad",
        Some(400..) => "fair",
        Some(200..300) => "good",
        Some(_) => "calm",
    }
}
