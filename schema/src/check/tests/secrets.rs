//! No secret is in any message, whatever is wrong with the manifest around it.

use crate::check::check;
use crate::diagnostic::{render, render_all};

const CANARY: &str = "c4n4ry";

/// What is shown of a wrong manifest: every excerpt, title, label, note, help and edit.
fn shown(text: &str) -> String {
    let found = check(text).expect_err("something is wrong");
    let all = render_all("ops.yaml", text, &found).join("\n");
    let words = found.iter().map(|one| {
        let labels: Vec<_> = one.others.iter().chain([&one.primary]).map(|label| &*label.text).collect();
        let help = one.help.as_ref().map_or("", |help| &*help.text);
        let edit: String = one.shown_edit(text).iter().map(|one| &*one.text).collect();
        format!("{} {} {:?} {help} {edit}", one.title, labels.join(" "), one.note)
    });
    format!("{all}\n{}", words.collect::<Vec<_>>().join("\n"))
}

#[test]
fn a_canary_is_never_shown() {
    let head = "runa: 1\nservice: a\nstages:\n";
    for stage in ["dev", "prod"] {
        for lines in [
            // right, in a relaxed stage, beside something wrong
            "    - observe\n    - console: { token: c4n4ry, wrong: 1 }\n",
            "    - observe\n    - console: { wrong: 1, token: \"c4n4ry, c4n4ry\" }\n",
            "    - observe\n    - console:\n        wrong: 1\n        token: |\n          c4n4ry\n          c4n4ry\n",
            "    - observe\n    - console: { token: c4n4ry, token: c4n4ry }\n",
            "    - cluster: { redis: { url: 'redis://u:c4n4ry@h' }, ttl: 1s }\n",
            "    - queue: { redis: { url: redis://c4n4ry }, queues: { a-b: {} } }\n",
            "    - audit: { log: {}, file: { key: c4n4ry } }\n",
            // wrong themselves
            "    - observe\n    - console: { token: [c4n4ry] }\n",
            "    - observe\n    - console: { token: { text: c4n4ry } }\n",
            "    - observe\n    - console: { token: { from_env: X, default: [c4n4ry] } }\n",
            "    - observe\n    - console: { token: { from_env: X, fallback: c4n4ry } }\n",
            "    - observe\n    - console: { token: { value: c4n4ry } }\n",
            "    - observe\n    - console: { token: \"$c4n4ry\" }\n",
            "    - observe\n    - console: { token: \"${TOKEN:-c4n4ry}\" }\n",
            "    - observe\n    - console: { tokne: c4n4ry }\n",
            "    - observe\n    - console: { password: c4n4ry }\n",
            "    - observe\n    - console: c4n4ry\n",
            "    - observe\n    - console: [token: c4n4ry]\n",
            "    - cluster: { redis: c4n4ry }\n",
            "    - cluster: { redis: 'redis://:c4n4ry@h' }\n",
            "    - cluster: { redis: [url: 'redis://:c4n4ry@h'] }\n",
            "    - cluster: { redis: { url: c4n4ry } }\n",
            "    - cluster: { redis: { url: { from_env: R, default: c4n4ry } } }\n",
            "    - cluster: { redis: { uri: 'redis://:c4n4ry@h' } }\n",
            "    - cluster: { redis.url: 'redis://:c4n4ry@h' }\n",
            "    - observe\n    - console: { token.x: c4n4ry }\n",
            "    - observe\ndefaults.console.token: c4n4ry\ndefaults.cluster.redis.url: redis://c4n4ry\n",
            "    - cluster: { driver: redis, url: 'redis://c4n4ry' }\n",
            "    - cluster: { url: redis://c4n4ry }\n",
            "    - cluster: { redis: { adress: 'redis://:c4n4ry@h' } }\n",
            "    - cluster: { redis: { host: 'u:c4n4ry@h', port: 6379, password: c4n4ry, db: c4n4ry } }\n",
            "    - cluster:\n        redis:\n          password: c4n4ry\n          host: c4n4ry\n",
            "    - cluster: { backend: redis, url: 'redis://:c4n4ry@h', prefix: x }\n",
            "    - cluster.redis: { url: 'redis://:c4n4ry@h' }\n",
            "    - observe\n    - console: { token: “c4n4ry” }\n",
            "    - observe\n    - console: { token: #c4n4ry }\n",
            "    - observe\n    - console: |\n        token: c4n4ry\n",
            "    - observe\n    - console: { enabled: c4n4ry }\n",
            "    - observe\n    - console: { token: *t }\nx-token: &t c4n4ry\n",
            // where only words tell
            "    - observe\n    - console: { token: c4n4ry mount: /x }\n",
            "    - observe\n    - console: { token: c4n4ry\n    - cluster\n",
            "    - queue: 'redis://u:c4n4ry@h'\n",
            "    - observe\n    - console: { token: !c4n4ry }\n",
            "    - observe\n    - console: { token: *c4n4ry }\n",
            "    - queue: { redis: { url: { from_env: 'redis://u:c4n4ry@h' } }, queues: { a: {} } }\n",
            "    - observe\n    - console: { token: { from_env: 'TOKEN|c4n4ry' } }\n",
            "    - billing: { use: crate::B, config: 'c4n4ry' }\n",
            // of a provider of the user's own, whatever it is called
            "    - billing: { use: Billing, config: { seed: c4n4ry, list: [c4n4ry], in: { pin: c4n4ry } } }\n",
            "    - billing: { use: crate::B, confg: 1, config: { seed: { from_env: S, default: c4n4ry } } }\n",
            "    - billing: { config: { seed: c4n4ry } }\n",
            // of a later version
            "    - cluster: { gossip: { secret: c4n4ry, seeds: [c4n4ry] } }\n",
            "    - cluster: { gossip: [c4n4ry], gossip.secret: c4n4ry }\n",
            "    - cluster: { gosip: { secret: c4n4ry } }\n",
            "    - cluster: { secret: c4n4ry }\n",
            "    - observe\n    - console: { users: { anna: { password: c4n4ry } }, user: { c: c4n4ry } }\n",
            "    - observe: { otlp: { headers: { api-key: c4n4ry } }, headers: { api-key: c4n4ry } }\n",
            "    - observe: { otlp.headers.api-key: c4n4ry, oltp: { headers: c4n4ry } }\n",
            // where the text cannot be read
            "    - observe\n    - console: { token: c4n4ry\n",
            "    - observe\n    - console: { token: c4n4ry ]\n",
            "    - cluster: { redis: { url: redis://:c4n4ry@h ] }\n",
            "    - audit:\n        file: { path: /x, key: \"c4n4ry }\n",
        ] {
            let text = format!("{head}  {stage}:\n{lines}");
            let shown = shown_or_right(&text);
            assert!(!shown.contains(CANARY), "{text}\n{shown}");
        }
    }
}

/// As above; nothing where nothing is wrong.
fn shown_or_right(text: &str) -> String {
    if check(text).is_err() { shown(text) } else { String::new() }
}

#[test]
fn what_an_alias_brings_is_hidden_where_it_stands() {
    let text = "runa: 1\nservice: a\ndefaults: { log: { level: &t c4n4ry } }\n\
                stages:\n  dev:\n    - log\n    - observe\n    - console: { token: *t }\n";
    assert!(!render("ops.yaml", text, &check(text).unwrap_err()[0]).split("level: ").nth(1).unwrap().contains(CANARY));
}

#[test]
fn a_checked_manifest_prints_none() {
    let text = "runa: 1\nservice: a\nstages: { dev: [observe, console: { token: c4n4ry }, \
                cluster: { redis: { url: { from_env: R, default: redis://c4n4ry } } }] }\n";
    let text = text.replace(
        "console: { token: c4n4ry }, cluster: { redis: { url: { from_env: R, default: redis://c4n4ry } } }",
        "cluster: { redis: { url: { from_env: R, default: redis://c4n4ry } } }, console: { token: c4n4ry }",
    );
    let checked = check(&text).unwrap();
    assert!(!format!("{checked:?}").contains(CANARY), "{checked:?}");
    assert_eq!(checked.secrets.len(), 2);
}

#[test]
fn production_is_refused_and_a_relaxed_stage_is_not() {
    let text =
        |stage: &str| format!("runa: 1\nservice: a\nstages: {{ {stage}: [observe, console: {{ token: c4n4ry }}] }}\n");
    assert!(check(&text("dev")).is_ok());
    let found = check(&text("prod")).unwrap_err();
    assert_eq!(found.iter().map(|one| one.code).collect::<Vec<_>>(), ["R0512"]);
}

#[test]
fn an_edit_is_shown_whole_or_not_at_all() {
    let edits = |lines: &str| {
        let text = format!("runa: 1\nservice: a\nstages:\n  dev:\n{lines}");
        let found = check(&text).expect_err("something is wrong");
        assert_eq!(found.len(), 1, "{found:?}");
        let whole = found[0].help.as_ref().map(|help| help.edit.clone()).unwrap_or_default();
        (whole, found[0].shown_edit(&text).to_vec())
    };
    let (whole, shown) = edits("    - observ\n    - console: { token: c4n4ry }\n");
    assert_eq!(whole, shown);
    let (whole, shown) = edits(
        "    - audit: { queue: { name: q } }\n    - queue: { redis: { url: redis://:c4n4ry@h }, queues: { q: {} } }\n",
    );
    assert!(whole.iter().any(|one| one.text.contains(CANARY)) && shown.is_empty(), "{whole:?}");
}

#[test]
fn a_letter_of_several_bytes_stops_no_message() {
    for line in ["log: { access: { skip: ['héttp://x'] } }", "log: { x: é://u:c4n4ry@h }", "log: { é-token: c4n4ry }"]
    {
        let text = format!("runa: 1\nservice: a\nstages:\n  dev:\n    - {line}\n");
        assert!(!shown(&text).contains(CANARY), "{text}");
    }
}
