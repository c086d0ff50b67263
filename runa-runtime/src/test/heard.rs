//! The app of a test, heard also in a stage that does not list `log`.

use runa_schema::settings::{LogSettings, Section, Settings};

use crate::kernel::{App, Manifest, Result, Start};

/// The section under which the settings of `log` are found.
const LOG: &str = "log";

/// An app that logs.
#[derive(Clone)]
pub(super) struct Heard<A>(pub(super) A);

impl<A: App> App for Heard<A> {
    const MANIFEST: Manifest = A::MANIFEST;

    async fn install(start: &mut Start) -> Result<Self> {
        if !listed::<A>(start.stage()) {
            let _ = start.install::<crate::Log>(LOG, ()).await?;
        }
        A::install(start).await.map(Self)
    }
}

fn listed<A: App>(stage: &str) -> bool {
    let stage = A::MANIFEST.stages.iter().find(|one| one.name == stage);
    stage.is_some_and(|stage| stage.providers.iter().any(|listed| listed.name == LOG))
}

/// What is to be settled although the stage does not list it.
pub(super) fn besides<A: App>(stage: &str) -> Vec<(&'static str, &'static Section)> {
    if listed::<A>(stage) { Vec::new() } else { vec![(LOG, LogSettings::SECTION)] }
}
