//! The providers that runa brings: one row each.

use crate::settings::{
    AuditSettings, ClusterSettings, ConsoleSettings, LogSettings, ObserveSettings, QueueSettings, RuntimeSettings,
    Section, ServerSettings, Settings,
};

/// What the checks know about a provider.
#[derive(Debug)]
pub struct Row {
    /// As a stage lists it, and as the field of `Ops` is called.
    pub name: &'static str,
    /// Its type in the crate `runa`, such as `Log`.
    pub handle: &'static str,
    /// Its settings.
    pub section: &'static Section,
    /// Whether it stands first where it is listed, and why.
    pub first: Option<&'static str>,
    /// Whom it needs above it, with the reason; each is a real flow of data.
    pub needs: &'static [Need],
    /// Who stands above it where both are listed, with the reason. It takes no handle of theirs.
    pub below: &'static [Below],
    /// The path setting under which it serves routes.
    pub mount: Option<&'static str>,
    /// Groups of which one at most is written: the places where it can keep what it has.
    pub places: &'static [Place],
    /// A setting whose value is one of another provider's own names.
    pub names: Option<Naming>,
}

/// One of the places where a provider can keep what it has. The first holds where none is written.
#[derive(Debug)]
pub struct Place {
    /// The group.
    pub name: &'static str,
    /// Why production refuses it, as a sentence without its full stop.
    pub relaxed_only: Option<&'static str>,
}

/// A setting that names a group which the user has named, such as a queue.
#[derive(Clone, Copy, Debug)]
pub struct Naming {
    /// The setting.
    pub path: &'static str,
    /// Whose group it is.
    pub provider: &'static str,
    /// The setting below which the groups stand.
    pub groups: &'static str,
}

impl Row {
    /// A provider of which nothing is known.
    pub const BASE: Self = Self {
        name: "",
        handle: "",
        section: &Section { doc: "", settings: &[] },
        first: None,
        needs: &[],
        below: &[],
        mount: None,
        places: &[],
        names: None,
    };
}

/// One provider that another needs.
#[derive(Debug)]
pub struct Need {
    /// Who is needed.
    pub name: &'static str,
    /// The setting whose presence makes it needed; `None`: always.
    pub when: Option<&'static str>,
    /// Why, as the end of a sentence: "it shows its panels".
    pub why: &'static str,
}

/// One provider that stands above another where both are listed.
#[derive(Debug)]
pub struct Below {
    /// Who stands above.
    pub name: &'static str,
    /// Why, as the end of a sentence: "it shows the log lines".
    pub why: &'static str,
}

/// In this process, or in Redis.
const STORES: &[Place] = &[
    Place { name: "memory", relaxed_only: Some("what is in memory is gone with the process, and seen by no other") },
    Place { name: "redis", relaxed_only: None },
];

/// All of them, in the order of the documentation.
pub static PROVIDERS: &[Row] = &[
    Row {
        name: "log",
        handle: "Log",
        section: LogSettings::SECTION,
        first: Some("what stands above it would start without a log"),
        ..Row::BASE
    },
    Row { name: "observe", handle: "Observe", section: ObserveSettings::SECTION, mount: Some("mount"), ..Row::BASE },
    Row { name: QUEUE, handle: "Queues", section: QueueSettings::SECTION, places: STORES, ..Row::BASE },
    Row {
        name: "audit",
        handle: "Audit",
        section: AuditSettings::SECTION,
        needs: &[Need { name: "queue", when: Some("queue"), why: "it writes there" }],
        names: Some(Naming { path: "queue.name", provider: QUEUE, groups: "queues" }),
        ..Row::BASE
    },
    Row { name: "cluster", handle: "Cluster", section: ClusterSettings::SECTION, places: STORES, ..Row::BASE },
    Row {
        name: "console",
        handle: "Console",
        section: ConsoleSettings::SECTION,
        needs: &[Need { name: "observe", when: None, why: "it shows its metrics and checks" }],
        below: &[
            Below { name: "queue", why: "it shows the queues" },
            Below { name: "audit", why: "it shows the records" },
            Below { name: "cluster", why: "it shows the instances" },
        ],
        mount: Some("mount"),
        ..Row::BASE
    },
];

/// A provider of the user's own: runa knows nothing about it.
pub static OWN: Row = Row::BASE;

/// The provider whose handle is a struct of its queues.
pub const QUEUE: &str = "queue";

/// The name of the kernel's own section.
pub const SERVER: &str = "server";

/// The settings of the kernel itself.
pub const SERVER_SECTION: &Section = ServerSettings::SECTION;

/// The name of the section that stands in the attribute, not in the manifest.
pub const RUNTIME: &str = "runtime";

/// What is asked of tokio.
pub const RUNTIME_SECTION: &Section = RuntimeSettings::SECTION;

/// The row of a provider.
pub fn find(name: &str) -> Option<&'static Row> {
    PROVIDERS.iter().find(|row| row.name == name)
}

/// The declaration behind a name: a provider's, the kernel's, or that of the attribute.
pub fn section(name: &str) -> Option<&'static Section> {
    match name {
        SERVER => Some(SERVER_SECTION),
        RUNTIME => Some(RUNTIME_SECTION),
        name => find(name).map(|row| row.section),
    }
}

#[cfg(test)]
mod tests {
    use super::{PROVIDERS, RUNTIME, SERVER, find};
    use crate::settings::Kind;
    use crate::value::Shape;

    #[test]
    fn every_row_is_sound() {
        for row in PROVIDERS {
            let name = row.name;
            assert!(
                name.chars().all(|c| c.is_ascii_lowercase() || c == '_') && ![SERVER, RUNTIME].contains(&name),
                "{name}"
            );
            assert_eq!(PROVIDERS.iter().filter(|other| other.name == name).count(), 1, "{name} stands twice");
            assert!(row.handle.starts_with(|c: char| c.is_ascii_uppercase()), "{name}: {}", row.handle);
            if let Some(mount) = row.mount {
                let setting = row.section.settings.iter().find(|setting| setting.name == mount);
                assert_eq!(setting.map(|setting| setting.kind), Some(Kind::Scalar(Shape::UrlPath)), "{name}.{mount}");
            }
            for need in row.needs {
                assert!(find(need.name).is_some_and(|other| other.name != name), "{name} needs {}", need.name);
            }
        }
        assert!(PROVIDERS.iter().filter(|row| row.first.is_some()).count() <= 1, "one can be first");
    }
}
