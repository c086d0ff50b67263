//! A drain, proven: a real process, clients in every state that there is, and one stream of events on one clock.
//!
//! The table of docs/drain.md is made from the same cases (`RUNA_BLESS=1` writes it anew).

mod cases;
mod events;
mod h1;
mod h2;
mod process;
mod rounds;
mod table;

use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use cases::{CLEAN, Case, FULL, LATE, Place, When};
use events::{Event, Events, What, closing, first, show};
use process::Service;

const DELAY: Duration = Duration::from_secs(1);
const GRACE: Duration = Duration::from_secs(3);
/// Of the drain whose grace passes.
const TOTAL: Duration = Duration::from_secs(15);

/// Asks for readiness on new connections, until it is refused.
const PROBE: &str = "new connections";

/// Lets everybody in `cases` take their place.
fn players(cases: &'static [Case], service: &Service, events: &Arc<Events>) -> Vec<JoinHandle<()>> {
    let play = |case: &'static Case| {
        let place = Place { who: case.state, address: service.address(), events: Arc::clone(events) };
        thread::spawn(move || (case.play)(&place))
    };
    let players = cases.iter().map(play).collect();
    events.wait("everybody is in place", |all| {
        all.iter().filter(|event| matches!(event.what, What::InPlace(_))).count() == cases.len()
    });
    players
}

/// Waits until the listener closes and all of `cases` are served, and lets those go that still wait for their handlers.
fn release<'a>(cases: impl Iterator<Item = &'a Case>, service: &mut Service, events: &Events) {
    let cases: Vec<_> = cases.map(|case| case.state).collect();
    events.wait("all others are served", |all| {
        let closed = |who: &&&str| all.iter().any(|event| event.who == **who && event.what == What::Closed);
        closing(all).is_some() && cases.iter().filter(closed).count() == cases.len()
    });
    events.note("the test", What::Release);
    service.release();
}

/// Plays `cases` against one process that drains, and gives everything that was seen. Handlers are let go, if they are at all, when all
/// other clients have been served.
fn play(cases: &'static [Case], grace: Duration, total: Duration, released: bool) -> Vec<Event> {
    let events = Events::new();
    let mut service = Service::start(&events, [DELAY, grace, total], &[]);
    let players = players(cases, &service, &events);
    service.is_busy_with(cases.iter().filter(|case| case.busy).count());
    let probe = process::probe(PROBE, service.address(), &events);
    events.note("the test", What::Signal);
    service.signal();
    if released {
        let waits = |case: &&Case| case.sees.iter().any(|(when, _)| *when == When::Done);
        release(cases.iter().filter(|case| !waits(case)), &mut service, &events);
    }
    service.wait();
    for player in players.into_iter().chain([probe]) {
        player.join().unwrap();
    }
    events.all()
}

/// Whether an event was seen when it should be.
fn in_time(when: When, all: &[Event], place: usize, grace: Duration) -> bool {
    let after = |time: Duration| all[place].at >= first(all, &What::Signal).1.at + time;
    let before_the_close = closing(all).is_some_and(|closing| place < closing);
    let after_release = |all: &[Event]| all.iter().position(|event| event.what == What::Release) < Some(place);
    match when {
        When::AtOnce => after(Duration::ZERO) && before_the_close,
        When::Deaf => after(Duration::from_secs(1)),
        When::Delay => place > first(all, &What::NotReady).0 && before_the_close,
        When::Close => after(DELAY),
        When::Later(seconds) => after(DELAY + Duration::from_secs(seconds.into())),
        When::Done => after(DELAY) && after_release(all),
        When::Grace | When::End => after(DELAY + grace),
    }
}

/// Whether each client has seen exactly what its case says, in that order and then.
fn judge(cases: &[Case], all: &[Event], grace: Duration) {
    for case in cases {
        let expected: Vec<_> =
            case.sees.iter().flat_map(|(when, what)| what.iter().map(|what| (*when, what))).collect();
        let seen: Vec<_> = all
            .iter()
            .enumerate()
            .filter(|(_, event)| event.who == case.state && !matches!(event.what, What::InPlace(_)))
            .collect();
        let whats = |of: &[(usize, &Event)]| of.iter().map(|(_, event)| event.what.clone()).collect::<Vec<_>>();
        let wanted: Vec<_> = expected.iter().map(|(_, what)| (*what).clone()).collect();
        assert_eq!(whats(&seen), wanted, "{}, in\n{}", case.state, show(all));
        for ((when, what), (place, _)) in expected.iter().zip(&seen) {
            assert!(in_time(*when, all, *place, grace), "{}: {what:?} not {when:?}, in\n{}", case.state, show(all));
        }
    }
    // One second apart, and more: so who waits longer is later.
    let ends = |when: When| {
        let cases = cases.iter().filter(move |case| case.sees.last().is_some_and(|(last, _)| *last == when));
        cases.map(|case| all.iter().position(|event| event.who == case.state && event.what == What::Closed))
    };
    let steps = [When::Close, When::Later(1), When::Later(2), When::Done];
    for pair in steps.windows(2) {
        if let (Some(last), Some(next)) = (ends(pair[0]).max(), ends(pair[1]).min()) {
            assert!(last < next, "{pair:?}, in\n{}", show(all));
        }
    }
}

/// What the process has said since the signal.
fn said(all: &[Event]) -> Vec<&str> {
    all.iter()
        .skip(first(all, &What::Signal).0)
        .filter_map(|event| match &event.what {
            What::Said(line) => Some(line.as_str()),
            _ => None,
        })
        .collect()
}

/// Whether the first of each stands in the stream in this order.
fn in_order(all: &[Event], whats: &[What]) {
    for pair in whats.windows(2) {
        assert!(first(all, &pair[0]).0 < first(all, &pair[1]).0, "{pair:?}, in\n{}", show(all));
    }
}

#[test]
fn a_drain_in_which_all_is_done_loses_nothing() {
    let grace = Duration::from_mins(1);
    let all = play(CLEAN, grace, grace * 2, true);
    judge(CLEAN, &all, grace);
    let end = What::Ended(Some(0));
    in_order(&all, &[What::Signal, What::NotReady, What::Refused, What::Release, end]);
    assert_eq!(
        said(&all),
        [
            "SIGTERM received",
            "draining: not ready any more, still serving for 1s",
            "closing: no more connections are taken",
            "stopped"
        ]
    );
    assert!(first(&all, &What::Refused).1.at >= first(&all, &What::Signal).1.at + DELAY);
}

#[test]
fn what_waits_in_the_backlog_is_served_when_the_listener_closes() {
    let events = Events::new();
    let grace = Duration::from_mins(1);
    let mut service = Service::start(&events, [DELAY, grace, grace * 2], &[("RUNA__SERVER__MAX_CONNECTIONS", "1")]);
    // Takes the only place.
    let mut only = h1::Client::connect("the only one", service.address(), &events);
    only.ask("/download");
    only.until("first").unwrap();
    let players = players(FULL, &service, &events);
    events.note("the test", What::Signal);
    service.signal();
    release(FULL.iter(), &mut service, &events);
    only.rest_of_chunks();
    only.closed();
    service.wait();
    for player in players {
        player.join().unwrap();
    }
    let all = events.all();
    judge(FULL, &all, grace);
    in_order(&all, &[What::Signal, What::Release, What::Ended(Some(0))]);
}

#[test]
fn a_drain_whose_grace_passes_names_those_that_it_gave_up() {
    let all = play(LATE, GRACE, TOTAL, false);
    judge(LATE, &all, GRACE);
    let end = What::Ended(Some(2));
    in_order(&all, &[What::Signal, What::NotReady, What::Refused, end.clone()]);
    assert!(first(&all, &end).1.at <= first(&all, &What::Signal).1.at + TOTAL, "{}", show(&all));
    let said = said(&all);
    let [signal, draining, closing, first, second, stopped] = said.as_slice() else { panic!("{said:#?}") };
    assert_eq!((*signal, *stopped), ("SIGTERM received", "stopped"));
    assert!(draining.starts_with("draining: ") && closing.starts_with("closing: "), "{said:#?}");
    // The one that was upgraded is no failure.
    assert!(first.starts_with("upgraded connections end with the process: GET /socket/endless from "), "{said:#?}");
    assert!(
        second.starts_with("`drain.grace` has passed: 6 connections given up, 6 of them with a request: "),
        "{said:#?}"
    );
    for case in LATE {
        let (request, doing) = case.named.unwrap();
        let peer = all.iter().find_map(|event| match event.what {
            What::InPlace(peer) if event.who == case.state => Some(peer),
            _ => None,
        });
        let name = format!("{request} from {} for ", peer.unwrap());
        let line = if first.contains(&name) { first } else { second };
        let rest = line.split(&name).nth(1).unwrap_or_else(|| panic!("`{name}` is not named in {said:#?}"));
        let named = rest.split("; ").next().unwrap();
        assert!(named.ends_with(&format!("s, {doing}")), "{named}");
    }
}

#[test]
fn the_table_says_what_is_proven() {
    let clean = CLEAN.iter().chain(FULL).collect();
    table::hold(&[("A drain in which all is done", clean), ("A drain whose grace passes", LATE.iter().collect())]);
}
