//! The manifests of tests/ui and of the examples, and what a validator of JSON sees of them.

use std::fs;
use std::path::{Path, PathBuf};

use runa_schema::tree::{Kind, Node};
use serde_json::{Map, Number, Value};

/// A file of the repository.
pub(crate) fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// All of them that are texts: the path, and what is written.
pub(crate) fn all() -> Vec<(String, String)> {
    let mut found = Vec::new();
    collect(&root("tests/ui"), &mut found);
    collect(&root("examples"), &mut found);
    found.sort();
    assert!(
        found.iter().any(|(path, _)| path.contains("examples")) && found.iter().any(|(path, _)| path.contains("ui"))
    );
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "yaml")
            && let Ok(text) = String::from_utf8(fs::read(&path).unwrap())
        {
            found.push((path.display().to_string(), text));
        }
    }
}

/// The tree as JSON has it, by the core schema of YAML 1.2.
pub(crate) fn json(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::List { items, .. } => Value::Array(items.iter().map(json).collect()),
        Kind::Map { entries, .. } => {
            let entries = entries.iter().map(|entry| (entry.key.to_string(), json(&entry.value)));
            Value::Object(entries.collect::<Map<_, _>>())
        }
        Kind::Scalar { text, plain: true } => plain(text),
        Kind::Scalar { text, .. } => Value::String(text.to_string()),
    }
}

fn plain(text: &str) -> Value {
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    match (text, text.parse::<i64>(), text.parse::<f64>()) {
        ("true", ..) => Value::Bool(true),
        ("false", ..) => Value::Bool(false),
        (_, Ok(whole), _) => Value::Number(whole.into()),
        (_, _, Ok(broken)) if number => Number::from_f64(broken).map_or(Value::Null, Value::Number),
        _ => Value::String(text.to_owned()),
    }
}
