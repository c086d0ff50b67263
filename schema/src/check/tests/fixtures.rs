//! All fixtures of the repository: each help, applied, mends its problem and makes no other; every code has a fixture.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::check::check;
use crate::diagnostic::{Diagnostic, EXPLANATIONS, apply, render};

/// A fixture with a problem that only its author can mend: without the anchor, its alias stands for nothing.
const WITHOUT_HELP: [&str; 1] = ["anchor-in-a-place-of-its-own.yaml"];

/// Problems after which the text cannot be read, and so not be mended.
const UNREADABLE: [&str; 3] = ["R0101", "R0102", "R0103"];

fn fixtures() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/ui"), &mut found);
    found.sort();
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            // What is no UTF-8 never reaches the checker.
            if let Ok(text) = String::from_utf8(std::fs::read(&path).unwrap()) {
                found.push((path, text));
            }
        }
    }
}

fn titles(found: &[Diagnostic]) -> Vec<(&'static str, &str)> {
    found.iter().map(|one| (one.code, one.title.as_str())).collect()
}

#[test]
fn each_help_mends_its_problem_and_makes_no_other() {
    for (path, text) in fixtures() {
        let found = check(&text).err().unwrap_or_default();
        let before = titles(&found);
        for one in &found {
            let shown = render("ops.yaml", &text, one);
            let Some(help) = &one.help else {
                let known = WITHOUT_HELP.iter().any(|name| path.ends_with(name));
                assert!(known || UNREADABLE.contains(&one.code), "{}: no help\n{shown}", path.display());
                continue;
            };
            assert!(!help.edit.is_empty(), "{}: a help without an edit\n{shown}", path.display());
            let mended = apply(&text, &help.edit);
            let left = check(&mended).err().unwrap_or_default();
            let after = titles(&left);
            let this = (one.code, one.title.as_str());
            let count = |list: &[(&str, &str)]| list.iter().filter(|other| **other == this).count();
            assert!(count(&after) < count(&before), "{}: still there\n{shown}\n{mended}", path.display());
            if !UNREADABLE.contains(&one.code) {
                let new: Vec<_> = after.iter().filter(|other| !before.contains(other)).collect();
                assert!(new.is_empty(), "{}: {new:?} is new\n{shown}\n{mended}", path.display());
            }
        }
    }
}

/// Every word of a text outside the labels of a problem, comments aside.
fn words(text: &str, one: Option<&Diagnostic>) -> BTreeSet<String> {
    let mut kept = text.to_owned();
    for label in one.into_iter().flat_map(|one| one.others.iter().chain([&one.primary])) {
        let line = kept[label.span.start..label.span.end].lines().next().map_or(0, str::len);
        kept.replace_range(label.span.start..label.span.start + line, &" ".repeat(line));
    }
    let lines =
        kept.lines().map(|line| line.split(" #").next().unwrap_or_default()).filter(|line| !line.starts_with('#'));
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '$');
    lines.flat_map(|line| line.split(|c: char| !word(c)).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn no_help_loses_what_was_written() {
    for (path, text) in fixtures() {
        for one in check(&text).err().unwrap_or_default() {
            // A value that is wrong goes, and of two equal keys one.
            let shape = one.code.starts_with("R02");
            let Some(help) = one.help.as_ref().filter(|help| shape && !help.text.starts_with("take ")) else {
                continue;
            };
            let mended = apply(&text, &help.edit);
            let lost: Vec<_> = words(&text, Some(&one)).difference(&words(&mended, None)).cloned().collect();
            let shown = render("ops.yaml", &text, &one);
            assert!(lost.is_empty(), "{}: {lost:?} is lost\n{shown}\n{mended}", path.display());
        }
    }
}

#[test]
fn every_code_of_a_manifest_occurs_in_a_fixture() {
    let occurring: BTreeSet<_> = fixtures()
        .iter()
        .flat_map(|(_, text)| check(text).err().unwrap_or_default())
        .map(|diagnostic| diagnostic.code)
        .collect();
    // Of a type, only rustc knows whether it is a provider.
    let of_manifests =
        EXPLANATIONS.iter().map(|explanation| explanation.code).filter(|code| *code < "R06" && *code != "R0214");
    let missing: Vec<_> = of_manifests.filter(|code| !occurring.contains(code)).collect();
    assert!(missing.is_empty(), "no fixture for {missing:?}");
}

#[test]
fn messages_keep_the_house_rules() {
    for (path, text) in fixtures() {
        let found = check(&text).err().unwrap_or_default();
        let spans: Vec<_> = found.iter().map(|one| one.primary.span).collect();
        assert!(spans.is_sorted(), "{}: not by position", path.display());
        for one in found {
            let (title, place) = (&one.title, path.display());
            assert!(!title.ends_with('.'), "{place}: {title}");
            assert!(!title.starts_with(char::is_uppercase), "{place}: {title}");
            assert!(!title.contains('\n') && title.matches('`').count() % 2 == 0, "{place}: {title}");
            assert!(EXPLANATIONS.iter().any(|known| known.code == one.code), "{place}: {} is unknown", one.code);
        }
    }
}
