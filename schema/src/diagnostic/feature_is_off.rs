//! A stage lists a provider whose cargo feature is off.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0701",
    title: "feature is off",
    prose: "What is not asked for is not compiled: each provider is a cargo feature of `runa`. A provider that a manifest lists needs its feature,
and so do `redis`, `rediss://` (`redis-tls`) and `server.tls` (`tls`).

```toml
[dependencies]
runa = { version = \"0.1\", features = [\"observe\"] }
```",
};
