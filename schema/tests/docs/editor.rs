//! The JSON Schema in a real editor's eyes: yaml-language-server, which `tests/editor/editor.mjs` asks.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};

use runa_schema::check::check;
use runa_schema::provider::PROVIDERS;
use runa_schema::settings::{Default, Kind, Setting};
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

const HEAD: &str = "runa: 1\nservice: orders\nstages:\n  dev:\n";

/// The names and words that the server proposes, each with its documentation.
fn proposed(answer: &Value) -> Vec<(&str, &str)> {
    let items = answer.as_array().unwrap().iter();
    items.map(|item| (item["label"].as_str().unwrap(), item["doc"].as_str().unwrap())).collect()
}

#[test]
fn an_editor_proposes_providers_settings_and_words() {
    let list = json!({ "text": format!("{HEAD}    - "), "complete": [4, 6] });
    let inside = PROVIDERS.iter().map(|row| {
        let text = format!("{HEAD}    - {}:\n        \n", row.name);
        json!({ "text": text, "complete": [5, 8] })
    });
    let words = json!({ "text": format!("{HEAD}    - log:\n        format: \n"), "complete": [5, 16] });
    let answers = ask(true, &[list].into_iter().chain(inside).chain([words]).collect::<Vec<_>>());

    let names = proposed(&answers[0]);
    for row in PROVIDERS {
        assert!(names.contains(&(row.name, &line(row.section.doc))), "{} is not among {names:?}", row.name);
    }
    for (row, answer) in PROVIDERS.iter().zip(&answers[1..]) {
        let proposed = proposed(answer);
        for setting in row.section.settings.iter().filter(|setting| !setting.later) {
            let doc = line(setting.doc);
            let found = proposed.iter().any(|(name, said)| *name == setting.name && said.starts_with(&doc));
            assert!(found, "{}.{} is not among {proposed:?}", row.name, setting.name);
        }
        let known = |name: &str| row.section.settings.iter().any(|setting| setting.name == name && !setting.later);
        assert!(proposed.iter().all(|(name, _)| known(name)), "{}: {proposed:?}", row.name);
        let once: BTreeSet<_> = proposed.iter().map(|(name, _)| name).collect();
        assert_eq!(once.len(), proposed.len(), "{}: {proposed:?}", row.name);
    }
    let words = proposed(&answers[PROVIDERS.len() + 1]);
    assert!(words.contains(&("json", "For machines: one JSON object a line.")), "{words:?}");
}

/// The settings that hold a value and have a default, with a value that is right: the default itself.
fn defaults() -> impl Iterator<Item = (&'static str, &'static Setting, String)> {
    PROVIDERS.iter().flat_map(|row| row.section.settings.iter().map(|setting| (row.name, setting))).filter_map(
        |(name, setting)| match (setting.kind, setting.default) {
            (Kind::Scalar(Shape::List(_)), Default::Is(text)) => Some((name, setting, format!("[{text}]"))),
            (Kind::Scalar(_), Default::Is(text)) => Some((name, setting, text.to_owned())),
            _ => None,
        },
    )
}

#[test]
fn an_editor_shows_what_a_setting_does_and_its_default() {
    let hover = |text: String| json!({ "text": text, "hover": [5, 9] });
    let literal = defaults().map(|(name, setting, value)| {
        let value = if value.contains('*') { format!("'{value}'") } else { value };
        hover(format!("{HEAD}    - {name}:\n        {}: {value}\n", setting.name))
    });
    let reference = defaults()
        .map(|(name, setting, _)| hover(format!("{HEAD}    - {name}:\n        {}: {{ from_env: A }}\n", setting.name)));
    let answers = ask(true, &literal.chain(reference).collect::<Vec<_>>());
    for ((name, setting, value), answer) in defaults().chain(defaults()).zip(&answers) {
        let (doc, shown) = (line(setting.doc), answer.as_str().unwrap());
        assert!(shown.starts_with(&doc), "{name}.{} shows {shown:?}", setting.name);
        // A list is shown with spaces behind its commas.
        let default = value.split(',').map(str::trim).collect::<Vec<_>>().join(", ");
        assert!(shown.contains(&format!("Default: `{default}`")), "{name}.{} shows {shown:?}", setting.name);
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
