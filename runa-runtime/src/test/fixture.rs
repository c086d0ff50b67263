//! What a test takes as its parameter.

use std::marker::PhantomData;

use super::App;
use crate::kernel::{self, Stage};

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

/// Asks a parameter for the stages of its app. One that is no app has been told so, and is not asked: see [`Stages`].
#[derive(Debug)]
pub struct Asked<F>(PhantomData<F>);

impl<F: Fixture> Asked<F> {
    /// They are known.
    pub const STAGES: Option<&'static [Stage]> = Some(<F::Ops as kernel::App>::MANIFEST.stages);
}

/// The answer of everything that is no app.
pub trait Stages {
    /// They are not known.
    const STAGES: Option<&'static [Stage]> = None;
}

impl<F> Stages for Asked<F> {}

/// Whether a stage is one of those that are known: asked while the test is compiled.
pub const fn has_stage(stages: Option<&[Stage]>, name: &str) -> bool {
    let Some(stages) = stages else { return true };
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
