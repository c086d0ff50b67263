//! The attribute does not name the manifest.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0602",
    title: "`manifest` is missing",
    prose: "`#[runa::app]` needs the path of the manifest, beside `Cargo.toml` or beside the source file.

```rust
#[runa::app(manifest = \"ops.yaml\")]
async fn main(ops: Ops) -> runa::Result<()> { … }
```",
};
