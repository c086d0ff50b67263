//! Values of every shape.

use std::time::Duration;

use runa_schema::value::{LEVELS, Shape, Value};

use super::chance::Chance;
use super::node::Node;

const TEXTS: [&str; 14] = [
    "a",
    "b c",
    "it's",
    "\"quoted\"",
    "back\\slash",
    "größe 日本",
    "{",
    "a: b",
    "# no comment",
    "${HOME}",
    "0x1F",
    "true",
    "'#\"",
    "a\tb\nc",
];
const PATHS: [&str; 6] = ["/", "/-", "/ops", "/a/b", "/a~b/c.d", "/_x"];
const ROUTES: [&str; 5] = ["/orders/{id}", "/orders/", "/files/{*rest}", "/a/{b}/c/", "/-"];
const FILES: [&str; 4] = ["/var/log/orders/audit.jsonl", "audit.jsonl", "a b/ü", "C:\\logs"];
const ADDRESSES: [&str; 8] = [
    "unix:/run/a.sock",
    "127.0.0.1:8080",
    "0.0.0.0:9090",
    "[::1]:7000",
    "localhost:7001",
    "127.0.0.1:0",
    "none",
    "[::ffff:127.0.0.1]:1",
];
const SECRETS: [&str; 3] = ["c4n4ry-0123456789-abcdef", "$ecret\\\"'0123456789", "ünïcödé-0123456789"];
const STORES: [&str; 4] =
    ["redis://127.0.0.1:6379", "rediss://user:pa\"ss@host:6379/1", "redis+unix:///run/redis.sock", "redis://h/0"];
const TARGETS: [&str; 4] = ["hyper", "orders::db", "a", "zone"];
const SERVICES: [&str; 4] = ["orders", "orders-v2", "9to5", "A_b"];

/// The name of a service.
pub(super) fn service(chance: &mut impl Chance) -> &'static str {
    chance.one(&SERVICES)
}

/// A value of a shape, within its bounds.
pub(super) fn any(chance: &mut impl Chance, shape: Shape, range: Option<(&str, &str)>) -> Node {
    let bound = |text: &str| shape.parse(text).ok();
    let (low, high) = range.map_or((None, None), |(low, high)| (bound(low), bound(high)));
    match shape {
        Shape::Bool => Node::plain(chance.one(&["true", "false"])),
        Shape::Int => {
            let number = |value: Option<Value>, other| if let Some(Value::Int(value)) = value { value } else { other };
            let (low, high) = (number(low, 0), number(high, 1 << 20));
            Node::plain(between(chance, low.unsigned_abs(), high.unsigned_abs()).to_string())
        }
        Shape::Duration => {
            let millis = |value: Option<Value>, other| match value {
                Some(Value::Duration(value)) => u64::try_from(value.as_millis()).unwrap_or(other),
                _ => other,
            };
            let millis = between(chance, millis(low, 0), millis(high, 1 << 30));
            Node::plain(Value::Duration(Duration::from_millis(millis)).to_string())
        }
        Shape::Size => {
            let bytes = |value: Option<Value>, other| if let Some(Value::Size(value)) = value { value } else { other };
            Node::plain(Value::Size(between(chance, bytes(low, 0), bytes(high, 1 << 40))).to_string())
        }
        Shape::Text => Node::text(chance.one(&TEXTS)),
        Shape::Secret => Node::text(chance.one(&SECRETS)),
        Shape::Fraction => Node::plain(chance.one(&["0", "1", "0.5", "0.001"])),
        Shape::Cidr => Node::text(chance.one(&["10.0.0.0/8", "::1/128", "127.0.0.1"])),
        Shape::Proxy => Node::text(chance.one(&["10.0.0.0/8", "::1/128", "unix"])),
        Shape::Header => Node::text(chance.one(&["x-request-id", "X-Trace", "none"])),
        Shape::Level => Node::plain(chance.one(&LEVELS)),
        Shape::UrlPath => Node::text(chance.one(&PATHS)),
        Shape::PathPrefix => Node::text(chance.one(&["/healthz", "/admin/", "/"])),
        Shape::Route => Node::text(chance.one(&ROUTES)),
        Shape::FilePath => Node::text(chance.one(&FILES)),
        Shape::RedisUrl => Node::text(chance.one(&STORES)),
        Shape::Listen => Node::text(chance.one(&ADDRESSES)),
        Shape::Choice(words) => {
            let known: Vec<_> = words.iter().filter(|word| !word.later).collect();
            Node::plain(chance.one(&known).name)
        }
        Shape::Some(of) => {
            let count = chance.below(3);
            let one = any(chance, *of, None);
            if count == 0 { one } else { Node::List(vec![one]) }
        }
        Shape::List(of) => {
            let count = chance.below(4);
            Node::List((0..count).map(|_| any(chance, *of, None)).collect())
        }
        Shape::Map(of) => {
            let (first, count) = (chance.below(TARGETS.len()), chance.below(3));
            let names = (0..count).map(|index| TARGETS[(first + index) % TARGETS.len()]);
            Node::Map(names.map(|name| (name.to_owned(), any(chance, *of, None))).collect())
        }
    }
}

/// A number from `low` to `high`: one of the ends, or one between them, small ones more often.
fn between(chance: &mut impl Chance, low: u64, high: u64) -> u64 {
    let apart = high.saturating_sub(low);
    match chance.below(6) {
        0 => low,
        1 => high,
        2 => low + (apart >> 1),
        _ => low + (chance.below(1000) as u64).min(apart),
    }
}
