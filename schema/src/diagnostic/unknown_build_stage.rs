//! The only stage that is to be built is none of the manifest.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0609",
    title: "no such stage to build",
    prose: "`stage = \"prod\"`, or the variable `RUNA_BUILD_STAGE` while the program is compiled, leaves the code that installs every other stage out
of the program. The variable holds over the argument. Whatever is built, every stage is checked, and the struct of the handles has the same
fields. Started in another stage, the program ends at once.

```sh
RUNA_BUILD_STAGE=prd cargo build --release       # wrong
RUNA_BUILD_STAGE=prod cargo build --release      # right
```",
};
