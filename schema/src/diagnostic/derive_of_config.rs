//! `#[derive(Config)]` or its attribute is not of its form.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0608",
    title: "derive of Config",
    prose: "`#[derive(runa::Config)]` makes a struct with named fields the settings of a provider, and an enum whose variants hold nothing the words of
one setting. `#[config(…)]` at a field takes `default`, `range`, `tunable` and `name`, at a variant `name`.

```rust
#[derive(runa::Config)]
struct BillingConfig {
    /// How long it waits for an answer.
    #[config(default = \"5s\", range = \"1s\"..=\"1m\", tunable)]
    timeout: std::time::Duration,
}
```",
};
