//! Edits in both styles, with comments, carriage returns and a missing last line break.

use crate::check::check;
use crate::diagnostic::apply;

/// Applies the help of the first problem.
fn mend(text: &str) -> String {
    let found = check(text).unwrap_err();
    apply(text, &found[0].help.as_ref().unwrap().edit)
}

#[test]
fn what_is_taken_out_leaves_the_rest_as_it_was() {
    let head = "runa: 1\nservice: a\nstages:\n  dev:\n";
    for (before, after) in [
        ("    - log # first\n    - what:\n        a: 1\n    - observe\n", "    - log # first\n    - observe\n"),
        ("    - log\n    - what # why", "    - log\n"),
        ("    - log: { what: [1, 2] }\n", "    - log: {}\n"),
        ("    - log: { what: 1, level: info }\n", "    - log: { level: info }\n"),
        ("    - log: { level: info, what: 1 }\n", "    - log: { level: info }\n"),
        ("    - log:\n        what: 1\n        level: info\n", "    - log:\n        level: info\n"),
        ("    - log\r\n    - what\r\n    - observe\r\n", "    - log\r\n    - observe\r\n"),
    ] {
        assert_eq!(mend(&format!("{head}{before}")), format!("{head}{after}"));
    }
}

#[test]
fn a_list_that_loses_its_only_item_is_empty() {
    for item in ["    - what\n", "  - what\n"] {
        let mended = mend(&format!("runa: 1\nservice: a\nstages:\n  dev:\n{item}"));
        assert_eq!(mended, "runa: 1\nservice: a\nstages:\n  dev: []\n");
    }
}

#[test]
fn what_is_added_has_the_indentation_of_its_neighbours() {
    assert_eq!(
        mend("  runa: 1\n  service: a"),
        "  runa: 1\n  service: a\n  stages:\n    dev:\n      - log\n      - observe"
    );
    let lone = "runa: 1\nservice: a\nstages: { dev: [log: { level }] }\n";
    assert_eq!(mend(lone), lone.replace("level", "level: debug"));
}

#[test]
fn what_would_be_read_as_something_else_is_quoted() {
    let text = "runa: 1\nservice: a\nstages: { dev: [log, observe: { mount: 'a,b' }] }\n";
    assert_eq!(mend(text), text.replace("'a,b'", "'/a,b'"));
}

#[test]
fn what_is_moved_takes_its_settings_and_comments_along() {
    let head = "runa: 1\nservice: a\nstages:\n  dev:\n";
    for (before, after) in [
        (
            "    - observe # first\n    - log: # second\n        level: info\n",
            "    - log: # second\n        level: info\n    - observe # first\n",
        ),
        ("    - observe\n    - log", "    - log\n    - observe"),
        ("    [observe, log: { level: info }]\n", "    [log: { level: info }, observe]\n"),
    ] {
        assert_eq!(mend(&format!("{head}{before}")), format!("{head}{after}"));
    }
}

#[test]
fn what_stands_in_an_anchor_is_mended_there() {
    let text = "runa: 1\nservice: a\nstages:\n  dev: &all [log, observe: { timeout: 2 }]\n  test: *all\n";
    assert_eq!(check(text).unwrap_err().len(), 1, "one place is one problem");
    assert!(check(&mend(text)).is_ok());
}

#[test]
fn what_stages_share_is_one_problem_with_a_help_for_all() {
    for text in [
        "runa: 1\nservice: a\nstages:\n  dev: &d [log: { level: 3 }]\n  prod: *d\n",
        "runa: 1\nservice: a\nserver: { drain: { grace: 30s } }\nstages: { dev: [log], test: [log], prod: [log] }\n",
        "runa: 1\nservice: a\nstages:\n  dev: &d [log, log]\n  prod: *d\n",
        "runa: 1\nservice: a\nstages:\n  dev:\n    - log: &l { level: x, what: 1 }\n  prod:\n    - log: { <<: *l }\n",
    ] {
        let found = check(text).unwrap_err();
        let mut places: Vec<_> = found.iter().map(|one| (one.code, one.primary.span)).collect();
        places.dedup();
        assert_eq!(places.len(), found.len(), "{text}{found:#?}");
        let left = check(&mend(text)).err().unwrap_or_default();
        assert_eq!(left.len(), found.len() - 1, "{}", mend(text));
    }
}

#[test]
fn a_wrong_default_is_one_problem_for_all_stages() {
    let text =
        "runa: 1\nservice: a\ndefaults: { log: { buffer: 1 } }\nstages: { dev: [log], test: [log], prod: [log] }\n";
    assert_eq!(check(text).unwrap_err().len(), 1);
}

#[test]
fn nobody_is_accused_because_of_a_misspelled_name() {
    let text = "runa: 1\nservice: a\ndefaults: { observe: { timeout: 1s } }\nstages: { dev: [log, obsreve] }\n";
    let found = check(text).unwrap_err();
    assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["R0205"]);
}

#[test]
fn a_queue_that_is_proposed_is_one_of_the_stage() {
    let queues = ["queue", "queue: {}", "queue: { queues: {} }", "queue: { queues: { emails: {}, own_records: {} } }"];
    for (queue, audit) in queues.iter().flat_map(|queue| {
        ["{}", "", "true", "[emails]", "{ name: }", "[]", "[{ name: emails }]"].map(|audit| (queue, audit))
    }) {
        // Two mistakes at once: there is no queue, and none is named.
        if !matches!(audit, "" | "{}") && !queue.contains("emails") {
            continue;
        }
        let text = format!("runa: 1\nservice: a\nstages:\n  dev:\n    - {queue}\n    - audit: {{ queue: {audit} }}\n");
        let mended = mend(&text);
        assert_eq!(check(&mended).err(), None, "{text}\n{mended}");
        assert!(
            !queue.contains("emails") || audit.contains("emails") || mended.contains("name: own_records"),
            "{mended}"
        );
    }
}

#[test]
fn a_stage_that_is_none_has_no_providers() {
    let mended = mend("runa: 1\nservice: a\nstages:\n  dev: none\n");
    assert_eq!(mended, "runa: 1\nservice: a\nstages:\n  dev: []\n");
    assert!(check(&mended).is_ok());
}
