//! The attribute stands on something else than an `async fn`.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0606",
    title: "not on an async function",
    prose: "`#[runa::app]` makes the `main` of the program out of an `async fn`.

```rust
#[runa::app(manifest = \"ops.yaml\")]
async fn main(ops: Ops) -> runa::Result<()> { … }
```",
};
