//! The fixtures of the compiler, through the command: the same words, places that lead to the right bytes, edits that mend.

use std::fs;
use std::path::{Path, PathBuf};

use runa_schema::Span;
use runa_schema::diagnostic::{Replacement, apply};
use serde_json::Value;

use crate::{root, runa};

/// Every manifest of the fixtures that is text: its folder, its name, its text.
fn fixtures() -> Vec<(PathBuf, String, String)> {
    let mut found = Vec::new();
    let entries = fs::read_dir(root().join("tests/ui")).unwrap().map(|entry| entry.unwrap().path());
    for folder in entries.filter(|entry| entry.is_dir()) {
        for file in fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let text = fs::read_to_string(&file).ok();
            if let Some(text) = text.filter(|_| file.extension().is_some_and(|ending| ending == "yaml")) {
                found.push((folder.clone(), file.file_name().unwrap().to_str().unwrap().to_owned(), text));
            }
        }
    }
    assert!(found.len() > 50, "{}", found.len());
    found
}

/// What the macro shows at most.
const MOST: usize = 20;

/// Rustc indents what it is given.
fn bare(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_words_are_those_of_the_compiler() {
    let mut compared = 0;
    for (folder, name, _) in fixtures() {
        let Ok(expected) = fs::read_to_string(folder.join(&name).with_extension("stderr")) else { continue };
        let (expected, said) = (bare(&expected), runa(&folder, &["check", &name]));
        let problems = said.out.split("\n\n").filter(|block| block.starts_with("error: "));
        for block in problems.take(MOST) {
            assert!(expected.contains(&bare(block)), "{name}:\n{block}\nis not in\n{expected}");
            compared += 1;
        }
    }
    assert!(compared > 80, "{compared}");
}

fn check(folder: &Path, name: &str, format: &str) -> Value {
    let said = runa(folder, &["check", name, "--format", format]);
    assert!(said.err.is_empty() && said.code < 2, "{name}: {}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

/// The byte at a line and a column, both from 1, the column in characters.
fn byte(text: &str, line: &Value, column: &Value) -> usize {
    let mark = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let (line, column) = (number(line), number(column));
    let start = if line == 1 { mark } else { text.match_indices('\n').nth(line - 2).unwrap().0 + 1 };
    let rest = &text[start..];
    rest.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| start + at)
}

fn edits(finding: &Value) -> Vec<Replacement> {
    list(&finding["edits"])
        .iter()
        .map(|edit| Replacement {
            span: Span::new(number(&edit["span"]["start"]["byte"]), number(&edit["span"]["end"]["byte"])),
            text: edit["text"].as_str().unwrap().to_owned(),
        })
        .collect()
}

#[test]
fn edits_of_the_json_mend_what_they_belong_to() {
    let mut mended = 0;
    for (folder, name, text) in fixtures() {
        let report = check(&folder, &name, "json");
        let findings = list(&report["findings"]);
        for finding in findings {
            let span = &finding["span"];
            for end in ["start", "end"] {
                let at = byte(&text, &span[end]["line"], &span[end]["column"]);
                assert_eq!(at, number(&span[end]["byte"]), "{name}: {span}");
            }
            assert_eq!(finding["labels"][0]["span"], *span, "{name}");
            let edits = edits(finding);
            if edits.is_empty() {
                continue;
            }
            let better = apply(&text, &edits);
            let left = runa_schema::check::check(&better).err().unwrap_or_default();
            let title = finding["title"].as_str().unwrap();
            let before = findings.iter().filter(|one| one["title"] == title).count();
            let after = left.iter().filter(|one| one.title == title).count();
            assert!(after < before, "{name}: {title} is still there in\n{better}");
            mended += 1;
        }
    }
    assert!(mended > 80, "{mended}");
}

#[test]
fn sarif_is_what_its_schema_says_and_mends_the_same() {
    let mut schema: Value = serde_json::from_str(include_str!("sarif-2.1.0.json")).unwrap();
    // Its authors closed a bracket too many: it is no regular expression.
    for name in ["run", "toolComponent"] {
        schema["definitions"][name]["properties"]["language"].as_object_mut().unwrap().remove("pattern").unwrap();
    }
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })), "runs are missing");
    for (folder, name, text) in fixtures() {
        let (json, sarif) = (check(&folder, &name, "json"), check(&folder, &name, "sarif"));
        let problems: Vec<_> = schema.iter_errors(&sarif).map(|error| error.to_string()).collect();
        assert!(problems.is_empty(), "{name}: {problems:#?}");
        let run = &sarif["runs"][0];
        let results = list(&run["results"]);
        assert_eq!(results.len(), list(&json["findings"]).len(), "{name}");
        for (result, finding) in results.iter().zip(list(&json["findings"])) {
            let rule = &run["tool"]["driver"]["rules"][number(&result["ruleIndex"])];
            assert_eq!((&rule["id"], &result["ruleId"]), (&finding["code"], &finding["code"]));
            let message = result["message"]["text"].as_str().unwrap();
            assert_eq!(message.lines().next(), finding["title"].as_str());
            let replaced = list(&result["fixes"][0]["artifactChanges"][0]["replacements"]).iter().map(|one| {
                let at =
                    |line: &str, column: &str| byte(&text, &one["deletedRegion"][line], &one["deletedRegion"][column]);
                let span = Span::new(at("startLine", "startColumn"), at("endLine", "endColumn"));
                Replacement { span, text: one["insertedContent"]["text"].as_str().unwrap_or_default().to_owned() }
            });
            assert_eq!(replaced.collect::<Vec<_>>(), edits(finding), "{name}");
        }
    }
}

#[test]
fn every_question_about_every_fixture_is_answered() {
    for (folder, name, text) in fixtures() {
        let right = runa_schema::check::check(&text).is_ok();
        for arguments in [
            &["graph", "--format", "svg"][..],
            &["graph", "--format", "mermaid"],
            &["graph", "--format", "dot"],
            &["env"],
            &["where", "server"],
            &["where", "log", "--format", "json"],
        ] {
            let said = runa(&folder, &[arguments, &["--manifest", &name]].concat());
            assert_eq!(said.code, i32::from(!right), "{name}: {arguments:?}: {}", said.err);
        }
    }
}
