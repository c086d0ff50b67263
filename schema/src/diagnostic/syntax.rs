//! R0101: the manifest is no YAML, or YAML of a kind that a manifest has no use for.

use super::Explanation;
#[cfg(feature = "parser")]
use super::{Diagnostic, Help, Label, Replacement};
#[cfg(feature = "parser")]
use crate::{Span, tree::Node};

/// For `explain`.
pub const EXPLANATION: Explanation = Explanation {
    code: "R0101",
    title: "the manifest is no YAML that can be read",
    prose: "\
A manifest is one document of YAML 1.2. The slips that are met most:

```yaml
stages:
	dev: [log]            # a tab indents; use spaces
service:orders            # no space behind the colon
server: { admin: none     # `{` is never closed
name: it's: here          # a colon inside a text; quote it: \"it's: here\"
stages:
    dev: [log]
  test: [log]             # indented unlike the key beside it
redis: { url: ${URL} }    # write { from_env: URL }
level: {{ .Values.level }} # templates are not filled in
service: “orders”         # quotes of a word processor are letters
```

A space that does not break (U+00A0), as pages have them, looks like a space in front of a line and is none.

Behind a mistake of this kind nothing can be read, so it is reported alone; the other problems show once it is mended.

Anchors, aliases and merge keys (`<<: *defaults`) are followed. Tags (`!env X`), keys that are lists or mappings, and a
second document behind `---` mean nothing here, and are refused rather than ignored.
",
};

/// A syntax error: what is wrong, where, and a word to show there.
#[cfg(feature = "parser")]
pub(crate) fn syntax(title: impl Into<String>, span: Span, label: impl Into<String>) -> Diagnostic {
    let primary = Label { span, text: label.into() };
    Diagnostic {
        code: EXPLANATION.code,
        title: title.into(),
        primary,
        others: Vec::new(),
        note: None,
        help: None,
        secrets: std::rc::Rc::default(),
    }
}

/// The same with a help that makes one replacement.
#[cfg(feature = "parser")]
fn mended(mut diagnostic: Diagnostic, help: impl Into<String>, span: Span, new: impl Into<String>) -> Diagnostic {
    let edit = vec![Replacement { span, text: new.into() }];
    diagnostic.help = Some(Help { text: help.into(), edit });
    diagnostic
}

/// A second document begins. The help takes the line out, and a second `stages:` with it where that makes one list of stages.
#[cfg(feature = "parser")]
pub(crate) fn second_document(text: &str, span: Span) -> Diagnostic {
    let diagnostic = syntax("a manifest is one document, and a second begins here", span, "a second document")
        .note("stages stand side by side under `stages`");
    let content = |line: &&str| !line.trim().is_empty() && !line.starts_with(['#', ' ', '-']);
    let above: Vec<_> = text[..span.start].lines().map(str::trim_end).filter(content).collect();
    let line = text[span.start..].split_inclusive('\n').next().map_or(0, str::len);
    // What the first document says as well, in a line each, is not said twice.
    let (mut end, mut again) = (span.start + line, false);
    for line in text[end..].split_inclusive('\n') {
        let key = line.trim_end();
        if key == "stages:" && above.last() == Some(&key) {
            let both = Span::new(span.start, end + line.len());
            let help = if again { "take `---`, what is said again and" } else { "take `---` and" };
            return mended(diagnostic, format!("{help} the second `stages:` out"), both, "");
        }
        if !(key.contains(": ") && above.contains(&key)) {
            break;
        }
        (end, again) = (end + line.len(), true);
    }
    let help = if again { "take `---` and what is said again out" } else { "take `---` out" };
    mended(diagnostic, help, Span::new(span.start, end), "")
}

/// `//` where a comment was meant.
#[cfg(feature = "parser")]
pub(crate) fn slashes(at: usize) -> Diagnostic {
    let sign = Span::new(at, at + 2);
    mended(syntax("a comment begins with `#`", sign, "no comment"), "write `#`", sign, "#")
}

/// A line ends with a carriage return alone. No tool agrees with another on how many lines such a text has.
#[cfg(feature = "parser")]
pub(crate) fn lone_return(text: &str, at: usize) -> Diagnostic {
    let diagnostic = syntax("a line ends with a carriage return alone", Span::new(at, at), "no line feed behind it");
    let lone = |at: &usize| !text[at + 1..].starts_with('\n');
    let places = text.match_indices('\r').map(|(at, _)| at).filter(lone);
    let edit = places.map(|at| Replacement { span: Span::new(at, at + 1), text: "\n".into() }).collect();
    diagnostic.help("end lines with a line feed", edit)
}

/// An alias of an anchor that no line above has. `merged`: it stands behind a merge key, which goes by this replacement.
#[cfg(feature = "parser")]
pub(crate) fn unknown_alias(
    span: Span,
    name: &str,
    known: Option<&str>,
    merged: Option<(Span, &'static str)>,
) -> Diagnostic {
    let diagnostic = syntax(format!("alias `*{name}` has no anchor above it"), span, "no such anchor");
    let port = name.strip_prefix(':').filter(|port| port.parse::<u16>().is_ok());
    match (known, merged, port) {
        (Some(known), ..) => mended(diagnostic, format!("did you mean `*{known}`?"), span, format!("*{known}")),
        (None, Some((place, new)), _) if new.is_empty() => mended(diagnostic, "take `<<` out", place, new),
        (None, Some((place, new)), _) => mended(diagnostic, format!("write `{new}`"), place, new),
        // An address as other tools write it; `"*:8080"` in quotes is none.
        (None, None, Some(port)) => {
            let address = format!("0.0.0.0:{port}");
            mended(diagnostic, format!("for every address of the machine, write `{address}`"), span, address)
        }
        (None, None, None) => {
            mended(diagnostic, format!("for the text itself, write `\"*{name}\"`"), span, format!("\"*{name}\""))
        }
    }
}

/// An alias stands inside what it stands for.
#[cfg(feature = "parser")]
pub(crate) fn alias_of_itself(text: &str, alias: Span, anchor: Span) -> Diagnostic {
    let name = text.get(alias.start..alias.end).unwrap_or_default();
    let mut diagnostic = syntax(format!("alias `{name}` stands inside its own anchor"), alias, "stands for itself");
    diagnostic.others.push(Label { span: anchor, text: "the anchor".into() });
    diagnostic
}

/// A tag, which means nothing here. `content` is the plain text it stands before, at `place`.
#[cfg(feature = "parser")]
pub(crate) fn tag(text: &str, at: Span, suffix: &str, content: Option<&str>, place: Span) -> Diagnostic {
    let written = text.get(at.start..at.end).unwrap_or_default();
    let diagnostic = syntax(format!("tag `{written}` means nothing in a manifest"), at, "a tag");
    if let Some(name) = content.filter(|name| suffix.eq_ignore_ascii_case("env") && is_variable(name)) {
        let reference = format!("{{ from_env: {name} }}");
        return mended(diagnostic, format!("write `{reference}`"), Span::new(at.start, place.end), reference);
    }
    if ["include", "import"].iter().any(|word| suffix.eq_ignore_ascii_case(word)) {
        // Without its tag, the name of a file would be a value.
        return diagnostic.note("a manifest is one file; `defaults`, anchors and merge keys hold what its parts share");
    }
    let behind = &text[at.end.min(text.len())..];
    if behind.starts_with(['\r', '\n']) {
        let before = text[..at.start].trim_end_matches([' ', '\t']).len();
        return mended(diagnostic, "leave the tag out", Span::new(before, at.end), "");
    }
    let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    mended(diagnostic, "leave the tag out", Span::new(at.start, at.end + blanks), "")
}

/// A key that is no text.
#[cfg(feature = "parser")]
pub(crate) fn no_key(span: Span, node: &Node) -> Diagnostic {
    if span.start == span.end {
        return syntax("a key is missing in front of the colon", span, "a key is missing here");
    }
    syntax(format!("a key is a text, found {}", node.describe()), span, "no key")
}

/// A merge key that brings no mapping; it goes by the replacement.
#[cfg(feature = "parser")]
pub(crate) fn merge_of_no_mapping(span: Span, node: &Node, removal: Option<(Span, &'static str)>) -> Diagnostic {
    let title = format!("merge key `<<` takes a mapping or a list of mappings, found {}", node.describe());
    let diagnostic = syntax(title, span, "no mapping");
    match removal {
        Some((place, new)) => mended(diagnostic, "take `<<` out", place, new),
        None => diagnostic,
    }
}

/// A merge key that brings a list, in a mapping that has nothing else: the alias alone says it.
#[cfg(feature = "parser")]
pub(crate) fn list_for_a_merge(text: &str, entry: Span, alias: Span) -> Diagnostic {
    let name = text.get(alias.start..alias.end).unwrap_or_default();
    let title = format!("merge key `<<` takes a mapping, and `{name}` is a list");
    let help = format!("write `{name}` alone; a list is taken over as it is, or written anew");
    mended(syntax(title, alias, "no mapping"), help, entry, name)
}

/// `{{ … }}`, as templates have it. `inner` are the inner braces. The help writes a reference, if there is a name for its variable.
#[cfg(feature = "parser")]
pub(crate) fn template(text: &str, inner: Span) -> Diagnostic {
    let title = "`{{` begins a mapping whose key is a mapping, not a template";
    let diagnostic = syntax(title, inner, "templates are not filled in");
    let words = text[inner.start..inner.end].trim_matches(['{', '}', ' ', '-']);
    let words = words.split('|').next().unwrap_or_default().trim();
    let path: Vec<_> = words.trim_start_matches(".Values.").trim_start_matches('.').split('.').collect();
    let name = path.join("_").to_uppercase().replace('-', "_");
    let close = text[inner.end..].trim_start_matches(' ');
    // The name of the service takes no reference.
    let a_name = text[..inner.start - 1].trim_end().ends_with("service:");
    // A path or a name in capitals; anything else could be what nobody may see.
    let names = words.starts_with('.') || words == name;
    if !is_variable(&name) || !names || !close.starts_with('}') || a_name {
        return diagnostic.note("write the value itself; for one from the environment, write `{ from_env: NAME }`");
    }
    let whole = Span::new(inner.start - 1, text.len() - close.len() + 1);
    let reference = format!("{{ from_env: {name} }}");
    mended(diagnostic, format!("write the value itself, or take it from a variable: `{reference}`"), whole, reference)
}

/// `key:value` inside braces, or `key:{ … }`: without the space it is one key.
#[cfg(feature = "parser")]
pub(crate) fn no_space_behind_colon(text: &str, key: &str, span: Span) -> Diagnostic {
    let (name, mut value) = key.split_once(':').unwrap_or((key, ""));
    let title = format!("a space is missing behind the colon of `{name}`");
    let diagnostic = syntax(title, span, "one key, not a key and its value");
    if !text[span.start..].starts_with(name) {
        // An alias stands here, and the key where its anchor is.
        return diagnostic;
    }
    if value.starts_with(['{', '[']) {
        let rest = &text[span.start + name.len() + 1..];
        value = rest.lines().next().unwrap_or_default().trim_end();
    }
    let behind = Span::new(span.start, span.start + name.len() + 1).after();
    mended(diagnostic, format!("write `{name}: {value}`"), behind, " ")
}

/// `key:value` in lines below a key: without the spaces they are one text. `edit` writes the spaces.
#[cfg(feature = "parser")]
pub(crate) fn no_spaces_behind_colons(text: &str, whole: Span, edit: Vec<Replacement>) -> Diagnostic {
    let line = text[whole.start..whole.end].lines().next().unwrap_or_default().trim_end();
    let mut diagnostic = no_space_behind_colon(text, line, Span::new(whole.start, whole.start + line.len()));
    diagnostic.primary.text = "a text, not a key and its value".into();
    if let Some(help) = &mut diagnostic.help {
        help.edit = edit;
    }
    diagnostic
}

/// `key = value` in every line: a file of another format. `edit` writes the colons.
#[cfg(feature = "parser")]
pub(crate) fn equals_for_colons(text: &str, whole: Span, edit: Vec<Replacement>) -> Diagnostic {
    let line = text[whole.start..whole.end].lines().next().unwrap_or_default().trim_end();
    let (key, value) = line.split_once('=').unwrap_or((line, ""));
    let span = Span::new(whole.start, whole.start + line.len());
    syntax("`=` stands where YAML has a colon", span, "a text, not a key and its value")
        .help(format!("write `{}: {}`, and the other lines like it", key.trim(), value.trim()), edit)
}

/// A plain text over several lines that was meant as items of a list: an item that is indented deeper than the one above it is read
/// as more of its text.
#[cfg(feature = "parser")]
pub(crate) fn swallowed_item(text: &str, scalar: Span) -> Option<Diagnostic> {
    let body = text.get(scalar.start..scalar.end)?;
    let first = body.lines().next()?;
    let mut at = scalar.start;
    for (number, line) in body.split_inclusive('\n').enumerate() {
        let content = line.trim_start();
        if number > 0 && content.starts_with("- ") {
            let start = at + (line.len() - content.len());
            let span = Span::new(start, start + content.trim_end().len());
            let title = format!("this line is indented so deep that it belongs to the text `{}`", first.trim_end());
            let mut diagnostic = syntax(title, span, "no item of its own");
            diagnostic.others.push(Label {
                span: Span::new(scalar.start, scalar.start + first.trim_end().len()),
                text: "more of this".into(),
            });
            // Under an item, the dash of that item shows where it was meant to stand.
            let above = &text[text[..scalar.start].rfind('\n').map_or(0, |end| end + 1)..scalar.start];
            if above.trim_matches([' ', '\u{feff}']) == "-" {
                let wanted = " ".repeat(above.trim_start_matches('\u{feff}').find('-').unwrap_or(0));
                let help = format!("indent it like the item above: `{wanted}{}`", content.trim_end());
                return Some(mended(diagnostic, help, Span::new(at, start), wanted));
            }
            // Alone on its line, it is the key of the list.
            let key = Span::new(scalar.start, scalar.start + first.trim_end().len());
            let name = &text[key.start..key.end];
            if above.trim_start_matches('\u{feff}').trim().is_empty() && is_variable(name) {
                let mut diagnostic = syntax(format!("a colon is missing behind `{name}`"), key, "no colon behind it");
                diagnostic.others.push(Label { span, text: "its list".into() });
                return Some(mended(diagnostic, format!("write `{name}:`"), key.after(), ":"));
            }
            return Some(diagnostic);
        }
        at += line.len();
    }
    None
}

/// Whether it may be the name of an environment variable.
#[cfg(feature = "parser")]
pub(crate) fn is_variable(name: &str) -> bool {
    let first = name.bytes().next();
    first.is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(all(test, feature = "parser"))]
mod tests {
    use super::{EXPLANATION, is_variable};
    use crate::tree::parse;

    #[test]
    fn several_that_do_not_stop_the_reading_are_reported_together() {
        let text = "a: !x 1\nb: *none\n? [k]\n: v\n<<: 3\nc: @\n";
        let problems = parse(text).err().unwrap_or_default();
        assert!(problems.iter().all(|problem| problem.code == EXPLANATION.code));
        let titles: Vec<_> = problems.iter().map(|problem| problem.title.as_str()).collect();
        assert_eq!(
            titles,
            [
                "tag `!x` means nothing in a manifest",
                "alias `*none` has no anchor above it",
                "a key is a text, found a list",
                "a text without quotes cannot begin with `@`",
            ]
        );
    }

    #[test]
    fn names_of_variables() {
        assert!(["A", "_a", "REDIS_URL", "a1"].into_iter().all(is_variable));
        assert!(!["", "1A", "A-B", "É", "A B"].into_iter().any(is_variable));
    }
}
