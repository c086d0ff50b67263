//! The function has other parameters than the one that takes the handles.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0607",
    title: "wrong parameters",
    prose: "The function has one parameter. Beside `manifest`, its type is the name of the struct that holds the handles of the providers;
`#[runa::app]` makes that struct, so the name is yours. Without `manifest`, its type is the path of a struct that `runa::manifest!` makes.

```rust
#[runa::app(manifest = \"ops.yaml\")]
async fn main(ops: Ops) -> runa::Result<()> { … }

#[runa::app]
async fn main(ops: orders::Ops) -> runa::Result<()> { … }
```",
};
