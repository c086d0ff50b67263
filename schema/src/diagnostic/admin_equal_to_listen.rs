//! Both listeners on one address.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0502",
    title: "`admin` is where `listen` is",
    prose: "Two listeners cannot have one address: the second could not be opened, and the process would not start. A wildcard such as
`0.0.0.0` takes the port on every address of the machine. Port 0 takes a free port each time, so it may stand twice.

```yaml
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:8080 }      # wrong
server: { listen: 0.0.0.0:8080, admin: 127.0.0.1:9090 }      # right
```",
};
