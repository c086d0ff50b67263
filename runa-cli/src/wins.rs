//! `cargo runa where`: which line or default wins for a key, in each stage.

use runa_schema::settings::Kind;
use runa_schema::survey::{Answer as Key, Wins, wins};
use runa_schema::tree::brief;
use serde::Serialize;

use crate::args::Options;
use crate::manifest::{At, Right};
use crate::output::{self, Answer};
use crate::table::table;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    file: &'a str,
    keys: Vec<One<'a>>,
}

#[derive(Serialize)]
struct One<'a> {
    key: &'a str,
    #[serde(rename = "type")]
    shape: String,
    secret: bool,
    #[serde(rename = "override")]
    tunable: Option<&'a str>,
    stages: Vec<Stage<'a>>,
}

#[derive(Serialize)]
struct Stage<'a> {
    name: &'a str,
    /// `null`: nothing wins, because it is not there.
    value: Option<&'a str>,
    from: &'static str,
    place: Option<At>,
}

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let right = Right::read(options)?;
    let stages = right.stages(options)?;
    let key = options.words.first().map_or("", String::as_str);
    let keys = wins(&right.lines(), &right.manifest, &stages, key).map_err(|near| unknown(key, &near))?;
    if options.format == "json" {
        let keys = keys.iter().map(one).collect();
        return Ok(Answer::right(output::json(&Report { version: 1, file: &right.file, keys })));
    }
    let shown: Vec<_> = keys.iter().map(|key| human(&right.file, key)).collect();
    Ok(Answer::right(shown.join("\n")))
}

fn unknown(key: &str, near: &[String]) -> Answer {
    let near: Vec<_> = near.iter().map(|near| format!("`{near}`")).collect();
    let help = match &*near {
        [] => {
            "write a provider and its setting, such as `observe.timeout`; a provider alone shows all it has".to_owned()
        }
        near => format!("did you mean {}?", near.join(" or ")),
    };
    Answer::usage(format!("error: no setting is called `{}`\n= help: {help}", brief(key)))
}

fn shape(key: &Key) -> String {
    if key.is_own() {
        return "as its type declares it".to_owned();
    }
    match key.setting.kind {
        Kind::Scalar(shape) => shape.brief(),
        Kind::Group(_) => "a group without settings".to_owned(),
        Kind::Groups(_) => "groups under names of your own".to_owned(),
    }
}

fn human(file: &str, key: &Key) -> String {
    let range = key.setting.range.map(|(low, high)| format!("{low} to {high}"));
    let secret = key.setting.secret.then(|| "secret".to_owned());
    let change = match &key.tunable {
        Some(name) => Some(format!("tunable by {name}")),
        None => (!key.is_own()).then(|| "fixed".to_owned()),
    };
    let facts: Vec<_> = std::iter::once(shape(key)).chain(range).chain(secret).chain(change).collect();
    let doc: Vec<_> = key.setting.doc.split_whitespace().collect();
    let rows = key.stages.iter().map(|(stage, wins)| match wins {
        Wins::Held(held) => {
            let at = At::of(held.place).map_or_else(|| "default".to_owned(), |at| at.shown(file));
            vec![stage.clone(), held.text.clone(), at]
        }
        Wins::NotListed => vec![stage.clone(), "-".to_owned(), "the provider is not listed".to_owned()],
        Wins::NotWritten(group) => vec![stage.clone(), "-".to_owned(), format!("`{group}` is not written")],
    });
    format!("{}: {}\n{}\n{}", key.key, facts.join(", "), doc.join(" "), table(&rows.collect::<Vec<_>>()))
}

fn one(key: &Key) -> One<'_> {
    let stages = key.stages.iter().map(|(name, wins)| match wins {
        Wins::Held(held) => {
            let place = At::of(held.place);
            let from = if place.is_some() { "manifest" } else { "default" };
            Stage { name, value: Some(&held.text), from, place }
        }
        Wins::NotListed => Stage { name, value: None, from: "not listed", place: None },
        Wins::NotWritten(_) => Stage { name, value: None, from: "not written", place: None },
    });
    One {
        key: &key.key,
        shape: shape(key),
        // Of what a type declares, nobody here knows.
        secret: key.setting.secret || key.is_own(),
        tunable: key.tunable.as_deref(),
        stages: stages.collect(),
    }
}
