//! A key that a manifest, or a stage, does not have.

use super::place::one_of;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

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
    let title = format!("unknown key `{key}` {whose}");
    match nearest {
        Some(name) => Diagnostic::new("R0201", title, span, "nobody reads it")
            .help(format!("did you mean `{name}`?"), vec![Replacement::new(span, name)]),
        None => {
            Diagnostic::new("R0201", title, span, format!("expected one of {}", one_of(known.iter().copied(), "or")))
                .help_by(format!("take `{key}` out"), removal)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

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
}
