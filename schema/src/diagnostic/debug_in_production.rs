//! `observe.debug` in a stage that is not relaxed.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0504",
    title: "debug in production",
    prose:
        "Every stage that `relaxed` does not name is production, and production does not show the inside of its process.

```yaml
relaxed: [dev, test, local]      # these may have debug: true
```",
};
