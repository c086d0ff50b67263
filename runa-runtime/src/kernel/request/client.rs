//! For whom a request asks: the other end of the connection, or who a proxy says that is believed.
//!
//! Promise: no address is taken over that a client could have made up.

use std::net::{IpAddr, Ipv6Addr};

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use runa_schema::settings::ForwardedHeader;
use runa_schema::value::{Cidr, Proxy};

use super::Peer;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the client: an extractor for handlers.
///
/// It is the other end of the connection, or what proxies of `server.trusted_proxies` say: of the addresses in `X-Forwarded-For` or
/// `Forwarded`, from the right, the first that is not such a proxy. Nobody else is believed. IPv4 written in IPv6 is given as IPv4.
///
/// A client that connects through a Unix socket has none, unless a proxy says it: then a handler that takes `ClientIp` answers 500, and one
/// that takes `Option<ClientIp>` gets `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientIp(pub IpAddr);

impl ClientIp {
    /// Of the request with these extensions.
    pub(crate) fn of(extensions: &Extensions) -> Option<Self> {
        extensions.get::<Self>().copied().or_else(|| Peer::of(extensions)?.ip().map(|ip| Self(ip.to_canonical())))
    }
}

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = (StatusCode, &'static str);

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Self::of(&parts.extensions)
            .ok_or((StatusCode::INTERNAL_SERVER_ERROR, "the address of the client is not known\n"))
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for ClientIp {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(Self::of(&parts.extensions))
    }
}

/// Who is believed.
#[derive(Clone, Debug)]
pub(crate) struct Proxies {
    ranges: Vec<Cidr>,
    /// Whoever comes through a Unix socket is one.
    unix: bool,
    /// Which header they write.
    write: ForwardedHeader,
}

impl Default for Proxies {
    /// Nobody.
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Proxies {
    pub(crate) fn new(proxies: &[Proxy]) -> Self {
        let range = |proxy: &Proxy| if let Proxy::Range(range) = proxy { Some(*range) } else { None };
        Self {
            ranges: proxies.iter().filter_map(range).collect(),
            unix: proxies.contains(&Proxy::Unix),
            write: ForwardedHeader::Any,
        }
    }

    /// The same, who write this header.
    pub(crate) fn that_write(self, write: ForwardedHeader) -> Self {
        Self { write, ..self }
    }

    /// Whether nobody is: then nothing is looked at.
    pub(super) fn is_empty(&self) -> bool {
        self.ranges.is_empty() && !self.unix
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(address))
    }

    /// The client, if the other end is believed and names one: left in the extensions for handlers.
    pub(super) fn note(&self, headers: &HeaderMap, extensions: &mut Extensions) -> Option<IpAddr> {
        if !Peer::of(extensions)?.ip().map_or(self.unix, |peer| self.trusts(peer)) {
            return None;
        }
        let client = self.client(headers)?;
        extensions.insert(ClientIp(client));
        Some(client)
    }

    /// A proxy writes one of the two headers, and lets the other through as its client sent it. So where both are there and do not name the
    /// same client, neither is believed. One that has no entry, or `Forwarded` without any `for`, says nothing of a client: else whoever sends it
    /// could hide behind the proxy.
    fn client(&self, headers: &HeaderMap) -> Option<IpAddr> {
        let x = self.read(headers, X_FORWARDED_FOR, x_forwarded_for);
        let standard = self.read(headers, header::FORWARDED, forwarded);
        match (x, standard) {
            (Named::Node(x), Named::Node(standard)) => x.filter(|_| x == standard),
            (Named::Node(client), Named::Nobody) | (Named::Nobody, Named::Node(client)) => client,
            (Named::Nobody, Named::Nobody) => None,
        }
    }

    /// Whether a header may be theirs. Another is their client's own.
    fn may_write(&self, name: &HeaderName) -> bool {
        match self.write {
            ForwardedHeader::Any => true,
            ForwardedHeader::XForwardedFor => *name == X_FORWARDED_FOR,
            ForwardedHeader::Forwarded => *name == header::FORWARDED,
        }
    }

    /// Whom all lines of a header name as the client.
    fn read(&self, headers: &HeaderMap, name: HeaderName, read: fn(&str, &mut Chain<'_>)) -> Named {
        if !self.may_write(&name) {
            return Named::Nobody;
        }
        let mut chain = Chain { proxies: self, client: None, speaks: false };
        for line in headers.get_all(name) {
            match HeaderValue::to_str(line) {
                Ok(line) => read(line, &mut chain),
                Err(_) => chain.hop(None),
            }
        }
        if chain.speaks { Named::Node(chain.client) } else { Named::Nobody }
    }
}

/// Who is named.
enum Named {
    /// Nobody: there is no `for`, or no entry.
    Nobody,
    /// Somebody; `None` where it is not said well and once, or is no address.
    Node(Option<IpAddr>),
}

/// The hops of a request, from the left. What is sought is the first from the right that is no proxy of ours; but quotes can only be read from
/// the left.
struct Chain<'a> {
    proxies: &'a Proxies,
    client: Option<IpAddr>,
    /// Whether it is about a client at all.
    speaks: bool,
}

impl Chain<'_> {
    /// Nothing left of one that is not trusted counts, nor left of one that hides itself or is no address.
    fn hop(&mut self, address: Option<IpAddr>) {
        self.speaks = true;
        self.pass(address);
    }

    /// The same of a proxy that says nothing of its client, and may not have meant to.
    fn pass(&mut self, address: Option<IpAddr>) {
        if !address.is_some_and(|address| self.proxies.trusts(address)) || self.client.is_none() {
            self.client = address;
        }
    }
}

/// `203.0.113.7, 10.0.0.2`
fn x_forwarded_for(line: &str, chain: &mut Chain<'_>) {
    for hop in line.split(',').map(trimmed).filter(|hop| !hop.is_empty()) {
        chain.hop(node(hop));
    }
}

/// `for=203.0.113.7;proto=https, for="[2001:db8::1]:4711"` (RFC 7239)
fn forwarded(line: &str, chain: &mut Chain<'_>) {
    let mut rest = Some(line);
    while let Some(line) = rest {
        // Of a quote that is not closed nobody knows where it should have been.
        let Some((element, after)) = split(line, b',') else { return chain.hop(None) };
        rest = after;
        if !trimmed(element).is_empty() {
            match named(element) {
                Named::Nobody => chain.pass(None),
                Named::Node(address) => chain.hop(address),
            }
        }
    }
}

/// Whom an element names.
fn named(element: &str) -> Named {
    let (mut rest, mut found) = (Some(element), None);
    while let Some(pairs) = rest {
        let Some((pair, after)) = split(pairs, b';') else { return Named::Node(None) };
        rest = after;
        if trimmed(pair).is_empty() {
            continue;
        }
        let Some((name, value)) = trimmed(pair).split_once('=') else { return Named::Node(None) };
        if name.eq_ignore_ascii_case("for") && found.replace(value).is_some() {
            return Named::Node(None);
        }
    }
    let Some(value) = found else { return Named::Nobody };
    Named::Node(value.strip_prefix('"').map_or(Some(value), |value| value.strip_suffix('"')).and_then(node))
}

/// What stands before the first `separator` outside of quotes, and behind it; `None` where a quote is not closed.
fn split(text: &str, separator: u8) -> Option<(&str, Option<&str>)> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            // A separator is ASCII.
            _ if byte == separator && !quoted => return Some((&text[..at], Some(&text[at + 1..]))),
            _ => {}
        }
    }
    (!quoted).then_some((text, None))
}

/// An address, with or without a port; `None` for `unknown`, `_hidden` and whatever else.
fn node(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        let (address, port) = rest.split_once(']')?;
        let address: Ipv6Addr = address.parse().ok()?;
        return (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
            .then(|| IpAddr::V6(address).to_canonical());
    }
    match text.split_once(':') {
        Some((address, port)) if !port.contains(':') => address.parse().ok().filter(|_| is_port(port)).map(IpAddr::V4),
        _ => text.parse().ok().map(|address: IpAddr| address.to_canonical()),
    }
}

/// A port may be hidden, too.
fn is_port(text: &str) -> bool {
    match text.strip_prefix('_') {
        Some(hidden) => !hidden.is_empty() && hidden.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)),
        None => (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()),
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

#[cfg(test)]
mod tests;
