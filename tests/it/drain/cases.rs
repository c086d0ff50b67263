//! The states that a client can be in when a drain begins, what it does then, and what it sees.

use std::net::SocketAddr;
use std::sync::Arc;

use super::events::{Events, What};
use super::h2::{self, Then};
use super::{events, h1};

/// When something is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// When the signal has come, before the listener closes.
    AtOnce,
    /// When the client has been waited for a second.
    Deaf,
    /// While `drain.delay` runs.
    Delay,
    /// When `drain.delay` is over.
    Close,
    /// So many seconds later.
    Later(u8),
    /// When the handler that is waited for has done its work.
    Done,
    /// When `drain.grace` is over.
    Grace,
    /// When the process ends.
    End,
}

/// A client.
pub(crate) struct Case {
    /// What it is doing when the signal comes, and what it does then. A row of the table in docs/drain.md.
    pub(crate) state: &'static str,
    /// Whether the server counts a request of it then.
    pub(crate) busy: bool,
    pub(crate) sees: &'static [(When, &'static [What])],
    /// How it is named among those that were given up.
    pub(crate) named: Option<(&'static str, &'static str)>,
    pub(crate) play: fn(&Place),
}

/// Where a client finds itself.
pub(crate) struct Place {
    pub(crate) who: &'static str,
    pub(crate) address: SocketAddr,
    pub(crate) events: Arc<Events>,
}

impl Place {
    fn h1(&self) -> h1::Client {
        h1::Client::connect(self.who, self.address, &self.events)
    }

    fn h2(&self) -> h2::Client {
        h2::Client::connect(self.who, self.address, &self.events)
    }

    fn stand(&self, client: SocketAddr) {
        self.events.note(self.who, What::InPlace(client));
    }

    /// The listener has begun to close, as others have seen.
    fn closing(&self) {
        self.events.wait("the listener closes", |all| events::closing(all).is_some());
    }

    /// A client that has sent `first`, and sends `then` when the listener closes.
    fn completes(&self, first: &str, then: &str) {
        let mut client = self.h1();
        client.send(first);
        self.stand(client.address());
        self.closing();
        client.send(then);
        client.answer();
        client.closed();
    }

    /// A client that has asked for `path` and waits.
    fn waits(&self, path: &str) {
        let mut client = self.h1();
        client.ask(path);
        self.stand(client.address());
        client.answer();
        client.closed();
    }

    /// A client that has had the first chunk.
    fn streams(&self, path: &str, first: &str) {
        let mut client = self.h1();
        client.ask(path);
        assert_eq!(client.head(), Some((200, false, None)));
        client.until(first).and_then(|_| client.until("\r\n")).unwrap();
        self.stand(client.address());
        client.rest_of_chunks();
        client.closed();
    }

    /// A client whose connection speaks another protocol.
    fn is_upgraded(&self, path: &str) {
        let mut client = self.h1();
        client.send(&format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n"));
        assert_eq!(client.head().unwrap().0, 101);
        self.stand(client.address());
        if client.until("farewell").is_some() {
            client.note(What::Farewell);
        }
        client.closed();
    }

    /// Many clients that nobody has accepted when the listener closes; they have sent `first`, and then send `then`. What all of them see is
    /// seen once.
    fn crowd(&self, first: &str, then: &str) {
        let each = Events::new();
        let mut clients: Vec<_> = (0..CROWD).map(|_| h1::Client::connect(self.who, self.address, &each)).collect();
        for client in &mut clients {
            client.send(first);
        }
        self.stand(clients[0].address());
        self.closing();
        for client in &mut clients {
            client.send(then);
        }
        for client in &mut clients {
            client.answer();
            client.closed();
        }
        let seen = each.all();
        for (one, event) in LAST.iter().cycle().zip(&seen) {
            assert_eq!(*one, event.what, "{}", events::show(&seen));
        }
        assert_eq!(seen.len(), LAST.len() * CROWD);
        for what in LAST {
            self.events.note(self.who, what.clone());
        }
    }

    fn h2_waits(&self, then: Then) {
        let mut client = self.h2();
        client.is_known();
        client.ask(1, "/slow");
        self.stand(client.address());
        client.watch(then);
    }

    fn h2_idles(&self, then: Then) {
        let mut client = self.h2();
        client.idles();
        self.stand(client.address());
        client.watch(then);
    }

    fn h2_streams(&self) {
        let mut client = self.h2();
        client.ask(1, "/download");
        client.streams();
        self.stand(client.address());
        client.watch(Then::Nothing);
    }
}

/// So many connections that nobody has accepted yet are several hundred.
const CROWD: usize = 60;

/// A whole answer, the last of its connection.
const LAST: &[What] = &[What::Head(200, true), What::Whole, What::Closed];
/// The farewell of HTTP/2.
const GO: &[What] = &[What::GoAway(false), What::GoAway(true)];
const CLOSED: &[What] = &[What::Closed];
const CUT: &[What] = &[What::Cut, What::Closed];

const fn case(state: &'static str, sees: &'static [(When, &'static [What])], play: fn(&Place)) -> Case {
    Case { state, busy: false, sees, named: None, play }
}

const fn busy(state: &'static str, sees: &'static [(When, &'static [What])], play: fn(&Place)) -> Case {
    Case { busy: true, ..case(state, sees, play) }
}

const fn given_up(
    state: &'static str,
    sees: &'static [(When, &'static [What])],
    named: (&'static str, &'static str),
    play: fn(&Place),
) -> Case {
    Case { named: Some(named), ..busy(state, sees, play) }
}

/// In a drain in which every handler comes to its end.
pub(crate) const CLEAN: &[Case] = &[
    case("idle between two requests", &[(When::Close, CLOSED)], |place| {
        let mut client = place.h1();
        client.ask("/quick");
        assert_eq!(client.head(), Some((200, false, Some(5))));
        client.until("quick").unwrap();
        place.stand(client.address());
        client.closed();
    }),
    case("idle; sends its next request", &[(When::Delay, LAST)], |place| {
        let mut client = place.h1();
        client.ask("/quick");
        assert_eq!(client.head(), Some((200, false, Some(5))));
        client.until("quick").unwrap();
        place.stand(client.address());
        client.wait_for(&What::NotReady);
        client.ask("/quick");
        client.answer();
        client.closed();
    }),
    case("HTTP/1.0 with `connection: keep-alive`, idle; sends its next request", &[(When::Delay, LAST)], |place| {
        let mut client = place.h1();
        let ask = "GET /quick HTTP/1.0\r\nconnection: keep-alive\r\n\r\n";
        client.send(ask);
        assert_eq!(client.head(), Some((200, false, Some(5))));
        client.until("quick").unwrap();
        place.stand(client.address());
        client.wait_for(&What::NotReady);
        client.send(ask);
        client.answer();
        client.closed();
    }),
    case("connects during `drain.delay`", &[(When::Delay, LAST)], |place| {
        // Its place is outside.
        place.stand(place.address);
        place.events.wait_for(&What::NotReady);
        let mut client = place.h1();
        client.ask("/quick");
        client.answer();
        client.closed();
    }),
    case("connected and silent; sends its request when the listener has closed", &[(When::Close, LAST)], |place| {
        place.completes("", "GET /quick HTTP/1.1\r\nhost: x\r\n\r\n");
    }),
    case("connected and silent for good", &[(When::Later(1), CLOSED)], |place| {
        let mut client = place.h1();
        place.stand(client.address());
        client.closed();
    }),
    case("half a head; sends the rest when the listener has closed", &[(When::Close, LAST)], |place| {
        place.completes("GET /quick HTTP/1.1\r\nho", "st: x\r\n\r\n");
    }),
    case("half a head of its second request; sends the rest then", &[(When::Close, LAST)], |place| {
        let mut client = place.h1();
        client.ask("/quick");
        assert_eq!(client.head(), Some((200, false, Some(5))));
        client.until("quick").unwrap();
        client.send("GET /quick HTTP/1.1\r\nho");
        place.stand(client.address());
        place.closing();
        client.send("st: x\r\n\r\n");
        client.answer();
        client.closed();
    }),
    case("half a head for good", &[(When::Later(2), CLOSED)], |place| {
        let mut client = place.h1();
        client.send("GET /quick HTTP/1.1\r\nho");
        place.stand(client.address());
        client.closed();
    }),
    busy("half a body; sends the rest when the listener has closed", &[(When::Close, LAST)], |place| {
        place.completes("POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n01234", "56789");
    }),
    busy("waits for a handler", &[(When::Done, LAST)], |place| place.waits("/slow")),
    busy(
        "has sent three requests at once; the first waits for its handler",
        &[(When::Done, &[What::Head(200, true), What::Whole, What::Unanswered(2), What::Closed])],
        |place| {
            let mut client = place.h1();
            let one = |path: &str| format!("GET {path} HTTP/1.1\r\nhost: x\r\n\r\n");
            client.send(&[one("/slow"), one("/quick"), one("/quick")].concat());
            place.stand(client.address());
            client.answer();
            client.unanswered(2);
            client.closed();
        },
    ),
    busy("in the middle of a download", &[(When::Done, &[What::Whole, What::Closed])], |place| {
        place.streams("/download", "first");
    }),
    busy(
        "listens to events (SSE) whose handler heeds `stopping`",
        &[(When::AtOnce, &[What::Whole]), (When::Close, CLOSED)],
        |place| {
            place.streams("/events", "data: 1");
        },
    ),
    case(
        "upgraded (WebSocket), with a handler that heeds `stopping`",
        &[(When::AtOnce, &[What::Farewell, What::Closed])],
        |place| {
            place.is_upgraded("/socket");
        },
    ),
    case("HTTP/2, idle", &[(When::AtOnce, &[What::GoAway(false), What::GoAway(true), What::Closed])], |place| {
        place.h2_idles(Then::Nothing);
    }),
    case("HTTP/2, idle and deaf", &[(When::AtOnce, &[What::GoAway(false)]), (When::Deaf, CLOSED)], |place| {
        place.h2_idles(Then::IsDeaf);
    }),
    busy(
        "HTTP/2, waits for a handler",
        &[(When::AtOnce, GO), (When::Done, &[What::Head(200, false), What::Whole, What::Closed])],
        |place| {
            place.h2_waits(Then::Nothing);
        },
    ),
    busy(
        "HTTP/2, in the middle of a download",
        &[(When::AtOnce, GO), (When::Done, &[What::Whole, What::Closed])],
        |place| {
            place.h2_streams();
        },
    ),
    case(
        "HTTP/2, opens a stream before it knows the last",
        &[(
            When::AtOnce,
            &[What::GoAway(false), What::Head(200, false), What::Whole, What::GoAway(true), What::Closed],
        )],
        |place| place.h2_idles(Then::Asks),
    ),
    busy(
        "HTTP/2, waits for a handler, and opens a stream beyond the last",
        &[(When::AtOnce, GO), (When::Done, &[What::Head(200, false), What::Whole, What::Unanswered(1), What::Closed])],
        |place| place.h2_waits(Then::AsksTooLate),
    ),
];

/// In a drain of a process that has been full, so that the system keeps connections for it.
pub(crate) const FULL: &[Case] = &[
    case("in the accept backlog, with its request", &[(When::Close, LAST)], |place| {
        place.crowd("GET /quick HTTP/1.1\r\nhost: x\r\n\r\n", "");
    }),
    case("in the accept backlog; sends its request when the listener has closed", &[(When::Close, LAST)], |place| {
        place.crowd("", "GET /quick HTTP/1.1\r\nhost: x\r\n\r\n");
    }),
];

/// In a drain whose grace passes.
pub(crate) const LATE: &[Case] = &[
    given_up("waits for a handler", &[(When::Grace, CLOSED)], ("GET /slow", "waiting for the handler"), |place| {
        place.waits("/slow");
    }),
    given_up(
        "half a body for good",
        &[(When::Grace, CLOSED)],
        ("POST /body", "waiting for the rest of the request"),
        |place| {
            place.completes("POST /body HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n01234", "5");
        },
    ),
    given_up(
        "in the middle of a download",
        &[(When::Grace, CUT)],
        ("GET /download", "streaming the response"),
        |place| {
            place.streams("/download", "first");
        },
    ),
    given_up(
        "listens to events (SSE) that never end",
        &[(When::Grace, CUT)],
        ("GET /events/endless", "streaming the response"),
        |place| {
            place.streams("/events/endless", "data: 1");
        },
    ),
    Case {
        // Nobody counts it any more.
        busy: false,
        ..given_up(
            "upgraded (WebSocket), with a handler that heeds nothing",
            &[(When::End, CLOSED)],
            ("GET /socket/endless", "upgraded"),
            |place| {
                place.is_upgraded("/socket/endless");
            },
        )
    },
    given_up(
        "HTTP/2, waits for a handler",
        &[(When::AtOnce, GO), (When::Grace, CLOSED)],
        ("GET /slow", "waiting for the handler"),
        |place| {
            place.h2_waits(Then::Nothing);
        },
    ),
    given_up(
        "HTTP/2, in the middle of a download",
        &[(When::AtOnce, GO), (When::Grace, CUT)],
        ("GET /download", "streaming the response"),
        |place| {
            place.h2_streams();
        },
    ),
];
