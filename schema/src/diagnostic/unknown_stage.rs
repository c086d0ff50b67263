//! `RUNA_STAGE` names a stage that the manifest does not have.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0902",
    title: "unknown stage",
    prose: "`RUNA_STAGE` names one of the stages of the manifest, as it is written there; the message lists them.

```sh
RUNA_STAGE=prd ./orders       # wrong
RUNA_STAGE=prod ./orders      # right
```",
};
