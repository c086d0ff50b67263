//! `observe.debug` where other machines can reach it.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0501",
    title: "debug on an open listener",
    prose: "`observe.debug` shows the inside of the process: memory, tasks, checks. It is for the developer's own machine, or for a listener
that only this machine reaches: `server.admin` if it is set, else `server.listen`.

```yaml
server: { listen: 0.0.0.0:8080 }                             # wrong, with debug: true
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:9090 }      # right
```",
};
