//! Words of other tools.

use crate::nearest::nearest;
use crate::value::LEVELS;

/// Whether a text means on or off.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "1" | "enabled" | "enable" => Some(true),
        "false" | "no" | "off" | "n" | "0" | "disabled" | "disable" | "none" => Some(false),
        text => match nearest(text, ["true", "false"]) {
            Some("true") => Some(true),
            Some(_) => Some(false),
            None => None,
        },
    }
}

/// The level that a word of another logger means.
pub(super) fn level(text: &str) -> Option<&'static str> {
    match text.to_ascii_lowercase().as_str() {
        "verbose" | "fine" => Some("debug"),
        "warning" => Some("warn"),
        "information" | "informational" | "notice" => Some("info"),
        "err" | "fatal" | "critical" | "crit" | "severe" => Some("error"),
        "none" | "silent" | "quiet" | "disabled" | "false" => Some("off"),
        "all" | "finest" => Some("trace"),
        text => nearest(text, LEVELS),
    }
}

/// The choice that another word for it means.
pub(super) fn choice(text: &str) -> Option<&'static str> {
    match text.trim_start_matches('/').to_ascii_lowercase().as_str() {
        "text" | "plain" | "human" | "console" | "compact" | "full" | "color" | "colored" => Some("pretty"),
        "default" => Some("auto"),
        "structured" | "jsonl" | "ndjson" => Some("json"),
        "live" | "livez" | "liveness" | "alive" | "healthz" => Some("health"),
        "readyz" | "readiness" => Some("ready"),
        "startup" | "startupz" => Some("started"),
        "prometheus" => Some("metrics"),
        _ => None,
    }
}
