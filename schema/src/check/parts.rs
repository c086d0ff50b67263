//! One setting that other tools write in parts: an address as host and port, a server as host, port and password.

use super::context::Context;
use super::rewrite::is_flow;
use super::suggest::Wanted;
use crate::Span;
use crate::diagnostic::place::{Named, write};
use crate::diagnostic::{Diagnostic, Replacement, unknown_setting};
use crate::settings::{Kind, Section, Setting};
use crate::tree::{Kind as Tree, Node};
use crate::value::Shape;

const ADDRESS: [&str; 8] = ["address", "addr", "bind", "host", "hostname", "ip", "port", "ports"];
const SERVER: [&str; 11] =
    ["addr", "address", "database", "db", "host", "hostname", "password", "port", "ssl", "user", "username"];

/// The value that holds all parts, the help that writes it, and the label.
type Parts = (String, String, &'static str);

/// `None`: no part of anything. `Some(None)`: an earlier part has said it.
pub(super) type Part = Option<Option<Diagnostic>>;

/// What the entry at `index`, whose key the section does not have, is a part of.
pub(super) fn of(
    cx: &Context<'_>,
    section: &'static Section,
    relaxed: bool,
    map: &Node,
    index: usize,
    named: Named<'_>,
) -> Part {
    let setting = section.settings.iter().find(|setting| words(setting).is_some())?;
    let words = words(setting)?;
    let entries = map.entries()?;
    let unknown = |key: &str| words.contains(&key) && section.settings.iter().all(|setting| setting.name != key);
    if map.entry(setting.name).is_some() || !unknown(&entries[index].key) {
        return None;
    }
    let parts: Vec<usize> = (0..entries.len()).filter(|at| unknown(&entries[*at].key)).collect();
    if parts.first() != Some(&index) {
        return Some(None);
    }
    let whole = |at: usize| cx.mend.entry(map, &entries[at]);
    let spans = parts.iter().map(|at| whole(*at)).collect::<Option<Vec<_>>>()?;
    let (value, help, label) = if setting.secret { reference(setting) } else { address(setting, relaxed, map)? };
    let mut edit = vec![Replacement::new(spans[0], format!("{}: {value}", setting.name))];
    if parts.len() > 2 && is_flow(map) {
        // What is taken out of neighbours in braces would overlap.
        let inside = Span::new(spans[0].start, spans.last()?.end);
        let consecutive = parts.windows(2).all(|pair| pair[1] == pair[0] + 1);
        edit = consecutive.then(|| vec![Replacement::new(inside, format!("{}: {value}", setting.name))])?;
    } else {
        for at in &parts[1..] {
            edit.extend(cx.mend.remove_entry(map, *at)?);
        }
    }
    let mut found = unknown_setting::meant(spans[0], named, label, &help, Some(edit));
    for span in &spans[1..] {
        found = found.other(*span, "another part of it");
    }
    if setting.secret {
        found = found.note("the variable holds the whole: `redis://user:password@host:6379/0`");
    }
    Some(Some(found))
}

fn words(setting: &Setting) -> Option<&'static [&'static str]> {
    match setting.kind {
        Kind::Scalar(Shape::Some(Shape::Listen)) if setting.name == "listen" => Some(&ADDRESS),
        Kind::Scalar(Shape::RedisUrl) => Some(&SERVER),
        _ => None,
    }
}

/// Nothing of what stands there is shown: one of the parts may be the secret.
fn reference(setting: &Setting) -> Parts {
    let value = format!("{{ from_env: {} }}", setting.variable.unwrap_or("REDIS_URL"));
    let help = write(setting.name, &value);
    (value, help, "these are one setting, `url`")
}

/// The address that host and port make.
fn address(setting: &'static Setting, relaxed: bool, map: &Node) -> Option<Parts> {
    let text = |names: &[&str]| {
        names.iter().find_map(|name| {
            let value = &map.entry(name)?.value;
            value.text().or_else(|| value.items()?.first()?.text())
        })
    };
    let port = text(&["port", "ports"]);
    let host = text(&["host", "hostname", "address", "addr", "bind", "ip"]);
    let written = match (host, port) {
        (Some(host), Some(port)) if host.contains(':') && !host.starts_with('[') => format!("[{host}]:{port}"),
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => return None,
    };
    let node = Node { span: Span::default(), kind: Tree::Scalar { text: written.as_str().into(), plain: true } };
    let wanted = Wanted { setting, shape: Shape::Listen, relaxed, beside: Some(map) };
    let (value, help) = if wanted.fits(&written) {
        (written.clone(), write(setting.name, &written))
    } else {
        let better = wanted.better(&node);
        (better.text.clone(), better.help(setting.name))
    };
    Some((value, help, "address and port are one setting, `listen`"))
}
