//! The life of one instance, from not being there to not being there.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use runa_schema::value::Named;

use super::*;
use crate::cluster::Status;
use crate::kernel::checks::{Kind, Timing};
use crate::kernel::panels::{Content, View};

#[tokio::test]
async fn alone_it_sees_itself_from_when_it_serves_until_it_has_drained() {
    let meta = Some(Named(vec![("zone".to_owned(), "a".to_owned())]));
    let node = Node::install(ClusterSettings { meta, ..settings() }, "orders").await.unwrap();
    let mut watch = node.cluster.watch();
    // It has not served yet, and perhaps never will: a command-line tool joins nothing.
    sleep(INTERVAL * 2).await;
    assert_eq!(node.ids(), [""; 0]);
    assert_eq!((node.cluster.me().status, node.cluster.me().incarnation), (Status::Starting, 0));

    node.serve("127.0.0.1:8080");
    let Event::Joined(joined) = next(&mut watch).await else { panic!("it joins") };
    let me = node.cluster.me();
    assert_eq!(*joined, me);
    assert_eq!((me.service.as_str(), me.stage.as_str(), me.version.as_str()), ("orders", "test", "1.2.3"));
    assert_eq!((me.status, me.addr.as_deref(), me.pid), (Status::Running, Some("127.0.0.1:8080"), std::process::id()));
    assert!(me.incarnation > 0 && me.started <= SystemTime::now() && me.meta["zone"] == "a");
    let view = node.cluster.instances();
    assert!(!view.stale && view.instances.len() == 1);
    let json = serde_json::to_value(&view).unwrap();
    assert_eq!((&json["stale"], &json["instances"][0]["status"]), (&false.into(), &"running".into()));
    assert!(json["age_seconds"].is_f64() && json["instances"][0]["started"].as_str().unwrap().ends_with('Z'), "{json}");

    let heartbeat = me.last_heartbeat;
    node.until("beating", |view| view.instances[0].last_heartbeat > heartbeat).await;
    assert!(node.metric(r#"runa_cluster_instances{status="running"} 1"#));
    assert!(node.metric("runa_cluster_joins_total 1") && node.metric("runa_cluster_heartbeat_failures_total 0"));

    node.parts.life.advance(Phase::Draining);
    let Event::Changed { before, now } = next(&mut watch).await else { panic!("it drains") };
    assert_eq!((before.status, now.status), (Status::Running, Status::Draining));
    node.end().await;
}

#[tokio::test]
async fn it_is_starting_until_the_checks_of_its_start_have_passed() {
    let node = Node::install(settings(), "orders").await.unwrap();
    let warm = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&warm);
    let work = move || std::future::ready(if asked.load(Ordering::Relaxed) { Ok(()) } else { Err("cold") });
    node.parts.checks.add("warm", Kind::Started, work).unwrap();
    let second = Duration::from_secs(1);
    node.parts.checks.start(Timing { timeout: second, refresh: Duration::from_millis(20) });
    node.until("looked at", |_| node.parts.checks.reports()[0].at.is_some()).await;
    let mut watch = node.cluster.watch();
    node.serve("127.0.0.1:8080");
    assert!(matches!(next(&mut watch).await, Event::Joined(who) if who.status == Status::Starting));
    warm.store(true, Ordering::Relaxed);
    assert!(matches!(next(&mut watch).await, Event::Changed { now, .. } if now.status == Status::Running));
    node.parts.checks.stop();
}

#[tokio::test]
async fn its_address_is_one_that_others_can_use() {
    for (bound, told) in [("10.0.0.7:80", "10.0.0.7:80"), ("[::1]:80", "[::1]:80"), ("0.0.0.0:80", ""), ("[::]:80", "")]
    {
        let node = Node::serving_on(settings(), bound).await;
        node.sees_all(1).await;
        let me = node.sees(&node.id()).unwrap();
        let host = me.hostname.map(|name| format!("{name}:80"));
        assert_eq!(me.addr, if told.is_empty() { host } else { Some(told.to_owned()) });
    }
}

#[tokio::test]
async fn ids_are_made_unless_one_is_given_that_is_fit() {
    let made = Node::install(settings(), "orders").await.unwrap().id();
    assert_ne!(made, Node::install(settings(), "orders").await.unwrap().id());
    let given = ClusterSettings { id: Some("a:b{c} d/e".into()), ..settings() };
    assert_eq!(Node::install(given, "orders").await.unwrap().id(), "a:b{c} d/e");
    for wrong in ["", " ", "a\nb", &"x".repeat(201)] {
        let wrong = ClusterSettings { id: Some(wrong.into()), ..settings() };
        let error = Node::install(wrong, "orders").await.map(|_| ()).unwrap_err();
        assert!(error.exit_code() == 78 && error.to_string().starts_with("`cluster.id` is `"), "{error}");
    }
}

#[tokio::test]
async fn the_panel_has_a_row_for_each() {
    let node = Node::serving(settings()).await;
    node.sees_all(1).await;
    let panels = node.parts.panels.look();
    let View { name, title, content: Content::Table(columns, rows) } = &panels[0] else { panic!("{panels:?}") };
    assert_eq!((*name, *title, columns.len()), ("cluster", "Cluster", 9));
    assert_eq!(rows[0][..4], [&node.id(), "running", "127.0.0.1:8080", "1.2.3"]);
    assert!(rows[0][7].ends_with(" s ago"), "{rows:?}");
}

#[cfg(not(feature = "redis"))]
#[tokio::test]
async fn without_the_feature_redis_is_refused_with_its_name() {
    use runa_schema::settings::RedisSettings;
    use runa_schema::value::{RedisUrl, Secret};

    let redis = RedisSettings { url: RedisUrl(Secret::new("redis://host")), prefix: "runa".into() };
    let settings = ClusterSettings { redis: Some(Group(redis)), ..settings() };
    let error = Node::install(settings, "orders").await.map(|_| ()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`cluster.redis` needs the feature `redis` of runa, which is off; turn it on in Cargo.toml"
    );
}
