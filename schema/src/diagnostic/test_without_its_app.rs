//! A test takes something else than the app that it tests.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0616",
    title: "a test that does not take its app",
    prose: "The one parameter of a test is the app that is started for it: `runa::test::App` of the struct that `runa::manifest!` or
`#[runa::app]` makes. It derefs to the struct, and `app.ops()` gives a clone of it.

```rust
#[runa::test(stage = \"test\")]
async fn answers() { … }                                  // wrong
async fn answers(app: runa::test::App<Ops>) { … }         // right
```",
};
