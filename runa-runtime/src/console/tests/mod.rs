//! The console from outside: who sees what, and what it shows.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod entry;
mod live;
mod shown;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request};
use http::{HeaderMap, StatusCode, header};
use runa_schema::settings::{ConsoleSettings, Endpoint, ObserveSettings};
use runa_schema::value::{Secret, UrlPath};
use tower::Service;

use super::Console;
use crate::kernel::request::{Outcome, Recorder};
use crate::kernel::tests::parts;
use crate::kernel::{Installer, Joined, Parts, Provider};

const TOKEN: &str = "canary-token-1738";

/// An installed console.
struct Site {
    parts: Parts,
    console: Console,
    router: Router,
    recorders: Vec<Arc<dyn Recorder>>,
    /// The path that the summary at start names.
    url: String,
}

/// What was answered.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: String,
}

impl Answer {
    /// What the browser would send back.
    fn cookie(&self) -> String {
        let cookie = self.headers[header::SET_COOKIE].to_str().unwrap();
        cookie.split(';').next().unwrap().to_owned()
    }
}

async fn install(token: Option<&str>) -> Site {
    install_on("127.0.0.1:0", None, true, token).await
}

async fn install_on(listen: &str, admin: Option<&str>, relaxed: bool, token: Option<&str>) -> Site {
    let mut parts = parts(listen, admin);
    parts.stage.relaxed = relaxed;
    let mut installer = Installer { provider: "observe", parts: &parts, joined: Joined::default() };
    let observe = ObserveSettings {
        mount: UrlPath::parse("/-").unwrap(),
        timeout: std::time::Duration::from_secs(5),
        refresh: std::time::Duration::from_millis(20),
        debug: false,
        expose: vec![Endpoint::Health],
    };
    let observe = crate::Observe::install(observe, (), &mut installer).await.unwrap();
    let mut recorders = std::mem::take(&mut installer.joined.recorders);
    let mut installer = Installer { provider: "console", parts: &parts, joined: Joined::default() };
    let config = ConsoleSettings { mount: UrlPath::parse("/_console").unwrap(), token: token.map(Secret::new) };
    let console = Console::install(config, (observe,), &mut installer).await.unwrap();
    let routes = installer.joined.routes.remove(0);
    assert!(routes.public.is_none(), "never beside the service where there is a listener for operators");
    recorders.append(&mut installer.joined.recorders);
    let url = installer.joined.urls.remove(0).1;
    Site { parts: parts.clone(), console, router: routes.router, recorders, url }
}

impl Site {
    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let response = self.respond(method, path, headers, body).await;
        let (head, body) = response.into_parts();
        let body = to_bytes(body, 1 << 22).await.unwrap();
        Answer { status: head.status, headers: head.headers, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn respond(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> http::Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        // Over HTTP/2 the host stands in the URI.
        if path.starts_with('/') && headers.iter().all(|(name, _)| *name != "host") {
            request = request.header(header::HOST, "localhost:8080");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.call(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    async fn call(&self, mut request: Request) -> http::Response<Body> {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 5000))));
        self.router.clone().call(request).await.unwrap()
    }

    async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send("GET", path, &[("cookie", cookie)], "").await
    }

    /// Signs in with the token.
    async fn cookie(&self) -> String {
        let answer = self.send("POST", "/_console/sign-in", &[], &format!("token={TOKEN}")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        answer.cookie()
    }

    /// Lets a request have ended.
    fn request(&self, method: &str, path: &str, status: u16, seconds: f64) {
        self.ended(Request::builder().method(method).uri(path), status, seconds);
    }

    fn ended(&self, request: http::request::Builder, status: u16, seconds: f64) {
        let exchange = crate::kernel::request::ended(request, status, seconds, Outcome::Answered);
        for recorder in &self.recorders {
            recorder.begin(&exchange);
            recorder.end(&exchange);
        }
    }
}
