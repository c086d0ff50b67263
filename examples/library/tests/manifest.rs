//! The manifest, as a test outside the library sees it.

use library::Ops;
use runa::App;

/// Written for any service: what holds for all of them is said once.
fn stages_without<A: App>(provider: &str) -> Vec<&'static str> {
    let mut stages = A::MANIFEST.stages.to_vec();
    stages.retain(|stage| stage.providers.iter().all(|listed| listed.name != provider));
    stages.iter().map(|stage| stage.name).collect()
}

#[test]
fn every_stage_is_observed() {
    assert!(stages_without::<Ops>("observe").is_empty());
    assert_eq!(stages_without::<Ops>("log"), ["test"], "only tests are quiet");
}
