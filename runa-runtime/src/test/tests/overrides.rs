//! What a test is told of its overrides, those of `log`, and its stage.

use super::{App, Ops, Options, outcome};
use crate::kernel::App as _;
use crate::test::has_stage;

#[test]
fn an_override_is_called_as_it_was_written() {
    let wrong = [("log.levl", "debug"), ("bogus", "1"), ("observe.timeout", "1s"), ("observe.timeot", "1s")];
    let (_, failed) = outcome(&Options::new("quiet").overrides(wrong), async |_: App<Ops>| {});
    let failed = failed.unwrap();
    for words in [
        "`log.levl` names no setting [R0905]\n  --> `log.levl` in `overrides` of `#[runa::test]`\n   = help: did you mean `log.level`?",
        "`bogus` names no setting [R0905]",
        "take `bogus` away; a path is `<provider>.<setting>`",
        "`observe.timeout` is for `observe`, which stage `quiet` does not list",
        "did you mean `observe.timeout`?",
    ] {
        assert!(failed.contains(words), "{words}: {failed}");
    }
    assert!(!failed.contains("RUNA__"), "{failed}");
}

#[test]
fn a_log_that_is_added_takes_overrides() {
    for (level, heard) in [("debug", true), ("info", false)] {
        let options = Options::new("quiet").overrides([("log.level", level)]);
        let (_, failed) = outcome(&options, async |app: App<Ops>| {
            tracing::debug!("lent");
            let lines = app.log().all().await;
            assert_eq!(lines.iter().any(|line| line["message"] == "lent"), heard, "{level}: {lines:?}");
        });
        assert_eq!(failed, None);
    }
}

#[test]
fn a_stage_is_known_while_the_test_is_compiled() {
    let stages = Some(Ops::MANIFEST.stages);
    assert_eq!(["quiet", "quite", "quie", "quiets"].map(|name| has_stage(stages, name)), [true, false, false, false]);
    assert!(has_stage(None, "quite"), "what is no app has been told so");
}
