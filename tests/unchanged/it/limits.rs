//! Where runa answers otherwise than axum alone, on purpose: what is too large is refused before it is asked for, and what takes too long or
//! panics has an answer. It does so wherever its request path lies.

use crate::process::Service;
use crate::wire::Step::{Leave, Until};
use crate::wire::{closing, contains, send, steps};

#[test]
fn a_body_that_is_declared_too_large_is_never_asked_for() {
    let head = "POST /read HTTP/1.1\r\nhost: localhost\r\n{id}content-length: 3000000\r\n";
    for service in ["nothing", "audited"].map(Service::start) {
        for expect in ["", "expect: 100-continue\r\n"] {
            let case = steps("too large", vec![send(&format!("{head}{expect}\r\n")), Until("too large\n"), Leave]);
            let said = case.talk(&service);
            assert!(said.starts_with(b"HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&said));
            assert!(contains(&said, b"x-request-id: too-large\r\n"), "{}", String::from_utf8_lossy(&said));
        }
    }
}

#[test]
fn who_panics_or_takes_too_long_has_an_answer() {
    for stage in ["nothing", "audited"] {
        let service = Service::start_with(stage, &[("RUNA__SERVER__REQUEST_TIMEOUT", "100ms")]);
        for (what, line, status, text) in [
            ("panics", "GET /panics", "HTTP/1.1 500 ", "internal server error\n"),
            ("takes too long", "GET /pending", "HTTP/1.1 503 ", "the service took too long to answer\n"),
            ("is well again", "GET /full", "HTTP/1.1 200 ", "the whole body"),
        ] {
            let said = String::from_utf8(closing(what, line).talk(&service)).unwrap();
            assert!(said.starts_with(status) && said.ends_with(text), "{stage}: {said}");
            assert!(said.contains("x-request-id: "), "{stage}: {said}");
        }
    }
}
