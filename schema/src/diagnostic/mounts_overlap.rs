//! Two providers under one path, or one over all routes of the service.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0503",
    title: "mounts overlap",
    prose: "A provider that serves routes has a path of its own, its `mount`, and everything below it. Two of them must not share one, and `/`
would cover the routes of the service.

```yaml
- observe: { mount: / }       # wrong
- observe: { mount: /- }      # right
```",
};
