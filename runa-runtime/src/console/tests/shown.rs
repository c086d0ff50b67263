//! What the pages show.

use std::time::SystemTime;

use http::Request;
use serde_json::Value;
use tracing::Level;

use super::{TOKEN, install};
use crate::kernel::checks::{Kind, Outcome};
use crate::kernel::panels::Content;

const HOSTILE: &str = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

#[tokio::test]
async fn text_of_others_stays_text_wherever_it_is_shown() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    site.request("GET", "/%3Cscript%3E\"'", 500, 0.7);
    site.parts.checks.add(HOSTILE, Kind::Ready, || async { Outcome::Fail(HOSTILE.into()) }).unwrap();
    let line = format!("{{\"message\":{0},\"field\":{0}}}", Value::from(HOSTILE));
    site.parts.tail.push(SystemTime::now(), Level::ERROR, HOSTILE, true, line.as_bytes());
    site.parts.tail.push(SystemTime::now(), Level::WARN, "t", false, HOSTILE.as_bytes());
    let hostile = || HOSTILE.to_owned();
    let add = |name, content: Content| site.console.panel(name, "Panel", move || content.clone()).unwrap();
    add("a", Content::Status(false, hostile()));
    add(
        "b",
        Content::Table(
            vec!["record", "status", "x"],
            vec![vec![format!("[{}]", Value::from(HOSTILE)), hostile(), hostile()]],
        ),
    );
    add("c", Content::Line(vec![(hostile(), 1.0), (hostile(), 2.0)]));
    add("d", Content::Bar(vec![(hostile(), 1.0)]));
    add("e", Content::Json(hostile()));
    add("f", Content::Metric(1.0, "<b>"));
    for page in ["overview", "requests", "health", "logs", "panels", "configuration", "graph"] {
        let answer = site.get(&format!("/_console/{page}"), &cookie).await;
        let (_, main) = answer.body.split_once("<main").unwrap();
        let (main, _) = main.split_once("</main>").unwrap();
        assert!(!main.contains("<script") && !main.contains("<img") && !main.contains("<b>1"), "{page}: {main}");
        if ["overview", "logs", "panels"].contains(&page) {
            assert!(main.contains("&#60;script&#62;") || main.contains("&lt;script&gt;"), "{page} shows it: {main}");
        }
    }
    let filtered = site.get("/_console/logs?text=%22%3E%3Cscript%3E&target=%3Cb%3E", &cookie).await;
    assert!(!filtered.body.contains("\"><script>") && !filtered.body.contains("=<b>"), "{}", filtered.body);
}

#[tokio::test]
async fn requests_are_shown_by_route_with_the_failed_and_the_slow() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    for _ in 0..8 {
        site.request("GET", "/fast", 200, 0.002);
    }
    site.request("GET", "/fast", 404, 0.002);
    site.request("POST", "/broken", 503, 0.01);
    site.request("GET", "/slow", 200, 0.9);
    let json: Value = serde_json::from_str(&site.get("/_console/api/requests", &cookie).await.body).unwrap();
    let routes = json["routes"].as_array().unwrap();
    assert_eq!((&routes[0]["method"], routes[0]["failed"].as_u64()), (&"POST".into(), Some(1)), "what fails is first");
    assert_eq!((&routes[1]["method"], routes[1]["requests"].as_u64()), (&"GET".into(), Some(10)));
    assert_eq!(routes[1]["refused"], 1);
    assert_eq!(json["failed"][0]["path"], "/broken");
    assert_eq!(json["failed"][0]["status"], 503);
    assert_eq!((json["slow"][0]["path"].as_str(), json["slow"].as_array().unwrap().len()), (Some("/slow"), 1));
    for number in 0..300 {
        site.request("GET", &format!("/{number}"), 500, 0.0);
    }
    let json: Value = serde_json::from_str(&site.get("/_console/api/requests", &cookie).await.body).unwrap();
    assert_eq!(json["failed"].as_array().unwrap().len(), 100, "the latest hundred");
    assert_eq!(json["failed"][0]["path"], "/299");
}

#[tokio::test]
async fn a_failed_request_shows_the_trace_that_its_client_named() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    site.ended(Request::get("/bare"), 500, 0.0);
    let trace = "0af7651916cd43dd8448eb211c80319c";
    let header = format!("00-{trace}-b7ad6b7169203331-01");
    site.ended(Request::get("/traced").header("traceparent", header), 500, 0.0);
    let json: Value = serde_json::from_str(&site.get("/_console/api/requests", &cookie).await.body).unwrap();
    assert_eq!((&json["failed"][0]["trace_id"], &json["failed"][1]["trace_id"]), (&trace.into(), &Value::Null));
    assert!(site.get("/_console/requests", &cookie).await.body.contains(trace));
}

#[tokio::test]
async fn what_wants_attention_stands_on_the_first_page() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let overview = || async {
        let json: Value = serde_json::from_str(&site.get("/_console/api/overview", &cookie).await.body).unwrap();
        json["attention"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["text"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(overview().await, ["The process is ending: no new requests should come."; 0]);
    site.parts.panels.add("queue.dead", "Dead letters", || Content::Table(vec!["id"], vec![vec!["1".into()]])).unwrap();
    site.parts.panels.add("disk", "Disk", || Content::Status(false, "nearly full".into())).unwrap();
    site.parts.tail.push(SystemTime::now(), Level::WARN, "t", true, br#"{"message":"odd"}"#);
    site.parts.checks.add("db", Kind::Ready, || async { Outcome::Fail("connection refused".into()) }).unwrap();
    let wanted =
        ["1 job in the dead letters", "Disk: nearly full", "1 warning in the log in the last 5 minutes; the last: odd"];
    let found = overview().await;
    for wanted in wanted {
        assert!(found.iter().any(|text| text == wanted), "{wanted}: {found:?}");
    }
    assert!(found.iter().any(|text| text.starts_with("Check db: ")), "{found:?}");
}

#[tokio::test]
async fn the_log_is_filtered_by_level_target_and_text() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let _watching = site.parts.tail.watch();
    for (level, target, text) in [
        (Level::INFO, "orders::db", "connected"),
        (Level::WARN, "orders::db", "slow Query"),
        (Level::ERROR, "http", "broken query"),
    ] {
        site.parts.tail.push(SystemTime::now(), level, target, true, format!(r#"{{"message":"{text}"}}"#).as_bytes());
    }
    let messages = |query: &'static str| {
        let (site, cookie) = (&site, &cookie);
        async move {
            let json: Value =
                serde_json::from_str(&site.get(&format!("/_console/api/logs?{query}"), cookie).await.body).unwrap();
            json["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(|line| line["message"].to_string())
                .collect::<Vec<_>>()
                .join(" ")
        }
    };
    assert_eq!(messages("").await, r#""broken query" "slow Query" "connected""#);
    assert_eq!(messages("level=warn").await, r#""broken query" "slow Query""#);
    assert_eq!(messages("target=orders").await, r#""slow Query" "connected""#);
    assert_eq!(messages("text=query&target=http").await, r#""broken query""#);
}

#[tokio::test]
async fn panels_go_to_the_page_of_their_provider_and_only_what_is_looked_at_is_computed() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    assert!(site.parts.panels.shown());
    assert_eq!(site.get("/_console/panels", &cookie).await.status, 404, "there is none yet");
    site.console.panel("stock", "Stock", || Content::Metric(12.0, "boxes")).unwrap();
    site.parts.panels.add("audit", "Audit", || panic!("nobody looks")).unwrap();
    let answer = site.get("/_console/api/panels", &cookie).await;
    assert_eq!(answer.body, r#"{"panels":[{"metric":{"unit":"boxes","value":12.0},"name":"stock","title":"Stock"}]}"#);
    assert!(site.console.panel("stock", "Again", || Content::Metric(0.0, "")).is_err());
}
