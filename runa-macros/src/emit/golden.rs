//! The expansions of two examples, as they are: a change of them is seen in review.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

use runa_schema::check::check;

use super::{Names, modules};
use crate::locate::Found;

pub(super) fn names(found: &Found) -> Names<'_> {
    Names { krate: "::runa", ops: "Ops", visibility: "pub", doc: "", built: None, file: "ops.yaml", found }
}

/// The expansion of a manifest's text.
fn expand(text: &str) -> String {
    let found = Found { absolute: "/srv/ops.yaml".into(), shown: "ops.yaml".into(), text: text.into() };
    modules(&check(text).unwrap(), &names(&found))
}

/// The manifest of an example.
fn example(name: &str) -> String {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name).join("ops.yaml");
    std::fs::read_to_string(manifest).unwrap()
}

/// To accept a change: `RUNA_BLESS=1 cargo test -p runa-macros`.
fn expands_as_recorded(name: &str) {
    let expansion = expand(&example(name));
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.rs"));
    if std::env::var_os("RUNA_BLESS").is_some() {
        std::fs::write(&golden, &expansion).unwrap();
    }
    assert_eq!(expansion, std::fs::read_to_string(golden).unwrap(), "RUNA_BLESS=1 accepts the change");
}

#[test]
fn orders_expands_as_recorded() {
    expands_as_recorded("orders");
}

#[test]
fn providers_of_ones_own_expand_as_recorded() {
    expands_as_recorded("custom-provider");
}

#[test]
fn a_build_of_one_stage_lacks_nothing_but_the_installation_of_others() {
    let text = "runa: 1\nservice: x\nstages: { dev: [log], prod: [log, observe] }\n";
    let found = Found { absolute: "/srv/ops.yaml".into(), shown: "ops.yaml".into(), text: text.into() };
    let manifest = check(text).unwrap();
    let all = modules(&manifest, &names(&found));
    let one = modules(&manifest, &Names { built: Some("prod"), ..names(&found) });
    let begin = all.find("    async fn install_dev(").unwrap();
    let end = all.find("    async fn install_prod(").unwrap();
    let arm = "                \"dev\" => install_dev(start).await,\n";
    assert_eq!(one, all.replace(&all[begin..end], "").replace(arm, ""));
}

#[test]
fn nothing_is_looked_up_at_run_time() {
    let expansion = expand(&example("orders")) + &expand(&example("custom-provider"));
    let words = expansion.split(|character: char| !character.is_alphanumeric() && character != '_');
    for word in words {
        assert!(!matches!(word, "dyn" | "Any" | "TypeId" | "HashMap" | "BTreeMap" | "Box" | "Arc"), "{word}");
    }
}
