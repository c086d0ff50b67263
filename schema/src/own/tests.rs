//! The checks as ordinary functions, and what they let through at start.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::HashMap;
use std::time::Duration;

use super::{Entry, Kind, Node, Own, Source, Type, check, entry, node, place};
use crate::resolve::{Environment, Origin, Overrides, Problem, Reader, Resolver};
use crate::settings::{Default, Group, Groups, Settings, choice, settings};
use crate::value::{Listen, Secret, Shape};

choice! {
    /// How it goes.
    enum Pace {
        /// Slowly.
        Slow = "slow",
        /// Fast.
        Fast = "fast",
    }
}

settings! {
    /// A room.
    struct RoomSettings {
        /// Seats.
        seats: u32 { default: Default::Required, range: Some(("1", "100")) },
        /// Address.
        at: Option<Listen> {},
    }
}

settings! {
    /// A house.
    struct HouseSettings {
        /// Pace.
        pace: Pace { default: Default::Is("slow") },
        /// Wait.
        wait: Duration { default: Default::Is("5s"), range: Some(("1s", "1m")), tunable: true },
        /// Names.
        names: Option<Vec<String>> {},
        /// Key.
        key: Option<Secret> { secret: true },
        /// Hall.
        hall: Option<Group<RoomSettings>> {},
        /// Rooms.
        rooms: Groups<RoomSettings> { default: Default::Is("") },
    }
}

const AT: (u32, u32, u32) = (1, 1, 1);

const fn scalar(name: &'static str, text: &'static str) -> Entry {
    entry(name, AT, text_of(text))
}

const fn text_of(text: &'static str) -> Node {
    node(AT, Kind::Scalar { text, plain: true })
}

struct Around(HashMap<&'static str, &'static str>);

impl Environment for Around {
    fn variable(&self, name: &str) -> Option<String> {
        self.0.get(name).map(|value| (*value).to_owned())
    }

    fn file(&self, _: &str) -> std::io::Result<String> {
        Ok("file\n".to_owned())
    }
}

/// Everything that the check says of settings.
fn judge(config: &'static [Entry]) -> String {
    let ty = Type { path: "crate::House", at: place(AT), is_provider: true };
    let section = HouseSettings::SECTION;
    let own = Own {
        stage: "prod",
        relaxed: false,
        name: "house",
        at: place(AT),
        ty,
        section,
        needs: &[],
        above: &[],
        below: &[],
        config,
    };
    let source = Source { file: "ops.yaml", text: "x: y\n", lines: &[0], secrets: &[] };
    let said = std::panic::catch_unwind(move || check(&source, &[own]));
    said.err().map(|said| said.downcast_ref::<String>().unwrap().clone()).unwrap_or_default()
}

fn titles(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.ends_with(']')).collect()
}

static RIGHT: &[Entry] = &[
    scalar("pace", "fast"),
    entry("wait", AT, node(AT, Kind::Variable { name: "WAIT", default: Some(&WAIT) })),
    entry("names", AT, node(AT, Kind::List(&[text_of("a"), text_of("7"), text_of("none")]))),
    entry("key", AT, node(AT, Kind::File { path: "/run/key" })),
    entry("hall", AT, node(AT, Kind::Map(&[scalar("seats", "3")]))),
    entry("rooms", AT, node(AT, Kind::Map(&[entry("small", AT, node(AT, Kind::Map(&[scalar("seats", "1")])))]))),
];
static WAIT: Node = text_of("2s");

#[test]
fn what_the_check_lets_through_is_read_at_start() {
    assert_eq!(judge(RIGHT), "");
    let around = Around(HashMap::new());
    let mut resolver = Resolver::new(false, Some(&around), Overrides::default());
    resolver.own("house".into(), HouseSettings::SECTION, RIGHT);
    let values = resolver.finish().unwrap();
    let house = HouseSettings::read(&Reader::new(&values, "house")).unwrap();
    assert_eq!((house.pace, house.wait), (Pace::Fast, Duration::from_secs(2)));
    assert_eq!(house.names.unwrap(), ["a", "7", "none"]);
    assert_eq!(house.key.unwrap().expose(), "file");
    assert_eq!(house.hall.unwrap().0.seats, 3);
    assert_eq!(
        house.rooms.0.iter().map(|(name, room)| (name.as_str(), room.seats)).collect::<Vec<_>>(),
        [("small", 1)]
    );
}

#[test]
fn an_override_reaches_a_setting_of_ones_own() {
    let around = Around(HashMap::new());
    let set = |name: &str, value: &str| {
        let overrides = Overrides::collect([(name.to_owned(), value.to_owned())], None);
        let mut resolver = Resolver::new(false, Some(&around), overrides);
        resolver.own("house".into(), HouseSettings::SECTION, RIGHT);
        resolver.knows("house", HouseSettings::SECTION);
        resolver.finish().map_err(|failures| format!("{:?}", failures[0].problem))
    };
    let values = set("RUNA__HOUSE__WAIT", "9s").unwrap();
    assert_eq!(HouseSettings::read(&Reader::new(&values, "house")).unwrap().wait, Duration::from_secs(9));
    assert_eq!(set("RUNA__HOUSE__PACE", "slow").unwrap_err(), "FixedOverride");
    assert_eq!(set("RUNA__HOUSE__WAITS", "9s").unwrap_err(), r#"UnknownOverride(Some("RUNA__HOUSE__WAIT"))"#);
    assert_eq!(set("RUNA__HOUSE__WAIT", "2m").unwrap_err(), r#"OutOfRange(Some("2m"), "1s", "1m")"#);
}

#[test]
fn an_address_is_read_at_start() {
    static CONFIG: &[Entry] =
        &[entry("hall", AT, node(AT, Kind::Map(&[scalar("seats", "3"), scalar("at", "somewhere")])))];
    assert_eq!(judge(CONFIG), "");
    let around = Around(HashMap::new());
    let mut resolver = Resolver::new(false, Some(&around), Overrides::default());
    resolver.own("house".into(), HouseSettings::SECTION, CONFIG);
    let failures = resolver.finish().unwrap_err();
    assert_eq!((failures.len(), failures[0].path.as_str()), (1, "hall.at"));
    assert!(matches!(failures[0].problem, Problem::Wrong(_, Shape::Listen, _)), "{failures:?}");
    assert_eq!(failures[0].origin, Origin::Manifest { line: 1, column: 1 });
}

#[test]
fn a_long_list_of_mistakes_ends() {
    static MANY: &[Entry] = &{
        let mut all = [scalar("unknown", "1"); 30];
        let (mut at, mut line) = (0, 1);
        while at < all.len() {
            all[at].at.line = line;
            (at, line) = (at + 1, line + 1);
        }
        all
    };
    let said = judge(MANY);
    assert_eq!(titles(&said).len(), 20, "{said}");
    assert!(said.ends_with("and more: the first 20 are shown"), "{said}");
}

/// The checks in constants read the same notation as those at start.
#[test]
fn a_scalar_is_judged_as_it_is_parsed() {
    use super::scalar::judge;
    let setting = crate::settings::Setting::BASE;
    let texts = [
        "true",
        "false",
        "yes",
        "",
        "0",
        "-1",
        "+3",
        "12",
        "1.5",
        "ten",
        "5s",
        "250ms",
        "1h",
        "5",
        "5 s",
        "5d",
        "-5s",
        "16KiB",
        "10MB",
        "2GiB",
        "99999999999999999999",
        "info",
        "warning",
        "INFO",
        "slow",
        "fats",
        "/x",
        "x",
        "none",
    ];
    for shape in [
        Shape::Bool,
        Shape::Int,
        Shape::Duration,
        Shape::Size,
        Shape::Level,
        Shape::Text,
        Shape::FilePath,
        <Pace as crate::value::Scalar>::SHAPE,
    ] {
        for text in texts {
            let known = shape.parse(text).is_ok();
            // Digits beyond what an `i64` holds: out of the range that each type has.
            let too_long = text.len() > 18;
            assert!(judge(&setting, &shape, text, true).is_ok() == known || too_long, "{shape:?}: `{text}`");
        }
    }
}

#[test]
fn likeness_is_measured_as_everywhere() {
    use super::words::{distance, is_near};
    for (a, b) in [
        ("retires", "retries"),
        ("limit", "limits"),
        ("a", "b"),
        ("lgo", "log"),
        ("Wait", "wait"),
        ("xyz", "wait"),
        ("", "a"),
    ] {
        let near = is_near(distance(a, b), a, b);
        assert_eq!(near, crate::nearest::nearest(a, [b]).is_some(), "{a} {b}");
    }
}

#[test]
fn no_excerpt_shows_a_secret_of_a_neighbour() {
    const TEXT: &str = "x: { key: c4n4ry } y: { pase: fast }\n";
    const KEY: Entry = entry("key", (1, 6, 3), node((1, 11, 6), Kind::Scalar { text: "c4n4ry", plain: true }));
    const PACE: Entry = entry("pase", (1, 25, 4), node((1, 31, 4), Kind::Scalar { text: "fast", plain: true }));
    let ty = Type { path: "crate::House", at: place(AT), is_provider: true };
    let one = |name, config| Own {
        stage: "dev",
        relaxed: true,
        name,
        at: place(AT),
        ty,
        section: HouseSettings::SECTION,
        needs: &[],
        above: &[],
        below: &[],
        config,
    };
    let source = Source { file: "ops.yaml", text: TEXT, lines: &[0], secrets: &[] };
    let said = std::panic::catch_unwind(move || check(&source, &[one("x", &[KEY]), one("y", &[PACE])]));
    let said = said.expect_err("`pase` is no setting").downcast_ref::<String>().unwrap().clone();
    assert!(said.contains("did you mean `pace`?") && !said.contains("c4n4ry"), "{said}");
    assert!(
        said.contains("\n1 | x: { key: *** } y: { pase: *** }\n  |                      ^^^^ no such setting"),
        "{said}"
    );
}
