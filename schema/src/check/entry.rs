//! The entries of a stage's list: a name, or one name with settings.

use super::context::Context;
use super::rewrite::{Style, is_flow};
use super::{own, section, suggest};
use crate::Span;
use crate::diagnostic::place::{Named, Owner, Where};
use crate::diagnostic::{
    Diagnostic, Replacement, provider_listed_twice, stage_of_a_wrong_shape, unknown_provider, unknown_setting,
};
use crate::manifest::draft::Settings;
use crate::nearest::nearest_free;
use crate::provider::{OWN, Row, SERVER};
use crate::settings::own_name;
use crate::tree::{Entry, Kind, Node};

/// The list of a stage and where it stands: behind its name, or behind `providers` in its mapping.
#[derive(Clone, Copy)]
pub(super) struct Place<'t> {
    pub(super) stage: &'t str,
    /// What the list is the value of.
    pub(super) map: &'t Node,
    pub(super) index: usize,
    /// Whether it stands right behind the stage's name.
    pub(super) direct: bool,
}

/// Reads every entry of a list.
pub(super) fn read_all<'t>(cx: &mut Context<'t>, place: Place<'t>, list: &'t Node) -> Vec<Settings<'t>> {
    let items = list.items().unwrap_or_default();
    let listed: Vec<&str> = items.iter().filter_map(name_of).collect();
    let mut read: Vec<Settings<'t>> = Vec::with_capacity(items.len());
    let mut indices: Vec<usize> = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let at = At { stage: place.stage, place, list, index, item, listed: &listed };
        let Some(settings) = at.read(cx) else { continue };
        let Some(first) = read.iter().position(|known| known.text == settings.text) else {
            read.push(settings);
            indices.push(index);
            continue;
        };
        let (name, stage, span) = (settings.text, place.stage, read[first].name);
        let joined = cx.mend.join_items(list, (indices[first], read[first].node), (index, settings.node));
        let removal = || cx.mend.remove_item(list, index);
        cx.say(joined.map_or_else(
            || provider_listed_twice::second_out(settings.name, name, stage, span, removal()),
            |edit| provider_listed_twice::with_both(settings.name, name, stage, span, edit),
        ));
    }
    read
}

/// The provider that an entry names.
fn name_of(item: &Node) -> Option<&str> {
    match item.entries() {
        Some([entry]) => Some(&entry.key),
        Some(_) => None,
        None => item.text(),
    }
}

/// Whether a text is names with nothing but blanks and dashes between them.
fn is_several_names(cx: &Context<'_>, text: &str) -> bool {
    let mut names = text.split_whitespace().map(|word| word.trim_start_matches('-'));
    cx.row(text).is_none() && !text.trim().is_empty() && names.all(|name| cx.row(name).is_some())
}

/// The provider that does what another tool has this name for.
fn called(name: &str) -> Option<&'static str> {
    Some(match name {
        "logger" | "logging" | "logs" | "tracing" => "log",
        "actuator" | "health" | "healthcheck" | "metrics" | "prometheus" => "observe",
        "jobs" | "worker" | "workers" => "queue",
        "audit_log" | "auditing" => "audit",
        "dashboard" | "admin" | "ui" => "console",
        _ => return None,
    })
}

struct At<'a, 't> {
    stage: &'t str,
    place: Place<'t>,
    list: &'t Node,
    index: usize,
    item: &'t Node,
    listed: &'a [&'a str],
}

impl<'t> At<'_, 't> {
    fn read(&self, cx: &mut Context<'t>) -> Option<Settings<'t>> {
        match &self.item.kind {
            Kind::Scalar { text, .. } if &**text == SERVER && cx.row(SERVER).is_none() => {
                self.server(cx, self.item.span)
            }
            Kind::Scalar { text, .. } if is_several_names(cx, text) => self.split(cx, text),
            Kind::Scalar { text, .. } if !text.is_empty() => {
                let row = self.row(cx, text, self.item.span)?;
                Some(Settings { text, row, name: self.item.span, node: None })
            }
            Kind::Map { entries, .. } if self.named(cx, entries) => None,
            Kind::Map { entries, .. } if entries.len() == 1 && &*entries[0].key == SERVER => {
                self.server(cx, entries[0].key_span)
            }
            Kind::Map { entries, .. } if entries.len() == 1 => self.with_settings(cx, &entries[0]),
            Kind::Map { entries, .. } if entries.len() > 1 => self.several(cx, entries),
            Kind::List { items, .. } if !items.is_empty() => {
                let label = format!("this is {}", self.item.describe());
                let edit = cx.mend.unwrap_item(self.list, self.item);
                let help = "write its names in the list of the stage";
                cx.say(stage_of_a_wrong_shape::entry_shape(self.item.span, self.stage, label, help, edit));
                None
            }
            _ => {
                let label = format!("this is {}", self.item.describe());
                let edit = cx.mend.remove_item(self.list, self.index);
                cx.say(stage_of_a_wrong_shape::entry_shape(self.item.span, self.stage, label, "take it out", edit));
                None
            }
        }
    }

    fn with_settings(&self, cx: &mut Context<'t>, entry: &'t Entry) -> Option<Settings<'t>> {
        if own::is_one(cx, entry) {
            return own::read(cx, self.item, 0, Where::Stage(self.stage));
        }
        let row = self.row(cx, &entry.key, entry.key_span)?;
        let owner = Owner { section: row.name, place: Where::Stage(self.stage) };
        if let Some(off) = self.switched_off(cx, row, entry) {
            cx.say(off);
            return None;
        }
        let node = section::read(cx, self.item, 0, owner, row.section);
        Some(Settings { text: &entry.key, row, name: entry.key_span, node })
    }

    /// `observe: false`, or `enabled: false` in its settings. The help takes it out, unless another of the list needs it.
    fn switched_off(&self, cx: &Context<'t>, row: &'static Row, entry: &Entry) -> Option<Diagnostic> {
        let off = |node: &Node| node.text().is_some_and(|text| suggest::switch(text) == Some(false));
        let needed = |name: &&str| {
            cx.row(name).is_some_and(|other| other.needs.iter().chain(other.meets).any(|need| need.name == row.name))
        };
        // What a provider of the user's own may be told is its own affair.
        if cx.row(row.name).is_none() || self.listed.iter().any(needed) {
            return None;
        }
        let owner = Owner { section: row.name, place: Where::Stage(self.stage) };
        let help = format!("take `{}` out of the list", row.name);
        let edit = cx.mend.remove_item(self.list, self.index)?;
        if off(&entry.value) {
            let found = entry.value.describe();
            return Some(stage_of_a_wrong_shape::settings_shape(entry.value.span, owner, &found, &help, Some(edit)));
        }
        let switch = entry.value.entry("enabled").filter(|switch| off(&switch.value))?;
        let has_one = row.section.settings.iter().any(|setting| setting.name == "enabled");
        let named = Named { path: "enabled", owner };
        (!has_one).then(|| unknown_setting::meant(switch.key_span, named, "the list is the switch", &help, Some(edit)))
    }

    fn split(&self, cx: &mut Context<'t>, text: &str) -> Option<Settings<'t>> {
        let (label, help) = if text.contains('-') {
            ("a space is missing behind the dash".to_owned(), "write `- ` before each provider")
        } else if is_flow(self.list) {
            ("two names in one text".to_owned(), "write a comma between the names")
        } else {
            ("two names in one text".to_owned(), "write `- ` before each provider")
        };
        let names: Vec<_> = text.split_whitespace().map(|word| word.trim_start_matches('-').to_owned()).collect();
        let edit = cx.mend.items_for(self.list, self.item, &names);
        cx.say(stage_of_a_wrong_shape::entry_shape(self.item.span, self.stage, label, help, edit));
        None
    }

    /// `server` is no provider: its settings stand beside the list.
    fn server(&self, cx: &mut Context<'t>, span: Span) -> Option<Settings<'t>> {
        let mend = cx.mend;
        let Place { map, index, direct, .. } = self.place;
        let settings = self.item.entries().map(|entries| &entries[0]).filter(|entry| entry.value.entries().is_some());
        let (help, edit) = match settings {
            None => ("take it out: a stage has it without a word", mend.remove_item(self.list, self.index)),
            Some(server) if direct => {
                let edit = mend.put(map, index, ["{ ", " }"], |style| {
                    let others = self.list.items()?.iter().filter(|item| item.span != self.item.span);
                    let others: Vec<_> = others.collect();
                    Some(vec![mend.part(self.item, server, style)?, mend.providers_of(self.list, &others, style)?])
                });
                ("write `server:` beside `providers:`, which holds the list", edit)
            }
            Some(server) => {
                let edit = map.entry(SERVER).is_none().then(|| {
                    let first = map.entries()?.first()?;
                    let style =
                        if is_flow(map) { Style::Flow } else { Style::Block(mend.column(first.key_span.start)) };
                    let mut edit = mend.insert_first(map, &mend.part(self.item, server, style)?)?;
                    edit.extend(mend.remove_item(self.list, self.index)?);
                    Some(edit)
                });
                ("write `server:` beside `providers:`", edit.flatten())
            }
        };
        cx.say(unknown_provider::server_is_none(span, Where::Stage(self.stage), help, edit));
        None
    }

    /// `name: log` beside its settings, as other files write a list of parts.
    fn named(&self, cx: &mut Context<'t>, entries: &'t [Entry]) -> bool {
        const NAMES: [&str; 6] = ["name", "provider", "use", "uses", "type", "kind"];
        const SETTINGS: [&str; 5] = ["with", "settings", "config", "options", "params"];
        let names = entries.iter().position(|entry| {
            NAMES.contains(&&*entry.key) && entry.value.text().is_some_and(|name| cx.row(name).is_some())
        });
        // A title may stand above it.
        let at = match names {
            Some(at) if at == 0 || at == 1 && &*entries[0].key == "name" => at,
            _ => return false,
        };
        let first = &entries[at];
        let Some(name) = first.value.text() else { return false };
        let mend = cx.mend;
        let (map, rest) = match &entries[at + 1..] {
            [only] if SETTINGS.contains(&&*only.key) && only.value.entries().is_some() => {
                (&only.value, only.value.entries().unwrap_or_default())
            }
            rest => (self.item, rest),
        };
        let column = mend.column(entries[0].key_span.start);
        let style = if is_flow(self.item) { Style::Flow } else { Style::Block(column) };
        let better = if rest.is_empty() { Some(name.to_owned()) } else { mend.nested(name, map, rest, style, "") };
        let edit = better.as_ref().filter(|_| !mend.text_of(self.item).contains("<<")).and_then(|better| {
            let inside = self.item.span.start >= self.list.span.start && self.item.span.end <= self.list.span.end;
            inside.then(|| vec![Replacement::new(self.item.span, better.as_str())])
        });
        let mut help = match better {
            Some(better) if !better.contains('\n') => format!("write `- {better}`"),
            _ => format!("write `- {name}:`, with the settings below it"),
        };
        if at == 1 {
            help = format!("take `name` out, and {help}");
        }
        let label = format!("`{}` is no provider: the name itself is the key", first.key);
        cx.say(stage_of_a_wrong_shape::entry_shape(first.key_span, self.stage, label, &help, edit));
        true
    }

    /// Several keys in one entry: two providers behind one dash, or settings that are not indented below their provider.
    fn several(&self, cx: &mut Context<'t>, entries: &'t [Entry]) -> Option<Settings<'t>> {
        let rest = &entries[1..];
        let (label, help, edit) =
            if matches!(entries[0].value.kind, Kind::Null) && rest.iter().all(|entry| cx.row(&entry.key).is_none()) {
                let label = format!("`{}` stands beside `{}`, not below it", rest[0].key, entries[0].key);
                (label, "indent the settings two spaces more", cx.mend.indent_rest(self.item))
            } else {
                let label = format!("a second name beside `{}`", entries[0].key);
                (label, "write `- ` before each provider", cx.mend.split_item(self.list, self.item))
            };
        cx.say(stage_of_a_wrong_shape::entry_shape(rest[0].key_span, self.stage, label, help, edit));
        None
    }

    fn row(&self, cx: &mut Context<'t>, name: &str, span: Span) -> Option<&'static Row> {
        if let Some(row) = cx.row(name) {
            return Some(row);
        }
        if cx.own.contains(&name) {
            return Some(&OWN);
        }
        let removal = cx.mend.remove_item(self.list, self.index);
        let (place, known) = (Where::Stage(self.stage), cx.names());
        let is_place = |(owner, inner): &(&str, &str)| {
            cx.row(owner).is_some_and(|row| row.places.iter().any(|place| place.name == *inner))
        };
        if let Some((owner, inner)) = name.split_once('.').filter(is_place) {
            // A driver, where drivers are providers of their own.
            let entry = self.item.entries().and_then(<[Entry]>::first);
            let value = entry.map_or_else(|| Some("{}".to_owned()), |entry| cx.mend.flow_value(self.item, entry));
            let (help, edit) = if self.listed.contains(&owner) {
                (format!("take `{name}` out"), removal)
            } else {
                let nested =
                    value.map(|value| Replacement::new(self.item.span, format!("{owner}: {{ {inner}: {value} }}")));
                (format!("write `{owner}: {{ {inner}: … }}`"), nested.map(|nested| vec![nested]))
            };
            cx.say(unknown_provider::place_of_another(span, name, place, (owner, inner), &help, edit));
            return None;
        }
        // With settings, it has those of another tool.
        let alone = self.item.text().is_some();
        let taken = |name: &str| self.listed.contains(&name);
        let near = nearest_free(name, cx.rows.iter().map(|row| row.name), taken).or_else(|| {
            let called = called(name).filter(|called| alone && !taken(called))?;
            cx.rows.iter().map(|row| row.name).find(|name| *name == called)
        });
        if let Some(ty) = cx.used(name).filter(|_| alone) {
            let edit = vec![Replacement::new(span, format!("{name}: {{ use: {ty} }}"))];
            cx.say(unknown_provider::type_elsewhere(span, name, place, ty, edit));
            return None;
        }
        let own = (near.is_none() && called(name).is_none() && own_name::judge(name).is_ok()).then(|| own::made(name));
        cx.say(unknown_provider::unknown_provider(span, name, place, &known, near, own.as_deref(), removal));
        None
    }
}
