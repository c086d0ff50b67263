//! The attribute does not name the manifest.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0602",
    title: "the manifest is not named",
    prose: "`#[runa::app]` needs the path of the manifest, beside `Cargo.toml` or beside the source file; so does `runa::manifest!`, without a name
in front of it. Only a `main` that takes a struct by its path, such as `crate::Ops`, names no manifest: that struct is made elsewhere.

```rust
#[runa::app(manifest = \"ops.yaml\")]
async fn main(ops: Ops) -> runa::Result<()> { … }

runa::manifest!(\"ops.yaml\" as Ops);

#[runa::app]
async fn main(ops: orders::Ops) -> runa::Result<()> { … }
```",
};
