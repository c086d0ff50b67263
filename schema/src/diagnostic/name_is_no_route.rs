//! Settings stand under a name that is no route.

use super::place::Owner;
use super::{Diagnostic, Explanation, Replacement};
use crate::Span;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0340",
    title: "name that is no route",
    prose: "`server.routes` holds settings under routes, each written as it is given to axum's router, with the path of the routers that
it is nested in: it begins with `/`, a parameter is `{id}`, and what takes the rest is `{*rest}`. Whether the service has the route is only seen at start.

```yaml
server:
  routes:
    upload/:id: { body_limit: 1GiB }        # wrong
    /upload/{id}: { body_limit: 1GiB }      # right
```",
};

/// `why` says what is wrong with it.
pub(crate) fn name_is_no_route(
    span: Span,
    name: &str,
    owner: Owner<'_>,
    why: &'static str,
    better: &str,
    edit: Vec<Replacement>,
) -> Diagnostic {
    let name = if name.is_empty() { "an empty text".into() } else { format!("`{name}`") };
    Diagnostic::new("R0340", format!("{name} is no route of `routes` {owner}"), span, why)
        .help(format!("write `{better}`"), edit)
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::testing::check_one;

    #[test]
    fn is_mended() {
        check_one(
            r"
runa: 1
service: orders
server:
  routes: { '/upload/:id': { body_limit: 1GiB } }
stages: { dev: [log] }
",
            r"
`/upload/:id` is no route of `routes` of `server` for all stages [R0340]
 --> ops.yaml:4:13
  |
4 |   routes: { '/upload/:id': { body_limit: 1GiB } }
  |             ^^^^^^^^^^^^^ a parameter is written `{id}`
  |
  = help: write `'/upload/{id}'`
",
        );
    }

    #[test]
    fn without_a_slash() {
        check_one(
            r"
runa: 1
service: orders
server:
  routes:
    upload: { body_limit: 1GiB }
stages: { dev: [log] }
",
            r"
`upload` is no route of `routes` of `server` for all stages [R0340]
 --> ops.yaml:5:5
  |
5 |     upload: { body_limit: 1GiB }
  |     ^^^^^^ a route begins with `/`
  |
  = help: write `/upload`
",
        );
    }
}
