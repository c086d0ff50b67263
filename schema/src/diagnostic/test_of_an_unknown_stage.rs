//! A test names a stage that the manifest of its app does not have.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0617",
    title: "a test of a stage that is not there",
    prose: "The stage of a test is one of those that the manifest of its app has. It is looked up while the test is compiled.

```rust
#[runa::test(stage = \"tset\")]            // wrong
#[runa::test(stage = \"test\")]            // right
```",
};
