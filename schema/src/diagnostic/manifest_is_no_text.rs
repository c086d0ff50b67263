//! An argument that is read while compiling is not a string literal.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0605",
    title: "argument is no text",
    prose: "What `manifest`, `stage` and `crate` say is read while the program is compiled, so it must stand in the attribute itself, as a string
literal: no constant, no `env!`, no `concat!`.

```rust
#[runa::app(manifest = MANIFEST)]        // wrong
#[runa::app(manifest = \"ops.yaml\")]      // right
```",
};
