//! `runa::manifest!` has another form.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0613",
    title: "wrong form of `runa::manifest!`",
    prose: "`runa::manifest!` takes the path of the manifest, `as`, and the name of the struct to make. A visibility may stand in front of the name
(without one it is `pub`), lines of documentation in front of the path, and `stage` and `crate` behind.

```rust
runa::manifest!(\"ops.yaml\");                                    // wrong
runa::manifest!(\"ops.yaml\" as Ops);                             // right
runa::manifest!(\"ops.yaml\" as pub(crate) Ops, stage = \"prod\");  // right
```",
};
