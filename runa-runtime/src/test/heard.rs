//! The app of a test, heard also in a stage that does not list `log`.

use std::borrow::Cow;

use runa_schema::resolve::{Overrides, Resolved, Resolver};
use runa_schema::settings::{LogSettings, Settings};

use crate::kernel::{App, Launch, Manifest, Result, Start};

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

/// What `log` is installed with where it is not listed: its defaults.
pub(super) fn missing<A: App>(stage: &str) -> Vec<Resolved> {
    if listed::<A>(stage) {
        return Vec::new();
    }
    let mut resolver = Resolver::new(true, None::<&Launch>, Overrides::default());
    resolver.section(Cow::Borrowed(LOG), LogSettings::SECTION, &[]);
    resolver.settled().0
}
