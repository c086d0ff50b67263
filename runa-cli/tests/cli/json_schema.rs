//! As much of a validator of JSON Schema as the schema of SARIF needs. It refuses words that it does not know.

use serde_json::Value;

/// Everything in which a document is not what its schema says.
pub(crate) fn problems(schema: &Value, document: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    Validator { root: schema }.judge(schema, document, "", &mut problems);
    problems
}

/// Words that ask for nothing, or for what a test need not ask.
const SILENT: [&str; 8] = ["$schema", "$id", "title", "description", "default", "definitions", "format", "pattern"];

struct Validator<'s> {
    root: &'s Value,
}

impl Validator<'_> {
    fn judge(&self, schema: &Value, value: &Value, path: &str, problems: &mut Vec<String>) {
        let Some(words) = schema.as_object() else { return };
        for (word, wanted) in words.iter().filter(|(word, _)| !SILENT.contains(&word.as_str())) {
            if !self.holds(schema, word, wanted, value, path, problems) {
                problems.push(format!("{path}: {word} is not {wanted}"));
            }
        }
    }

    /// Whether a word holds here. What is inside is judged along the way.
    fn holds(
        &self,
        schema: &Value,
        word: &str,
        wanted: &Value,
        value: &Value,
        path: &str,
        problems: &mut Vec<String>,
    ) -> bool {
        let count = wanted.as_u64().unwrap_or_default();
        match word {
            "$ref" => {
                let there = self.root.pointer(wanted.as_str().unwrap().strip_prefix('#').unwrap()).unwrap();
                self.judge(there, value, path, problems);
                true
            }
            "type" => match wanted.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "boolean" => value.is_boolean(),
                "integer" => value.is_i64() || value.is_u64(),
                "number" => value.is_number(),
                other => panic!("no type {other}"),
            },
            "enum" => wanted.as_array().unwrap().contains(value),
            "required" => wanted.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "minimum" => value.as_f64().is_none_or(|number| number >= wanted.as_f64().unwrap()),
            "maximum" => value.as_f64().is_none_or(|number| number <= wanted.as_f64().unwrap()),
            "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= count),
            "uniqueItems" => value.as_array().is_none_or(|items| {
                wanted == false || items.iter().enumerate().all(|(at, item)| !items[..at].contains(item))
            }),
            "items" => {
                for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                    self.judge(wanted, item, &format!("{path}/{at}"), problems);
                }
                true
            }
            "properties" => {
                for (name, inner) in wanted.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        self.judge(inner, value, &format!("{path}/{name}"), problems);
                    }
                }
                true
            }
            "additionalProperties" => {
                let known = |name: &str| schema["properties"].get(name).is_some();
                let strangers = value.as_object().into_iter().flatten().filter(|(name, _)| !known(name));
                for (name, value) in strangers {
                    if *wanted == false {
                        problems.push(format!("{path}: there is no {name}"));
                    } else {
                        self.judge(wanted, value, &format!("{path}/{name}"), problems);
                    }
                }
                true
            }
            "anyOf" => self.count(wanted, value) > 0,
            "oneOf" => self.count(wanted, value) == 1,
            other => panic!("no word {other}"),
        }
    }

    /// How many of some schemas hold.
    fn count(&self, schemas: &Value, value: &Value) -> usize {
        let holds = |schema: &&Value| {
            let mut problems = Vec::new();
            self.judge(schema, value, "", &mut problems);
            problems.is_empty()
        };
        schemas.as_array().unwrap().iter().filter(holds).count()
    }
}

#[test]
fn it_finds_what_is_wrong() {
    let schema = serde_json::json!({
        "type": "object",
        "required": ["a"],
        "additionalProperties": false,
        "properties": {
            "a": { "type": "array", "minItems": 1, "uniqueItems": true, "items": { "$ref": "#/definitions/small" } },
            "b": { "anyOf": [{ "enum": [1] }, { "type": "string" }] },
        },
        "definitions": { "small": { "type": "integer", "minimum": 1, "maximum": 3 } },
    });
    let count = |document: Value| problems(&schema, &document).len();
    assert_eq!(count(serde_json::json!({ "a": [1, 3], "b": "x" })), 0);
    for wrong in [
        serde_json::json!({}),
        serde_json::json!({ "a": [] }),
        serde_json::json!({ "a": [2, 2] }),
        serde_json::json!({ "a": [4] }),
        serde_json::json!({ "a": ["x"] }),
        serde_json::json!({ "a": [1], "b": 2 }),
        serde_json::json!({ "a": [1], "c": 2 }),
        serde_json::json!(3),
    ] {
        assert!(count(wrong.clone()) > 0, "{wrong}");
    }
}
