//! The passes. Each reports everything it sees; one that needs the result of another waits for it.
//!
//! text → tree ([`tree::parse`]) → shape → values → order → safety → [`Checked`]. Values are looked at wherever the shape allows;
//! order and safety stage by stage, where names and values of that stage are right.

mod anchor;
mod assemble;
mod context;
mod dotted;
mod entry;
mod later;
mod literal;
mod mend;
pub(crate) mod name;
mod order;
mod outline;
mod own;
mod own_names;
mod parts;
mod reference;
mod rewrite;
mod safety;
mod section;
mod shape;
mod stage;
mod stray;
mod suggest;
#[cfg(test)]
mod tests;
mod values;

use std::rc::Rc;

use crate::Span;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::hidden;
use crate::diagnostic::place::{Owner, Where};
use crate::manifest::draft::Draft;
use crate::manifest::{Checked, Manifest};
use crate::provider::{PROVIDERS, Row, SERVER, SERVER_SECTION};
use crate::tree;
use context::Context;
use safety::StageValues;
use values::{Values, refine};

pub use outline::{Outline, Outlined, outline};

/// Reads and checks a manifest. `Err` holds every problem, by position.
pub fn check(text: &str) -> Result<Checked, Vec<Diagnostic>> {
    check_rows(text, PROVIDERS)
}

/// The same, with other providers than runa's.
pub(crate) fn check_rows(text: &str, rows: &'static [Row]) -> Result<Checked, Vec<Diagnostic>> {
    let root = tree::parse(text).map_err(|found| unread(text, found))?;
    let mut cx = Context::new(text, rows);
    let checked = shape::read(&mut cx, &root).and_then(|draft| {
        cx.mentions = own_names::mentions(&draft);
        cx.declared = own_names::declared(&draft, rows);
        cx.listed = draft.stages.iter().map(|stage| (stage.name, stage.names())).collect();
        let values = stages(&mut cx, &draft);
        cx.found.is_empty().then(|| assemble::assemble(&cx, &draft, values)).flatten()
    });
    cx.secrets.sort_unstable();
    cx.secrets.dedup();
    let secrets: Rc<[Span]> = cx.secrets.into();
    if let Some(checked) = checked {
        return Ok(Checked(Manifest { secrets, ..checked }));
    }
    let mut found = by_position(cx.found);
    for diagnostic in &mut found {
        diagnostic.secrets = Rc::clone(&secrets);
        hidden::repeat_nothing(diagnostic, text);
        diagnostic.cut();
    }
    Err(found)
}

/// Problems of a text that is no tree: what sounds like a secret in it is not repeated.
fn unread(text: &str, mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    for one in &mut found {
        one.title = hidden::words(&one.title, text, one.primary.span);
        if let Some(help) = &mut one.help {
            help.text = hidden::words(&help.text, text, one.primary.span);
        }
        hidden::repeat_nothing(one, text);
        one.cut();
    }
    found
}

/// Values, order and safety; gives the values of each stage, and whether it has all of them.
fn stages<'t>(cx: &mut Context<'t>, draft: &Draft<'t>) -> Vec<(bool, StageValues<'t>)> {
    let production = |draft: &Draft<'_>| draft.stages.iter().all(|stage| !draft.is_relaxed(stage.name));
    let relaxed_everywhere = !production(draft);
    let owner = Owner { section: SERVER, place: Where::Top };
    let server = values::read(cx, owner, relaxed_everywhere, SERVER_SECTION, draft.server);
    let mut defaults: Vec<(&'static str, Values<'t>)> = Vec::with_capacity(draft.defaults.len());
    for settings in draft.defaults.iter().filter(|settings| !settings.is_own()) {
        let owner = Owner { section: settings.row.name, place: Where::Defaults };
        let read = values::read(cx, owner, relaxed_everywhere, settings.row.section, settings.node);
        defaults.push((settings.row.name, read));
    }
    let (server, server_sound) = (server.placed, server.sound);
    let mut stages = Vec::with_capacity(draft.stages.len());
    for stage in &draft.stages {
        let relaxed = draft.is_relaxed(stage.name);
        let place = Where::Stage(stage.name);
        let own = values::read(cx, Owner { section: SERVER, place }, relaxed, SERVER_SECTION, stage.server);
        let mut sound = stage.sound && server_sound && own.sound;
        let server = refine(&server, &own.placed, &[]);
        let mut all = StageValues { server, providers: Vec::new(), own: Vec::new() };
        for entry in &stage.entries {
            if entry.is_own() {
                let base = draft.defaults.iter().find(|settings| settings.is_own() && settings.text == entry.text);
                all.own.push(own::merged(entry, base));
                all.providers.push(Vec::new());
                continue;
            }
            all.own.push(None);
            let owner = Owner { section: entry.row.name, place };
            let own = values::read(cx, owner, relaxed, entry.row.section, entry.node);
            let base = defaults.iter().find(|(name, _)| *name == entry.row.name).map(|(_, values)| values);
            sound &= own.sound && base.is_none_or(|base| base.sound);
            all.providers.push(match base {
                Some(base) => refine(&base.placed, &own.placed, entry.row.places),
                None => own.placed,
            });
        }
        own::twice(cx, stage, &all.own);
        if stage.sound {
            order::check(cx, stage, relaxed, &all);
        }
        if !relaxed {
            safety::secrets(cx, stage, &all);
        }
        if sound {
            safety::check(cx, stage, relaxed, &all);
        }
        stages.push((sound, all));
    }
    stages
}

/// Sorted by position; what an alias, `defaults` or the top-level `server` shows again in another stage is one problem: the first that
/// can be mended speaks for all.
fn by_position(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    found.sort_by_key(|diagnostic| (diagnostic.primary.span, diagnostic.code));
    found.dedup_by(|next, kept| {
        let same = (next.code, next.primary.span) == (kept.code, kept.primary.span)
            && without_stage(&next.title) == without_stage(&kept.title);
        if same && kept.help.is_none() && next.help.is_some() {
            std::mem::swap(next, kept);
        }
        same
    });
    found
}

/// A title up to the name of its stage, and what stands behind it.
fn without_stage(title: &str) -> (&str, &str) {
    let Some((before, rest)) = title.split_once("stage `") else { return (title, "") };
    (before, rest.split_once('`').map_or("", |(_, behind)| behind))
}
