//! What `runtime` asks for is not what it takes.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0610",
    title: "wrong `runtime`",
    prose: "`runtime` takes `flavor` and `blocked_after`, which are strings, and `worker_threads`, a number. A `current_thread` runtime has one thread, so both cannot hold together.
At start, `RUNA__RUNTIME__FLAVOR` and `RUNA__RUNTIME__WORKER_THREADS` change them.

```rust
#[runa::app(manifest = \"ops.yaml\", runtime(threads = \"4\"))]             // wrong
#[runa::app(manifest = \"ops.yaml\", runtime(worker_threads = 4))]        // right
```",
};
