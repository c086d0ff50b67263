//! Where runa answers otherwise than axum alone, on purpose: what is too large is refused before it is asked for.

use crate::process::Service;
use crate::wire::Step::{Leave, Until};
use crate::wire::{contains, send, steps};

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
