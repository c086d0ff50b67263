//! Who is believed, and what.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::routing::get;
use tower::ServiceExt;

use super::*;
use crate::kernel::request::{Exchange, Path, Recorder, wrap};

/// Those of a load balancer, a mesh in IPv6, and a proxy on this machine.
const OURS: [&str; 4] = ["10.0.0.0/8", "fd00::/8", "127.0.0.1", "unix"];

fn proxies(of: &[&str]) -> Proxies {
    Proxies::new(&of.iter().map(|one| Proxy::parse(one).unwrap()).collect::<Vec<_>>())
}

/// The client of a request with these lines, `x:` and `f:` for short, that a proxy of ours sends.
fn client(lines: &[&str]) -> String {
    client_by(ForwardedHeader::Any, lines)
}

/// The same, of proxies that write this header.
fn client_by(write: ForwardedHeader, lines: &[&str]) -> String {
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(": ").unwrap();
        let name = if name == "x" { X_FORWARDED_FOR } else { header::FORWARDED };
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    proxies(&OURS).that_write(write).client(&headers).map_or_else(|| "-".to_owned(), |client| client.to_string())
}

#[test]
fn the_first_from_the_right_that_is_no_proxy_of_ours() {
    for (lines, expected) in [
        (&[][..], "-"),
        (&["x: 203.0.113.7"], "203.0.113.7"),
        (&["x: 203.0.113.7, 10.0.0.2, 10.0.0.3"], "203.0.113.7"),
        // What stands left of the client is its own invention.
        (&["x: 192.0.2.1, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        (&["x: 127.0.0.1, 203.0.113.7"], "203.0.113.7"),
        (&["x: 10.9.9.9, 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        // All are ours: the client is the one furthest away.
        (&["x: 10.0.0.9, 10.0.0.2"], "10.0.0.9"),
        // Several lines are one list.
        (&["x: 192.0.2.1", "x: 203.0.113.7", "x: 10.0.0.2"], "203.0.113.7"),
        (&["x: 203.0.113.7,10.0.0.2 ,\t10.0.0.3"], "203.0.113.7"),
        (&["x: , ,203.0.113.7,,10.0.0.2,"], "203.0.113.7"),
        (&["x: ", "x: 203.0.113.7"], "203.0.113.7"),
        (&["x: 203.0.113.7:4711, 10.0.0.2:80"], "203.0.113.7"),
        (&["x: 2001:db8::7, fd00::1"], "2001:db8::7"),
        (&["x: [2001:db8::7]:4711, [fd00::1]"], "2001:db8::7"),
        (&["x: ::ffff:203.0.113.7, ::ffff:10.0.0.2"], "203.0.113.7"),
        // Who hides, or is no address, ends the search: the last that is known is a proxy of ours.
        (&["x: 203.0.113.7, unknown, 10.0.0.2"], "10.0.0.2"),
        (&["x: 203.0.113.7, unknown"], "-"),
        (&["x: 203.0.113.7, 10.0.0.2x"], "-"),
        (&["x: 203.0.113.7, \"10.0.0.2\""], "-"),
        (&["x: 203.0.113.7 10.0.0.2"], "-"),
        (&["x: 203.0.113.7, 256.1.1.1, 10.0.0.2"], "10.0.0.2"),
        (&["x: 203.0.113.7, größe, 10.0.0.2"], "-"),
        (&["x: größe", "x: 203.0.113.7, 10.0.0.2"], "203.0.113.7"),
        (&["x: 203.0.113.7:"], "-"),
        (&["x: 203.0.113.7:123456"], "-"),
        (&["x: [2001:db8::7"], "-"),
        (&["x: [203.0.113.7]"], "-"),
        (&["x: fe80::1%eth0"], "-"),
    ] {
        assert_eq!(client(lines), expected, "{lines:?}");
    }
}

#[test]
fn the_same_of_forwarded() {
    for (line, expected) in [
        ("for=203.0.113.7", "203.0.113.7"),
        ("For=203.0.113.7;proto=https;by=10.0.0.1", "203.0.113.7"),
        ("proto=https; FOR=203.0.113.7 ;host=a", "203.0.113.7"),
        ("for=192.0.2.1, for=203.0.113.7;proto=http, for=10.0.0.2", "203.0.113.7"),
        ("for=\"203.0.113.7\"", "203.0.113.7"),
        ("for=\"203.0.113.7:4711\", for=10.0.0.2", "203.0.113.7"),
        ("for=203.0.113.7:4711", "203.0.113.7"),
        ("for=\"[2001:db8:cafe::17]:4711\", for=\"[fd00::1]\"", "2001:db8:cafe::17"),
        ("for=\"[2001:db8:cafe::17]:_port\"", "2001:db8:cafe::17"),
        ("for=203.0.113.7;ext=\"a, for=192.0.2.1\"", "203.0.113.7"),
        ("for=203.0.113.7;ext=\"a\\\", for=192.0.2.1\"", "203.0.113.7"),
        ("for=203.0.113.7,,for=10.0.0.2,", "203.0.113.7"),
        // Hidden.
        ("for=203.0.113.7, for=unknown, for=10.0.0.2", "10.0.0.2"),
        ("for=203.0.113.7, for=_gazonk, for=10.0.0.2", "10.0.0.2"),
        ("for=\"_gazonk:_port\"", "-"),
        // It says nothing of its client, or says it twice.
        ("for=203.0.113.7, proto=https", "-"),
        ("for=203.0.113.7;for=192.0.2.1", "-"),
        // Not well formed.
        ("for", "-"),
        ("for=", "-"),
        ("for=\"", "-"),
        ("for=\"203.0.113.7", "-"),
        ("for=\"203.0.113.7\"x", "-"),
        ("203.0.113.7", "-"),
        ("for=203.0.113.7 , garbage , for=10.0.0.2", "10.0.0.2"),
        // A quote that a client leaves open swallows what our proxy adds: nothing is believed then.
        ("for=192.0.2.1;a=\", for=203.0.113.7", "-"),
        ("for=192.0.2.1;a=\", for=\"[2001:db8::7]\"", "-"),
        ("for=192.0.2.1;a=\", for=\"203.0.113.7\";by=\"10.0.0.2\"", "-"),
        ("for=192.0.2.1;a=\"\\, for=\"203.0.113.7\"", "-"),
    ] {
        assert_eq!(client(&[&format!("f: {line}")]), expected, "{line}");
    }
}

#[test]
fn of_two_headers_neither_is_believed_unless_they_agree() {
    for (x, forwarded, expected) in [
        ("203.0.113.7, 10.0.0.2", "for=203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "for=192.0.2.1", "-"),
        ("192.0.2.1", "for=203.0.113.7, for=10.0.0.2", "-"),
        ("203.0.113.7", "garbage", "-"),
        ("garbage", "for=203.0.113.7", "-"),
        ("203.0.113.7", "for=unknown", "-"),
        ("203.0.113.7", "for", "-"),
        // A quote that is left open may have swallowed a `for`.
        ("203.0.113.7", "proto=\"https", "-"),
        ("203.0.113.7", "proto=\"https, for=\"192.0.2.1\"", "-"),
        // It says that there is somebody, behind one who does not say who.
        ("203.0.113.7", "for=192.0.2.1, proto=https", "-"),
        // These say nothing of a client, so the other decides.
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "proto=https", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.2", "proto=https;host=\"a, for=b\", by=10.0.0.1", "203.0.113.7"),
        ("unknown", "proto=https", "-"),
        ("", "for=203.0.113.7", "203.0.113.7"),
        (", ,", "for=203.0.113.7, for=10.0.0.2", "203.0.113.7"),
        ("", "proto=https", "-"),
    ] {
        assert_eq!(client(&[&format!("x: {x}"), &format!("f: {forwarded}")]), expected, "{x} {forwarded}");
    }
}

#[test]
fn the_header_that_our_proxies_do_not_write_is_their_clients_own_and_ignored() {
    let (x, forwarded) = ("x: 203.0.113.7, 10.0.0.2", "f: for=192.0.2.1");
    for (write, both, x_alone, forwarded_alone) in [
        (ForwardedHeader::Any, "-", "203.0.113.7", "192.0.2.1"),
        (ForwardedHeader::XForwardedFor, "203.0.113.7", "203.0.113.7", "-"),
        (ForwardedHeader::Forwarded, "192.0.2.1", "-", "192.0.2.1"),
    ] {
        let clients = [&[x, forwarded][..], &[x], &[forwarded]].map(|lines| client_by(write, lines));
        assert_eq!(clients, [both, x_alone, forwarded_alone], "{write:?}");
    }
}

#[test]
fn many_entries_are_a_list_like_others() {
    let (mut x, mut forwarded) = ("203.0.113.7".to_owned(), "for=203.0.113.7".to_owned());
    for index in 0..1000 {
        let _ = write!(x, ", 10.0.{}.{}", index / 256, index % 256);
        let _ = write!(forwarded, ", for=\"10.0.{}.{}:80\"", index / 256, index % 256);
    }
    assert_eq!(client(&[&format!("x: {x}")]), "203.0.113.7");
    assert_eq!(client(&[&format!("f: {forwarded}")]), "203.0.113.7");
    let lines: Vec<_> = x.split(", ").map(|hop| format!("x: {hop}")).collect();
    assert_eq!(client(&lines.iter().map(String::as_str).collect::<Vec<_>>()), "203.0.113.7");
}

/// Keeps the clients that it sees.
#[derive(Debug, Default)]
struct Clients(Mutex<Vec<Option<IpAddr>>>);

impl Recorder for Clients {
    fn end(&self, exchange: &Exchange) {
        self.0.lock().unwrap().push(exchange.client());
    }
}

/// What a handler and a recorder are told, when `peer` sends `X-Forwarded-For: 203.0.113.7`.
async fn told(trusted: &[&str], peer: Option<&str>) -> (String, Option<IpAddr>) {
    let clients = Arc::new(Clients::default());
    let recorders: Arc<[Arc<dyn Recorder>]> = Arc::new([Arc::clone(&clients) as Arc<dyn Recorder>]);
    let path = Path { recorders, proxies: proxies(trusted), ..Path::bare() };
    let sure = async |ClientIp(client): ClientIp| client.to_string();
    let unsure = async |client: Option<ClientIp>| client.map_or("none".to_owned(), |client| client.0.to_string());
    let router = wrap(Router::new().route("/sure", get(sure)).route("/unsure", get(unsure)), path);
    let mut said = Vec::new();
    for path in ["/sure", "/unsure"] {
        let mut request = Request::get(path).header("x-forwarded-for", "203.0.113.7").body(Body::empty()).unwrap();
        let peer = peer.map_or(Peer::Unix, |peer| Peer::Tcp(peer.parse().unwrap()));
        request.extensions_mut().insert(peer.info());
        let answer = router.clone().oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), 1000).await.unwrap();
        said.push(if status == 200 { String::from_utf8(body.to_vec()).unwrap() } else { "none".to_owned() });
    }
    assert_eq!(said[0], said[1]);
    (said.remove(0), clients.0.lock().unwrap()[0])
}

#[tokio::test]
async fn handlers_and_recorders_are_told_the_same() {
    let (direct, proxied) = ("198.51.100.1", "203.0.113.7");
    for (trusted, peer, expected) in [
        (&[][..], Some("198.51.100.1:5000"), direct),
        (&["198.51.100.0/24"], Some("198.51.100.1:5000"), proxied),
        (&["198.51.100.0/24"], Some("[::ffff:198.51.100.1]:5000"), proxied),
        (&["10.0.0.0/8", "unix"], Some("198.51.100.1:5000"), direct),
        (&[], Some("[::ffff:198.51.100.1]:5000"), direct),
        // A Unix socket.
        (&["unix"], None, proxied),
        (&["0.0.0.0/0", "::/0"], None, "none"),
        (&[], None, "none"),
    ] {
        let client = expected.parse().ok();
        assert_eq!(told(trusted, peer).await, (expected.to_owned(), client), "{trusted:?} {peer:?}");
    }
}
