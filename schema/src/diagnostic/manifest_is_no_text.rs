//! The path of the manifest is not a string literal.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0605",
    title: "`manifest` is no text",
    prose: "The manifest is read while the program is compiled, so its path must stand in the attribute itself, as a string literal: no
constant, no `env!`, no `concat!`.

```rust
#[runa::app(manifest = MANIFEST)]        // wrong
#[runa::app(manifest = \"ops.yaml\")]      // right
```",
};
