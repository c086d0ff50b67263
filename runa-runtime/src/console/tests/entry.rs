//! Signing in and out.

use http::{StatusCode, header};

use super::{TOKEN, install};

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
