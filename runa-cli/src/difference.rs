//! `cargo runa diff`: how two stages differ.

use runa_schema::manifest::Stage;
use runa_schema::survey::{Difference, Held, SectionDifference, difference};
use serde::Serialize;

use crate::args::Options;
use crate::manifest::{At, Right};
use crate::output::{self, Answer};
use crate::table::table;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    file: &'a str,
    stages: [Side<'a>; 2],
    /// The providers of both, in the order of each, if it is not the same.
    orders: Option<&'a [Vec<String>; 2]>,
    sections: Vec<Section<'a>>,
}

#[derive(Serialize)]
struct Side<'a> {
    name: &'a str,
    relaxed: bool,
}

#[derive(Serialize)]
struct Section<'a> {
    name: &'a str,
    listed: [bool; 2],
    settings: Vec<Setting<'a>>,
}

#[derive(Serialize)]
struct Setting<'a> {
    path: &'a str,
    sides: [Option<Value<'a>>; 2],
}

#[derive(Serialize)]
struct Value<'a> {
    value: &'a str,
    place: Option<At>,
}

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let right = Right::read(options)?;
    let [one, other] = &*options.words else { return Err(Answer::usage("error: `diff` needs two stages".into())) };
    let stages = [right.stage(one)?, right.stage(other)?];
    let found = difference(&right.lines(), stages[0], stages[1]);
    let shown = if options.format == "json" {
        output::json(&report(&right.file, stages, &found))
    } else {
        human(&right.file, stages, &found)
    };
    Ok(Answer::right(shown))
}

fn human(file: &str, stages: [&Stage; 2], found: &Difference) -> String {
    let kind = |stage: &Stage| if stage.relaxed { "relaxed" } else { "production" };
    let mut shown =
        format!("`{}` ({}) and `{}` ({})\n", stages[0].name, kind(stages[0]), stages[1].name, kind(stages[1]));
    if found.sections.is_empty() && found.orders.is_none() {
        shown.push_str("\nthey list the same with the same settings\n");
    }
    if let Some(orders) = &found.orders {
        let rows = [0, 1].map(|side| vec![stages[side].name.clone(), orders[side].join(", ")]);
        shown.extend(["\nthe order of what both list\n", &table(&rows)]);
    }
    for section in &found.sections {
        shown.extend(["\n", &head(section, stages), "\n", &settings(file, section, stages)]);
    }
    shown
}

fn head(section: &SectionDifference, stages: [&Stage; 2]) -> String {
    match section.listed {
        [true, false] => format!("{}: only in `{}`", section.name, stages[0].name),
        [false, true] => format!("{}: only in `{}`", section.name, stages[1].name),
        _ => section.name.clone(),
    }
}

fn settings(file: &str, section: &SectionDifference, stages: [&Stage; 2]) -> String {
    // Of a provider that one stage lists, the other has nothing to show.
    let sides: Vec<_> = [0, 1].into_iter().filter(|side| section.listed[*side]).collect();
    let cell = |held: &Option<Held>| match held {
        None => "-".to_owned(),
        Some(held) => {
            let at = At::of(held.place).map_or_else(|| "default".to_owned(), |at| at.shown(file));
            format!("{} ({at})", held.text)
        }
    };
    let rows = section.settings.iter().map(|setting| {
        let cells = sides.iter().map(|side| cell(&setting.sides[*side]));
        std::iter::once(setting.path.clone()).chain(cells).collect::<Vec<_>>()
    });
    let names = sides.iter().map(|side| stages[*side].name.clone());
    let names = (sides.len() == 2).then(|| std::iter::once(String::new()).chain(names).collect());
    table(&names.into_iter().chain(rows).collect::<Vec<_>>())
}

fn report<'a>(file: &'a str, stages: [&'a Stage; 2], found: &'a Difference) -> Report<'a> {
    let value =
        |held: &'a Option<Held>| held.as_ref().map(|held| Value { value: &held.text, place: At::of(held.place) });
    let sections = found.sections.iter().map(|section| Section {
        name: &section.name,
        listed: section.listed,
        settings: section
            .settings
            .iter()
            .map(|setting| Setting { path: &setting.path, sides: [value(&setting.sides[0]), value(&setting.sides[1])] })
            .collect(),
    });
    Report {
        version: 1,
        file,
        stages: stages.map(|stage| Side { name: &stage.name, relaxed: stage.relaxed }),
        orders: found.orders.as_ref(),
        sections: sections.collect(),
    }
}
