//! What stands round the content of every page.

use askama::Template;
use axum::extract::Request;
use axum::response::Response;
use http::StatusCode;

use super::{Page, Query, rendered};
use crate::console::auth::hex;
use crate::console::site::Site;
use crate::console::{answer, assets};

#[derive(Template)]
#[template(path = "shell.html")]
struct Shell<'a> {
    service: &'a str,
    version: &'a str,
    stage: &'a str,
    mount: &'a str,
    style: String,
    icon: String,
    script: String,
    nonce: &'a str,
    title: &'a str,
    pages: Vec<Link>,
    /// Where the content comes from again; empty where it does not change.
    live: String,
    content: String,
}

struct Link {
    name: &'static str,
    title: &'static str,
    here: bool,
}

/// A page with all that stands round it.
pub(in crate::console) fn whole(site: &Site, page: Page, query: &Query) -> Response {
    let live = format!("{}/live/{}{}", site.mount, page.name(), query.text());
    shell(site, StatusCode::OK, page.title(), Some(page), live, site.show(page, query))
}

/// What is answered where there is no page.
pub(in crate::console) fn not_found(site: &Site, request: &Request) -> Response {
    if site.auth.signed(request, site.port()).is_none() {
        return super::sign_in::ask(site, request);
    }
    let content = "<h1>No such page</h1><p>The pages of this process stand in the navigation.</p>".to_owned();
    shell(site, StatusCode::NOT_FOUND, "No such page", None, String::new(), content)
}

fn shell(site: &Site, status: StatusCode, title: &str, here: Option<Page>, live: String, content: String) -> Response {
    let nonce = hex().unwrap_or_default();
    let pages = Page::all(&site.parts)
        .map(|page| Link { name: page.name(), title: page.title(), here: Some(page) == here })
        .collect();
    let shell = Shell {
        service: site.parts.service,
        version: site.parts.version,
        stage: site.parts.stage.name,
        mount: &site.mount,
        style: assets::style(),
        icon: assets::icon(),
        script: assets::script(),
        nonce: &nonce,
        title,
        pages,
        live,
        content,
    };
    answer::html(status, rendered(&shell), Some(&nonce))
}
