//! What the JSON Schema refuses, the checker refuses; and what of the other direction holds, code by code.

use std::collections::BTreeMap;

use jsonschema::Validator;
use runa_schema::check::check;
use runa_schema::diagnostic::{Diagnostic, EXPLANATIONS, apply};
use runa_schema::tree;

use crate::fixtures;

/// How far a schema can judge the problems of a code.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Judged {
    /// Always.
    Yes,
    /// Where the manifest says nothing elsewhere that could make it right.
    Partly,
    /// Never.
    No,
}

/// The part of a code that no fixture shows.
const TWICE: &str = "runa: 1\nservice: orders\nrelaxed: [dev, dev]\nstages: { dev: [log] }\n";

const UNREADABLE: &str = "a text that is no tree is said by whoever reads it";
const ENTRIES: &str = "a schema compares no entries of a list";
const VALUES: &str = "a schema compares no values of different places";

/// The codes of a manifest, or what those of a group begin with, and why they are not always judged.
const CODES: [(&str, Judged, &str); 33] = [
    ("R0101", Judged::Partly, UNREADABLE),
    ("R0102", Judged::No, UNREADABLE),
    ("R0103", Judged::No, UNREADABLE),
    ("R0201", Judged::Yes, ""),
    ("R0202", Judged::Yes, ""),
    ("R0203", Judged::Yes, ""),
    ("R0204", Judged::Yes, ""),
    ("R0205", Judged::Partly, "what `defaults` names may be a provider of the user's own"),
    ("R0206", Judged::No, ENTRIES),
    ("R0207", Judged::Yes, ""),
    ("R0208", Judged::Yes, ""),
    ("R0209", Judged::Partly, "which stages there are is written elsewhere"),
    ("R0210", Judged::No, ENTRIES),
    ("R0211", Judged::Yes, ""),
    ("R0212", Judged::Partly, "whether a path is one of Rust's is read by the checker"),
    ("R0213", Judged::No, ENTRIES),
    ("R0301", Judged::Yes, ""),
    ("R0302", Judged::Yes, ""),
    ("R0303", Judged::Yes, ""),
    ("R0304", Judged::Yes, ""),
    ("R0305", Judged::Yes, ""),
    ("R0306", Judged::Partly, "settings of the user's own may be anything"),
    ("R0307", Judged::Yes, ""),
    ("R0308", Judged::Partly, "what is missing in a stage may stand in `defaults`"),
    ("R0309", Judged::Partly, "the other place may stand in `defaults`"),
    ("R0310", Judged::Yes, ""),
    ("R0330", Judged::No, ENTRIES),
    ("R0331", Judged::No, "a name of a machine has too many forms"),
    ("R0332", Judged::No, VALUES),
    ("R0340", Judged::Partly, "that only the last part of a route takes the rest is read by the checker"),
    ("R04", Judged::No, ENTRIES),
    ("R0512", Judged::Partly, "`defaults` are for stages of both kinds, and `relaxed` names them elsewhere"),
    ("R05", Judged::No, VALUES),
];

/// Codes whose texts are no trees: nothing is left to be judged.
const NO_TREE: [&str; 2] = ["R0102", "R0103"];

fn judged(code: &str) -> Judged {
    let row = CODES.iter().find(|(known, ..)| code.starts_with(known));
    row.unwrap_or_else(|| panic!("say in {} how far a schema can judge {code}", file!())).1
}

fn schema() -> serde_json::Value {
    serde_json::from_str(&runa_schema::json_schema::text()).unwrap()
}

pub(crate) fn validator() -> Validator {
    jsonschema::draft7::new(&schema()).unwrap()
}

/// Whether the schema refuses a text; `None` for one that is no tree.
pub(crate) fn refused(validator: &Validator, text: &str) -> Option<bool> {
    Some(!validator.is_valid(&fixtures::json(&tree::parse(text).ok()?)))
}

/// The codes of a manifest.
fn codes() -> impl Iterator<Item = &'static str> {
    // Of a type, only rustc knows whether it is a provider.
    EXPLANATIONS.iter().map(|one| one.code).filter(|code| *code < "R06" && *code != "R0214")
}

#[test]
fn every_code_of_a_manifest_is_judged_or_says_why_not() {
    for (known, judged, why) in CODES {
        assert!(codes().any(|code| code.starts_with(known)), "{known} is no code");
        assert_eq!(judged == Judged::Yes, why.is_empty(), "{known}");
    }
}

#[test]
fn the_schema_gives_the_verdict_of_the_checker_on_every_fixture() {
    let validator = validator();
    for (path, text) in fixtures::all() {
        let found = check(&text).err().unwrap_or_default();
        let Some(refused) = refused(&validator, &text) else { continue };
        let codes: Vec<_> = found.iter().map(|one| one.code).collect();
        if codes.iter().any(|code| judged(code) == Judged::Yes) {
            assert!(refused, "{path}: {codes:?} is accepted");
        }
        if codes.iter().all(|code| judged(code) == Judged::No) {
            assert!(!refused, "{path}: {codes:?} is refused: {}", said(&validator, &text));
        }
    }
}

/// Each problem of the fixtures is left alone in its manifest, by mending all others: no problem hides behind another.
#[test]
fn the_schema_judges_each_problem_by_itself() {
    let validator = validator();
    let mut verdicts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let twice = ("relaxed".to_owned(), TWICE.to_owned());
    for (path, text) in fixtures::all().into_iter().chain([twice]) {
        for one in check(&text).err().unwrap_or_default() {
            let Some(alone) = alone(&text, &one) else { continue };
            let Some(refused) = refused(&validator, &alone) else { continue };
            let seen = verdicts.entry(one.code).or_default();
            if refused {
                seen.0 += 1;
            } else {
                seen.1 += 1;
            }
            match judged(one.code) {
                Judged::Yes if is_whole_to_json(&text[one.primary.span.start..one.primary.span.end]) => {}
                Judged::Yes => assert!(refused, "{path}: {} is accepted: {}\n{alone}", one.code, one.title),
                Judged::No => {
                    assert!(!refused, "{path}: {} is refused: {}\n{alone}", one.code, said(&validator, &alone));
                }
                Judged::Partly => {}
            }
        }
    }
    for code in codes().filter(|code| !NO_TREE.contains(code)) {
        let (refused, accepted) = verdicts.get(code).copied().unwrap_or_default();
        let shown = match judged(code) {
            Judged::Yes | Judged::Partly => refused > 0,
            Judged::No => accepted > 0,
        };
        assert!(shown, "{code}: {refused} refused and {accepted} accepted, each alone");
    }
}

/// A provider of the user's own, whose type alone knows its settings, is accepted; what is none is not.
#[test]
fn a_provider_of_the_users_own_is_accepted_as_it_is() {
    let validator = validator();
    for (entry, right) in [
        ("billing: { use: crate::billing::Billing }", true),
        ("billing: { use: crate::billing::Billing, config: { rate: 10, deep: { a: [1, { b: ~ }] } } }", true),
        ("billing: { use: crate::billing::Billing, config: ~ }", true),
        ("billing: { use: crate::billing::Billing, rate: 10 }", false),
        ("billing: { config: { rate: 10 } }", false),
        ("billing: {}", false),
        ("billing:", false),
        ("billing: crate::billing::Billing", false),
        ("Billing: { use: crate::billing::Billing }", false),
        ("log: { use: crate::log::Log }", false),
        ("server: { use: crate::server::Server }", false),
        ("billing: { use: a::B }, other: { use: a::C }", false),
    ] {
        let text = format!("runa: 1\nservice: orders\nstages: {{ dev: [log, {{ {entry} }}] }}\n");
        assert_eq!(refused(&validator, &text), Some(!right), "{entry}");
    }
}

/// Whether JSON Schema takes a text for a whole number which the checker takes for none: `1e4`, `2.0`.
fn is_whole_to_json(text: &str) -> bool {
    text.parse::<i64>().is_err() && text.parse::<f64>().is_ok_and(|number| number.fract() == 0.0)
}

/// The text with no problem but this one, if all others can be mended.
pub(crate) fn alone(text: &str, kept: &Diagnostic) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..100 {
        let found = check(&text).err()?;
        let other = found.iter().find(|one| (one.code, &one.title) != (kept.code, &kept.title));
        let Some(other) = other else { return Some(text) };
        text = apply(&text, &other.help.as_ref()?.edit);
    }
    None
}

fn said(validator: &Validator, text: &str) -> String {
    let json = fixtures::json(&tree::parse(text).unwrap());
    validator
        .iter_errors(&json)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect::<Vec<_>>()
        .join("; ")
}
