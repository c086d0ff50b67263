//! The JSON Schema in a real editor's eyes: yaml-language-server, which `tests/editor/editor.mjs` asks.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use runa_schema::check::check;
use runa_schema::provider::PROVIDERS;
use runa_schema::settings::{Default, Kind, Section, Setting};
use runa_schema::value::Shape;
use serde_json::{Value, json};

use crate::fixtures::{all, root};
use crate::verdict::{alone, refused, validator};

/// What the server answers to each of `tasks`. Without `schema` each text names its own.
fn ask(schema: bool, tasks: &[Value]) -> Vec<Value> {
    let folder = root("tests/editor").canonicalize().unwrap();
    let there = folder.join("node_modules/yaml-language-server").is_dir();
    assert!(there, "yaml-language-server is missing; scripts/test installs it: npm ci --prefix tests/editor");
    let mut node = Command::new("node")
        .arg("editor.mjs")
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node, which scripts/test installs");
    let schema = schema.then(|| url("schema/ops.schema.json"));
    let job = json!({ "schema": schema, "tasks": tasks });
    node.stdin.take().unwrap().write_all(job.to_string().as_bytes()).unwrap();
    let out = node.wait_with_output().unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stdout));
    serde_json::from_slice(&out.stdout).unwrap()
}

/// The URL of a file of the repository.
fn url(path: &str) -> String {
    format!("file://{}", root(path).canonicalize().unwrap().display())
}

/// What is wrong with a text by the schema, not by YAML itself.
fn of_schema(answer: &Value) -> impl Iterator<Item = &str> {
    let all = answer.as_array().unwrap().iter();
    all.filter(|one| one["ofSchema"] == true).map(|one| one["message"].as_str().unwrap())
}

/// A doc comment in one line.
fn line(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn an_editor_says_what_the_schema_says() {
    let validator = validator();
    // To the server a key that is no text is no key, and it judges nothing of it.
    let no_key = "\n  null:";
    let mut texts = BTreeSet::new();
    for (_, text) in all() {
        texts.extend(check(&text).err().unwrap_or_default().iter().filter_map(|one| alone(&text, one)));
        texts.insert(text);
    }
    texts.insert(format!(
        "{HEAD}    - log\n    - billing: {{ use: crate::Billing, config: {{ rate: 10, deep: {{ a: [~] }} }} }}\n"
    ));
    texts.retain(|text| !text.contains(no_key) && refused(&validator, text).is_some());
    let answers = ask(true, &texts.iter().map(|text| json!({ "text": text })).collect::<Vec<_>>());
    assert_eq!(answers.len(), texts.len());
    for (text, answer) in texts.iter().zip(&answers) {
        let said: Vec<_> = of_schema(answer).collect();
        assert_eq!(refused(&validator, text), Some(!said.is_empty()), "the editor says {said:?}\n{text}");
    }
}

/// The beginning of a manifest, up to the list of a stage that is production.
const HEAD: &str = "runa: 1\nservice: orders\nstages:\n  prod:\n";

/// The names and words that the server proposes, each with its documentation.
fn proposed(answer: &Value) -> Vec<(&str, &str)> {
    let items = answer.as_array().unwrap().iter();
    items.map(|item| (item["label"].as_str().unwrap(), item["doc"].as_str().unwrap())).collect()
}

/// A section, and the lines that lead to it.
type Place = (&'static Section, Vec<String>);

/// Every section: those of the providers, and the groups in them.
fn sections() -> Vec<Place> {
    fn walk(section: &'static Section, lines: Vec<String>, found: &mut Vec<Place>) {
        for setting in section.settings.iter().filter(|setting| !setting.later) {
            let below =
                |more: &[String]| [lines.as_slice(), &[format!("{}{}:", indent(&lines), setting.name)], more].concat();
            match setting.kind {
                Kind::Scalar(_) => {}
                Kind::Group(inner) => walk(inner, below(&[]), found),
                Kind::Groups(inner) => walk(inner, below(&[format!("{}  own:", indent(&lines))]), found),
            }
        }
        found.push((section, lines));
    }
    let mut found = Vec::new();
    for row in PROVIDERS {
        walk(row.section, vec![format!("    - {}:", row.name)], &mut found);
    }
    found
}

/// How far settings below these lines are indented.
fn indent(lines: &[String]) -> String {
    " ".repeat(8 + 2 * (lines.len() - 1))
}

#[test]
fn an_editor_proposes_the_settings_of_each_section() {
    let places = sections();
    let task = |(_, lines): &Place| {
        let text = format!("{HEAD}{}\n{}\n", lines.join("\n"), indent(lines));
        json!({ "text": text, "complete": [4 + lines.len(), indent(lines).len()] })
    };
    let answers = ask(true, &places.iter().map(task).collect::<Vec<_>>());
    for ((section, lines), answer) in places.iter().zip(&answers) {
        let mut proposed = proposed(answer);
        // What must be written is proposed once more, as a whole.
        proposed.retain(|(name, _)| *name != "object");
        let mut known: Vec<_> = section.settings.iter().filter(|setting| !setting.later).collect();
        known.sort_by_key(|setting| setting.name);
        proposed.sort_unstable();
        let names = |all: &[(&str, &str)]| all.iter().map(|(name, _)| (*name).to_owned()).collect::<Vec<_>>();
        assert_eq!(names(&proposed), known.iter().map(|setting| setting.name).collect::<Vec<_>>(), "{lines:?}");
        for ((name, doc), setting) in proposed.iter().zip(known) {
            assert!(doc.starts_with(&line(setting.doc)), "{lines:?}, {name}: {doc}");
        }
    }
}

#[test]
fn an_editor_proposes_keys_providers_and_words() {
    let texts = [
        "runa: 1\nservice: orders\n".to_owned(),
        format!("{HEAD}    - "),
        format!("{HEAD}    - log:\n        format: "),
    ];
    let tasks = texts.iter().zip([[2, 0], [4, 6], [5, 16]]);
    let answers = ask(true, &tasks.map(|(text, at)| json!({ "text": text, "complete": at })).collect::<Vec<_>>());
    let [top, list, words] = answers.as_slice() else { panic!("{answers:?}") };

    let keys = ["default_stage", "defaults", "relaxed", "server", "stages", "version"];
    let mut top = proposed(top);
    top.retain(|(name, _)| *name != "object");
    top.sort_unstable();
    assert_eq!(top.iter().map(|(name, _)| *name).collect::<Vec<_>>(), keys);

    let names: BTreeSet<_> = proposed(list).into_iter().collect();
    let docs: Vec<_> = PROVIDERS.iter().map(|row| line(row.section.doc)).collect();
    let known: BTreeSet<_> = PROVIDERS.iter().zip(&docs).map(|(row, doc)| (row.name, doc.as_str())).collect();
    assert_eq!(names, known);

    let words = proposed(words);
    assert!(words.contains(&("json", "For machines: one JSON object a line.")), "{words:?}");
}

/// A value that is right.
fn sample(setting: &Setting, shape: Shape) -> String {
    match shape {
        _ if setting.range.is_some() => setting.range.unwrap().0.to_owned(),
        Shape::Bool => "true".to_owned(),
        Shape::Level => "info".to_owned(),
        Shape::Choice(words) => words[0].name.to_owned(),
        Shape::UrlPath | Shape::PathPrefix | Shape::Route | Shape::FilePath => "/a".to_owned(),
        Shape::RedisUrl => "redis://host".to_owned(),
        Shape::Listen => "127.0.0.1:80".to_owned(),
        Shape::Fraction => "0.5".to_owned(),
        Shape::Cidr | Shape::Proxy => "10.0.0.0/8".to_owned(),
        Shape::Header => "x-id".to_owned(),
        Shape::Some(of) => sample(setting, *of),
        Shape::List(of) => format!("[{}]", sample(setting, *of)),
        Shape::Map(of) => format!("{{ a: {} }}", sample(setting, *of)),
        Shape::Text | Shape::Secret | Shape::Int | Shape::Duration | Shape::Size => "a".to_owned(),
    }
}

#[test]
fn an_editor_shows_what_a_setting_does_and_its_default() {
    let mut tasks = Vec::new();
    let mut expected = Vec::new();
    let settings = |(section, lines): Place| section.settings.iter().map(move |setting| (setting, lines.clone()));
    for (setting, lines) in sections().into_iter().flat_map(settings).filter(|(setting, _)| !setting.later) {
        let Kind::Scalar(shape) = setting.kind else { continue };
        let key = format!("{}\n{}{}:", lines.join("\n"), indent(&lines), setting.name);
        let at = [4 + lines.len(), indent(&lines).len() + 1];
        let reference = "{ from_env: A }".to_owned();
        let values = [Some(sample(setting, shape)), (!matches!(shape, Shape::Map(_))).then_some(reference)];
        for value in values.into_iter().flatten() {
            tasks.push(json!({ "text": format!("{HEAD}{key} {value}\n"), "hover": at }));
            expected.push((setting, shape));
        }
    }
    for ((task, (setting, shape)), answer) in tasks.iter().zip(expected).zip(ask(true, &tasks)) {
        let (text, shown) = (task["text"].as_str().unwrap(), answer.as_str().unwrap());
        assert!(shown.starts_with(&line(setting.doc)), "{text} shows {shown:?}");
        let default = match setting.default {
            // A list is shown as it would be written.
            Default::Is(text) if matches!(shape, Shape::List(_)) => {
                format!("Default: `[{}]`", text.split(',').map(str::trim).collect::<Vec<_>>().join(", "))
            }
            Default::Is(text) => format!("Default: `{text}`"),
            Default::ByStage { production, .. } => format!("in production `{production}`"),
            Default::Required => "Must be written".to_owned(),
            Default::Unset => String::new(),
        };
        assert!(shown.contains(&default), "{text} shows {shown:?}");
    }
}

/// The first line of each example names the schema by a path that is there.
#[test]
fn an_editor_finds_the_schema_of_the_examples() {
    let examples: Vec<_> = all().into_iter().filter(|(path, _)| path.contains("/examples/")).collect();
    let task =
        |(path, text): &(String, String)| json!({ "uri": url(path.split_once("/../").unwrap().1), "text": text });
    let wrong = |(path, text): &(String, String)| task(&(path.clone(), format!("{text}\nstagse: {{}}\n")));
    let right = ask(false, &examples.iter().map(task).collect::<Vec<_>>());
    let wrong = ask(false, &examples.iter().map(wrong).collect::<Vec<_>>());
    assert_eq!((right.len(), wrong.len()), (examples.len(), examples.len()));
    for ((path, _), (right, wrong)) in examples.iter().zip(right.iter().zip(&wrong)) {
        assert!(right.as_array().unwrap().is_empty(), "{path}: {right}");
        assert_eq!(of_schema(wrong).collect::<Vec<_>>(), ["Property stagse is not allowed."], "{path}: {wrong}");
    }
}
