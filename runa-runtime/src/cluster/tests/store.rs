//! Several instances and one Redis.

use super::*;
use crate::cluster::Status;
use crate::cluster::driver::{Beat, Claim, Standing};
use crate::cluster::instance::Body;
use crate::kernel::checks::{Kind, Timing};
use crate::kernel::tests::redis::Redis;

async fn three(redis: &Redis) -> [Node; 3] {
    let node = || Node::serving(in_redis(&redis.url()));
    let nodes = [node().await, node().await, node().await];
    for node in &nodes {
        node.sees_all(3).await;
    }
    nodes
}

/// What must hold at every moment of a fault: nobody is missing from any list.
async fn nobody_is_missed(nodes: &[Node; 3], during: impl Future<Output = ()>) {
    let [one, two, three] = nodes;
    let mut watches = [one.cluster.watch(), two.cluster.watch(), three.cluster.watch()];
    for watch in &mut watches {
        for _ in 0..3 {
            assert!(matches!(next(watch).await, Event::Joined(_)));
        }
    }
    let incarnations: Vec<_> = nodes.iter().map(|node| node.cluster.me().incarnation).collect();
    let [first, second, third] = &mut watches;
    nothing(first, nothing(second, nothing(third, during))).await;
    assert_eq!(incarnations, nodes.iter().map(|node| node.cluster.me().incarnation).collect::<Vec<_>>());
}

/// Waits until the store has all three again.
async fn back(nodes: &[Node; 3]) -> Duration {
    let began = Instant::now();
    loop {
        match nodes[0].cluster.fresh().await {
            Ok(view) if view.instances.len() == 3 => return began.elapsed(),
            last => assert!(began.elapsed() < SOON, "{last:?}"),
        }
        sleep(Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn they_see_each_other_come_drain_and_go_at_once() {
    let redis = Redis::start();
    // With heartbeats that are much too rare for what happens here.
    let settings = || ClusterSettings { heartbeat_interval: SOON * 5, ttl: SOON * 15, ..in_redis(&redis.url()) };
    let one = Node::serving(settings()).await;
    one.sees_all(1).await;
    let two = Node::serving(settings()).await;
    two.sees_all(2).await;
    one.sees_all(2).await;
    let id = two.id();
    assert_eq!(
        one.sees(&id).unwrap(),
        Instance { last_heartbeat: one.sees(&id).unwrap().last_heartbeat, ..two.cluster.me() }
    );

    two.parts.life.advance(Phase::Draining);
    one.until("draining", |_| one.sees(&id).is_some_and(|two| two.status == Status::Draining)).await;
    two.end().await;
    one.sees_all(1).await;
}

#[tokio::test]
async fn who_is_killed_is_gone_after_its_ttl_and_not_before() {
    let redis = Redis::start();
    let [one, two, three] = three(&redis).await;
    let ids = [one.id(), two.id()];
    let began = Instant::now();
    drop(three);
    let took = one.sees_all(2).await;
    assert!(took + INTERVAL * 2 > TTL, "{took:?}");
    assert!(began.elapsed() < TTL * 2, "{took:?}");
    two.sees_all(2).await;
    assert!(ids.iter().all(|id| one.sees(id).is_some() && two.sees(id).is_some()));
}

#[tokio::test]
async fn a_store_that_is_emptied_has_them_back_within_one_heartbeat_and_no_list_is_ever_empty() {
    let redis = Redis::start();
    let nodes = three(&redis).await;
    nobody_is_missed(&nodes, async {
        let mut took = Vec::new();
        for _ in 0..3 {
            redis.command(&["FLUSHALL"]);
            took.push(back(&nodes).await);
            for node in &nodes {
                node.sees_all(3).await;
            }
        }
        // The machine may be busy once, but not each time.
        assert!(took.iter().min() < Some(&(INTERVAL + Duration::from_millis(300))), "{took:?}");
    })
    .await;
    assert!(nodes[0].metric("runa_cluster_joins_total 4"));
}

#[tokio::test]
async fn a_store_that_starts_again_with_or_without_its_data_loses_nobody() {
    let mut redis = Redis::start();
    let nodes = three(&redis).await;
    nobody_is_missed(&nodes, async {
        // Longer away than anybody lives: when it is back, all that it has is out of date.
        redis.kill();
        nodes[0].until("stale", |view| view.stale && view.age > TTL + INTERVAL).await;
        assert_eq!(nodes[0].ids().len(), 3);
        assert!(nodes[0].cluster.fresh().await.unwrap_err().to_string().contains("connection refused"));
        redis.restart();
        back(&nodes).await;
        for node in &nodes {
            node.sees_all(3).await;
        }
        redis.lose();
        redis.restart();
        back(&nodes).await;
        for node in &nodes {
            node.sees_all(3).await;
        }
    })
    .await;
    assert!(!nodes[0].metric("runa_cluster_heartbeat_failures_total 0"));
}

#[tokio::test]
async fn a_store_that_hangs_for_longer_than_anybody_lives_loses_nobody() {
    let redis = Redis::start();
    let nodes = three(&redis).await;
    nobody_is_missed(&nodes, async {
        redis.pause();
        for node in &nodes {
            node.until("stale", |view| view.stale && view.age > TTL + INTERVAL).await;
        }
        redis.resume();
        back(&nodes).await;
        for node in &nodes {
            node.sees_all(3).await;
        }
    })
    .await;
}

#[tokio::test]
async fn who_does_not_come_back_to_a_store_that_lost_its_data_goes_after_its_ttl() {
    let redis = Redis::start();
    let [one, two, three] = three(&redis).await;
    redis.pause();
    drop(three);
    redis.resume();
    redis.command(&["FLUSHALL"]);
    one.until("in doubt", |view| view.stale && view.instances.len() == 3).await;
    one.sees_all(2).await;
    two.sees_all(2).await;
}

#[tokio::test]
async fn away_at_start_it_is_alone_and_stale_and_the_check_only_warns() {
    let mut redis = Redis::away();
    let node = Node::serving(in_redis(&redis.url())).await;
    // What it notices by itself the check need not look for.
    let hour = Duration::from_hours(1);
    node.parts.checks.start(Timing { timeout: Duration::from_secs(1), refresh: hour });
    let view = node.cluster.instances();
    assert!(view.stale && view.instances.len() == 1 && view.instances[0].id == node.id());
    let report = || node.parts.checks.reports().remove(0);
    node.until("warning", |_| report().status == crate::kernel::checks::Status::Warn).await;
    assert_eq!((report().kind, &*report().name), (Kind::Ready, "cluster"));
    node.until("refused", |_| report().reason.is_some_and(|reason| reason.ends_with("connection refused"))).await;
    assert_eq!(report().status, crate::kernel::checks::Status::Warn);
    redis.restart();
    node.sees_all(1).await;
    node.until("well", |_| report().status == crate::kernel::checks::Status::Pass).await;
    node.parts.checks.stop();
}

#[tokio::test]
async fn of_two_with_one_id_the_later_has_it_and_the_earlier_is_told() {
    let redis = Redis::start();
    let settings = || ClusterSettings { id: Some("a".into()), ..in_redis(&redis.url()) };
    let [one, two] = [Node::serving(settings()).await, Node::install(settings(), "orders").await.unwrap()];
    one.sees_all(1).await;
    let mut watch = one.cluster.watch();
    assert!(matches!(next(&mut watch).await, Event::Joined(_)));
    let before = one.cluster.me().incarnation;
    two.serve("127.0.0.1:8081");
    assert!(matches!(next(&mut watch).await, Event::Left(who) if who.incarnation == before));
    let Event::Joined(later) = next(&mut watch).await else { panic!("the later one joins") };
    assert!(later.incarnation > before && later.addr.as_deref() == Some("127.0.0.1:8081"));
    let trouble = || one.cluster.state.known().trouble.clone();
    one.until("told", |_| trouble().is_some_and(|told| told.contains("another instance has the id `a`"))).await;
    nothing(&mut watch, sleep(INTERVAL * 3)).await;
    // The earlier one does not take the later one off the list, but has its place when that has gone.
    one.cluster.state.driver.leave("a", before, SOON).await.unwrap();
    for claim in [Claim::Still(before), Claim::Again(before), Claim::Anew(before)] {
        let beat = Beat { id: "a", claim, ttl: TTL, started: None, uptime: TTL, body: "{}" };
        assert_eq!(one.cluster.state.driver.beat(beat).await.unwrap().standing, Standing::Taken);
    }
    nothing(&mut watch, sleep(INTERVAL)).await;
    two.end().await;
    assert!(matches!(next(&mut watch).await, Event::Left(who) if who.incarnation == later.incarnation));
    assert!(matches!(next(&mut watch).await, Event::Joined(who) if who.incarnation > later.incarnation));
    one.until("well", |_| trouble().is_none()).await;
}

#[tokio::test]
async fn services_prefixes_and_ids_with_separators_are_kept_apart() {
    let redis = Redis::start();
    let node = |service, prefix: &str, id: &str| {
        let mut settings = ClusterSettings { id: Some(id.to_owned()), ..in_redis(&redis.url()) };
        settings.redis.as_mut().unwrap().0.prefix = prefix.to_owned();
        async move {
            let node = Node::install(settings, service).await.unwrap();
            node.serve("127.0.0.1:1");
            node
        }
    };
    let nodes = [
        (node("orders", "runa", "a").await, 3),
        (node("orders", "runa", "a:b").await, 3),
        (node("orders", "runa", "{a} 1 2").await, 3),
        (node("orders:a", "runa", "b").await, 1),
        (node("bills", "runa", "a").await, 1),
        (node("orders", "runa:orders", "a").await, 1),
    ];
    for (node, count) in &nodes {
        node.sees_all(*count).await;
    }
    nodes[0].0.until("all three", |_| nodes[0].0.ids() == ["a", "a:b", "{a} 1 2"]).await;
}

#[tokio::test]
async fn what_others_write_into_the_store_breaks_nothing() {
    let redis = Redis::start();
    let node = Node::serving(in_redis(&redis.url())).await;
    node.sees_all(1).await;
    redis.command(&["HSET", "runa:{cluster:orders}:instances", "x", "no record", "y", "1 2 {}"]);
    redis.command(&["ZADD", "runa:{cluster:orders}:beats", "99999999999999", "x", "99999999999999", "y", "-5", "z"]);
    redis.command(&["XADD", "runa:{cluster:orders}:changes", "*", "what", "ever"]);
    assert_eq!(node.cluster.fresh().await.unwrap().instances.len(), 1);
    let other = Node::serving(in_redis(&redis.url())).await;
    node.sees_all(2).await;
    other.sees_all(2).await;
    // A field that a later version writes is no reason not to understand the rest.
    assert!(
        serde_json::from_str::<Body>(r#"{"stage":"a","version":"1","pid":1,"status":"running","ttl":1,"new":2}"#)
            .is_ok()
    );
    // One key alone is lost, as under memory pressure.
    for key in ["head", "beats", "instances", "changes"] {
        redis.command(&["DEL", &format!("runa:{{cluster:orders}}:{key}")]);
        node.until(key, |view| view.instances.len() == 2).await;
        let began = Instant::now();
        while node.cluster.fresh().await.unwrap().instances.len() != 2 {
            assert!(began.elapsed() < SOON, "{key}");
            sleep(Duration::from_millis(5)).await;
        }
        node.sees_all(2).await;
        other.sees_all(2).await;
    }
}

#[tokio::test]
async fn a_store_that_hangs_right_after_it_was_emptied_loses_nobody() {
    let redis = Redis::start();
    let nodes = three(&redis).await;
    nobody_is_missed(&nodes, async {
        for _ in 0..3 {
            redis.command(&["FLUSHALL"]);
            // One has come back; not all have, or have seen each other come back.
            while redis.command(&["ZCARD", "runa:{cluster:orders}:beats"]) == ":0" {
                sleep(Duration::from_millis(1)).await;
            }
            redis.pause();
            nodes[0].until("silent for long", |view| view.age > TTL + INTERVAL * 3).await;
            redis.resume();
            for node in &nodes {
                node.sees_all(3).await;
            }
        }
    })
    .await;
}
