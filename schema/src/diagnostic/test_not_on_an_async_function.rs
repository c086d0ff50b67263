//! A test is started by one attribute.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0614",
    title: "`#[runa::test]` on something else",
    prose: "`#[runa::test]` stands on an `async fn` of its own, whatever its name is. It makes the test and starts the runtime, so `#[test]` and
`#[tokio::test]` do not stand beside it; `runtime(…)` shapes the runtime.

```rust
#[runa::test(stage = \"test\")]
#[tokio::test]                                            // wrong
async fn answers(app: runa::test::App<Ops>) { … }
```",
};
