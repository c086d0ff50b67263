//! A test does not say in which stage its app is started.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0615",
    title: "a test without a stage",
    prose: "A test is of one stage, and says of which. `RUNA_STAGE` is not read: a test is the same wherever it runs.

```rust
#[runa::test]                             // wrong
#[runa::test(stage = \"test\")]            // right
```",
};
