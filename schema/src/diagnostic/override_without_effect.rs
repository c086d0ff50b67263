//! An override of a setting that is fixed, or of a provider that the stage lacks.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0906",
    title: "override without effect",
    prose: "Settings that shape what is built cannot be changed at start; the message says which one it is. An override for a provider that the running
stage does not list would be without effect. What stands below names of your own (`server.routes`, `queue.queues`) has no variables,
since a route or a name need not be part of one; a value there that is to be changed at start is a reference.

```yaml
server: { routes: { '/upload/{id}': { body_limit: { from_env: UPLOAD_LIMIT, default: 1GiB } } } }
```",
};
