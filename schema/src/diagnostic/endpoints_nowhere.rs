//! A provider serves routes, and there is no listener.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0506",
    title: "endpoints nowhere",
    prose: "`server.listen: none` is for a process without routes of its own. What `observe` serves then needs `server.admin`, else nobody could
ask whether the process is ready.

```yaml
server: { listen: none }                             # wrong, with observe
server: { listen: none, admin: 127.0.0.1:9091 }      # right
```",
};
