//! The function has other parameters than the one that takes the handles.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0607",
    title: "wrong parameters",
    prose: "The function has one parameter. Its type is the name of the struct that holds the handles of the providers; `#[runa::app]` makes that
struct, so the name is yours.

```rust
async fn main(ops: Ops) -> runa::Result<()> { … }
```",
};
