//! An entry with `use` is not of the form that a provider of the user's own has.

use super::place::Owner;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0212",
    title: "provider of your own in a wrong form",
    prose: "A provider of your own is listed under a name that you give it. `use` is the path of the type that implements `runa::Provider`,
from the root of your crate or of another one; `config` holds the settings that its `Config` declares. Both can stand in
`defaults` as well. What stands below `config` is checked when rustc compiles your crate, which alone knows the type.

```yaml
- billing: { use: Billing }                                                     # wrong
- billing: { use: crate::billing::Billing, rate_limit: 10 }                     # wrong
- billing: { use: crate::billing::Billing, config: { rate_limit: 10 } }         # right
```",
};

/// `use` is no path of a type.
pub(crate) fn no_path(
    span: Span,
    owner: Owner<'_>,
    label: &str,
    better: &str,
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    Diagnostic::new("R0212", format!("`use` {owner} is no path of a type"), span, label)
        .help_by(format!("write `use: {better}`"), edit)
}

/// `use` is a path with parameters. `alias` is a name for the type, and the type.
pub(crate) fn parameters(
    span: Span,
    owner: Owner<'_>,
    (alias, ty): (&str, &str),
    edit: Option<Vec<Replacement>>,
) -> Diagnostic {
    let label = "a path without parameters is expected; a type alias can have them";
    Diagnostic::new("R0212", format!("`use` {owner} is no path of a type"), span, label)
        .help_by(format!("write `use: crate::{alias}`, and `pub type {alias} = {ty};` in the root of the crate"), edit)
}

/// Nothing says which type it is.
pub(crate) fn without_use(span: Span, owner: Owner<'_>, better: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    let Owner { section, place } = owner;
    Diagnostic::new(
        "R0212",
        format!("`{section}` is no provider of runa and has no `use`, {place}"),
        span,
        "of which type is it?",
    )
    .help_by(format!("write `use: {better}`"), edit)
}

/// A key beside `use` and `config`.
pub(crate) fn stray(span: Span, key: &str, owner: Owner<'_>, help: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new("R0212", format!("unknown key `{key}` {owner}"), span, "only `use` and `config` stand here")
        .help_by(help, edit)
}

/// `config` is no mapping.
pub(crate) fn config_shape(span: Span, owner: Owner<'_>, found: &str, edit: Option<Vec<Replacement>>) -> Diagnostic {
    Diagnostic::new(
        "R0212",
        format!("`config` {owner} is no mapping"),
        span,
        format!("a mapping of settings is expected, found {found}"),
    )
    .help_by("write `config: {}`", edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn a_name_instead_of_a_path() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - log
    - billing: { use: Billing }
",
            r"
`use` of `billing` in stage `dev` is no path of a type [R0212]
 --> ops.yaml:6:23
  |
6 |     - billing: { use: Billing }
  |                       ^^^^^^^ a path from the root of the crate is expected
  |
  = help: write `use: crate::Billing`
",
        );
    }

    #[test]
    fn a_file_instead_of_a_path() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev: [billing: { use: ./src/billing.rs }]
",
            r"
`use` of `billing` in stage `dev` is no path of a type [R0212]
 --> ops.yaml:4:25
  |
4 |   dev: [billing: { use: ./src/billing.rs }]
  |                         ^^^^^^^^^^^^^^^^ a path from the root of the crate is expected
  |
  = help: write `use: crate::billing`
",
        );
    }

    #[test]
    fn settings_beside_use() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - billing: { use: crate::Billing, rate_limit: 10 }
",
            r"
unknown key `rate_limit` of `billing` in stage `dev` [R0212]
 --> ops.yaml:5:39
  |
5 |     - billing: { use: crate::Billing, rate_limit: 10 }
  |                                       ^^^^^^^^^^ only `use` and `config` stand here
  |
  = help: write it below `config`
",
        );
    }

    #[test]
    fn a_slip_in_config() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - billing: { use: crate::Billing, confg: { rate_limit: 10 } }
",
            r"
unknown key `confg` of `billing` in stage `dev` [R0212]
 --> ops.yaml:5:39
  |
5 |     - billing: { use: crate::Billing, confg: { rate_limit: 10 } }
  |                                       ^^^^^ only `use` and `config` stand here
  |
  = help: did you mean `config`?
",
        );
    }

    #[test]
    fn without_a_type() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - billing: { config: { rate_limit: 10 } }
",
            r"
`billing` is no provider of runa and has no `use`, in stage `dev` [R0212]
 --> ops.yaml:5:7
  |
5 |     - billing: { config: { rate_limit: *** } }
  |       ^^^^^^^ of which type is it?
  |
  = help: write `use: crate::Billing`
",
        );
    }

    #[test]
    fn config_that_is_a_list() {
        check_one(
            r"
runa: 1
service: orders
stages:
  dev:
    - billing: { use: crate::Billing, config: [10] }
",
            r"
`config` of `billing` in stage `dev` is no mapping [R0212]
 --> ops.yaml:5:47
  |
5 |     - billing: { use: crate::Billing, config: [***] }
  |                                               ^^^^^ a mapping of settings is expected, found a list
  |
  = help: write `config: {}`
",
        );
    }
}
