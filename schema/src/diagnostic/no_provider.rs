//! `use` names a type that is no provider. Said by rustc, when it evaluates the checks of [`crate::own`].

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0214",
    title: "type that is no provider",
    prose: "`use` names the type of a provider of your own. It exists, but does not implement `runa::Provider`, which says what its settings are,
whom it needs, and how it becomes part of the process.

```yaml
- billing: { use: crate::billing::BillingConfig }    # wrong: these are its settings
- billing: { use: crate::billing::Billing }          # right: impl runa::Provider for Billing
```",
};
