//! A stage or a service has a name that cannot be used.

use super::place::{Owner, Where};
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;
use crate::settings::own_name::Unfit;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0207",
    title: "name that cannot be used",
    prose: "A stage has a name in snake_case, since it becomes part of a function's name: lower-case letters, digits and `_`, and
not `true`, `false` or `null`. The names of a queue and of a provider of your own are
fields, so they are in snake_case too, and no words of Rust. A service's name has at most 64 letters, digits, `-` and `_`; it stands in logs, metrics and records.

```yaml
stages:
  pre-prod: [log]      # wrong
  pre_prod: [log]      # right
```",
};

/// A stage's name.
pub(crate) fn stage_name(span: Span, name: &str, better: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let label = match name {
        "" => "no letter stands here".to_owned(),
        "true" | "false" | "null" => format!("`{name}` means something else in YAML"),
        _ => "not in snake_case".to_owned(),
    };
    let name = if name.is_empty() { "an empty text".into() } else { format!("`{name}`") };
    Diagnostic::new("R0207", format!("{name} is no name for a stage"), span, label)
        .note("a stage's name becomes part of a function's name: lower-case letters, digits and `_`")
        .help_by(format!("write `{better}`"), edit)
}

/// The service's name. `label` says why not.
pub(crate) fn service_name(
    span: Span,
    found: &str,
    label: &str,
    better: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let label =
        if found.contains("${") || found.contains("{{") { "a service's name takes no reference" } else { label };
    Diagnostic::new("R0207", format!("{found} is no name for a service"), span, label)
        .note("the service's name stands in logs, metrics and records")
        .help_by(format!("write `service: {better}`"), edit)
}

/// A name that the user gives to one of several groups of settings, such as a queue.
pub(crate) fn own_name(
    span: Span,
    name: &str,
    (noun, owner): (&str, Owner<'_>),
    unfit: Unfit,
    better: &str,
    edit: Vec<Replacement>,
) -> Diagnostic {
    field(span, name, (noun, &owner), unfit, better, edit)
}

/// The name of a provider of the user's own.
pub(crate) fn provider_name(
    span: Span,
    name: &str,
    place: Where<'_>,
    unfit: Unfit,
    better: &str,
    edit: Vec<Replacement>,
) -> Diagnostic {
    field(span, name, ("provider", &place), unfit, better, edit)
}

fn field(
    span: Span,
    name: &str,
    (noun, owner): (&str, &dyn std::fmt::Display),
    unfit: Unfit,
    better: &str,
    edit: Vec<Replacement>,
) -> Diagnostic {
    let label = match unfit {
        Unfit::Empty => "no letter stands here".to_owned(),
        Unfit::Taken => format!("`{name}` is a word of Rust or YAML"),
        Unfit::Long => "more than 64 letters".to_owned(),
        Unfit::Case => "not in snake_case".to_owned(),
    };
    let name = if name.is_empty() { "an empty text".into() } else { format!("`{name}`") };
    Diagnostic::new("R0207", format!("{name} is no name for a {noun} {owner}"), span, label)
        .note(format!("the name of a {noun} becomes a field: lower-case letters, digits and single `_` between them"))
        .help(format!("write `{better}`"), edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn of_a_stage_and_who_speaks_of_it() {
        check_one(
            r"
runa: 1
service: orders
default_stage: eu-west
relaxed: [eu-west]
stages:
  eu-west: [log]
",
            r"
`eu-west` is no name for a stage [R0207]
 --> ops.yaml:6:3
  |
6 |   eu-west: [log]
  |   ^^^^^^^ not in snake_case
  |
  = note: a stage's name becomes part of a function's name: lower-case letters, digits and `_`
  = help: write `eu_west`
",
        );
    }

    #[test]
    fn of_a_service() {
        check_one(
            r"
runa: 1
service: Größe/1
stages: { dev: [log] }
",
            r"
the text `Größe/1` is no name for a service [R0207]
 --> ops.yaml:2:10
  |
2 | service: Größe/1
  |          ^^^^^^^ not letters, digits, `-` and `_` only
  |
  = note: the service's name stands in logs, metrics and records
  = help: write `service: Gr--e-1`
",
        );
    }

    #[test]
    fn a_number_for_a_service() {
        check_one(
            r"
runa: 1
service: 42
stages: { dev: [log] }
",
            r"
the number `42` is no name for a service [R0207]
 --> ops.yaml:2:10
  |
2 | service: 42
  |          ^^ a text is expected
  |
  = note: the service's name stands in logs, metrics and records
  = help: write `service: '42'`
",
        );
    }

    #[test]
    fn nothing_for_a_service() {
        check_one(
            r"
runa: 1
service:
stages: { dev: [log] }
",
            r"
nothing is no name for a service [R0207]
 --> ops.yaml:2:1
  |
2 | service:
  | ^^^^^^^ a name is expected
  |
  = note: the service's name stands in logs, metrics and records
  = help: write `service: app`
",
        );
    }

    #[test]
    fn a_stage_that_is_a_word_of_yaml() {
        check_one(
            r"
runa: 1
service: orders
stages: { null: [log], self: [log] }
",
            r"
`null` is no name for a stage [R0207]
 --> ops.yaml:3:11
  |
3 | stages: { null: [log], self: [log] }
  |           ^^^^ `null` means something else in YAML
  |
  = note: a stage's name becomes part of a function's name: lower-case letters, digits and `_`
  = help: write `null_stage`
",
        );
    }

    #[test]
    fn a_service_too_long_to_show() {
        let found = crate::check::check(&format!("runa: 1\nservice: {}\nstages: {{ dev: [log] }}\n", "a".repeat(65)));
        let labels: Vec<_> = found.err().unwrap_or_default().into_iter().map(|one| one.primary.text).collect();
        assert_eq!(labels, ["more than 64 letters"]);
    }

    #[test]
    fn a_title_is_one_line() {
        let found = crate::check::check("runa: 1\nservice: |\n  or\n  ders\n\"a\\nb\": 1\nstages: { dev: [log] }\n");
        let titles: Vec<_> = found.err().unwrap_or_default().into_iter().map(|one| one.title).collect();
        let escaped = [r"the text `or\nders\n` is no name for a service", r"unknown key `a\nb` of the manifest"];
        assert_eq!(titles, escaped);
    }
}
