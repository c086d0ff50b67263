//! `server.advertise` is an address that others can use.

use super::{Finding, Fix, Place, View};
use crate::provider::SERVER;
use crate::value::{Advertised, Value};

pub(super) fn judge(view: &View<'_>, found: &mut Vec<Finding>) {
    let Some(Value::Text(text)) = view.value(SERVER, "advertise") else { return };
    let (stage, at) = (view.stage, Place::new(SERVER, "advertise"));
    let Some(advertised) = Advertised::parse(text) else {
        let meant = meant(text);
        found.push(Finding {
            code: "R0331",
            title: format!("`advertise` of `server` is no address that others could use, in stage `{stage}`"),
            at: at.clone(),
            label: "a name or an IP address, with or without a port".into(),
            others: Vec::new(),
            note: None,
            help: match &meant {
                Some(meant) => format!("write `advertise: {meant}`"),
                None => "take `advertise` out: then it is where the service listens".into(),
            },
            fix: Some(match meant {
                Some(meant) => Fix::Set(at, meant),
                None => Fix::Remove(at),
            }),
        });
        return;
    };
    if advertised.is_everywhere() {
        found.push(Finding {
            code: "R0531",
            title: format!("`advertise` of `server` is `{text}`, in stage `{stage}`"),
            at: at.clone(),
            label: "nobody can connect to all addresses of a machine".into(),
            others: Vec::new(),
            note: Some(
                "unset, it is the address of `listen`, with the name of the machine where that is a wildcard".into(),
            ),
            help: "take `advertise` out, or name the address by which others reach this instance".into(),
            fix: Some(Fix::Remove(at)),
        });
    }
}

/// The address inside of a URL or of a list.
fn meant(text: &str) -> Option<String> {
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split(['/', ',', ' ']).find(|part| !part.is_empty())?;
    let written = if text.starts_with('[') { format!("\"{text}\"") } else { text.to_owned() };
    Advertised::parse(text).filter(|meant| !meant.is_everywhere()).map(|_| written)
}
