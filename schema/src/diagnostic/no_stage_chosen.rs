//! The process was started without a stage.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0901",
    title: "no stage chosen",
    prose: "A release build runs the stage that `RUNA_STAGE` names, and no other: production never starts by accident, nor does development.
Debug builds fall back to `default_stage`.

```sh
RUNA_STAGE=prod ./orders
```",
};
