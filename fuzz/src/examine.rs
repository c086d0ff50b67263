//! What must hold for every text: reading it ends without a panic; a problem can be shown, and its help applied; what is accepted can be
//! started with.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io;

use runa_schema::check::check;
use runa_schema::diagnostic::{Diagnostic, Lines, apply, render, render_all};
use runa_schema::manifest::{Manifest, Stage};
use runa_schema::provider::{SERVER, SERVER_SECTION};
use runa_schema::resolve::{Environment, Overrides, Reader, Resolved, Resolver};
use runa_schema::rule::{self, View};
use runa_schema::settings::{
    AuditSettings, ClusterSettings, ConsoleSettings, LogSettings, ObserveSettings, QueueSettings, ServerSettings,
    Settings,
};
use runa_schema::survey;

/// Helps that are applied of one text, so that a text with a thousand problems takes no thousand times as long.
const HELPS: usize = 5;

/// Panics if something does not hold.
pub fn examine(text: &str) {
    match check(text) {
        Ok(manifest) => {
            start(&manifest);
            ask(text, &manifest);
        }
        Err(found) => {
            assert!(!found.is_empty(), "refused without a reason");
            assert!(!render_all("ops.yaml", text, &found).is_empty());
            for one in &found {
                places(text, one);
            }
            for one in found.iter().take(HELPS) {
                mend(text, one);
            }
        }
    }
}

/// Every place lies in the text, on the border of a character.
fn places(text: &str, one: &Diagnostic) {
    let labels = one.others.iter().chain([&one.primary]).map(|label| label.span);
    let edits = one.help.iter().flat_map(|help| &help.edit).map(|edit| edit.span);
    for span in labels.chain(edits).chain(one.secrets.iter().copied()) {
        assert!(text.get(span.start..span.end).is_some(), "{span:?} is no place of the text: {one:?}");
    }
}

/// Shows a problem, and does what its help says.
fn mend(text: &str, one: &Diagnostic) {
    assert!(render("ops.yaml", text, one).contains(one.code));
    let Some(help) = &one.help else { return };
    let apart = |two: &[runa_schema::diagnostic::Replacement]| two[0].span.end <= two[1].span.start;
    assert!(help.edit.windows(2).all(apart), "replacements overlap: {one:?}");
    let mended = apply(text, &help.edit);
    assert_ne!(mended, text, "a help that changes nothing: {one:?}");
    match check(&mended) {
        Ok(manifest) => start(&manifest),
        Err(left) => {
            for one in &left {
                places(&mended, one);
            }
        }
    }
}

/// What those ask who do not start it: every key has an answer, and none shows what may be a secret.
fn ask(text: &str, manifest: &Manifest) {
    let lines = Lines::new(text);
    let stages: Vec<_> = manifest.stages.iter().collect();
    for stage in &stages {
        for held in survey::held(&lines, stage) {
            let key = held.key();
            let answers = survey::wins(&lines, manifest, &stages, &key);
            // Of a group of one's own, the settings are the keys.
            assert!(held.setting.is_none() || answers.is_ok_and(|answers| !answers.is_empty()), "{key} is no key");
            let own = stage.providers.iter().any(|listed| listed.own.is_some() && listed.name == held.section);
            assert!(!own || !held.text.contains("c4n4ry"), "{key} may be a secret: {}", held.text);
        }
        let _ = survey::difference(&lines, stages[0], stage);
    }
    let _ = survey::variables(&lines, &stages, &Around(None), &Overrides::default());
}

/// Decides every value of every stage as a start does, in three surroundings.
fn start(manifest: &Manifest) {
    for stage in &manifest.stages {
        let known = settle(stage, None::<&Infallible>);
        assert!(known.is_ok(), "accepted, but not settled while compiling: {:?}", known.err());
        for around in [Around(None), Around(Some("1s")), Around(Some("redis://127.0.0.1:6379"))] {
            if let Ok(values) = settle(stage, Some(&around)) {
                read(stage, &values);
            }
        }
    }
}

fn settle<E: Environment>(stage: &Stage, around: Option<&E>) -> Result<Vec<Resolved>, String> {
    let mut resolver = Resolver::new(stage.relaxed, around, Overrides::default());
    resolver.section(Cow::Borrowed(SERVER), SERVER_SECTION, &stage.server);
    for listed in &stage.providers {
        resolver.section(Cow::Owned(listed.name.clone()), listed.row.section, &listed.given);
    }
    resolver.finish().map_err(|failures| format!("{failures:?}"))
}

/// The rules, and the typed settings that providers see.
fn read(stage: &Stage, values: &[Resolved]) {
    let listed: Vec<_> = stage.providers.iter().map(|listed| Cow::Owned(listed.name.clone())).collect();
    let view = View { stage: &stage.name, relaxed: stage.relaxed, listed: &listed, values };
    let _ = rule::judge(&view);
    assert!(ServerSettings::read(&Reader::new(values, SERVER)).is_some(), "server: {values:?}");
    for name in &listed {
        let reader = Reader::new(values, name);
        let read = match &**name {
            "log" => LogSettings::read(&reader).is_some(),
            "observe" => ObserveSettings::read(&reader).is_some(),
            "queue" => QueueSettings::read(&reader).is_some(),
            "audit" => AuditSettings::read(&reader).is_some(),
            "cluster" => ClusterSettings::read(&reader).is_some(),
            "console" => ConsoleSettings::read(&reader).is_some(),
            // A provider of the user's own.
            _ => true,
        };
        assert!(read, "{name}: {values:?}");
    }
}

/// Surroundings in which every variable and every file says the same, or there is none.
struct Around(Option<&'static str>);

impl Environment for Around {
    fn variable(&self, _: &str) -> Option<String> {
        self.0.map(str::to_owned)
    }

    fn file(&self, _: &str) -> io::Result<String> {
        self.variable("").ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
