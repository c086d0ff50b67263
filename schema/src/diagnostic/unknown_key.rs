//! A key that a manifest, or a stage, does not have.

use super::place::one_of;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;
use crate::provider::RUNTIME;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0201",
    title: "unknown key",
    prose: "A manifest has the keys `runa`, `service`, `version`, `default_stage`, `relaxed`, `server`, `defaults` and `stages`; a stage
that is a mapping has `server` and `providers`. Any other key would be read by nobody, so it is an error.

```yaml
default_stgae: dev      # wrong
default_stage: dev      # right
```",
};

/// `whose` is "of a manifest" or "of stage `dev`".
pub(crate) fn unknown_key(
    span: Span,
    key: &str,
    whose: &str,
    known: &[&str],
    nearest: Option<&str>,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let key = if key.is_empty() { "\"\"" } else { key };
    let title = format!("unknown key `{key}` {whose}");
    if let Some(name) = nearest {
        return Diagnostic::new("R0201", title, span, "nobody reads it")
            .help(format!("did you mean `{name}`?"), vec![Replacement::new(span, name)]);
    }
    let label = format!("expected one of {}", one_of(known.iter().copied(), "or"));
    let found = Diagnostic::new("R0201", title, span, label).help_by(format!("take `{key}` out"), removal);
    if key == RUNTIME {
        return found.note("what is asked of tokio stands in the attribute: `#[runa::app(…, runtime(…))]`");
    }
    found
}

/// A key with a dot, such as `server.listen`.
pub(crate) fn dotted(span: Span, key: &str, help: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let title = format!("unknown key `{key}` of the manifest");
    Diagnostic::new("R0201", title, span, "a dot does not nest in YAML").help_by(help, edit)
}

/// A key that only holds an anchor, as other formats allow it. Without it the aliases would stand for nothing, so there is no edit.
pub(crate) fn for_an_anchor(span: Span, key: &str) -> Diagnostic {
    let title = format!("unknown key `{key}` of the manifest");
    Diagnostic::new("R0201", title, span, "a manifest has no place for anchors alone")
        .note("write the anchor where it is used first, or put settings that all stages share below `defaults`")
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn what_is_of_the_process_stands_in_the_attribute() {
        check_one(
            r"
runa: 1
service: orders
runtime: { worker_threads: 4 }
stages:
  dev: [log]
",
            r"
unknown key `runtime` of the manifest [R0201]
 --> ops.yaml:3:1
  |
3 | runtime: { worker_threads: 4 }
  | ^^^^^^^ expected one of `runa`, `service`, `version`, `default_stage`, `relaxed`, `server`, `defaults` or `stages`
  |
  = note: what is asked of tokio stands in the attribute: `#[runa::app(…, runtime(…))]`
  = help: take `runtime` out
",
        );
    }

    #[test]
    fn a_slip_is_renamed() {
        check_one(
            r"
runa: 1
service: orders
relaxd: [dev]
stages:
  dev: [log]
",
            r"
unknown key `relaxd` of the manifest [R0201]
 --> ops.yaml:3:1
  |
3 | relaxd: [dev]
  | ^^^^^^ nobody reads it
  |
  = help: did you mean `relaxed`?
",
        );
    }

    #[test]
    fn a_stranger_is_taken_out() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    replicas: 3
    providers: [log]
",
            r"
unknown key `replicas` of stage `dev` [R0201]
 --> ops.yaml:5:5
  |
5 |     replicas: 3
  |     ^^^^^^^^ expected one of `server` or `providers`
  |
  = help: take `replicas` out
",
        );
    }

    #[test]
    fn a_slip_is_not_missing_too() {
        for (manifest, keys) in [
            ("runa: 1\nservice: a\nstage: { dev: [log] }\n", &["stage"][..]),
            ("Runa: 1\nService: a\nStages: { dev: [log] }\n", &["Runa", "Service", "Stages"]),
        ] {
            let found = crate::check::check(manifest).err().unwrap_or_default();
            let titles: Vec<_> = found.iter().map(|one| one.title.as_str()).collect();
            let wanted: Vec<_> = keys.iter().map(|key| format!("unknown key `{key}` of the manifest")).collect();
            assert_eq!(titles, wanted);
        }
    }

    #[test]
    fn keys_with_dots() {
        check_one(
            r"
runa: 1
service: orders
server.listen: 0.0.0.0:80
stages:
  dev: [log]
server.drain.delay: 5s
",
            r"
unknown key `server.listen` of the manifest [R0201]
 --> ops.yaml:3:1
  |
3 | server.listen: 0.0.0.0:80
  | ^^^^^^^^^^^^^ a dot does not nest in YAML
  |
  = help: write `server: { listen: 0.0.0.0:80, drain: { delay: 5s } }`
",
        );
        check_one(
            r"
runa: 1
service: orders
server: { listen: 0.0.0.0:80 }
server.drain: { delay: 5s }
stages: { dev: [log] }
",
            r"
unknown key `server.drain` of the manifest [R0201]
 --> ops.yaml:4:1
  |
4 | server.drain: { delay: 5s }
  | ^^^^^^^^^^^^ a dot does not nest in YAML
  |
  = help: write `server: { drain: { delay: 5s } }`
",
        );
    }

    #[test]
    fn an_anchor_in_a_place_of_its_own() {
        let manifest = "runa: 1\nservice: a\nx-log: &log { level: info }\nstages: { dev: [log: *log] }\n";
        let found = crate::check::check(manifest).err().unwrap_or_default();
        let shown: Vec<_> = found.iter().map(|one| crate::diagnostic::render("ops.yaml", manifest, one)).collect();
        let expected = r"unknown key `x-log` of the manifest [R0201]
 --> ops.yaml:3:1
  |
3 | x-log: &log { level: info }
  | ^^^^^ a manifest has no place for anchors alone
  |
  = note: write the anchor where it is used first, or put settings that all stages share below `defaults`";
        assert_eq!(shown, [expected]);
        assert!(found[0].help.is_none(), "without it the alias would stand for nothing");
    }

    #[test]
    fn what_is_empty_is_called_so() {
        let manifest = "runa: 1\nservice: ''\nrelaxed: ['']\n'': 1\nstages: { '': [''] }\n";
        let found = crate::check::check(manifest).err().unwrap_or_default();
        assert_eq!(found.len(), 5);
        for one in found {
            let shown = crate::diagnostic::render("ops.yaml", manifest, &one);
            let said = shown.lines().filter(|line| !line.contains("stage ``"));
            assert!(!said.collect::<String>().contains("``"), "{shown}");
        }
    }
}
