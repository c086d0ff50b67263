//! What a test gives its app is no list of pairs.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0618",
    title: "`env` or `overrides` without pairs",
    prose: "A test reads nothing of the process's environment. What it gives stands in a list of pairs, each in parentheses: names of variables in
`env`, paths of settings in `overrides`. Values may be any expression that gives a string.

```rust
#[runa::test(stage = \"test\", env = \"REDIS_URL=redis://127.0.0.1\")]                  // wrong
#[runa::test(stage = \"test\", env = [(\"REDIS_URL\", \"redis://127.0.0.1\")])]          // right
#[runa::test(stage = \"test\", overrides = [(\"server.drain.delay\", \"1s\")])]          // right
```",
};
