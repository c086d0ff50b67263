//! The parts of `server.drain` are longer than the whole.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0505",
    title: "drain does not fit",
    prose: "Stopping first takes `drain.delay`, in which requests are still served, then at most `drain.grace` for what is in flight. Both have
to fit into `drain.total`, else requests would be cut off before their time.

```yaml
drain: { delay: 20s, grace: 10s, total: 25s }      # wrong
drain: { delay: 20s, grace: 10s, total: 30s }      # right
```",
};
