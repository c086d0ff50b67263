//! An HTTP client for one address, as light as can be: each request has a connection of its own, so that none is left behind.

use std::fmt;
use std::net::SocketAddr;

use bytes::Bytes;
use http::header::{CONNECTION, HOST, HeaderValue};
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::PATIENCE;

/// A client bound to a listener of the app. What cannot be sent or received fails the test.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    address: SocketAddr,
}

impl Client {
    pub(super) const fn new(address: SocketAddr) -> Self {
        Self { address }
    }

    /// Where it connects to.
    pub const fn address(self) -> SocketAddr {
        self.address
    }

    /// Gets a path.
    pub async fn get(self, path: &str) -> Response {
        self.send(request(Method::GET, path, Bytes::new())).await
    }

    /// Posts a body to a path.
    pub async fn post(self, path: &str, body: impl Into<Bytes>) -> Response {
        self.send(request(Method::POST, path, body.into())).await
    }

    /// Sends any request whose URI is a path.
    pub async fn send<B: Into<Bytes>>(self, request: Request<B>) -> Response {
        let shown = format!("{} {}", request.method(), request.uri());
        let exchange = async {
            let response = self.open(request).await;
            let (head, body) = response.into_parts();
            let body =
                body.collect().await.unwrap_or_else(|error| panic!("the response to {shown} broke off: {error}"));
            Response { status: head.status, headers: head.headers, body: body.to_bytes() }
        };
        timeout(PATIENCE, exchange).await.unwrap_or_else(|_| panic!("no whole response to {shown} in {PATIENCE:?}"))
    }

    /// Sends a request and gives the response as soon as its head is there: for bodies that stream.
    pub async fn open<B: Into<Bytes>>(self, request: Request<B>) -> http::Response<Incoming> {
        let (address, shown) = (self.address, format!("{} {}", request.method(), request.uri()));
        let mut request = request.map(|body| Full::new(body.into()));
        if !request.headers().contains_key(HOST)
            && let Ok(host) = HeaderValue::from_str(&address.to_string())
        {
            request.headers_mut().insert(HOST, host);
        }
        request.headers_mut().entry(CONNECTION).or_insert(HeaderValue::from_static("close"));
        let sent = async {
            let stream = TcpStream::connect(address).await.map_err(|error| error.to_string())?;
            let (mut sender, connection) =
                http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
            tokio::spawn(connection.with_upgrades());
            sender.send_request(request).await.map_err(|error| error.to_string())
        };
        let sent = timeout(PATIENCE, sent).await;
        match sent.unwrap_or_else(|_| Err(format!("no answer in {PATIENCE:?}"))) {
            Ok(response) => response,
            Err(error) => panic!("{shown} at {address} failed: {error}"),
        }
    }
}

fn request(method: Method, path: &str, body: Bytes) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path).body(body);
    request.unwrap_or_else(|error| panic!("`{path}` is no path: {error}"))
}

/// A response, with all of its body.
#[derive(Clone)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.text())
            .finish()
    }
}

impl Response {
    /// Its status.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// Its headers.
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The value of a header, if there is one that is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Its body.
    pub const fn body(&self) -> &Bytes {
        &self.body
    }

    /// Its body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Its body, read as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("the body is not what was expected: {error}: {}", self.text()))
    }
}
