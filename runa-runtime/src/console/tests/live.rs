//! Pages that change while somebody looks.

use std::time::Duration;

use axum::body::Body;
use http_body_util::BodyExt;
use tokio::time::timeout;

use super::{Site, TOKEN, install};
use crate::kernel::Phase;
use crate::kernel::panels::Content;

const SOON: Duration = Duration::from_secs(20);

async fn watch(site: &Site, cookie: &str, page: &str) -> http::Response<Body> {
    site.respond("GET", &format!("/_console/live/{page}"), &[("cookie", cookie)], "").await
}

/// The next content of the page.
async fn next(body: &mut Body) -> Option<String> {
    let frame = timeout(SOON, body.frame()).await.unwrap()?;
    let text = String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap();
    let json = text.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
    assert!(!json.contains('\n'), "one line of data");
    Some(serde_json::from_str(json).unwrap())
}

#[tokio::test]
async fn a_change_arrives_and_nothing_is_sent_when_nothing_changes() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let response = watch(&site, &cookie, "health").await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body = response.into_body();
    assert!(next(&mut body).await.unwrap().contains("no checks"));
    let quiet = timeout(Duration::from_millis(2_500), body.frame()).await;
    assert!(quiet.is_err(), "nothing has changed: {quiet:?}");
    let kind = crate::kernel::checks::Kind::Ready;
    site.parts.checks.add("db", kind, || async { crate::kernel::checks::Outcome::Pass }).unwrap();
    while !next(&mut body).await.unwrap().contains(">db<") {}
}

#[tokio::test]
async fn one_rendering_serves_all_viewers_and_none_is_made_without() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let looks = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&looks);
    let look = move || Content::Metric(f64::from(counted.fetch_add(1, Ordering::Relaxed)), "");
    site.console.panel("looks", "Looks", look).unwrap();
    let mut viewers = Vec::new();
    for _ in 0..5 {
        viewers.push(watch(&site, &cookie, "panels").await.into_body());
    }
    for _ in 0..3 {
        let mut seen = Vec::new();
        for viewer in &mut viewers {
            seen.push(next(viewer).await.unwrap());
        }
        assert!(seen.iter().all(|html| *html == seen[0]), "{seen:?}");
    }
    assert!(looks.load(Ordering::Relaxed) <= 4, "{looks:?}");
    drop(viewers);
    // The room notices at its next turn; from then on nobody looks.
    let still = async {
        loop {
            let before = looks.load(Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(1_500)).await;
            if looks.load(Ordering::Relaxed) == before {
                return;
            }
        }
    };
    timeout(SOON, still).await.unwrap();
}

#[tokio::test]
async fn viewers_are_bounded() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let mut viewers = Vec::new();
    loop {
        let response = watch(&site, &cookie, "overview").await;
        if response.status() != 200 {
            assert_eq!(response.status(), 503);
            break;
        }
        viewers.push(response.into_body());
        assert!(viewers.len() <= 64);
    }
    assert_eq!(viewers.len(), 64);
}

#[tokio::test]
async fn a_stream_ends_with_its_session() {
    let site = install(Some(TOKEN)).await;
    let (cookie, other) = (site.cookie().await, site.cookie().await);
    let mut body = watch(&site, &cookie, "health").await.into_body();
    let mut stays = watch(&site, &other, "health").await.into_body();
    assert!(next(&mut body).await.is_some() && next(&mut stays).await.is_some());
    site.send("POST", "/_console/sign-out", &[("cookie", &cookie)], "").await;
    timeout(SOON, async { while next(&mut body).await.is_some() {} }).await.unwrap();
    let kind = crate::kernel::checks::Kind::Ready;
    site.parts.checks.add("db", kind, || async { crate::kernel::checks::Outcome::Pass }).unwrap();
    while !next(&mut stays).await.unwrap().contains(">db<") {}
}

#[tokio::test]
async fn a_panel_that_panics_takes_no_page_down() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let broken = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let now = std::sync::Arc::clone(&broken);
    let look = move || {
        assert!(!now.load(std::sync::atomic::Ordering::Relaxed), "it cannot look");
        Content::Json("\"whole\"".to_owned())
    };
    site.console.panel("frail", "Frail", look).unwrap();
    site.console.panel("other", "Other", || Content::Json("\"beside\"".to_owned())).unwrap();
    let mut body = watch(&site, &cookie, "panels").await.into_body();
    while !next(&mut body).await.unwrap().contains("whole") {}
    broken.store(true, std::sync::atomic::Ordering::Relaxed);
    let shown = loop {
        let shown = next(&mut body).await.unwrap();
        if !shown.contains("whole") {
            break shown;
        }
    };
    assert!(shown.contains("panicked: it cannot look") && shown.contains("beside"), "{shown}");
    for page in ["panels", "overview", "api/panels"] {
        assert_eq!(site.get(&format!("/_console/{page}"), &cookie).await.status, 200, "{page}");
    }
    broken.store(false, std::sync::atomic::Ordering::Relaxed);
    while !next(&mut body).await.unwrap().contains("whole") {}
}

#[tokio::test]
async fn streams_end_when_the_process_begins_to() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let mut body = watch(&site, &cookie, "health").await.into_body();
    assert!(next(&mut body).await.is_some());
    site.parts.life.advance(Phase::Draining);
    timeout(SOON, async { while next(&mut body).await.is_some() {} }).await.unwrap();
}
