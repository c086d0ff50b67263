//! docs/settings.md: every setting.

use std::fmt::Write;

use runa_schema::provider::{PROVIDERS, RUNTIME, RUNTIME_SECTION, SERVER, SERVER_SECTION};
use runa_schema::resolve::override_name;
use runa_schema::settings::{Default, Keys, Kind, Section, Setting};
use runa_schema::value::Shape;

const HEAD: &str = "# Settings

Every setting of the manifest. `dev` and `prod` in a default stand for the stages that `relaxed` names (unless it is written: `dev`, `test`
and `local`) and for all others. A setting with an override can be changed at start; the others shape the program and are fixed when it is
built. Made from the declarations in `schema/src/settings/`.
";

pub(crate) fn page() -> String {
    let mut page = HEAD.to_owned();
    section(&mut page, SERVER, "", SERVER_SECTION);
    for row in PROVIDERS {
        section(&mut page, row.name, "", row.section);
    }
    section(&mut page, RUNTIME, "", RUNTIME_SECTION);
    page
}

/// A section, and then the groups in it.
fn section(page: &mut String, owner: &str, prefix: &str, section: &Section) {
    let path = if prefix.is_empty() { owner.to_owned() } else { format!("{owner}.{prefix}") };
    let (level, doc) = (if prefix.is_empty() { "##" } else { "###" }, line(section.doc));
    writeln!(page, "\n{level} `{path}`\n\n{doc}\n").unwrap();
    if section.settings.is_empty() {
        writeln!(page, "It has no settings: `{}: {{}}`.", path.rsplit('.').next().unwrap_or(&path)).unwrap();
        return;
    }
    writeln!(
        page,
        "| setting | what is written | default | range | override | what it does |\n|---|---|---|---|---|---|"
    )
    .unwrap();
    for setting in section.settings {
        let path = if prefix.is_empty() { setting.name.to_owned() } else { format!("{prefix}.{}", setting.name) };
        row(page, owner, &path, setting);
    }
    for setting in section.settings {
        let name = match setting.kind {
            Kind::Group(_) => setting.name.to_owned(),
            Kind::Groups(_) if setting.keys == Keys::Routes => format!("{}.<route>", setting.name),
            Kind::Groups(_) => format!("{}.<name>", setting.name),
            Kind::Scalar(_) => continue,
        };
        if let Kind::Group(inner) | Kind::Groups(inner) = setting.kind {
            let path = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            self::section(page, owner, &path, inner);
        }
    }
}

fn row(page: &mut String, owner: &str, path: &str, setting: &Setting) {
    let (is, doc) = match setting.kind {
        Kind::Scalar(shape) => (shape_text(shape), format!("{}{}", line(setting.doc), words(shape))),
        Kind::Group(_) => ("a group, see below".to_owned(), line(setting.doc)),
        Kind::Groups(_) if setting.keys == Keys::Routes => {
            ("routes, each with settings, see below".to_owned(), line(setting.doc))
        }
        Kind::Groups(_) => ("names, each with settings, see below".to_owned(), line(setting.doc)),
    };
    let default = match setting.default {
        Default::Required => "must be written".to_owned(),
        Default::Unset => "unset".to_owned(),
        Default::Is("") if !matches!(setting.kind, Kind::Scalar(_)) => String::new(),
        Default::Is(text) => format!("`{}`", default_text(setting.kind, text)),
        Default::ByStage { relaxed, production } => format!("dev `{relaxed}`, prod `{production}`"),
    };
    let range = setting.range.map_or(String::new(), |(least, most)| format!("`{least}` to `{most}`"));
    let variable = if setting.tunable { format!("`{}`", override_name(owner, path)) } else { String::new() };
    let secret = if setting.secret { " Secret: its value is never shown." } else { "" };
    let name = setting.name;
    writeln!(page, "| `{name}` | {is} | {default} | {range} | {variable} | {}{secret} |", doc.replace('|', "\\|"))
        .unwrap();
}

/// A default is declared in the notation of an override, where a list has no brackets.
fn default_text(kind: Kind, text: &str) -> String {
    match kind {
        Kind::Scalar(Shape::List(_)) => format!("[{}]", text.split(',').map(str::trim).collect::<Vec<_>>().join(", ")),
        _ => text.to_owned(),
    }
}

fn shape_text(shape: Shape) -> String {
    match shape {
        Shape::Bool => "`true` or `false`".into(),
        Shape::Int => "whole number".into(),
        Shape::Text | Shape::Secret => "text".into(),
        Shape::Duration => "duration (`250ms`, `2s`, `5m`, `1h`)".into(),
        Shape::Size => "size (`512B`, `16KiB`, `10MiB`)".into(),
        Shape::Level => "level (`trace` to `error`, `off`)".into(),
        Shape::UrlPath => "path of a URL".into(),
        Shape::PathPrefix => "path of a URL; with `/` at its end, all below it".into(),
        Shape::Route => "route (`/orders/{id}`); with `/` at its end, all below it".into(),
        Shape::FilePath => "path of a file".into(),
        Shape::RedisUrl => "address of a Redis (`redis://host:6379/0`)".into(),
        Shape::Listen => "`address:port`, `unix:/path` or `none`".into(),
        Shape::Fraction => "number from `0` to `1`".into(),
        Shape::Proxy => "range of addresses (`10.0.0.0/8`) or `unix`".into(),
        Shape::Header => "name of a header, or `none`".into(),
        Shape::Cidr => "range of addresses (`10.0.0.0/8`)".into(),
        Shape::Choice(words) => words
            .iter()
            .filter(|word| !word.later)
            .map(|word| format!("`{}`", word.name))
            .collect::<Vec<_>>()
            .join(", "),
        Shape::Some(inner) => format!("{}; or a list", shape_text(*inner)),
        Shape::List(inner) => format!("list of: {}", shape_text(*inner)),
        Shape::Map(inner) => format!("map of names to: {}", shape_text(*inner)),
    }
}

/// What the words of a choice mean.
fn words(shape: Shape) -> String {
    match shape {
        Shape::Choice(words) => words
            .iter()
            .filter(|word| !word.later)
            .fold(String::new(), |said, word| format!("{said} `{}`: {}", word.name, line(word.doc))),
        Shape::List(inner) => words(*inner),
        _ => String::new(),
    }
}

/// A doc comment in one line.
fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
