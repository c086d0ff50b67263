//! Texts that a fuzzer found (`scripts/fuzz`): each was a panic, or had a help that did harm.

use crate::check::check;
use crate::diagnostic::{apply, render};
use crate::tree;

/// The text with the help for `code` applied.
fn mend(text: &str, code: &str) -> String {
    let found = check(text).unwrap_err();
    let one = found.iter().find(|one| one.code == code).unwrap_or_else(|| panic!("no {code} in {found:#?}"));
    let edit = &one.help.as_ref().unwrap_or_else(|| panic!("no help: {one:?}")).edit;
    assert!(edit.windows(2).all(|two| two[0].span.end <= two[1].span.start), "{edit:?}");
    apply(text, edit)
}

const HEAD: &str = "runa: 1\nservice: a\n";

#[test]
fn a_letter_of_several_bytes_where_a_bracket_is_looked_for() {
    for text in ["  dev: [log, observe\né: { from_env: X }\n", "runa: [\u{2028} : 1\n", "  dev:[éstages:\nservice: a\n"]
    {
        for one in check(text).unwrap_err() {
            assert!(render("ops.yaml", text, &one).contains(one.code));
        }
    }
}

#[test]
fn a_letter_of_several_bytes_in_front_of_an_address() {
    let text = format!(
        "{HEAD}stages: {{ dev: [queue: {{ redis: {{ url: \"rédis://u:c4n4ry@h/0\" }}, queues: {{ a: {{}} }} }}] }}\n"
    );
    for text in [text.as_str(), ":     10MB//hedis 1éedis://hh,", "x: ü_-é://a@b"] {
        for one in check(text).unwrap_err() {
            assert!(!render("ops.yaml", text, &one).contains("c4n4ry"));
        }
    }
}

#[test]
fn a_tag_goes_with_its_text() {
    let rest = "service: a\nstages: { dev: [log] }\n";
    assert_eq!(mend(&format!("runa: !!str 1\n{rest}"), "R0202"), format!("runa: 1\n{rest}"));
    assert_eq!(mend(&format!("runa: !!str &a 1\n{rest}"), "R0101"), format!("runa: &a 1\n{rest}"));
    let text = format!("{HEAD}stages: {{ dev: [observe: {{ expose: [!!str ] }}] }}\n");
    assert_eq!(mend(&text, "R0304"), text.replace("!!str", "health"));
    let text = format!("{HEAD}!!str : 1\nstages: {{ dev: [log] }}\n");
    assert_eq!(mend(&text, "R0201"), text.replace("!!str : 1\n", ""));
}

#[test]
fn a_manifest_begins_where_nothing_stands() {
    for text in ["\u{feff}", "\u{feff}\n", " ~\n", "  ~ # why\n", "\u{feff}null"] {
        let mended = mend(text, "R0203");
        assert!(check(&mended).is_ok(), "{mended:?}");
    }
    let signs = check("\u{2028}").unwrap_err();
    assert!(signs.iter().all(|one| one.help.is_none()), "{signs:?}");
}

#[test]
fn a_key_behind_the_first_stands_as_far_left_as_it() {
    let text = "\u{feff}runa: 1\nstages: { dev: [log] }\n";
    assert_eq!(mend(text, "R0211"), "\u{feff}runa: 1\nservice: app\nstages: { dev: [log] }\n");
    // A tab is read over in front of the first key only.
    for one in check("\ttrue: 1\n").unwrap_err() {
        let mended = apply("\ttrue: 1\n", one.help.as_ref().map_or(&[], |help| &help.edit[..]));
        assert!(tree::parse(&mended).is_ok(), "{mended:?}");
    }
}

#[test]
fn a_last_line_without_its_end_is_moved_with_the_right_one() {
    let text = format!("{HEAD}stages:\n  dev:\n    - observe\n    - log").replace('\n', "\r\n");
    let mended = format!("{HEAD}stages:\n  dev:\n    - log\n    - observe").replace('\n', "\r\n");
    assert_eq!(mend(&text, "R0402"), mended);
}

#[test]
fn what_a_help_writes_is_in_quotes_where_it_must_be() {
    let audit = |setting: &str| format!("{HEAD}stages: {{ dev: [audit: {{ log: {{}}, {setting} }}] }}\n");
    let text = audit("mask_value: { from_env: X, default: '${HOME}' }");
    assert_eq!(mend(&text, "R0307"), audit("mask_value: { from_env: X, default: '***' }"));
    let text = audit("mask_fields: { from_env: X, default: [\"${HOME}\"] }");
    assert_eq!(mend(&text, "R0307"), audit("mask_fields: { from_env: X }"));
    let text = format!("{HEAD}stages: {{ dev: [log: {{ access.\": false }}] }}\n");
    assert_eq!(mend(&text, "R0208"), text.replace("access.\": false", "access: { '\"': false }"));
}

#[test]
fn replacements_stand_by_position() {
    let text = format!("{HEAD}server.listen: none\nserver:\n  max_connections: 1\nstages: {{ dev: [log] }}\n");
    assert_eq!(mend(&text, "R0201").matches("listen: none").count(), 1);
    let text =
        format!("{HEAD}stages:\n  dev:\n    <<:\n      log: {{ level: info }}\n    cluster:\n      memory: {{}}\n");
    let found = check(&text).unwrap_err();
    assert!(found.iter().all(|one| one.help.is_none()), "a merge key is no item: {found:#?}");
}

#[test]
fn replacements_that_overlap_are_no_help() {
    let text = "stages:\r\n    devcluster:\r\n  #     -- ::   ]log\r\n    - log:\r\n&a stages.token:\r\n    - log:\r\n \
                #     -name: \r\n #     - :: \r\n    - log{ from_env: X }\r\n";
    for one in check(text).unwrap_err() {
        let edit = one.help.map_or_else(Vec::new, |help| help.edit);
        assert!(edit.windows(2).all(|two| two[0].span.end <= two[1].span.start), "{edit:?}");
    }
}

#[test]
fn a_stage_without_a_name_is_no_example() {
    let text = format!("{HEAD}default_stage: {{ a: b }}\nstages: {{ '': [log] }}\n");
    assert_eq!(mend(&text, "R0301"), text.replace("{ a: b }", "dev"));
}

#[test]
fn an_alias_for_a_key_without_a_space() {
    let text = "\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2068}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}\u{2028}[]  write_timeout  ]settings buffer: { admin:  x-,:: &a         request_timeout:\u{2028}, *a]\r\n";
    let texts = check(text).unwrap_err().into_iter().filter_map(|one| one.help).map(|help| apply(text, &help.edit));
    for text in texts.chain([text.to_owned()]) {
        for one in check(&text).err().unwrap_or_default() {
            for edit in one.help.iter().flat_map(|help| &help.edit) {
                assert!(text.get(edit.span.start..edit.span.end).is_some(), "{one:?}");
            }
            assert!(render("ops.yaml", &text, &one).contains(one.code));
        }
    }
}

#[test]
fn none_in_a_list_is_no_element() {
    let server =
        |admin: &str| format!("{HEAD}stages: {{ dev: {{ server: {{ admin: {admin} }}, providers: [log] }} }}\n");
    assert_eq!(mend(&server("[none]"), "R0330"), server("none"));
    assert_eq!(mend(&server("[none, 127.0.0.1:81]"), "R0330"), server("[127.0.0.1:81]"));
    assert_eq!(mend(&server("{ from_env: X, default: [none] }"), "R0330"), server("none"));
}

/// Of a word that fills a screen the beginning says enough; its edit still takes all of it out.
#[test]
fn a_word_without_an_end_is_cut() {
    // YAML takes no key beyond 1024 letters.
    let (long, key) = ("ä".repeat(100_000), "ä".repeat(1_000));
    let stages = |more: &str| format!("stages: {{ dev: [log{more}] }}\n");
    for text in [
        format!("{HEAD}{long}: 1\n{}", stages("")),
        format!("{HEAD}{}", stages(&format!(": {{ level: {long}, {key}: 1 }}, {long}, log-{long}"))),
    ] {
        for one in check(&text).unwrap_err() {
            let help = one.help.as_ref().map_or("", |help| &help.text);
            for said in [&one.title, &one.primary.text, help] {
                assert!(said.chars().count() < 300, "{said}");
            }
            assert!(render("ops.yaml", &text, &one).chars().count() < 1_500);
        }
    }
    let text = format!("{HEAD}{key}: 1\n{}", stages(""));
    let found = check(&text).unwrap_err();
    assert_eq!(found[0].title, format!("unknown key `{}…` of the manifest", "ä".repeat(59)));
    assert_eq!(mend(&text, found[0].code), format!("{HEAD}{}", stages("")));
}
