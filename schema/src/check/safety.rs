//! The rules over the values of a whole stage.

use std::borrow::Cow;
use std::convert::Infallible;

use super::context::Context;
use super::mend::{Edit, value_span};
use super::suggest;
use super::values::Placed;
use crate::Span;
use crate::diagnostic::place::{Named, Owner, Where};
use crate::diagnostic::{Diagnostic, Label, Replacement, required_setting_missing, secret_in_the_manifest};
use crate::manifest::Own;
use crate::manifest::draft::Stage;
use crate::provider::{SERVER, SERVER_SECTION};
use crate::resolve::{Given, Overrides, Problem, Resolver, Source};
use crate::rule::{self, Finding, Fix, Place, View};
use crate::settings::Kind;
use crate::value::Value;

/// The values of a stage: of `server`, and of each provider in the order of the list.
#[derive(Debug)]
pub(super) struct StageValues<'t> {
    pub(super) server: Vec<Placed<'t>>,
    pub(super) providers: Vec<Vec<Placed<'t>>>,
    /// Those that are the user's own.
    pub(super) own: Vec<Option<Own>>,
}

/// Judges a stage whose values are all right.
pub(super) fn check<'t>(cx: &mut Context<'t>, stage: &Stage<'t>, relaxed: bool, values: &StageValues<'t>) {
    let mut resolver = Resolver::new(relaxed, None::<&Infallible>, Overrides::default());
    let given = |placed: &[Placed<'t>]| placed.iter().map(|placed| placed.given.clone()).collect::<Vec<Given>>();
    resolver.section(Cow::Borrowed(SERVER), SERVER_SECTION, &given(&values.server));
    for (entry, placed) in stage.entries.iter().zip(&values.providers) {
        resolver.section(Cow::Borrowed(entry.row.name), entry.row.section, &given(placed));
    }
    let judging = Judging { stage, values };
    match resolver.finish() {
        Ok(settled) => {
            let listed: Vec<_> = stage.entries.iter().map(|entry| Cow::Borrowed(entry.row.name)).collect();
            let view = View { stage: stage.name, relaxed, listed: &listed, values: &settled };
            // A secret of production that is known while compiling is written there, and that is said already.
            let known = |finding: &Finding| finding.code == "R0510" && !relaxed;
            for finding in rule::judge_rows(&view, cx.rows).into_iter().filter(|finding| !known(finding)) {
                let diagnostic = judging.diagnostic(cx, finding);
                cx.say(diagnostic);
            }
        }
        // References are not looked up here, so only what is missing can fail.
        Err(failures) => {
            for failure in failures.iter().filter(|failure| failure.problem == Problem::Required) {
                judging.required(cx, relaxed, &failure.section, &failure.path);
            }
        }
    }
}

/// Secrets that stand as literals in a stage that is production, also as what a reference falls back to.
pub(super) fn secrets<'t>(cx: &mut Context<'t>, stage: &Stage<'t>, values: &StageValues<'t>) {
    for (entry, placed) in stage.entries.iter().zip(&values.providers) {
        for placed in placed {
            let path = &*placed.given.path;
            let Some(setting) = entry.row.section.find(path).filter(|setting| setting.secret) else { continue };
            let named = Named { path, owner: Owner { section: entry.row.name, place: Where::Stage(stage.name) } };
            let Some(written) = placed.entry() else { continue };
            let found = match &placed.given.source {
                Source::Literal(value) if *value != Value::None => {
                    let better = format!("{{ from_env: {} }}", setting.variable_in(entry.row.name, path));
                    let edit = cx.mend.set_value(placed.map, placed.index, &better);
                    secret_in_the_manifest::literal(written.value.span, named, &better, edit)
                }
                Source::Variable { default: Some(_), .. } => {
                    let entries = written.value.entries().unwrap_or_default();
                    let Some(index) = entries.iter().position(|entry| &*entry.key == "default") else { continue };
                    let edit = cx.mend.remove_entry(&written.value, index);
                    secret_in_the_manifest::default(value_span(&entries[index]), named, edit)
                }
                _ => continue,
            };
            cx.say(found);
        }
    }
}

struct Judging<'a, 't> {
    stage: &'a Stage<'t>,
    values: &'a StageValues<'t>,
}

impl<'t> Judging<'_, 't> {
    fn diagnostic(&self, cx: &Context<'_>, finding: Finding) -> Diagnostic {
        let edit = finding.fix.as_ref().and_then(|fix| self.edit(cx, fix));
        let others = finding.others.into_iter().map(|(place, text)| Label { span: self.span(&place), text }).collect();
        let mut diagnostic = Diagnostic::new(finding.code, finding.title, self.span(&finding.at), finding.label);
        diagnostic.others = others;
        diagnostic.note = finding.note;
        diagnostic.help_by(finding.help, edit)
    }

    fn edit(&self, cx: &Context<'_>, fix: &Fix) -> Edit {
        match fix {
            Fix::Set(place, value) => self.set(cx, place, value),
            Fix::Remove(place) => self.find(place).and_then(|placed| cx.mend.remove_entry(placed.map, placed.index)),
            Fix::RemoveItem(place, item) => cx.mend.remove_item(&self.find(place)?.entry()?.value, *item),
            Fix::Instead(old, new, value) => {
                let own = self.find(old).filter(|placed| self.is_own(&old.section, placed));
                // What is written for all stays for the others.
                let Some(placed) = own else { return self.set(cx, new, value) };
                let span = cx.mend.entry(placed.map, placed.entry()?)?;
                Some(vec![Replacement::new(span, format!("{}: {value}", new.path))])
            }
        }
    }

    fn required(&self, cx: &mut Context<'_>, relaxed: bool, section: &str, path: &str) {
        let declared = self.stage.entries.iter().find(|entry| entry.row.name == section).map(|entry| entry.row.section);
        let Some(setting) = declared.unwrap_or(SERVER_SECTION).find(path) else { return };
        let Kind::Scalar(shape) = setting.kind else { return };
        let naming =
            self.stage.entries.iter().find(|entry| entry.row.name == section).and_then(|entry| entry.row.names);
        let naming = naming.filter(|naming| naming.path == path);
        let known = naming.and_then(|naming| {
            let below = |placed: &Placed<'_>| {
                placed.given.path.strip_prefix(naming.groups)?.strip_prefix('.').map(str::to_owned)
            };
            let first = self.section(naming.provider).iter().find_map(below)?;
            Some(first.split('.').next().unwrap_or(&first).to_owned())
        });
        let better = known.unwrap_or_else(|| suggest::Wanted { setting, shape, relaxed, beside: None }.any());
        let edit = self.set(cx, &Place { section: section.to_owned().into(), path: path.to_owned() }, &better);
        let named = Named { path, owner: Owner { section, place: Where::Stage(self.stage.name) } };
        let group = path.rsplit_once('.').map(|(group, _)| Place::new(section, group));
        let at = self.span(&group.unwrap_or_else(|| Place::section(section)));
        let wanted =
            naming.map_or_else(|| shape.describe(), |naming| format!("one of `{}.{}`", naming.provider, naming.groups));
        cx.say(required_setting_missing::required_setting_missing(at, named, &wanted, &better, edit));
    }

    /// Writes a setting: where it stands, or else in the entry of the stage, as deep as its groups are written there.
    fn set(&self, cx: &Context<'_>, place: &Place, value: &str) -> Edit {
        if let Some(placed) = self.find(place) {
            return cx.mend.set_value(placed.map, placed.index, value);
        }
        if place.section == SERVER {
            let group = |path: &str| path.rsplit_once('.').map(|(group, _)| group.to_owned());
            let beside =
                self.values.server.iter().rev().find(|placed| group(&placed.given.path) == group(&place.path))?;
            let name = place.path.rsplit('.').next()?;
            return cx.mend.insert_entry(beside.map, beside.index, &format!("{name}: {value}"));
        }
        let mut names: Vec<&str> = place.path.split('.').collect();
        let nested =
            |names: &[&str]| names.iter().rev().fold(value.to_owned(), |value, name| format!("{{ {name}: {value} }}"));
        let index = self.stage.entries.iter().position(|entry| entry.row.name == place.section)?;
        let (entry, list) = (&self.stage.entries[index], self.stage.list?);
        let item = list.items()?.iter().find(|item| match item.entries() {
            Some(entries) => entries.iter().any(|one| one.key_span == entry.name),
            None => item.span == entry.name,
        })?;
        let Some(outer) = item.entries() else {
            return Some(vec![Replacement::new(item.span.after(), format!(": {}", nested(&names)))]);
        };
        let (mut map, mut at) = (item, outer.iter().position(|one| one.key_span == entry.name)?);
        loop {
            let below = &map.entries()?[at].value;
            let Some(entries) = below.entries().filter(|entries| !entries.is_empty()) else {
                return cx.mend.set_value(map, at, &nested(&names));
            };
            let name = *names.first()?;
            let Some(next) = entries.iter().position(|one| &*one.key == name) else {
                let rest = if names.len() == 1 { value.to_owned() } else { nested(&names[1..]) };
                return cx.mend.insert_entry(below, entries.len() - 1, &format!("{name}: {rest}"));
            };
            names.remove(0);
            (map, at) = (below, next);
        }
    }

    /// Whether a value stands in the entry of the stage itself, not in what is written for all.
    fn is_own(&self, section: &str, placed: &Placed<'_>) -> bool {
        let node = self.stage.entries.iter().find(|entry| entry.row.name == section).and_then(|entry| entry.node);
        let key = placed.entry().map(|entry| entry.key_span);
        node.zip(key).is_some_and(|(node, key)| node.span.start <= key.start && key.end <= node.span.end)
    }

    fn section(&self, section: &str) -> &[Placed<'t>] {
        if section == SERVER {
            return &self.values.server;
        }
        let index = self.stage.entries.iter().position(|entry| entry.row.name == section);
        index.and_then(|index| self.values.providers.get(index)).map_or(&[], Vec::as_slice)
    }

    fn find(&self, place: &Place) -> Option<&Placed<'t>> {
        self.section(&place.section).iter().find(|placed| placed.given.path == place.path)
    }

    /// The value of a setting, or whose it is where nobody wrote it.
    fn span(&self, place: &Place) -> Span {
        let place_of = |placed: &Placed<'_>| match placed.given.source {
            Source::Group => placed.entry().map(|entry| entry.key_span),
            _ => placed.value(),
        };
        self.find(place).and_then(place_of).unwrap_or_else(|| self.entry(&place.section))
    }

    fn entry(&self, section: &str) -> Span {
        let entry = self.stage.entries.iter().find(|entry| entry.row.name == section);
        entry.map_or(self.stage.name_span, |entry| entry.name)
    }
}
