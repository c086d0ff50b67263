//! Signing in and out.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use bytes::Bytes;
use http::{StatusCode, header};
use http_body::Frame;
use runa_schema::value::Proxy;

use super::{TOKEN, install, install_on};
use crate::kernel::request::{Path, Proxies, wrap};

const PATHS: [&str; 7] = ["", "/overview", "/logs", "/configuration", "/api/overview", "/live/overview", "/nothing"];

#[tokio::test]
async fn who_is_not_signed_in_sees_nothing() {
    let site = install(Some(TOKEN)).await;
    for cookie in ["", "runa_console=", "runa_console=00000000000000000000000000000000"] {
        for path in PATHS {
            let answer = site.get(&format!("/_console{path}"), cookie).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
            assert!(!answer.body.contains("orders") && !answer.body.contains("1.2.3"), "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_first_page() {
    let site = install(Some(TOKEN)).await;
    let answer = site.get("/_console/", "").await;
    assert_eq!(
        (answer.status, &answer.headers[header::LOCATION]),
        (StatusCode::SEE_OTHER, &"/_console".parse().unwrap())
    );
    assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY));
}

#[tokio::test]
async fn the_token_is_exchanged_for_a_cookie_that_ends_with_signing_out() {
    let site = install(Some(TOKEN)).await;
    assert_eq!(site.url, "/_console", "the token is in no log");
    for wrong in ["", "token=", "token=canary-token-173", "token=canary-token-1738x", "other=canary-token-1738"] {
        let answer = site.send("POST", "/_console/sign-in", &[], wrong).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{wrong}");
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{wrong}");
    }
    let answer = site.send("POST", "/_console/sign-in", &[], &format!("token={TOKEN}")).await;
    let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("; Path=/_console; HttpOnly; SameSite=Strict") && !set.contains("Secure"), "{set}");
    assert!(!set.contains(TOKEN), "{set}");
    let cookie = answer.cookie();
    assert_eq!(site.get("/_console", &cookie).await.status, StatusCode::OK);
    assert_eq!(site.get("/_console/nothing", &cookie).await.status, StatusCode::NOT_FOUND);
    let out = site.send("POST", "/_console/sign-out", &[("cookie", &cookie)], "").await;
    assert!(out.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(site.get("/_console", &cookie).await.status, StatusCode::UNAUTHORIZED, "the key is dead, not only gone");
}

#[tokio::test]
async fn behind_tls_the_cookie_is_secure() {
    let site = install(Some(TOKEN)).await;
    let origin = [("origin", "https://localhost:8080"), ("sec-fetch-site", "same-origin")];
    let answer = site.send("POST", "/_console/sign-in", &origin, &format!("token={TOKEN}")).await;
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().ends_with("; Secure"));
}

#[tokio::test]
async fn a_request_from_another_site_changes_nothing() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    for headers in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "http://evil.example")]
    {
        for path in ["/_console/sign-in", "/_console/sign-out"] {
            let answer = site.send("POST", path, &[headers, ("cookie", &cookie)], &format!("token={TOKEN}")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
            assert!(!answer.headers.contains_key(header::SET_COOKIE));
        }
    }
    assert_eq!(site.get("/_console", &cookie).await.status, StatusCode::OK);
}

#[tokio::test]
async fn wrong_tokens_are_limited_and_then_the_right_one_too() {
    let site = install(Some(TOKEN)).await;
    for attempt in 0..10 {
        let (path, headers) = if attempt % 2 == 0 {
            ("/_console/sign-in", None)
        } else {
            ("/_console/api/overview", Some(("authorization", "Bearer wrong")))
        };
        let method = if headers.is_some() { "GET" } else { "POST" };
        let answer = site.send(method, path, headers.as_slice(), "token=wrong").await;
        assert!(
            matches!(answer.status, StatusCode::FORBIDDEN | StatusCode::UNAUTHORIZED),
            "{attempt}: {}",
            answer.status
        );
    }
    let answer = site.send("POST", "/_console/sign-in", &[], &format!("token={TOKEN}")).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    let bearer = format!("Bearer {TOKEN}");
    let answer = site.send("GET", "/_console/api/overview", &[("authorization", &bearer)], "").await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn behind_a_proxy_that_is_trusted_each_client_has_attempts_of_its_own() {
    for (trusted, status) in [(&[Proxy::parse("127.0.0.1").unwrap()][..], 303), (&[], 429)] {
        let mut site = install(Some(TOKEN)).await;
        let path = Path { proxies: Proxies::new(trusted), ..Path::bare() };
        site.router = wrap(std::mem::take(&mut site.router), path);
        let from = |client| [("x-forwarded-for", client)];
        for _ in 0..10 {
            let answer = site.send("POST", "/_console/sign-in", &from("203.0.113.7"), "token=wrong").await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
        }
        let token = format!("token={TOKEN}");
        let answer = site.send("POST", "/_console/sign-in", &from("203.0.113.7"), &token).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
        let answer = site.send("POST", "/_console/sign-in", &from("203.0.113.8"), &token).await;
        assert_eq!(answer.status, status);
    }
}

#[tokio::test]
async fn the_api_takes_the_token_as_a_bearer() {
    let site = install(Some(TOKEN)).await;
    let bearer = format!("Bearer {TOKEN}");
    let answer = site.send("GET", "/_console/api/health", &[("authorization", &bearer)], "").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, r#"{"checks":[]}"#));
    let answer = site.send("GET", "/_console/overview", &[("authorization", &bearer)], "").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "pages are for browsers");
}

#[tokio::test]
async fn without_a_token_an_address_works_once() {
    let site = install(None).await;
    assert!(site.url.starts_with("/_console/enter?key="), "{}", site.url);
    assert_eq!(site.get("/_console/enter?key=0", "").await.status, StatusCode::FORBIDDEN);
    let ahead = site.send("GET", &site.url, &[("sec-purpose", "prefetch")], "").await;
    assert_eq!(ahead.status, StatusCode::TOO_MANY_REQUESTS, "looking ahead does not use it up");
    let answer = site.get(&site.url, "").await;
    assert_eq!(answer.status, StatusCode::OK);
    let cookie = answer.cookie();
    assert_eq!(site.get("/_console", &cookie).await.status, StatusCode::OK);
    assert_eq!(site.get(&site.url, "").await.status, StatusCode::FORBIDDEN, "a second time");
    assert_eq!(site.get(&site.url, &cookie).await.status, StatusCode::SEE_OTHER, "who is in goes on");
    let empty = site.send("POST", "/_console/sign-in", &[], "token=").await;
    assert_eq!(empty.status, StatusCode::FORBIDDEN, "no token is not the empty token");
}

#[tokio::test]
async fn every_answer_forbids_what_no_page_needs() {
    let site = install(Some(TOKEN)).await;
    let cookie = site.cookie().await;
    let style = format!("/assets/{}", crate::console::assets::style());
    for path in ["", "/logs", "/nothing", "/api/logs", "/sign-in", "/enter", style.as_str()] {
        for cookie in ["", &cookie] {
            let answer = site.get(&format!("/_console{path}"), cookie).await;
            let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'; ") && policy.ends_with("frame-ancestors 'none'"),
                "{policy}"
            );
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(answer.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(answer.headers[header::REFERRER_POLICY], "same-origin");
            let kept = path.starts_with("/assets");
            assert_eq!(answer.headers[header::CACHE_CONTROL] == "no-store", !kept, "{path}");
        }
    }
    let nonce = |answer: &super::Answer| {
        let policy = answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        policy.split("'nonce-").nth(1).unwrap()[..32].to_owned()
    };
    let (one, other) = (site.get("/_console", &cookie).await, site.get("/_console", &cookie).await);
    assert_ne!(nonce(&one), nonce(&other));
    assert!(one.body.contains(&format!("<script type=\"module\" nonce=\"{}\"", nonce(&one))));
    assert!(!one.body.contains("style=\"") && !one.body.contains("onclick"), "nothing inline");
}

#[tokio::test]
async fn in_a_relaxed_stage_this_machine_is_asked_by_no_other_name() {
    let site = install(None).await;
    // A page of somebody else can let its own name point to this machine, and would then be one with the console.
    for host in ["evil.example:8080", "localhost.evil.example", "10.0.0.1:8080", ""] {
        for path in ["/_console", "/_console/api/overview", site.url.as_str(), "/_console/live/overview"] {
            let answer = site.send("GET", path, &[("host", host)], "").await;
            assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host} {path}");
            assert!(!answer.headers.contains_key(header::SET_COOKIE), "{host} {path}");
        }
    }
    for host in ["127.0.0.1:8080", "[::1]:8080", "orders.localhost:1", "LOCALHOST", "0.0.0.0:8080"] {
        let answer = site.send("GET", "/_console", &[("host", host)], "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{host}");
    }
    for (listen, admin) in [("0.0.0.0:80", None), ("127.0.0.1:80", Some("0.0.0.0:90"))] {
        let open = install_on(listen, admin, true, Some(TOKEN)).await;
        let answer = open.send("GET", "/_console", &[("host", "orders.example")], "").await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "whoever opens the listener means others too");
    }
}

#[tokio::test]
async fn in_production_no_token_travels_where_others_can_read_it() {
    let site = install_on("127.0.0.1:80", Some("0.0.0.0:90"), false, Some(TOKEN)).await;
    let body = format!("token={TOKEN}");
    let sign_in = async |headers: &[(&str, &str)]| site.send("POST", "/_console/sign-in", headers, &body).await;
    for origin in ["http://ops.example:90", "http://10.0.0.7:90"] {
        let host = origin.strip_prefix("http://").unwrap();
        let page = site.send("GET", "/_console", &[("host", host)], "").await;
        assert!(page.body.contains("not encrypted") && !page.body.contains("<form"), "{}", page.body);
        let answer = sign_in(&[("host", host), ("origin", origin)]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{origin}");
        assert!(!answer.headers.contains_key(header::SET_COOKIE) && answer.body.contains("not encrypted"), "{origin}");
    }
    let https = [("host", "ops.example"), ("origin", "https://ops.example"), ("sec-fetch-site", "same-origin")];
    let answer = sign_in(&https).await;
    assert!(answer.headers[header::SET_COOKIE].to_str().unwrap().ends_with("; Secure"), "behind what ends TLS");
    let page = site.send("GET", "/_console", &[("host", "ops.example"), ("sec-fetch-site", "none")], "").await;
    assert!(page.body.contains("<form"), "a browser says from where it comes by https only");
    let tunnel = [("host", "localhost:9090"), ("origin", "http://localhost:9090")];
    let answer = sign_in(&tunnel).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "through a tunnel");
    assert!(!answer.headers[header::SET_COOKIE].to_str().unwrap().contains("Secure"));
}

#[tokio::test]
async fn over_http_2_the_host_stands_in_the_address() {
    let site = install(Some(TOKEN)).await;
    let origin = [("origin", "http://localhost:8080"), ("sec-fetch-site", "same-origin")];
    let body = format!("token={TOKEN}");
    let answer = site.send("POST", "http://localhost:8080/_console/sign-in", &origin, &body).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let answer = site.send("POST", "http://localhost:8081/_console/sign-in", &origin, &body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn tries_that_come_together_are_limited_like_others() {
    let site = std::sync::Arc::new(install(Some(TOKEN)).await);
    // The last byte of each form comes when all of them have been let in.
    let (open, gate) = tokio::sync::watch::channel(false);
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let (site, mut gate) = (std::sync::Arc::clone(&site), gate.clone());
        tries.spawn(async move {
            let body = Body::new(Late(Some(Box::pin(async move {
                let _ = gate.wait_for(|open| *open).await;
            }))));
            let request = http::Request::post("/_console/sign-in").header(header::HOST, "localhost:8080");
            site.call(request.body(body).unwrap()).await.status()
        });
    }
    tokio::task::yield_now().await;
    open.send_replace(true);
    let answers = tries.join_all().await;
    assert_eq!(answers.iter().filter(|status| **status == StatusCode::FORBIDDEN).count(), 10, "{answers:?}");
    assert!(answers.iter().all(|status| matches!(*status, StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS)));
}

#[tokio::test]
async fn each_port_has_a_cookie_of_its_own() {
    let site = install(Some(TOKEN)).await;
    let bound = crate::kernel::Bound {
        service: vec![runa_schema::value::Address::Tcp(([127, 0, 0, 1], 8081).into())],
        admin: Vec::new(),
    };
    site.parts.bound.set(bound).unwrap();
    // That of another service on this machine, which a browser sends here, too.
    let cookie = site.cookie().await;
    assert!(cookie.starts_with("runa_console_8081="), "{cookie}");
    let both = format!("runa_console_8080=x; {cookie}");
    assert_eq!(site.get("/_console", &both).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_answered_to_a_wrong_method_is_safe_too() {
    let site = install(Some(TOKEN)).await;
    for (method, path) in
        [("POST", ""), ("PUT", "/overview"), ("DELETE", "/sign-in"), ("PATCH", "/api/logs"), ("GET", "/sign-out")]
    {
        let answer = site.send(method, &format!("/_console{path}"), &[], "").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert!(
            answer.headers.contains_key(header::CONTENT_SECURITY_POLICY) && answer.headers.contains_key(header::ALLOW)
        );
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
}

/// A form that comes when something else has happened.
struct Late(Option<Pin<Box<dyn Future<Output = ()> + Send>>>);

impl HttpBody for Late {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let Some(wait) = &mut self.0 else { return Poll::Ready(None) };
        wait.as_mut().poll(context).map(|()| {
            self.0 = None;
            Some(Ok(Frame::data(Bytes::from_static(b"token=wrong"))))
        })
    }
}
