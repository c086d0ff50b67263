//! What a test takes as its parameter.

use super::App;
use crate::kernel;

/// The parameter of a test: the app itself, in [`App`].
#[diagnostic::on_unimplemented(
    message = "a test of `#[runa::test]` does not take `{Self}` [R0616]",
    label = "this is not an app",
    note = "write `app: runa::test::App<Ops>`, with the struct that `runa::manifest!` or `#[runa::app]` makes"
)]
pub trait Fixture {
    /// The struct of the manifest.
    type Ops: kernel::App;

    #[doc(hidden)]
    fn of(app: App<Self::Ops>) -> Self;
}

impl<A: kernel::App> Fixture for App<A> {
    type Ops = A;

    fn of(app: Self) -> Self {
        app
    }
}

/// Whether the manifest of a test's app has a stage: asked while the test is compiled.
pub const fn has_stage<F: Fixture>(name: &str) -> bool {
    let stages = <F::Ops as kernel::App>::MANIFEST.stages;
    let mut index = 0;
    while index < stages.len() {
        if same(stages[index].name.as_bytes(), name.as_bytes()) {
            return true;
        }
        index += 1;
    }
    false
}

const fn same(one: &[u8], other: &[u8]) -> bool {
    let mut index = 0;
    while index < one.len() && index < other.len() && one[index] == other[index] {
        index += 1;
    }
    index == one.len() && index == other.len()
}
