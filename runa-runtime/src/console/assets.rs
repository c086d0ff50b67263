//! The style sheet, the script and the icon: each under a name that changes with its content, so that browsers may keep it for ever.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header};

use super::answer::safe;

/// One file.
struct Asset {
    text: &'static str,
    kind: &'static str,
    stem: &'static str,
    ending: &'static str,
}

const STYLE: Asset =
    Asset { text: include_str!("assets/console.css"), kind: "text/css; charset=utf-8", stem: "console", ending: "css" };
const SCRIPT: Asset = Asset {
    text: include_str!("assets/console.js"),
    kind: "text/javascript; charset=utf-8",
    stem: "console",
    ending: "js",
};

const ICON: Asset =
    Asset { text: include_str!("assets/console.svg"), kind: "image/svg+xml", stem: "console", ending: "svg" };

impl Asset {
    fn name(&self) -> String {
        format!("{}-{:016x}.{}", self.stem, hash(self.text.as_bytes()), self.ending)
    }
}

/// FNV-1a: tells versions of a file apart, and resists nobody.
const fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

/// The name of the style sheet.
pub(super) fn style() -> String {
    STYLE.name()
}

/// The name of the script.
pub(super) fn script() -> String {
    SCRIPT.name()
}

/// The name of the icon.
pub(super) fn icon() -> String {
    ICON.name()
}

/// The file of a name. An older name is answered too: a page that is open while the process is replaced asks for it.
pub(super) fn answer(name: &str) -> Option<Response> {
    let asset = [STYLE, SCRIPT, ICON].into_iter().find(|asset| {
        name.starts_with(asset.stem) && name.rsplit('.').next().is_some_and(|ending| ending == asset.ending)
    })?;
    let mut response = safe((StatusCode::OK, [(header::CONTENT_TYPE, asset.kind)], asset.text), None);
    if asset.name() == name {
        let for_ever = HeaderValue::from_static("public, max-age=31536000, immutable");
        response.headers_mut().insert(header::CACHE_CONTROL, for_ever);
    }
    Some(response)
}
