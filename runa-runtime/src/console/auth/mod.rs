//! Who may look: a token, or a URL that works once, is exchanged for a cookie.
//!
//! Promises: no comparison tells by its time how much was right; attempts are limited for each client and in all; a request that another
//! site made in the browser's name changes nothing; sessions end, and are bounded in number.

mod attempts;
mod origin;
mod random;
mod sessions;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::to_bytes;
use axum::extract::{ConnectInfo, Request, State};
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use runa_schema::value::Secret;
use subtle::ConstantTimeEq;

pub(super) use random::hex;

use super::answer;
use super::pages::sign_in;
use super::site::Site;
use attempts::Attempts;
use sessions::Sessions;

/// The cookie that holds the key of a session.
const COOKIE: &str = "runa_console";
/// Longest form that is read.
const FORM: usize = 4 << 10;

/// Who may look.
#[derive(Debug)]
pub(super) struct Auth {
    token: Option<Secret>,
    /// The key of the URL that works once.
    invitation: Mutex<Option<Secret>>,
    sessions: Sessions,
    attempts: Attempts,
}

/// What a request to the API has shown.
pub(super) enum Session {
    Signed,
    None,
    /// Too many have been wrong.
    Limited,
}

impl Auth {
    /// With a token, that signs in; without one, a URL that works once.
    pub(super) fn new(token: Option<Secret>) -> Result<Self, getrandom::Error> {
        let invitation = if token.is_none() { Some(Secret::new(hex()?)) } else { None };
        Ok(Self {
            token,
            invitation: Mutex::new(invitation),
            sessions: Sessions::default(),
            attempts: Attempts::default(),
        })
    }

    /// The key of the URL that works once, while it has not been used.
    pub(super) fn invitation(&self) -> Option<String> {
        self.invitation.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|key| key.expose().to_owned())
    }

    /// Whether a token signs in.
    pub(super) const fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Whether a request has a session that lives.
    pub(super) fn is_signed(&self, request: &Request) -> bool {
        cookies(request.headers()).any(|key| self.sessions.lives(key))
    }

    /// The same, or the token as a bearer: for who asks the API without a browser.
    pub(super) fn session_or_bearer(&self, request: &Request, peer: Option<IpAddr>) -> Session {
        if self.is_signed(request) {
            return Session::Signed;
        }
        let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(given) = given.and_then(|value| value.strip_prefix("Bearer ")) else { return Session::None };
        if !self.attempts.allowed(peer) {
            return Session::Limited;
        }
        if self.is_token(given) {
            return Session::Signed;
        }
        self.attempts.failed(peer);
        Session::None
    }

    fn is_token(&self, given: &str) -> bool {
        self.token.as_ref().is_some_and(|token| same(token.expose(), given))
    }

    /// Takes the invitation, if `given` is its key.
    fn accept(&self, given: &str) -> bool {
        let mut invitation = self.invitation.lock().unwrap_or_else(PoisonError::into_inner);
        let right = invitation.as_ref().is_some_and(|key| same(key.expose(), given));
        if right {
            *invitation = None;
        }
        right
    }
}

/// Compares without telling by its time where two texts differ.
fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// The values of our cookie. Several may be sent, for several paths.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|one| one.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip())
}

/// The URL that works once.
pub(super) async fn enter(State(site): State<Arc<Site>>, request: Request) -> Response {
    let peer = peer(&request);
    // A browser that looks ahead must not use it up.
    let ahead = ["sec-purpose", "purpose"].iter().any(|name| request.headers().contains_key(*name));
    if ahead || !site.auth.attempts.allowed(peer) {
        return limited(&site);
    }
    if site.auth.is_signed(&request) {
        return answer::see(&site.mount);
    }
    let key = request.uri().query().and_then(|query| field(query.as_bytes(), "key"));
    if key.is_some_and(|key| site.auth.accept(&key)) {
        // Whoever follows the address from another site, such as a page with logs, comes without a `Strict` cookie, also through a
        // redirect. So a page of the console's own goes on.
        return signed(&site, request.headers(), sign_in::entered);
    }
    site.auth.attempts.failed(peer);
    sign_in::page(
        &site,
        StatusCode::FORBIDDEN,
        Some("This address worked once, and has been used or is from another start."),
    )
}

/// The form with the token.
pub(super) async fn sign_in(State(site): State<Arc<Site>>, request: Request) -> Response {
    let peer = peer(&request);
    if !origin::is_own(request.headers()) {
        return sign_in::page(&site, StatusCode::FORBIDDEN, Some("The request came from another site."));
    }
    if !site.auth.attempts.allowed(peer) {
        return limited(&site);
    }
    let (head, body) = request.into_parts();
    let token = to_bytes(body, FORM).await.ok().and_then(|form| field(&form, "token"));
    if token.is_some_and(|token| site.auth.is_token(&token)) {
        return signed(&site, &head.headers, |site| answer::see(&site.mount));
    }
    site.auth.attempts.failed(peer);
    tracing::warn!(target: "runa", client = peer.map(|peer| peer.to_string()), "console: a wrong token");
    sign_in::page(&site, StatusCode::FORBIDDEN, Some("That is not the token."))
}

pub(super) async fn sign_out(State(site): State<Arc<Site>>, request: Request) -> Response {
    if !origin::is_own(request.headers()) {
        return sign_in::page(&site, StatusCode::FORBIDDEN, Some("The request came from another site."));
    }
    for key in cookies(request.headers()) {
        site.auth.sessions.end(key);
    }
    let mut response = answer::see(&site.mount);
    set_cookie(&mut response, &format!("{COOKIE}=; Path={}; HttpOnly; SameSite=Strict; Max-Age=0", site.mount));
    response
}

fn limited(site: &Site) -> Response {
    sign_in::page(site, StatusCode::TOO_MANY_REQUESTS, Some("Too many attempts. Wait a minute."))
}

/// Begins a session and answers with what comes next.
fn signed(site: &Site, headers: &HeaderMap, next: impl FnOnce(&Site) -> Response) -> Response {
    let Ok(key) = site.auth.sessions.begin() else {
        return sign_in::page(site, StatusCode::INTERNAL_SERVER_ERROR, Some("The system gives no random numbers."));
    };
    let mut response = next(site);
    // The browser says by which scheme it came. Where that is http, a `Secure` cookie would never come back.
    let secure = if origin::is_https(headers) { "; Secure" } else { "" };
    let mount = &site.mount;
    set_cookie(&mut response, &format!("{COOKIE}={key}; Path={mount}; HttpOnly; SameSite=Strict{secure}"));
    response
}

fn set_cookie(response: &mut Response, text: &str) {
    // Hexadecimal digits and a path of ASCII.
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The value of a field of a form.
fn field(form: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(form).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
