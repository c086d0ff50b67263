//! The page for who is not signed in.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;

use super::rendered;
use crate::console::auth::{From, hex, origin};
use crate::console::site::Site;
use crate::console::{answer, assets};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn<'a> {
    mount: &'a str,
    style: String,
    icon: String,
    nonce: &'a str,
    token: bool,
    /// Whether others could read the token on its way.
    unencrypted: bool,
    problem: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "entered.html")]
struct Entered<'a> {
    mount: &'a str,
    icon: String,
}

/// Goes on to the first page by itself.
pub(in crate::console) fn entered(site: &Site) -> Response {
    answer::html(StatusCode::OK, rendered(&Entered { mount: &site.mount, icon: assets::icon() }), None)
}

/// Asks for the token, or says where the address that signs in stands. Says nothing about the service.
pub(in crate::console) fn page(site: &Site, from: From<'_>, status: StatusCode, problem: Option<&str>) -> Response {
    let nonce = hex().unwrap_or_default();
    let (mount, token) = (&*site.mount, site.auth.has_token());
    let unencrypted = token && !origin::says_site(from.0) && !site.auth.is_private(from.0, from.1);
    let page =
        SignIn { mount, style: assets::style(), icon: assets::icon(), nonce: &nonce, token, unencrypted, problem };
    answer::html(status, rendered(&page), Some(&nonce))
}

/// Asks for the token.
pub(in crate::console) fn ask(site: &Site, request: &Request) -> Response {
    let authority = origin::authority(request);
    page(site, (request.headers(), authority.as_ref()), StatusCode::UNAUTHORIZED, None)
}
