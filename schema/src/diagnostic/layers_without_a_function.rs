//! `layers` names no function.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0611",
    title: "`layers` without a function",
    prose: "`layers` takes the path of a function, not a call, a closure or a string. runa calls it once, inside the runtime and before the first
provider, with the name of the stage. What it returns is a layer of tracing-subscriber 0.3.

```rust
#[runa::app(manifest = \"ops.yaml\", layers = layers())]      // wrong
#[runa::app(manifest = \"ops.yaml\", layers = layers)]        // right

fn layers(stage: &str) -> impl tracing_subscriber::Layer<tracing_subscriber::Registry> { … }
```",
};
