//! The findings as SARIF 2.1.0: for code scanning and for editors, with fixes.

use std::fmt::Write;

use runa_schema::Span;
use runa_schema::diagnostic::{Diagnostic, Lines, Replacement, explain};
use serde_json::{Value, json};

use crate::manifest::Text;
use crate::output;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

pub(super) fn report(text: &Text, found: &[Diagnostic], unchecked: &[String]) -> String {
    let mut codes: Vec<_> = found.iter().map(|one| one.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let file = Artifact { uri: uri(&text.file), lines: Lines::new(&text.text), text: &text.text };
    let note = || json!({ "level": "note", "message": { "text": super::note(unchecked) } });
    let notes: Vec<_> = (!unchecked.is_empty()).then(note).into_iter().collect();
    let results: Vec<_> = found.iter().map(|one| file.result(one, &codes)).collect();
    output::json(&json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "cargo-runa",
                "informationUri": HOME,
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            // Columns count characters.
            "columnKind": "unicodeCodePoints",
            "artifacts": [{ "location": { "uri": file.uri } }],
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": notes }],
            "results": results,
        }],
    }))
}

fn rule(code: &str) -> Value {
    let mut rule = json!({ "id": code, "helpUri": format!("{HOME}/blob/main/docs/errors.md") });
    if let Some(one) = explain(code) {
        rule["shortDescription"] = json!({ "text": one.title });
        rule["help"] = json!({ "text": one.prose.trim(), "markdown": one.prose.trim() });
    }
    rule
}

struct Artifact<'t> {
    uri: String,
    lines: Lines<'t>,
    text: &'t str,
}

impl Artifact<'_> {
    fn result(&self, one: &Diagnostic, codes: &[&str]) -> Value {
        let mut text = one.title.clone();
        for (name, words) in [("note", one.note.as_deref()), ("help", one.help.as_ref().map(|help| &*help.text))] {
            if let Some(words) = words {
                text.extend(["\n", name, ": ", words]);
            }
        }
        let mut result = json!({
            "ruleId": one.code,
            "ruleIndex": codes.iter().position(|code| *code == one.code),
            "level": "error",
            "message": { "text": text },
            "locations": [self.location(one.primary.span, &one.primary.text, None)],
        });
        let others = one.others.iter().enumerate();
        let others: Vec<_> = others.map(|(id, label)| self.location(label.span, &label.text, Some(id))).collect();
        if !others.is_empty() {
            result["relatedLocations"] = others.into();
        }
        let edit = one.shown_edit(self.text);
        if let Some(help) = one.help.as_ref().filter(|_| !edit.is_empty()) {
            let changes = json!({
                "artifactLocation": { "uri": self.uri, "index": 0 },
                "replacements": edit.iter().map(|one| self.replacement(one)).collect::<Vec<_>>(),
            });
            result["fixes"] = json!([{ "description": { "text": help.text }, "artifactChanges": [changes] }]);
        }
        result
    }

    fn location(&self, span: Span, label: &str, id: Option<usize>) -> Value {
        let mut location = json!({ "physicalLocation": {
            "artifactLocation": { "uri": self.uri, "index": 0 },
            "region": self.region(span),
        } });
        if !label.is_empty() {
            location["message"] = json!({ "text": label });
        }
        if let Some(id) = id {
            location["id"] = id.into();
        }
        location
    }

    fn replacement(&self, one: &Replacement) -> Value {
        let mut replacement = json!({ "deletedRegion": self.region(one.span) });
        if !one.text.is_empty() {
            replacement["insertedContent"] = json!({ "text": one.text });
        }
        replacement
    }

    fn region(&self, span: Span) -> Value {
        let (line, column) = self.lines.position(span.start);
        let (end_line, end_column) = self.lines.position(span.end);
        json!({ "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column })
    }
}

/// A path as a URI: relative as it is shown, or of the scheme `file`.
fn uri(path: &str) -> String {
    let mut uri = match path.as_bytes() {
        [b'/', ..] => "file://".to_owned(),
        [_, b':', ..] => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in path.bytes() {
        // What may stand in a path; a colon in its first part would end a scheme.
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing into a String does not fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_become_uris() {
        assert_eq!(uri("../my ops/ö.yaml"), "../my%20ops/%C3%B6.yaml");
        assert_eq!(uri("/srv/ops.yaml"), "file:///srv/ops.yaml");
        assert_eq!(uri("C:/srv/50%.yaml"), "file:///C%3A/srv/50%25.yaml");
    }
}
