//! The rules over the values of a whole stage.

use std::borrow::Cow;
use std::convert::Infallible;

use super::context::Context;
use super::mend::Edit;
use super::suggest;
use super::values::Placed;
use crate::Span;
use crate::diagnostic::place::{Named, Owner, Where};
use crate::diagnostic::{Diagnostic, Label, required_setting_missing};
use crate::manifest::draft::Stage;
use crate::provider::{SERVER, SERVER_SECTION};
use crate::resolve::{Given, Overrides, Problem, Resolver};
use crate::rule::{self, Finding, Place, View};
use crate::settings::{Kind, Section, Setting};

/// The values of a stage: of `server`, and of each provider in the order of the list.
#[derive(Debug)]
pub(super) struct StageValues<'t> {
    pub(super) server: Vec<Placed<'t>>,
    pub(super) providers: Vec<Vec<Placed<'t>>>,
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
            for finding in rule::judge_rows(&view, cx.rows) {
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

struct Judging<'a, 't> {
    stage: &'a Stage<'t>,
    values: &'a StageValues<'t>,
}

impl<'t> Judging<'_, 't> {
    fn diagnostic(&self, cx: &Context<'_>, finding: Finding) -> Diagnostic {
        let (place, value) = &finding.fix;
        let edit = match value {
            Some(value) => self.set(cx, place, value),
            None => self.find(place).and_then(|placed| cx.mend.remove_entry(placed.map, placed.index)),
        };
        let others = finding.others.into_iter().map(|(place, text)| Label { span: self.span(&place), text }).collect();
        let mut diagnostic = Diagnostic::new(finding.code, finding.title, self.span(&finding.at), finding.label);
        diagnostic.others = others;
        diagnostic.note = finding.note;
        diagnostic.help_by(finding.help, edit)
    }

    fn required(&self, cx: &mut Context<'_>, relaxed: bool, section: &str, path: &str) {
        let declared = self.stage.entries.iter().find(|entry| entry.row.name == section).map(|entry| entry.row.section);
        let Some(setting) = setting(declared.unwrap_or(SERVER_SECTION), path) else { return };
        let Kind::Scalar(shape) = setting.kind else { return };
        let better = suggest::Wanted { setting, shape, relaxed, beside: None }.any();
        let edit = self.set(cx, &Place { section: section.to_owned().into(), path: path.to_owned() }, &better);
        let named = Named { path, owner: Owner { section, place: Where::Stage(self.stage.name) } };
        let at = self.entry(section);
        let wanted = shape.describe();
        cx.say(required_setting_missing::required_setting_missing(at, named, &wanted, &better, edit));
    }

    /// Writes a setting: where it stands, or beside one of its group, or as the first of its section.
    fn set(&self, cx: &Context<'_>, place: &Place, value: &str) -> Edit {
        if let Some(placed) = self.find(place) {
            return cx.mend.set_value(placed.map, placed.index, value);
        }
        let (group, name) =
            place.path.rsplit_once('.').map_or((None, &*place.path), |(group, name)| (Some(group), name));
        let beside = self
            .section(&place.section)
            .iter()
            .rev()
            .find(|placed| placed.given.path.rsplit_once('.').map(|(group, _)| group) == group);
        if let Some(beside) = beside {
            return cx.mend.insert_entry(beside.map, beside.index, &format!("{name}: {value}"));
        }
        let inner = place.path.rsplit('.').fold(value.to_owned(), |value, name| format!("{{ {name}: {value} }}"));
        let index = self.stage.entries.iter().position(|entry| entry.row.name == place.section)?;
        let (entry, list) = (&self.stage.entries[index], self.stage.list?);
        match (entry.node, list.items()?.get(index)?) {
            (Some(map), item) if map.entries().is_some_and(<[_]>::is_empty) => {
                let at = item.entries()?.iter().position(|entry| entry.key_span == self.entry(&place.section))?;
                cx.mend.set_value(item, at, &inner)
            }
            (Some(map), _) => {
                let whole = format!("{}: {}", place.path, value);
                let end = map.entries()?.len() - 1;
                (!place.path.contains('.')).then(|| cx.mend.insert_entry(map, end, &whole))?
            }
            (None, item) => match item.entries() {
                Some(_) => cx.mend.set_value(item, 0, &inner),
                None => Some(vec![crate::diagnostic::Replacement::new(item.span.after(), format!(": {inner}"))]),
            },
        }
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
        self.find(place).and_then(Placed::value).unwrap_or_else(|| self.entry(&place.section))
    }

    fn entry(&self, section: &str) -> Span {
        let entry = self.stage.entries.iter().find(|entry| entry.row.name == section);
        entry.map_or(self.stage.name_span, |entry| entry.name)
    }
}

/// The declaration of a setting by its path.
fn setting(section: &'static Section, path: &str) -> Option<&'static Setting> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let setting = section.settings.iter().find(|setting| setting.name == name)?;
    match (setting.kind, rest) {
        (Kind::Group(inner), Some(rest)) => self::setting(inner, rest),
        (Kind::Groups(inner), Some(rest)) => self::setting(inner, rest.split_once('.')?.1),
        (_, None) => Some(setting),
        _ => None,
    }
}
