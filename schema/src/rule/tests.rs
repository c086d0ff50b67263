//! What each rule finds in the values of a start, and what it lets pass.

use std::borrow::Cow;

use super::{Finding, View, judge};
use crate::resolve::{Origin, Resolved};
use crate::settings::{Kind, Setting};
use crate::value::{Shape, Value};

/// Codes that are found in a stage that lists log and observe, whose values are `values`; `?` is not known yet.
fn codes(relaxed: bool, values: &[(&'static str, &'static str, &str)]) -> Vec<&'static str> {
    let shape = |section: &str, path: &str| match crate::provider::section(section).and_then(|one| one.find(path)) {
        Some(Setting { kind: Kind::Scalar(shape), .. }) => *shape,
        _ => Shape::Text,
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
        // Behind a socket in the file system is a proxy; and one open address of several is open.
        ("unix:/run/a.sock", "-", "debug", &["R0501"]),
        ("127.0.0.1:80", "127.0.0.1:81,unix:/run/a.sock", "health", &["R0501"]),
        ("127.0.0.1:80,10.0.0.1:80", "127.0.0.1:81", "debug", &["R0501"]),
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
        ("unix:/run/a.sock", "unix:/run/a.sock"),
        ("127.0.0.1:80,127.0.0.1:81", "[::1]:80,0.0.0.0:81"),
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
        ("unix:/run/a.sock", "unix:/run/b.sock"),
    ] {
        assert_eq!(at(listen, admin), [""; 0], "{listen} {admin}");
    }
}

#[test]
fn an_address_for_operators_that_is_free_is_proposed() {
    for (listen, admin, free) in [
        ("unix:/run/a.sock", "unix:/run/a.sock", "unix:/run/a-admin.sock"),
        ("unix:/run/a", "unix:/run/a", "unix:/run/a-admin"),
        ("[::1]:80", "127.0.0.1:81,[::1]:80", "[127.0.0.1:81, \"[::1]:9090\"]"),
    ] {
        let value = |text| Shape::Some(&Shape::Listen).parse(text).ok();
        let one = |path: &str, text| Resolved {
            section: Cow::Borrowed("server"),
            path: path.to_owned(),
            value: value(text),
            origin: Origin::Default,
        };
        let values = [one("listen", listen), one("admin", admin)];
        let found = judge(&View { stage: "s", relaxed: true, listed: &[], values: &values });
        let [Finding { help, .. }] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(*help, format!("write `admin: {free}`"));
    }
}

#[test]
fn a_list_has_addresses_that_can_all_be_opened() {
    for (listen, found) in [
        ("127.0.0.1:80,[::1]:80", &[][..]),
        ("127.0.0.1:0,127.0.0.1:0", &[]),
        ("127.0.0.1:80,none", &["R0330"]),
        ("none,none", &["R0330"]),
        ("127.0.0.1:80,127.0.0.1:80", &["R0530"]),
        ("[::]:80,127.0.0.1:80", &["R0530"]),
        ("unix:/run/a.sock,unix:/run/a.sock,unix:/run/a.sock", &["R0530"]),
    ] {
        assert_eq!(
            codes(true, &[("server", "listen", listen), ("server", "admin", "127.0.0.1:81")]),
            found,
            "{listen}"
        );
    }
}

#[test]
fn what_is_advertised_can_be_connected_to() {
    for (advertise, found) in [
        ("10.0.3.7:8080", &[][..]),
        ("fd00::7", &[]),
        ("0.0.0.0", &["R0531"]),
        ("[::]:80", &["R0531"]),
        ("http://10.0.3.7", &["R0331"]),
        ("10.0.3.7:0", &["R0331"]),
        ("?", &[]),
    ] {
        assert_eq!(codes(false, &[("server", "advertise", advertise)]), found, "{advertise}");
    }
}

#[test]
fn not_everybody_is_a_trusted_proxy_of_production() {
    for (proxies, found) in [
        ("0.0.0.0/0", &["R0332"][..]),
        ("::/0", &["R0332"]),
        ("0.0.0.0/0,::/0", &["R0332"]),
        ("::ffff:0:0/96", &["R0332"]),
        ("128.0.0.0/1,unix,0.0.0.0/1", &["R0332"]),
        ("0.0.0.0/1,::ffff:128.0.0.0/97", &["R0332"]),
        // What lies outside of these is no address of a client.
        ("2000::/3", &["R0332"]),
        ("0.0.0.0/1,128.0.0.0/2,192.0.0.0/3", &["R0332"]),
        ("0.0.0.0/1", &[]),
        ("0.0.0.0/1,129.0.0.0/8", &[]),
        ("::/3,4000::/2,8000::/1", &[]),
        ("0.0.0.0/1,8000::/1", &[]),
        ("10.0.0.0/8,fd00::/8,unix", &[]),
        ("?", &[]),
    ] {
        assert_eq!(codes(false, &[("server", "trusted_proxies", proxies)]), found, "{proxies}");
        assert_eq!(codes(true, &[("server", "trusted_proxies", proxies)]), [""; 0], "{proxies}, relaxed");
    }
}

#[test]
fn proxies_that_are_named_stay_when_everybody_goes() {
    for (proxies, better) in [
        ("0.0.0.0/0", "[10.0.0.0/8]"),
        ("::/0", "[fd00::/8]"),
        ("0.0.0.0/0,::/0", "[10.0.0.0/8, fd00::/8]"),
        ("unix,0.0.0.0/0", "[10.0.0.0/8, unix]"),
        ("192.168.1.7,0.0.0.0/1,128.0.0.0/1", "[192.168.1.7]"),
        ("::1,0.0.0.0/0", "[10.0.0.0/8, \"::1\"]"),
    ] {
        let value = Shape::List(&Shape::Proxy).parse(proxies).ok();
        let path = "trusted_proxies".to_owned();
        let values = [Resolved { section: Cow::Borrowed("server"), path, value, origin: Origin::Default }];
        let found = judge(&View { stage: "s", relaxed: false, listed: &[], values: &values });
        let [Finding { help, .. }] = found.as_slice() else { panic!("{found:?}") };
        assert!(help.ends_with(&format!("`trusted_proxies: {better}`")), "{help}");
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
fn the_first_wait_of_a_job_is_not_beyond_the_longest() {
    let retry = |min, max| {
        codes(false, &[("queue", "queues.mails.retry.min", min), ("queue", "queues.mails.retry.max_delay", max)])
    };
    assert_eq!(retry("2m", "1m"), ["R0521"]);
    assert_eq!(retry("1m", "1m"), [""; 0]);
    // What is not known is not judged.
    assert_eq!((retry("?", "1m"), retry("2m", "?")), (vec![], vec![]));
    let other = [("queue", "queues.a.retry.min", "2m"), ("queue", "queues.b.retry.max_delay", "1m")];
    assert_eq!(codes(false, &other), [""; 0], "of two queues");
}

#[test]
fn one_thread_has_no_workers() {
    let with = |flavor, threads| codes(true, &[("runtime", "flavor", flavor), ("runtime", "worker_threads", threads)]);
    assert_eq!(with("current_thread", "2"), ["R0514"]);
    for (flavor, threads) in [("multi_thread", "2"), ("current_thread", "-"), ("multi_thread", "-"), ("?", "2")] {
        assert!(with(flavor, threads).is_empty(), "{flavor} {threads}");
    }
}
