//! A setting that its provider, or the kernel, does not have.

use super::place::{Named, one_of};
use super::{Diagnostic, Explanation, Replacement, foreign};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0208",
    title: "unknown setting",
    prose: "Each provider has its settings, and `server` has the kernel's. Any other key would be read by nobody, so it is an error.

```yaml
- log: { levle: debug }      # wrong
- log: { level: debug }      # right
```",
};

/// `setting` names it with its groups; `span` is the key.
pub(crate) fn unknown_setting(
    span: Span,
    setting: Named<'_>,
    known: &[&str],
    nearest: Option<&str>,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let title = format!("unknown setting `{path}` {owner}");
    if let Some(name) = nearest {
        return Diagnostic::new("R0208", title, span, "no such setting")
            .help(format!("did you mean `{name}`?"), vec![Replacement::new(span, name)]);
    }
    let key = path.rsplit('.').next().unwrap_or(path);
    let label = foreign::label(key).map_or_else(|| expected(known), str::to_owned);
    Diagnostic::new("R0208", title, span, label).help_by(format!("take `{path}` out"), removal)
}

/// What there is; of many only the first, so that the line can be read.
fn expected(known: &[&str]) -> String {
    const SHOWN: usize = 9;
    if known.len() <= SHOWN + 1 {
        return format!("expected one of {}", one_of(known.iter().copied(), "or"));
    }
    let shown: Vec<_> = known[..SHOWN].iter().map(|name| format!("`{name}`")).collect();
    format!("expected one of {} or {} others", shown.join(", "), known.len() - SHOWN)
}

/// A key that is near to nothing but a setting of a later version.
pub(crate) fn near_a_later_one(
    span: Span,
    setting: Named<'_>,
    later: &str,
    removal: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    let label = format!("`{later}`, which is near, is not in this version");
    Diagnostic::new("R0208", format!("unknown setting `{path}` {owner}"), span, label)
        .help_by(format!("take `{path}` out"), removal)
}

/// A key for something that is written in another way.
pub(crate) fn meant(
    span: Span,
    setting: Named<'_>,
    label: &str,
    help: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0208", format!("unknown setting `{path}` {owner}"), span, label).help_by(help, edit)
}

/// A key with a dot for a setting of a group.
pub(crate) fn dotted(span: Span, setting: Named<'_>, help: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let Named { path, owner } = setting;
    Diagnostic::new("R0208", format!("unknown setting `{path}` {owner}"), span, "a dot does not nest in YAML")
        .help_by(help, edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_slip() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { acess: { enabled: false } }
",
            r"
unknown setting `acess` of `log` in stage `dev` [R0208]
 --> ops.yaml:5:14
  |
5 |     - log: { acess: { enabled: false } }
  |              ^^^^^ no such setting
  |
  = help: did you mean `access`?
",
        );
    }

    #[test]
    fn a_stranger_in_a_group() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log:
        access:
          enabled: true
          colour: red
",
            r"
unknown setting `access.colour` of `log` in stage `dev` [R0208]
 --> ops.yaml:8:11
  |
8 |           colour: red
  |           ^^^^^^ expected one of `enabled`, `skip` or `slow`
  |
  = help: take `access.colour` out
",
        );
    }

    #[test]
    fn a_slip_in_the_name_of_a_later_setting() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log: { shema: ecs, level: info }
",
            r"
unknown setting `shema` of `log` in stage `dev` [R0208]
 --> ops.yaml:5:14
  |
5 |     - log: { shema: ecs, level: info }
  |              ^^^^^ `schema`, which is near, is not in this version
  |
  = help: take `shema` out
",
        );
    }

    #[test]
    fn keys_with_dots() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log:
        access.enabled: true
        level: info
        access.slow: none
",
            r"
unknown setting `access.enabled` of `log` in stage `dev` [R0208]
 --> ops.yaml:6:9
  |
6 |         access.enabled: true
  |         ^^^^^^^^^^^^^^ a dot does not nest in YAML
  |
  = help: write `access: { enabled: true, slow: none }`
",
        );
    }
}
