//! The settings type of a provider does not fit its own declaration.

use super::Explanation;

pub(super) const EXPLANATION: Explanation = Explanation {
    code: "R0908",
    title: "settings do not fit their declaration",
    prose: "The provider's `Settings::read` asks for a setting, or a type, that its `Settings::SECTION` does not declare. This is a mistake in the code of the
provider; a struct made by `settings!` cannot have it.",
};
