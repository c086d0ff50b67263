//! Addresses in the notations of other tools.

use std::net::{IpAddr, Ipv4Addr};

use super::Wanted;
use crate::tree::Node;
use crate::value::Address;

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The address that a text means, and what else it could.
pub(super) fn guess(wanted: &Wanted<'_>, text: &str) -> Option<(String, Option<String>)> {
    if let Some(path) = path(text) {
        return Some((path, None));
    }
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.split_once('/').map_or(text, |(address, _)| address).trim();
    let (host, port) = parts(text)?;
    let port = port.unwrap_or_else(|| usual(wanted));
    let Some(host) = host else {
        let address = beside(wanted, &LOOPBACK.to_string(), port);
        let also = address.replace("127.0.0.1", "0.0.0.0");
        return Some((address, Some(format!(", or `{also}` to let other machines in"))));
    };
    let shown = if host.is_ipv6() { format!("[{host}]") } else { host.to_string() };
    Some((beside(wanted, &shown, port), None))
}

/// A socket in the file system, as others write it: `unix:///run/a.sock`, `/run/a.sock`, `unix:a.sock`.
fn path(text: &str) -> Option<String> {
    let path = text.strip_prefix("unix:").or_else(|| Some(text).filter(|text| text.starts_with('/')))?.trim();
    let below = path.trim_matches('/');
    let folder = if path.starts_with('/') { "" } else { "/run" };
    Some(format!("unix:{folder}/{}", below.trim_start_matches("./"))).filter(|text| Address::parse(text).is_some())
}

/// `{ host: H, port: P }`.
pub(super) fn of_parts(wanted: &Wanted<'_>, node: &Node) -> Option<String> {
    let text = |names: &[&str]| names.iter().find_map(|name| node.entry(name)?.value.text());
    let port = text(&["port"])?;
    let host = text(&["host", "address", "addr", "ip", "bind"]).unwrap_or("127.0.0.1");
    let host = if host.contains(':') && !host.starts_with('[') { format!("[{host}]") } else { host.to_owned() };
    guess(wanted, &format!("{host}:{port}")).map(|(text, _)| text)
}

/// The host, if one is named, and the port, if one is.
fn parts(text: &str) -> Option<(Option<IpAddr>, Option<u16>)> {
    if let Ok(port) = text.strip_prefix(':').unwrap_or(text).parse() {
        return Some((None, Some(port)));
    }
    if let Some(port) = inner_port(text) {
        return Some((Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), Some(port)));
    }
    // The last part of `::1:8080` is the port, though the whole is an address too.
    if let Some((before, port)) = text.rsplit_once(':')
        && let Some(host) = host(before)
        && let Ok(port) = if port.is_empty() { Ok(None) } else { port.parse().map(Some) }
    {
        return Some((Some(host), port));
    }
    host(text).map(|host| (Some(host), None))
}

/// Of the two ports of a container, the second: there the service listens.
pub(super) fn inner_port(text: &str) -> Option<u16> {
    let (outside, inside) = text.split_once(':')?;
    outside.parse::<u16>().ok()?;
    inside.parse().ok()
}

fn host(text: &str) -> Option<IpAddr> {
    match text.trim_start_matches('[').trim_end_matches(']') {
        "*" | "any" | "all" | "+" => Some(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        text if text.eq_ignore_ascii_case("localhost") => Some(LOOPBACK),
        text => text.parse().ok(),
    }
}

fn usual(wanted: &Wanted<'_>) -> u16 {
    if wanted.setting.name == "admin" { 9090 } else { 8080 }
}

/// The address with a port that the other listener does not have.
pub(super) fn beside(wanted: &Wanted<'_>, host: &str, port: u16) -> String {
    let (other, usual) = if wanted.setting.name == "admin" { ("listen", Some(8080)) } else { ("admin", None) };
    let written = wanted.beside.and_then(|map| map.entry(other)?.value.text()?.rsplit_once(':')?.1.parse::<u16>().ok());
    let taken = |port: u16| port != 0 && written.or(usual) == Some(port);
    let port =
        [port, self::usual(wanted), port.saturating_add(1)].into_iter().find(|port| !taken(*port)).unwrap_or(port);
    let address = format!("{host}:{port}");
    // A bracket without quotes would begin a list.
    if address.starts_with('[') { format!("\"{address}\"") } else { address }
}
