//! What the process knows of itself: the settings that hold, where each comes from, and the providers that stand.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use runa_schema::provider;
use runa_schema::resolve::{Origin, Resolved, override_name};
use runa_schema::settings::Section;
use runa_schema::value::Value;

use super::app::{Listed, Manifest, Stage};
use super::life::unheeded::Unheeded;

/// One setting, as it may be shown to people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// `server`, or the name of a provider.
    pub section: String,
    /// The setting inside its section, levels joined by dots.
    pub path: String,
    /// As a manifest would have it; `***` for a secret that is set.
    pub value: String,
    /// Where it comes from: `ops.yaml:12:5`, `REDIS_URL (ops.yaml:12:5)`, `RUNA__LOG__LEVEL`, `#[runa::app]`, `default`.
    pub origin: String,
    /// The variable that changes it at start, if one does.
    pub variable: Option<String>,
}

/// One provider of the running stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its name.
    pub name: &'static str,
    /// Where the manifest lists it: `ops.yaml:12:5`.
    pub origin: String,
    /// Providers of this stage that it takes handles of or shows.
    pub below: Vec<&'static str>,
    /// How long its installation took; `None`: not installed yet.
    pub took: Option<Duration>,
}

/// Settings and providers of one process.
#[derive(Debug, Default)]
pub struct Inside {
    settings: Vec<Held>,
    unheeded: Unheeded,
    providers: Mutex<Vec<Standing>>,
}

impl Inside {
    pub(crate) fn new(manifest: &Manifest, stage: &Stage, values: &[Resolved]) -> Self {
        let settings = values.iter().filter_map(|resolved| held(resolved, manifest)).collect();
        let providers = stage.providers.iter().map(|listed| standing(listed, manifest, stage)).collect();
        Self { settings, unheeded: Unheeded::of(values), providers: Mutex::new(providers) }
    }

    /// Every setting of the running stage, in the order of the manifest's providers.
    pub fn settings(&self) -> &[Held] {
        &self.settings
    }

    /// The providers of the running stage, in the order of its list.
    pub fn providers(&self) -> Vec<Standing> {
        self.providers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What was set at start for a service, of which a process that calls `run` has none.
    pub(crate) const fn unheeded(&self) -> &Unheeded {
        &self.unheeded
    }

    /// Says that a provider is installed.
    pub(crate) fn installed(&self, name: &str, took: Duration) {
        let mut providers = self.providers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(provider) = providers.iter_mut().find(|provider| provider.name == name) {
            provider.took = Some(took);
        }
    }
}

fn standing(listed: &Listed, manifest: &Manifest, stage: &Stage) -> Standing {
    let row = provider::find(listed.name);
    let needs = row.into_iter().flat_map(|row| row.needs.iter().map(|need| need.name));
    let below = row.into_iter().flat_map(|row| row.below.iter().map(|below| below.name));
    let above: Vec<_> =
        stage.providers.iter().map(|other| other.name).take_while(|name| *name != listed.name).collect();
    Standing {
        name: listed.name,
        origin: format!("{}:{}:{}", manifest.file, listed.line, listed.column),
        below: needs.chain(below).filter(|name| above.contains(name)).collect(),
        took: None,
    }
}

fn held(resolved: &Resolved, manifest: &Manifest) -> Option<Held> {
    let Resolved { section, path, value, origin, .. } = resolved;
    let setting = provider::section(section).and_then(|section| Section::find(section, path));
    let value = value.as_ref()?;
    // A group that is there because it is written says so; what its settings are follows.
    let group = setting.is_none_or(|setting| !matches!(setting.kind, runa_schema::settings::Kind::Scalar(_)));
    let secret = setting.is_some_and(|setting| setting.secret);
    let tunable = setting.is_some_and(|setting| setting.tunable);
    Some(Held {
        section: section.to_string(),
        path: path.clone(),
        value: match value {
            Value::None => "none".to_owned(),
            _ if group => "{}".to_owned(),
            _ if secret => "***".to_owned(),
            value => value.to_string(),
        },
        origin: shown(origin, manifest.file),
        variable: tunable.then(|| override_name(section, path)),
    })
}

fn shown(origin: &Origin, file: &str) -> String {
    match origin {
        Origin::Manifest { line, column } => format!("{file}:{line}:{column}"),
        Origin::Variable { name, line, column } => format!("{name} ({file}:{line}:{column})"),
        Origin::File { path, line, column } => format!("{path} ({file}:{line}:{column})"),
        Origin::Override(name) => name.clone(),
        Origin::OverridesFile { path, line, .. } => format!("{path}:{line}"),
        Origin::Test(path) => format!("{path} of the test"),
        Origin::Sockets => "LISTEN_FDS".to_owned(),
        Origin::Attribute => "#[runa::app]".to_owned(),
        Origin::Default => "default".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const MANIFEST: Manifest =
        Manifest { file: "ops.yaml", service: "orders", version: "1", default_stage: None, stages: &[] };

    fn held_of(section: &'static str, path: &str, value: Value, origin: Origin) -> Option<Held> {
        let resolved = Resolved { section: section.into(), path: path.into(), value: Some(value), origin };
        held(&resolved, &MANIFEST)
    }

    #[test]
    fn secrets_are_masked_and_origins_name_the_line() {
        let text = |text: &'static str| Value::Text(Cow::Borrowed(text));
        let token = held_of(
            "console",
            "token",
            text("canary"),
            Origin::Variable { name: "CONSOLE_TOKEN".into(), line: 3, column: 9 },
        );
        assert_eq!(
            token.map(|held| (held.value, held.origin, held.variable)),
            Some(("***".into(), "CONSOLE_TOKEN (ops.yaml:3:9)".into(), Some("RUNA__CONSOLE__TOKEN".into())))
        );
        let mount = held_of("console", "mount", text("/_console"), Origin::Default);
        assert_eq!(
            mount.map(|held| (held.value, held.origin, held.variable)),
            Some(("/_console".into(), "default".into(), None))
        );
        let lease = held_of("queue", "queues.emails.lease", Value::Duration(Duration::from_secs(30)), Origin::Default);
        assert_eq!(lease.map(|held| held.value), Some("30s".into()));
        let unset = held_of("console", "token", Value::None, Origin::Default);
        assert_eq!(unset.map(|held| held.value), Some("none".into()));
    }
}
