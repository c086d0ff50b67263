//! Requests that the process no longer waits for.

use std::io::Read;
use std::time::Duration;

use super::{Service, head};
use crate::kernel::request::Outcome;

#[test]
fn a_request_that_is_given_up_is_not_taken_for_a_client_that_went_away() {
    let service = Service::start(Duration::from_mins(1), 100);
    let _slow = service.send(&head("GET", "/slow", "slow", ""));
    let mut stream = service.send(&head("GET", "/stream", "stream", ""));
    assert!(stream.read(&mut [0; 64]).unwrap() > 0);
    service.begun("slow");
    let lost = service.runtime.block_on(service.server.ended(Duration::ZERO)).unwrap_err().to_string();
    for (id, status, route, doing) in
        [("slow", None, "/slow", "waiting for the handler"), ("stream", Some(200), "/stream", "streaming the response")]
    {
        let seen = service.seen(id);
        assert_eq!((seen.outcome, seen.status), (Outcome::GivenUp, status));
        assert!(lost.contains(&format!("GET {route} from ")) && lost.contains(doing), "{lost}");
    }
}
