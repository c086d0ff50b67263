//! A provider of one's own, seen from outside: it serves, counts, watches, is tuned, drains and stops in order.

use std::net::SocketAddr;

use crate::http::{get, request};
use crate::process::Start;

fn shop(stage: &str) -> Start {
    Start::in_stage("custom-provider", stage)
        .env("RUNA__SERVER__LISTEN", "127.0.0.1:0")
        .env("RUNA__SERVER__DRAIN__DELAY", "0s")
}

fn charge(address: SocketAddr, amount: u64) -> u16 {
    request(address, "POST", &format!("/charges/{amount}"), &[], "").status
}

#[test]
fn it_serves_counts_and_is_tuned() {
    let process = shop("dev").env("RUNA__BILLING__LIMITS__AMOUNT", "50").spawn();
    let address = process.addresses().service.unwrap();
    assert_eq!(charge(address, 12), 201);
    assert_eq!(charge(address, 51), 422, "the override is the limit");
    assert_eq!(get(address, "/-/billing").body, r#"{"charges":1,"instances":1}"#);
    assert!(get(address, "/-/metrics").body.contains("\nshop_charges_total 1\n"));
    process.signal("TERM");
    assert_eq!(process.end().code, Some(0));
}

#[test]
fn what_it_was_given_is_on_disk_when_it_has_ended() {
    let path = std::env::temp_dir().join(format!("runa-ledger-{}", std::process::id()));
    let wrong = shop("prod").env("RUNA__SERVER__ADMIN", "127.0.0.1:0").spawn().end();
    assert_eq!(wrong.code, Some(1), "the path of the manifest cannot be written here");
    let process =
        shop("staging").env("LEDGER", path.to_str().unwrap()).env("RUNA__LEDGER__FLUSH_INTERVAL", "1m").spawn();
    let address = process.addresses().service.unwrap();
    assert_eq!(get(address, "/-/ready").status, 200);
    assert_eq!(charge(address, 7), 201);
    process.signal("TERM");
    let ended = process.end();
    assert_eq!(ended.code, Some(0));
    // Written while draining: the task would have taken a minute.
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "7 Eur\n");
    std::fs::remove_file(&path).unwrap();
    let at = |what: &str| ended.stdout.find(what).unwrap();
    assert!(at("billing has drained") < at("billing is closed"), "drain before stop");
    assert!(at("billing is closed") < at("the ledger is closed"), "in reverse order of the list");
}

#[test]
fn what_only_shows_at_start_names_the_line() {
    let ended = shop("staging").env("RUNA__LEDGER__BACKLOG", "0").env("RUNA__BILLING__CURRENCY", "usd").spawn().end();
    assert_eq!(ended.code, Some(78));
    let said = ended.stderr;
    for expected in [
        "`ledger.path` needs the variable `LEDGER`, which is not set, in stage `staging`",
        "`0` is out of range for `ledger.backlog`, in stage `staging`",
        "`billing.currency` cannot be changed at start",
        "`shop` has not started: 3 errors",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
}
