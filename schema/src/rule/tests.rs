//! What each rule finds in the values of a start, and what it lets pass.

use std::borrow::Cow;

use super::{View, judge};
use crate::resolve::{Origin, Resolved};
use crate::value::Value;

/// Codes that are found in a stage that lists log and observe, whose values are `values`; `?` is not known yet.
fn codes(relaxed: bool, values: &[(&'static str, &'static str, &str)]) -> Vec<&'static str> {
    let shape = |section: &str, path: &str| {
        let mut settings = crate::provider::section(section).map(|section| section.settings).unwrap_or_default();
        let mut kind = None;
        for name in path.split('.') {
            kind = settings.iter().find(|setting| setting.name == name).map(|setting| setting.kind);
            if let Some(crate::settings::Kind::Group(inner)) = kind {
                settings = inner.settings;
            }
        }
        match kind {
            Some(crate::settings::Kind::Scalar(shape)) => shape,
            _ => crate::value::Shape::Text,
        }
    };
    let values: Vec<_> = values
        .iter()
        .map(|(section, path, text)| Resolved {
            section: Cow::Borrowed(*section),
            path: (*path).to_owned(),
            value: match *text {
                "?" => None,
                "-" => Some(Value::None),
                text => shape(section, path).parse(text).ok(),
            },
            origin: Origin::Override("RUNA__X".into()),
        })
        .collect();
    let listed = [Cow::Borrowed("log"), Cow::Borrowed("observe")];
    judge(&View { stage: "s", relaxed, listed: &listed, values: &values }).iter().map(|finding| finding.code).collect()
}

#[test]
fn debug_is_for_listeners_that_only_this_machine_reaches() {
    let at = |relaxed, listen, admin, debug, expose| {
        codes(
            relaxed,
            &[
                ("server", "listen", listen),
                ("server", "admin", admin),
                ("observe", "debug", debug),
                ("observe", "expose", expose),
            ],
        )
    };
    for (listen, admin, expose, found) in [
        // Without an `admin`, an open listener shows only what is exposed.
        ("127.0.0.1:80", "-", "health", &[][..]),
        ("127.0.0.1:80", "-", "debug", &[]),
        ("0.0.0.0:80", "-", "health", &[]),
        ("0.0.0.0:80", "-", "health,debug", &["R0501"]),
        ("[::]:80", "none", "debug", &["R0501"]),
        // With one, that shows everything, and the listener of the service what is exposed.
        ("0.0.0.0:80", "127.0.0.1:81", "health", &[]),
        ("0.0.0.0:80", "127.0.0.1:81", "debug", &["R0501"]),
        ("127.0.0.1:80", "10.0.0.1:81", "health", &["R0501"]),
        ("127.0.0.1:80", "10.0.0.1:81", "debug", &["R0501"]),
        ("0.0.0.0:80", "10.0.0.1:81", "debug", &["R0501", "R0501"]),
        ("none", "localhost:81", "health", &[]),
        // What is not known is not judged.
        ("0.0.0.0:80", "?", "debug", &[]),
        ("?", "-", "debug", &[]),
        ("0.0.0.0:80", "-", "?", &[]),
    ] {
        assert_eq!(at(true, listen, admin, "true", expose), found, "{listen} {admin} {expose}");
        assert_eq!(at(true, listen, admin, "false", expose), [""; 0], "{listen} {admin} {expose}");
    }
    assert_eq!(at(false, "127.0.0.1:80", "-", "true", "health"), ["R0504"]);
    assert_eq!(at(false, "0.0.0.0:80", "-", "true", "debug"), ["R0504"], "one problem, not two");
    assert_eq!(at(false, "0.0.0.0:80", "-", "?", "debug"), [""; 0]);
}

#[test]
fn two_listeners_need_two_addresses() {
    let at = |listen, admin| codes(true, &[("server", "listen", listen), ("server", "admin", admin)]);
    for (listen, admin) in [
        ("127.0.0.1:80", "127.0.0.1:80"),
        ("localhost:80", "127.0.0.1:80"),
        ("0.0.0.0:80", "127.0.0.1:80"),
        ("127.0.0.1:80", "0.0.0.0:80"),
        ("[::]:80", "127.0.0.1:80"),
        ("[::1]:80", "[::]:80"),
    ] {
        assert_eq!(at(listen, admin), ["R0502"], "{listen} {admin}");
    }
    for (listen, admin) in [
        ("127.0.0.1:80", "127.0.0.1:81"),
        ("127.0.0.1:80", "127.0.0.2:80"),
        ("127.0.0.1:0", "127.0.0.1:0"),
        ("0.0.0.0:80", "[::1]:80"),
        ("127.0.0.1:80", "?"),
        ("none", "127.0.0.1:80"),
    ] {
        assert_eq!(at(listen, admin), [""; 0], "{listen} {admin}");
    }
}

#[test]
fn endpoints_need_a_listener() {
    let at = |listen, admin| codes(true, &[("server", "listen", listen), ("server", "admin", admin)]);
    assert_eq!(at("none", "-"), ["R0506"]);
    assert_eq!(at("none", "none"), ["R0506"]);
    assert_eq!(at("none", "127.0.0.1:81"), [""; 0]);
    assert_eq!(at("?", "-"), [""; 0]);
}

#[test]
fn the_root_is_for_the_service() {
    assert_eq!(codes(true, &[("observe", "mount", "/")]), ["R0503"]);
    assert_eq!(codes(true, &[("observe", "mount", "/-")]), [""; 0]);
    assert_eq!(codes(true, &[("observe", "mount", "?")]), [""; 0]);
}

#[test]
fn the_parts_of_stopping_fit_into_the_whole() {
    let at = |delay, grace, total| {
        codes(
            false,
            &[("server", "drain.delay", delay), ("server", "drain.grace", grace), ("server", "drain.total", total)],
        )
    };
    assert_eq!(at("5s", "20s", "25s"), [""; 0]);
    assert_eq!(at("5s", "20001ms", "25s"), ["R0505"]);
    assert_eq!(at("5s", "?", "1s"), [""; 0]);
}

#[test]
fn the_defaults_break_no_rule() {
    for relaxed in [true, false] {
        assert!(judge(&View { stage: "s", relaxed, listed: &[], values: &[] }).is_empty());
    }
}

#[test]
fn one_thread_has_no_workers() {
    let with = |flavor, threads| codes(true, &[("runtime", "flavor", flavor), ("runtime", "worker_threads", threads)]);
    assert_eq!(with("current_thread", "2"), ["R0514"]);
    for (flavor, threads) in [("multi_thread", "2"), ("current_thread", "-"), ("multi_thread", "-"), ("?", "2")] {
        assert!(with(flavor, threads).is_empty(), "{flavor} {threads}");
    }
}
