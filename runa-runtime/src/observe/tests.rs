//! The endpoints from outside: who sees what, in which form, and how it follows the life of the process.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::net::SocketAddr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use http::{HeaderMap, StatusCode};
use runa_schema::settings::{Endpoint, ObserveSettings};
use runa_schema::value::UrlPath;
use serde_json::Value;
use tower::Service;

use super::*;
use crate::kernel::metrics::Form;
use crate::kernel::panels::Content;
use crate::kernel::request;
use crate::kernel::tests::parts;
use crate::kernel::{Installer, Life, Phase, Provider};

/// An installed `observe`, with its routers as the kernel would serve them.
struct Installed {
    observe: Observe,
    life: Life,
    /// On the listener of the service.
    main: Option<Router>,
    admin: Option<Router>,
    urls: Vec<(&'static str, String)>,
    recorders: Vec<Arc<dyn request::Recorder>>,
}

async fn install(listen: &str, admin: Option<&str>, change: impl FnOnce(&mut ObserveSettings)) -> Installed {
    let mut config = ObserveSettings {
        mount: UrlPath::parse("/-").unwrap(),
        timeout: Duration::from_secs(5),
        refresh: Duration::from_millis(10),
        debug: false,
        expose: vec![Endpoint::Health, Endpoint::Ready, Endpoint::Started],
    };
    change(&mut config);
    let parts = parts(listen, admin);
    let life = parts.life.clone();
    let mut installer = Installer { provider: "observe", parts: &parts, joined: crate::kernel::Joined::default() };
    let observe = Observe::install(config, (), &mut installer).await.unwrap();
    let routes = installer.joined.routes.remove(0);
    let (urls, recorders) = (installer.joined.urls, installer.joined.recorders);
    let (main, admin) =
        if admin.is_some() { (routes.public, Some(routes.router)) } else { (Some(routes.router), None) };
    Installed { observe, life, main, admin, urls, recorders }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    fn content_type(&self) -> &str {
        self.headers["content-type"].to_str().unwrap()
    }
}

const LOCAL: &str = "127.0.0.1:5000";
const REMOTE: &str = "192.0.2.7:5000";

async fn ask(router: Option<&Router>, request: http::request::Builder, peer: &str) -> Answer {
    let mut request: Request = request.body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    let response = router.unwrap().clone().call(request).await.unwrap();
    let (head, body) = response.into_parts();
    let body = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().to_vec()).unwrap();
    Answer { status: head.status, headers: head.headers, body }
}

async fn get(router: Option<&Router>, path: &str, peer: &str) -> Answer {
    ask(router, Request::get(path), peer).await
}

/// Waits until an endpoint answers with a status.
async fn until(router: Option<&Router>, path: &str, status: StatusCode) -> Answer {
    let start = Instant::now();
    loop {
        let answer = get(router, path, LOCAL).await;
        if answer.status == status {
            return answer;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "never {status}, still {}: {}", answer.status, answer.body);
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[tokio::test]
async fn probes_follow_the_life_of_the_process() {
    let site = install("127.0.0.1:0", None, |_| {}).await;
    let main = site.main.as_ref();
    let phases = [
        (Phase::Starting, 503, 503, Some("starting")),
        (Phase::Running, 200, 200, None),
        (Phase::Draining, 503, 200, Some("draining")),
        (Phase::Closing, 503, 200, Some("draining")),
        (Phase::Stopping, 503, 200, Some("draining")),
    ];
    for (phase, ready, started, reason) in phases {
        site.life.advance(phase);
        assert_eq!(get(main, "/-/health", LOCAL).await.status, 200, "{phase:?}");
        assert_eq!(get(main, "/-/started", LOCAL).await.status, started, "{phase:?}");
        let answer = get(main, "/-/ready", LOCAL).await;
        assert_eq!((answer.status.as_u16(), answer.json()["reason"].as_str()), (ready, reason), "{phase:?}");
    }
}

#[tokio::test]
async fn ready_follows_the_checks_and_health_does_not() {
    let site = install("127.0.0.1:0", None, |_| {}).await;
    let main = site.main.as_ref();
    site.life.advance(Phase::Running);
    let (set, get_) = tokio::sync::watch::channel(Outcome::Fail("connection refused".into()));
    site.observe.check("db", Kind::Ready, move || std::future::ready(get_.borrow().clone())).unwrap();
    let answer = until(main, "/-/ready", StatusCode::SERVICE_UNAVAILABLE).await;
    assert_eq!(answer.json()["status"], "fail");
    set.send_replace(Outcome::Pass);
    let answer = until(main, "/-/ready", StatusCode::OK).await.json();
    let check = &answer["checks"][0];
    assert_eq!((&check["name"], &check["kind"], &check["status"]), (&"db".into(), &"ready".into(), &"pass".into()));
    assert!(check["age_seconds"].is_f64() && check["duration_seconds"].is_f64() && check["stale"] == false, "{check}");
    assert!(check["checked_at"].as_str().unwrap().ends_with('Z'), "{check}");
    set.send_replace(Outcome::Fail("connection refused".into()));
    let answer = until(main, "/-/ready", StatusCode::SERVICE_UNAVAILABLE).await.json();
    assert_eq!(answer["checks"][0]["reason"], "connection refused");
    assert_eq!(get(main, "/-/health", LOCAL).await.status, 200);
    assert_eq!(get(main, "/-/started", LOCAL).await.status, 200);
    set.send_replace(Outcome::Warn("slow".into()));
    let answer = until(main, "/-/ready", StatusCode::OK).await.json();
    assert_eq!((&answer["status"], &answer["checks"][0]["reason"]), (&"warn".into(), &"slow".into()));
}

#[tokio::test]
async fn the_draft_of_the_ietf_is_given_to_who_names_it() {
    let site = install("127.0.0.1:0", None, |_| {}).await;
    site.life.advance(Phase::Running);
    site.observe.check("db", Kind::Ready, || async { Err::<(), _>("no route to host") }).unwrap();
    until(site.main.as_ref(), "/-/metrics", StatusCode::OK).await;
    let accept = || Request::get("/-/ready").header("accept", "application/health+json");
    let start = Instant::now();
    let answer = loop {
        let answer = ask(site.main.as_ref(), accept(), LOCAL).await;
        if answer.body.contains("no route") {
            break answer;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{}", answer.body);
        tokio::time::sleep(Duration::from_millis(1)).await;
    };
    assert_eq!((answer.status.as_u16(), answer.content_type()), (503, "application/health+json"));
    let json = answer.json();
    assert_eq!(
        (&json["status"], &json["serviceId"], &json["releaseId"]),
        (&"fail".into(), &"orders".into(), &"1.2.3".into())
    );
    let check = &json["checks"]["db:responseTime"][0];
    assert_eq!(
        (&check["status"], &check["observedUnit"], &check["output"]),
        (&"fail".into(), &"s".into(), &"no route to host".into())
    );
    assert_eq!(ask(site.main.as_ref(), accept(), REMOTE).await.json(), serde_json::json!({"status": "fail"}));
}

#[tokio::test]
async fn reasons_are_for_this_machine_and_the_operators_only() {
    let site = install("0.0.0.0:8080", Some("127.0.0.1:9090"), |_| {}).await;
    site.observe.check("db", Kind::Ready, || async { Err::<(), _>("postgres://secret@db") }).unwrap();
    let secret = serde_json::json!({"status": "fail"});
    let (main, admin) = (site.main.as_ref(), site.admin.as_ref());
    assert_eq!(get(main, "/-/ready", REMOTE).await.json(), secret);
    // Nor does whoever comes through a socket in the file system: it speaks for others.
    let ConnectInfo(nobody) = request::Peer::Unix.info();
    assert_eq!(get(main, "/-/ready", &nobody.to_string()).await.json(), secret);
    for header in ["x-forwarded-for", "forwarded", "via", "x-real-ip"] {
        assert_eq!(
            ask(main, Request::get("/-/ready").header(header, "10.0.0.1"), LOCAL).await.json(),
            secret,
            "{header}"
        );
    }
    for (router, peer) in [(main, LOCAL), (main, "[::1]:1"), (main, "[::ffff:127.0.0.1]:1"), (admin, REMOTE)] {
        assert_eq!(get(router, "/-/ready", peer).await.json()["reason"], "starting", "{peer}");
    }
    let unknown = Request::get("/-/ready").body(Body::empty()).unwrap();
    let response = site.main.unwrap().call(unknown).await.unwrap();
    assert_eq!(
        to_bytes(response.into_body(), 1_000).await.unwrap(),
        r#"{"status":"fail"}"#,
        "who is unknown is somebody else"
    );
}

const ALL: &[&str] = &["health", "ready", "started", "metrics", "debug/monitor"];

/// One way to listen, and what is served to whom.
struct Case {
    listen: &'static str,
    admin: Option<&'static str>,
    change: fn(&mut ObserveSettings),
    /// To another machine, also through a proxy on this one.
    remote: &'static [&'static str],
    local: &'static [&'static str],
    operators: &'static [&'static str],
}

#[tokio::test]
async fn an_open_listener_serves_what_is_exposed() {
    let plain = |_: &mut ObserveSettings| {};
    let debug = |config: &mut ObserveSettings| config.debug = true;
    let expose = |config: &mut ObserveSettings| config.expose = vec![Endpoint::Metrics];
    let (open, closed, admin) = ("0.0.0.0:80", "127.0.0.1:80", Some("127.0.0.1:9"));
    let (probes, no_debug, metrics) = (&ALL[..3], &ALL[..4], &ALL[3..4]);
    let cases = [
        Case { listen: open, admin: None, change: plain, remote: probes, local: probes, operators: &[] },
        Case { listen: open, admin: None, change: expose, remote: metrics, local: metrics, operators: &[] },
        Case { listen: open, admin, change: debug, remote: probes, local: probes, operators: ALL },
        Case { listen: closed, admin: None, change: plain, remote: probes, local: no_debug, operators: &[] },
        Case { listen: closed, admin: None, change: debug, remote: probes, local: ALL, operators: &[] },
        Case { listen: closed, admin, change: debug, remote: probes, local: probes, operators: ALL },
    ];
    for Case { listen, admin, change, remote, local, operators } in cases {
        let site = install(listen, admin, change).await;
        site.life.advance(Phase::Running);
        for endpoint in ALL {
            let path = format!("/-/{endpoint}");
            let status = |there: &[&str]| if there.contains(endpoint) { StatusCode::OK } else { StatusCode::NOT_FOUND };
            let case = format!("{listen} {admin:?} {endpoint}");
            let via = Request::get(&path).header("x-forwarded-for", "192.0.2.1");
            assert_eq!(ask(site.main.as_ref(), via, LOCAL).await.status, status(remote), "{case}");
            assert_eq!(get(site.main.as_ref(), &path, REMOTE).await.status, status(remote), "{case}");
            assert_eq!(get(site.main.as_ref(), &path, LOCAL).await.status, status(local), "{case}");
            if admin.is_some() {
                assert_eq!(get(site.admin.as_ref(), &path, REMOTE).await.status, status(operators), "{case}");
            }
        }
        let listed = if admin.is_some() { operators } else { local };
        assert_eq!(
            site.urls.iter().map(|(_, path)| path.trim_start_matches("/-/")).collect::<Vec<_>>(),
            listed,
            "{listen} {admin:?}"
        );
    }
}

#[tokio::test]
async fn methods_and_caches() {
    let site = install("127.0.0.1:0", None, |_| {}).await;
    site.life.advance(Phase::Running);
    for path in ["/-/health", "/-/ready", "/-/started", "/-/metrics"] {
        let head = ask(site.main.as_ref(), Request::head(path), LOCAL).await;
        assert_eq!(
            (head.status.as_u16(), head.body.as_str(), &head.headers["cache-control"]),
            (200, "", &"no-store".parse().unwrap())
        );
        let post = ask(site.main.as_ref(), Request::post(path), LOCAL).await;
        assert_eq!(
            (post.status.as_u16(), &post.headers["cache-control"]),
            (405, &"no-store".parse().unwrap()),
            "{path}"
        );
        assert_eq!(post.headers["allow"], "GET,HEAD", "{path}");
    }
}

#[tokio::test]
async fn metrics_are_whole_in_both_forms() {
    let site = install("127.0.0.1:0", None, |_| {}).await;
    let main = site.main.as_ref();
    site.observe.check("db", Kind::Ready, || async { Outcome::Pass }).unwrap();
    site.life.advance(Phase::Running);
    until(main, "/-/ready", StatusCode::OK).await;
    site.observe.metrics().metric("orders_total", "Orders.").counter().unwrap().inc();
    let classic = get(main, "/-/metrics", LOCAL).await;
    assert_eq!(classic.content_type(), Form::Classic.content_type());
    let classic = crate::kernel::metrics::parser::parse(&classic.body, Form::Classic).unwrap();
    let accept =
        Request::get("/-/metrics").header("accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    let open = ask(main, accept, LOCAL).await;
    assert_eq!(open.content_type(), Form::OpenMetrics.content_type());
    let open = crate::kernel::metrics::parser::parse(&open.body, Form::OpenMetrics).unwrap();
    assert_eq!(classic.len(), open.len());
    for name in [
        "orders",
        "target_info",
        "runa_build_info",
        "runa_check_passing",
        "http_server_active_requests",
        "tokio_workers",
    ] {
        assert!(open.contains_key(name), "{name}");
    }
    if cfg!(target_os = "linux") {
        let value = |name: &str| open[name].samples[0].value;
        assert!(value("process_resident_memory_bytes") > 1e5 && value("process_open_fds") >= 3.0);
        assert!(value("process_start_time_seconds") > 1.6e9 && value("process_cpu_seconds") >= 0.0);
        assert!(value("process_max_fds") >= value("process_open_fds"));
    }
}

#[tokio::test]
async fn a_monitor_shows_everything() {
    let site = install("127.0.0.1:0", None, |config| config.debug = true).await;
    site.observe.check("db", Kind::Ready, || async { Outcome::Pass }).unwrap();
    let panels = &site.observe.parts.panels;
    panels.add("depth", "Jobs", || Content::Bar(vec![("emails".to_owned(), 3.0)])).unwrap();
    panels.add("peers", "Peers", || Content::Table(vec!["id"], vec![vec!["a".to_owned()]])).unwrap();
    panels.add("raw", "Raw", || Content::Json("[1]".to_owned())).unwrap();
    let json = get(site.main.as_ref(), "/-/debug/monitor", LOCAL).await.json();
    let shown = serde_json::json!([
        { "name": "depth", "title": "Jobs", "bar": [{ "label": "emails", "value": 3.0 }] },
        { "name": "peers", "title": "Peers", "table": { "columns": ["id"], "rows": [["a"]] } },
        { "name": "raw", "title": "Raw", "json": [1] },
    ]);
    assert_eq!(json["panels"], shown);
    assert_eq!(
        (&json["service"], &json["version"], &json["stage"], &json["phase"]),
        (&"orders".into(), &"1.2.3".into(), &"test".into(), &"starting".into())
    );
    assert!(json["uptime_seconds"].is_number() && json["runtime"]["workers"].is_u64(), "{json}");
    assert_eq!(json["checks"][0]["name"], "db");
    assert!(json["metrics"]["families"].as_u64() > Some(5), "{json}");
    assert_eq!(json["memory"]["resident_bytes"].is_u64(), cfg!(target_os = "linux"));
}

#[tokio::test]
async fn hostile_requests_leave_the_number_of_series_unchanged() {
    let site = install("127.0.0.1:0", None, |_| {}).await;
    let parts = &site.observe.parts;
    let path =
        request::Path { recorders: site.recorders.clone().into(), life: site.life.clone(), ..request::Path::bare() };
    let router = Router::new().route("/orders/{id}", axum::routing::get(|| async { "order" }));
    let mut router = request::wrap(router, path);
    let series = || parts.metrics.read().iter().map(|family| family.series.len()).sum::<usize>();
    let mut send = async |method: String, path: String, host: String| {
        let request =
            Request::builder().method(method.as_str()).uri(path).header("host", host).body(Body::empty()).unwrap();
        let response = router.call(request).await.unwrap();
        to_bytes(response.into_body(), 1_000).await.unwrap();
    };
    for (method, path) in [("GET", "/orders/1"), ("GET", "/x"), ("X", "/orders/1"), ("X", "/x")] {
        send(method.into(), path.into(), "a".into()).await;
    }
    let before = series();
    for index in 0..100_000 {
        let method = if index % 2 == 0 { "GET".to_owned() } else { format!("M{index}") };
        let path = if index % 3 == 0 { format!("/orders/{index}") } else { format!("/{index}/x?{index}") };
        send(method, path, format!("h{index}.example")).await;
    }
    assert_eq!(series(), before);
    let durations =
        parts.metrics.read().into_iter().find(|family| family.name.starts_with("http_server_request")).unwrap();
    let counted: u64 = durations
        .series
        .iter()
        .map(|series| match &series.value {
            crate::kernel::metrics::Value::Distribution(distribution) => distribution.count(),
            crate::kernel::metrics::Value::Number(_) => 0,
        })
        .sum();
    assert_eq!(counted, 100_004);
    let active =
        parts.metrics.read().into_iter().find(|family| &*family.name == "http_server_active_requests").unwrap();
    assert!(
        active.series.iter().all(|series| matches!(series.value, crate::kernel::metrics::Value::Number(0.0))),
        "{active:?}"
    );
}

/// Every check hangs, and probes are answered at once.
#[tokio::test]
async fn probes_do_not_wait_for_checks() {
    let site = install("127.0.0.1:0", None, |config| config.timeout = Duration::from_millis(20)).await;
    site.life.advance(Phase::Running);
    for index in 0..20 {
        site.observe
            .check(&format!("hung {index}"), Kind::Ready, || async { std::future::pending::<Outcome>().await })
            .unwrap();
    }
    // Asked once, it is there: it waits for nothing.
    let mut probe = pin!(get(site.main.as_ref(), "/-/ready", LOCAL));
    let Poll::Ready(answer) = probe.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("the probe waits");
    };
    assert_eq!(answer.status, 503);
}
