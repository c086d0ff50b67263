//! `stage` stands where nothing is made of a manifest.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0612",
    title: "`stage` beside a struct made elsewhere",
    prose: "Which stages are built is said where the manifest is named. A `main` that takes a struct from elsewhere starts what was built there.

```rust
runa::manifest!(\"ops.yaml\" as Ops, stage = \"prod\");        // right

#[runa::app(stage = \"prod\")]                               // wrong
async fn main(ops: orders::Ops) -> runa::Result<()> { … }
```",
};
