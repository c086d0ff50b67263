//! One harness for the tests of all diagnostics.

#![allow(clippy::panic, reason = "a test may panic")]

use super::{apply, render};
use crate::check::check_rows;
use crate::provider::{Need, PROVIDERS, Row};
use crate::settings::{Default, Group, LogSettings, ObserveSettings, Settings, settings};
use crate::value::UrlPath;

/// `manifest` has exactly one problem, shown as `expected`; its help applied, there is none.
pub(crate) fn check_one(manifest: &str, expected: &str) {
    check_with(PROVIDERS, manifest, expected);
}

/// The same, with providers that need each other.
pub(crate) fn check_needs(manifest: &str, expected: &str) {
    check_with(NEEDY, manifest, expected);
}

fn check_with(rows: &'static [Row], manifest: &str, expected: &str) {
    let manifest = manifest.trim_start_matches('\n');
    let found = check_rows(manifest, rows).err().unwrap_or_default();
    let shown: Vec<_> = found.iter().map(|one| render("ops.yaml", manifest, one)).collect();
    assert_eq!(shown.join("\n").trim_end(), expected.trim_matches('\n'), "\n{}\n", shown.join("\n"));
    let Some(help) = &found[0].help else { panic!("no help") };
    let mended = apply(manifest, &help.edit);
    if let Err(left) = check_rows(&mended, rows) {
        let left: Vec<_> = left.iter().map(|one| render("ops.yaml", &mended, one)).collect();
        panic!("left after the help:\n{mended}\n{}", left.join("\n"));
    }
}

settings! {
    /// Jobs.
    struct QueueSettings {
        /// Where it is.
        url: String { default: Default::Required },
    }
}

settings! {
    /// Records.
    struct AuditSettings {
        /// Writes to the queue.
        queue: Option<Group<ToQueueSettings>> {},
    }
}

settings! {
    /// A writer.
    struct ToQueueSettings {
        /// Its name.
        name: Option<String> {},
    }
}

settings! {
    /// A page.
    struct ConsoleSettings {
        /// Its path.
        mount: UrlPath { default: Default::Is("/_console") },
    }
}

const BASE: Row = Row { section: QueueSettings::SECTION, ..Row::BASE };

/// Providers as a later version has them.
static NEEDY: &[Row] = &[
    Row { name: "log", section: LogSettings::SECTION, first: Some("it logs"), ..BASE },
    Row { name: "observe", section: ObserveSettings::SECTION, mount: Some("mount"), ..BASE },
    Row { name: "queue", ..BASE },
    Row {
        name: "audit",
        section: AuditSettings::SECTION,
        needs: &[Need { name: "queue", when: Some("queue"), why: "it writes there" }],
        ..BASE
    },
    Row {
        name: "console",
        section: ConsoleSettings::SECTION,
        needs: &[Need { name: "log", when: None, why: "it shows the last lines" }],
        mount: Some("mount"),
        ..BASE
    },
];
