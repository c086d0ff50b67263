//! The notation of values.

use super::{Advertised, Cidr, Fraction, Header, Listen, Listeners, Named, Scalar, Shape, UrlPath, Value, Word};

const FORMATS: Shape =
    Shape::Choice(&[Word { name: "json", doc: "", later: false }, Word { name: "pretty", doc: "", later: false }]);

#[test]
fn what_is_read_is_written_the_same() {
    for (shape, texts) in [
        (Shape::Bool, &["true", "false"][..]),
        (Shape::Int, &["0", "-3", "20000"]),
        (Shape::Duration, &["250ms", "2s", "90s", "5m", "1h", "0s"]),
        (Shape::Size, &["512B", "16KiB", "10MiB", "2GiB", "0B"]),
        (Shape::Level, &["trace", "off"]),
        (Shape::UrlPath, &["/", "/-", "/a/b.c"]),
        (Shape::PathPrefix, &["/", "/a", "/a/"]),
        (Shape::Listen, &["127.0.0.1:8080", "[::1]:0", "none", "unix:/run/a.sock"]),
        (Shape::Fraction, &["0", "1", "0.5", "1.0", "00.250"]),
        (Shape::Cidr, &["10.0.0.0/8", "0.0.0.0/0", "192.168.1.7", "192.168.1.7/32", "fd00::/8", "::/0", "::1/128"]),
        (Shape::Proxy, &["10.0.0.0/8", "::1", "unix"]),
        (Shape::Header, &["x-request-id", "X-Amzn-Trace-Id", "none"]),
        (FORMATS, &["json"]),
    ] {
        for text in texts {
            assert_eq!(shape.parse(text).map(|value| value.to_string()), Ok((*text).to_owned()), "{shape:?}");
        }
    }
    assert_eq!(Shape::Duration.parse("60s").map(|value| value.to_string()), Ok("1m".to_owned()));
    let list = Shape::List(&Shape::Level).parse("warn, info,");
    assert_eq!(list.map(|value| value.to_string()), Ok("[warn, info]".to_owned()));
}

#[test]
fn what_is_ambiguous_is_refused() {
    for (shape, texts) in [
        (Shape::Bool, &["yes", "True", "1", ""][..]),
        (Shape::Int, &["1.0", "1_000", "0x10", "9223372036854775808", ""]),
        (Shape::Duration, &["2", "2 s", "1.5s", "-1s", "1d", "s", "", "2S"]),
        (Shape::Size, &["2", "1KB", "1K", "1kib", "-1B", "18446744073709551615GiB", ""]),
        (Shape::Level, &["WARN", "warning", ""]),
        (Shape::UrlPath, &["", "a", "/a/", "//", "/a/../b", "/{id}", "/a?b", "/a b", "/é"]),
        (Shape::PathPrefix, &["", "//", "/a//"]),
        (Shape::Route, &["", "//", "/a//", "/{}"]),
        (
            Shape::Listen,
            &[
                "",
                "8080",
                ":8080",
                "localhost",
                "example.org:80",
                "127.0.0.1:65536",
                "[::1]",
                "unix:a.sock",
                "unix:/run/",
            ],
        ),
        (Shape::FilePath, &["", "a\0b"]),
        (Shape::Fraction, &["", ".5", "1.", "1.1", "-0.1", "1e-1", "NaN", "inf", "50%", "0,5", "0.5.1", "+0.5"]),
        (
            Shape::Cidr,
            &[
                "",
                "10.0.0.0/33",
                "10.0.0.1/8",
                "fd00::1/8",
                "::/129",
                "10.0.0.0/",
                "10.0.0.0/+8",
                "10/8",
                "example.org",
            ],
        ),
        (Shape::Proxy, &["", "Unix", "unix:", "10.0.0.1/8", "proxy.example"]),
        (
            Shape::Header,
            &["", "x request id", "x-request-id:", "true", "5", "x.id", "$A", "größe", "Content-Length", "host"],
        ),
        (FORMATS, &["JSON", ""]),
        (Shape::Map(&Shape::Level), &["a=b"]),
    ] {
        for text in texts {
            assert!(shape.parse(text).is_err(), "{shape:?} reads {text:?}");
        }
    }
}

#[test]
fn a_range_holds_its_addresses() {
    for (range, inside, outside) in [
        (
            "10.0.0.0/8",
            &["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"][..],
            &["11.0.0.0", "9.255.255.255", "::1"][..],
        ),
        ("192.168.1.7", &["192.168.1.7"], &["192.168.1.6"]),
        ("0.0.0.0/0", &["1.2.3.4"], &["::1", "fd00::1"]),
        ("fd00::/8", &["fd12::1", "fdff::"], &["fe00::", "10.0.0.1"]),
        ("::/0", &["::", "fd00::1"], &["10.0.0.1"]),
        ("::ffff:10.0.0.0/104", &["10.9.9.9", "::ffff:10.0.0.1"], &["11.0.0.0"]),
        ("2001:db8::1/128", &["2001:db8::1"], &["2001:db8::2"]),
    ] {
        let range = Cidr::parse(range).unwrap_or_else(|| panic!("{range}"));
        let holds = |text: &&str| range.contains(text.parse().unwrap_or_else(|_| panic!("{text}")));
        assert!(inside.iter().all(holds) && !outside.iter().any(holds), "{range:?}");
    }
}

#[test]
fn a_header_is_kept_in_lower_case() {
    assert_eq!(Header::parse("X-Request-ID"), Ok(Header::Named("x-request-id".to_owned())));
    assert_eq!(Header::parse("none"), Ok(Header::Nowhere));
}

#[test]
fn an_address_that_others_reach_is_open() {
    let open = |text| Listen::parse(text).is_some_and(|listen| listen.is_open());
    assert!(open("0.0.0.0:80") && open("[::]:80") && open("10.1.2.3:80") && open("[::ffff:10.0.0.1]:80"));
    assert!(!open("127.0.0.1:80") && !open("127.9.9.9:80") && !open("[::1]:80") && !open("[::ffff:127.0.0.1]:80"));
    assert!(!open("none") && !open("localhost:80"));
    assert!(open("unix:/run/a.sock"), "a proxy speaks for other machines");
}

#[test]
fn listeners_are_one_address_or_several() {
    let read = |text: &str| Shape::Some(&Shape::Listen).parse(text).ok().as_ref().and_then(Listeners::take);
    let shown = |text: &str| read(text).map(|all| all.0.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(shown("none"), Some(vec![]));
    assert_eq!(shown("localhost:80"), Some(vec!["127.0.0.1:80".to_owned()]));
    let both = vec!["unix:/run/a.sock".to_owned(), "[::1]:80".to_owned()];
    assert_eq!(shown("unix:/run/a.sock, [::1]:80"), Some(both));
    assert_eq!(shown("127.0.0.1:80, 81"), None);
}

#[test]
fn a_path_of_a_socket_fits_into_its_address() {
    let of = |length: usize| format!("unix:/{}", "a".repeat(length - 1));
    assert!(Listen::parse(&of(107)).is_some() && Listen::parse(&of(108)).is_none());
}

#[test]
fn what_is_advertised_is_a_name_or_an_address() {
    let shown = |text: &str| Advertised::parse(text).map(|advertised| advertised.with(Some(80)));
    for (text, expected) in [
        ("10.0.3.7", "10.0.3.7:80"),
        ("10.0.3.7:8080", "10.0.3.7:8080"),
        ("fd00::7", "[fd00::7]:80"),
        ("[fd00::7]", "[fd00::7]:80"),
        ("[fd00::7]:8080", "[fd00::7]:8080"),
        ("orders-1.orders.svc", "orders-1.orders.svc:80"),
        ("orders_1:8080", "orders_1:8080"),
    ] {
        assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
    }
    for text in ["", ":8080", "10.0.3.7:0", "10.0.3", "http://a", "a b", "a:b", "-a", "a,b", "unix:/run/a.sock"] {
        assert_eq!(shown(text), None, "{text}");
    }
}

#[test]
fn a_path_covers_what_lies_below_it() {
    let covers = |one: &str, other: &str| {
        UrlPath::parse(one).is_ok_and(|one| UrlPath::parse(other).is_ok_and(|other| one.covers(&other)))
    };
    assert!(covers("/", "/a") && covers("/a", "/a") && covers("/a", "/a/b"));
    assert!(!covers("/a", "/ab") && !covers("/a/b", "/a"));
    let join = |path: &str| UrlPath::parse(path).map(|path| path.join("/ready"));
    assert_eq!((join("/"), join("/-")), (Ok("/ready".to_owned()), Ok("/-/ready".to_owned())));
}

#[test]
fn a_value_of_another_shape_is_not_taken() {
    assert_eq!(u16::take(&Value::Int(70_000)), None);
    assert_eq!(bool::take(&Value::Int(1)), None);
    assert_eq!(Vec::<bool>::take(&Value::List(vec![Value::Bool(true), Value::Int(1)].into())), None);
    assert_eq!(Fraction::take(&Value::Text("0.25".into())).map(Fraction::get), Some(0.25));
    assert_eq!(Cidr::take(&Value::Text("10.0.0.0/8".into())).map(|range| range.prefix), Some(8));
    let map = Value::Map(vec![("a".into(), Value::Bool(true))].into());
    assert_eq!(Named::<bool>::take(&map), Some(Named(vec![("a".to_owned(), true)])));
}
