//! Who is known after what the store says: no store, no time that passes.

use super::*;
use crate::cluster::driver::{Change, Listing, Mark, Position};
use crate::cluster::instance::{Body, Record, Status};
use crate::cluster::members::Members;

fn record(id: &str, incarnation: u64) -> Record {
    let body = Body {
        stage: "prod".into(),
        version: "1".into(),
        hostname: None,
        pid: 1,
        addr: None,
        status: Status::Running,
        ttl: 10_000,
        meta: std::collections::BTreeMap::default(),
    };
    Record { id: id.into(), incarnation, started: 0, body, until: 100_000 }
}

fn listing(ids: &[&str]) -> Listing {
    let mark = Mark { epoch: "e".into(), version: 1, now: 0, grace: false };
    let records = ids.iter().map(|id| record(id, 1)).collect();
    Listing { service: "orders", records, mark, cursor: String::new() }
}

fn ids(members: &Members) -> String {
    members.all().iter().map(|instance| instance.id.as_str()).collect()
}

fn change(id: &str, record: Option<Record>) -> Change {
    let position = Position { epoch: "e".into(), version: 2, cursor: String::new() };
    Change { position, id: id.into(), record }
}

#[tokio::test]
async fn who_is_not_on_the_list_has_gone_unless_the_store_has_lost_its_data() {
    let start = Instant::now();
    let mut members = Members::default();
    members.replace(listing(&["a", "b", "c"]), false, start);
    members.replace(listing(&["a", "c"]), false, start);
    assert_eq!((ids(&members).as_str(), members.next_end()), ("ac", None));
    // Lost: nobody goes, and everybody has his ttl to come back.
    members.replace(listing(&[]), true, start);
    assert_eq!((ids(&members).as_str(), members.next_end()), ("ac", Some(start + Duration::from_secs(10))));
    // Another list does not prolong their time; another loss does, and so does a store that was away meanwhile.
    let seconds = |seconds| start + Duration::from_secs(seconds);
    members.replace(listing(&["x"]), false, seconds(4));
    assert_eq!((ids(&members).as_str(), members.next_end()), ("acx", Some(seconds(10))));
    members.replace(listing(&["x"]), true, seconds(5));
    assert_eq!((ids(&members).as_str(), members.next_end()), ("acx", Some(seconds(15))));
    members.renew(seconds(20));
    members.replace(listing(&["x"]), false, seconds(29));
    members.expire(seconds(29));
    // One comes back, the other does not.
    members.apply(change("a", Some(record("a", 1))), "orders");
    assert_eq!((ids(&members).as_str(), members.next_end()), ("acx", Some(seconds(30))));
    members.expire(seconds(30));
    assert_eq!((ids(&members).as_str(), members.next_end()), ("ax", None));
    members.apply(change("a", None), "orders");
    assert_eq!(ids(&members), "x");
}

#[tokio::test]
async fn times_only_go_forward() {
    let mut members = Members::default();
    members.replace(listing(&["a"]), false, Instant::now());
    let at = |members: &Members| {
        let time = members.get("a").unwrap().last_heartbeat;
        time.duration_since(std::time::UNIX_EPOCH).unwrap().as_millis()
    };
    assert_eq!(at(&members), 90_000);
    members.refresh(vec![("a".into(), 105_000), ("nobody".into(), 1)]);
    assert_eq!(at(&members), 95_000);
    members.refresh(vec![("a".into(), 101_000)]);
    assert_eq!(at(&members), 95_000);
}
