//! Who may look: a token, or a URL that works once, is exchanged for a cookie.
//!
//! Promises: no comparison tells by its time how much was right; attempts are limited for each client and in all; a request that another
//! site made in the browser's name changes nothing; in a relaxed stage a listener of this machine answers to no other name; in production
//! no token travels where others can read it; sessions end, are bounded in number, and take along what is sent to them.

mod attempts;
pub(super) mod origin;
mod random;
mod sessions;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::uri::Authority;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use runa_schema::value::Secret;
use subtle::ConstantTimeEq;

pub(super) use random::hex;
pub(super) use sessions::Signed;

use super::answer;
use super::pages::sign_in;
use super::site::Site;
use crate::kernel::Parts;
use crate::kernel::request::{ClientIp, Deed};
use attempts::Attempts;
use sessions::Sessions;

/// Longest form that is read.
const FORM: usize = 4 << 10;

const FOREIGN: &str = "The request came from another site.";
const LIMITED: &str = "Too many attempts. Wait a minute.";

/// Who may look.
#[derive(Debug)]
pub(super) struct Auth {
    token: Option<Secret>,
    /// The key of the URL that works once.
    invitation: Mutex<Option<Secret>>,
    sessions: Sessions,
    attempts: Attempts,
    relaxed: bool,
    /// Whether only this machine can be meant.
    local: bool,
}

/// What is known of a browser: its headers, and whom it means.
pub(super) type From<'a> = (&'a HeaderMap, Option<&'a Authority>);

/// What a request to the API has shown.
pub(super) enum Session {
    Signed,
    None,
    /// Too many have been wrong.
    Limited,
}

impl Auth {
    /// With a token, that signs in; without one, a URL that works once.
    pub(super) fn new(token: Option<Secret>, parts: &Parts) -> Result<Self, getrandom::Error> {
        let server = &parts.server;
        let listeners = server.admin.as_ref().filter(|admin| !admin.0.is_empty()).unwrap_or(&server.listen);
        let invitation = if token.is_none() { Some(Secret::new(hex()?)) } else { None };
        Ok(Self {
            token,
            invitation: Mutex::new(invitation),
            sessions: Sessions::default(),
            attempts: Attempts::default(),
            relaxed: parts.stage.relaxed,
            local: parts.stage.relaxed && !listeners.is_open(),
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

    /// The session of a request, if it lives.
    pub(super) fn signed(&self, request: &Request, port: u16) -> Option<Signed> {
        let now = Instant::now();
        cookies(request.headers(), port).find_map(|key| self.sessions.find(key, now))
    }

    /// Whether the browser that asks may send a token.
    pub(super) fn is_private(&self, headers: &HeaderMap, authority: Option<&Authority>) -> bool {
        self.relaxed || origin::is_this_machine(authority) || origin::is_https(headers)
    }

    /// Takes one try of a client.
    fn take(&self, client: Option<IpAddr>) -> bool {
        self.attempts.take(client, self.sessions.knows(client, Instant::now()))
    }

    /// The same, or the token as a bearer: for who asks the API without a browser.
    pub(super) fn session_or_bearer(&self, request: &Request, port: u16) -> Session {
        if self.signed(request, port).is_some() {
            return Session::Signed;
        }
        let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(given) = given.and_then(|value| value.strip_prefix("Bearer ")) else { return Session::None };
        let client = client(request);
        if !self.take(client) {
            return Session::Limited;
        }
        if self.is_token(given) {
            self.attempts.right(client);
            return Session::Signed;
        }
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

/// The cookie that holds the key of a session. Browsers keep cookies by host, not by port: another service on this machine must not
/// write over this one's.
fn cookie_name(port: u16) -> String {
    format!("runa_console_{port}")
}

/// The values of our cookie. Several may be sent, for several paths.
fn cookies(headers: &HeaderMap, port: u16) -> impl Iterator<Item = &str> {
    let name = cookie_name(port);
    headers
        .get_all(header::COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(move |one| one.trim().strip_prefix(name.as_str())?.strip_prefix('='))
}

/// Whose attempts are counted.
fn client(request: &Request) -> Option<IpAddr> {
    ClientIp::of(request.extensions()).map(|client| client.0)
}

/// The URL that works once.
pub(super) async fn enter(State(site): State<Arc<Site>>, request: Request) -> Response {
    let client = client(&request);
    // A browser that looks ahead must not use it up.
    let ahead = ["sec-purpose", "purpose"].iter().any(|name| request.headers().contains_key(*name));
    if !ahead && site.auth.signed(&request, site.port()).is_some() {
        return answer::see(&site.mount);
    }
    if ahead || !site.auth.take(client) {
        let authority = origin::authority(&request);
        let from = (request.headers(), authority.as_ref());
        return sign_in::page(&site, from, StatusCode::TOO_MANY_REQUESTS, Some(LIMITED));
    }
    let authority = origin::authority(&request);
    let key = request.uri().query().and_then(|query| field(query.as_bytes(), "key"));
    if key.is_some_and(|key| site.auth.accept(&key)) {
        // Whoever follows the address from another site, such as a page with logs, comes without a `Strict` cookie, also through a
        // redirect. So a page of the console's own goes on.
        site.auth.attempts.right(client);
        return signed(&site, request.headers(), client, sign_in::entered);
    }
    sign_in::page(
        &site,
        (request.headers(), authority.as_ref()),
        StatusCode::FORBIDDEN,
        Some("This address worked once, and has been used or is from another start."),
    )
}

/// The form with the token.
pub(super) async fn sign_in(State(site): State<Arc<Site>>, request: Request) -> Response {
    let (client, authority) = (client(&request), origin::authority(&request));
    let (head, body) = request.into_parts();
    let from = (&head.headers, authority.as_ref());
    let deed = Deed::of(&head.extensions, "console.sign_in");
    let refuse = |status, why| sign_in::page(&site, from, status, Some(deed.refused(why)));
    if !origin::is_own(from.0, from.1) {
        return refuse(StatusCode::FORBIDDEN, FOREIGN);
    }
    if !site.auth.is_private(from.0, from.1) {
        return refuse(StatusCode::FORBIDDEN, "Nobody was signed in.");
    }
    let token = to_bytes(body, FORM).await.ok().and_then(|form| field(&form, "token"));
    // Not before the form is there: many that are held open would all be let in.
    if !site.auth.take(client) {
        return refuse(StatusCode::TOO_MANY_REQUESTS, LIMITED);
    }
    if token.is_some_and(|token| site.auth.is_token(&token)) {
        site.auth.attempts.right(client);
        return signed(&site, from.0, client, |site| answer::see(&site.mount));
    }
    tracing::warn!(target: "runa", client = client.map(|client| client.to_string()), "console: a wrong token");
    refuse(StatusCode::FORBIDDEN, "That is not the token.")
}

pub(super) async fn sign_out(State(site): State<Arc<Site>>, request: Request) -> Response {
    let authority = origin::authority(&request);
    let from = (request.headers(), authority.as_ref());
    let deed = Deed::of(request.extensions(), "console.sign_out");
    if !origin::is_own(from.0, from.1) {
        return sign_in::page(&site, from, StatusCode::FORBIDDEN, Some(deed.refused(FOREIGN)));
    }
    let port = site.port();
    for key in cookies(from.0, port) {
        site.auth.sessions.end(key);
    }
    let mut response = answer::see(&site.mount);
    let (name, mount) = (cookie_name(port), &site.mount);
    set_cookie(&mut response, &format!("{name}=; Path={mount}; HttpOnly; SameSite=Strict; Max-Age=0"));
    response
}

/// Stands before every route: nobody asks by a name that somebody else could have pointed here, and no answer lacks what makes it safe.
pub(super) async fn guard(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    if site.auth.local && !origin::is_this_machine(origin::authority(&request).as_ref()) {
        let text = "in this stage the console answers to localhost and to 127.0.0.1 only\n";
        return answer::safe((StatusCode::MISDIRECTED_REQUEST, text).into_response(), None);
    }
    let response = next.run(request).await;
    // As axum answers to a method that a route does not have.
    if response.headers().contains_key(header::CONTENT_SECURITY_POLICY) {
        response
    } else {
        answer::safe(response, None)
    }
}

/// Begins a session and answers with what comes next.
fn signed(site: &Site, headers: &HeaderMap, client: Option<IpAddr>, next: impl FnOnce(&Site) -> Response) -> Response {
    let Ok(key) = site.auth.sessions.begin(client, Instant::now()) else {
        let text = "the system gives no random numbers\n";
        return answer::safe((StatusCode::INTERNAL_SERVER_ERROR, text).into_response(), None);
    };
    let mut response = next(site);
    // The browser says by which scheme it came. Where that is http, which is only on this machine or in a relaxed stage, a `Secure` cookie
    // might never come back.
    let secure = if origin::is_https(headers) { "; Secure" } else { "" };
    let (name, mount) = (cookie_name(site.port()), &site.mount);
    set_cookie(&mut response, &format!("{name}={key}; Path={mount}; HttpOnly; SameSite=Strict{secure}"));
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
