//! Connections that become something else.

use crate::wire::Step::{HalfClose, Leave, Send, Until};
use crate::wire::{compare, send, steps};

/// A frame of a client, whose bytes are masked.
fn frame(kind: u8, text: &[u8]) -> Vec<u8> {
    let mask = [1, 2, 3, 4];
    let mut bytes = vec![0x80 | kind, 0x80 | u8::try_from(text.len()).unwrap()];
    bytes.extend(mask);
    bytes.extend(text.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    bytes
}

#[test]
fn connections_become_what_the_handler_makes_of_them() {
    let head = "HTTP/1.1\r\nhost: localhost\r\n{id}connection: upgrade\r\n";
    compare(&[
        steps("a socket of the web", vec![
            send(&format!(
                "GET /socket {head}upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            )),
            Until("\r\n\r\n"),
            Send(frame(1, b"hello there")),
            Until("hello there"),
            Send(frame(9, b"are you there")),
            Until("are you there"),
            Send(frame(8, &[])),
        ])
        .says(&["HTTP/1.1 101", "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "\u{81}\u{b}hello there", "\u{8a}\u{d}are you there"])
        .recorded("/socket", 101).without_body(),
        steps("a protocol of its own", vec![
            send(&format!("GET /raw {head}upgrade: raw\r\n\r\n")),
            Until("\r\n\r\n"),
            send("over and"),
            Until("over and"),
            send(" out"),
            Until("over and out"),
            HalfClose,
        ])
        .says(&["HTTP/1.1 101", "upgrade: raw", "\r\n\r\nover and out"])
        .recorded("/raw", 101).without_body(),
        steps("a tunnel", vec![
            send("CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n{id}\r\n"),
            Until("\r\n\r\n"),
            send("through"),
            Until("through"),
            HalfClose,
        ])
        .says(&["HTTP/1.1 200", "\r\n\r\nthrough"])
        .never(&["content-length", "transfer-encoding"])
        .recorded_without_route(200).without_body(),
        steps("an upgrade that is none", vec![
            send("GET /socket HTTP/1.1\r\nhost: localhost\r\n{id}\r\n"),
            Until("\r\n\r\n"),
            Leave,
        ])
        .says(&["HTTP/1.1 4"]),
    ]);
}
