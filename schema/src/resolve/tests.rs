//! Where values come from, and everything that can be wrong with them at start.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Error, ErrorKind};
use std::time::Duration;

use super::{Environment, Given, Origin, Overrides, Problem, Reader, Resolved, Resolver, file, group, lit, var};
use crate::provider::{PROVIDERS, SERVER, SERVER_SECTION};
use crate::settings::{
    AuditSettings, ClusterSettings, ConsoleSettings, Default, Group, Kind, LogSettings, ObserveSettings, QueueSettings,
    Section, ServerSettings, Setting, Settings, settings,
};
use crate::value::{PathPrefix, Secret, Shape, Value, Wrong};

/// Surroundings of a test.
#[derive(Debug, Default)]
struct Around {
    variables: HashMap<&'static str, &'static str>,
    files: HashMap<&'static str, &'static str>,
}

impl Environment for Around {
    fn variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).map(|value| (*value).to_owned())
    }

    fn file(&self, path: &str) -> std::io::Result<String> {
        self.files.get(path).map(|text| (*text).to_owned()).ok_or_else(|| Error::new(ErrorKind::NotFound, "not there"))
    }
}

fn around(variables: &[(&'static str, &'static str)], files: &[(&'static str, &'static str)]) -> Around {
    Around { variables: variables.iter().copied().collect(), files: files.iter().copied().collect() }
}

type Sections<'a> = &'a [(&'static str, &'static Section, &'a [Given])];

/// Resolves sections; what failed as "section.path: problem".
fn resolve(sections: Sections<'_>, around: &Around, overrides: Overrides) -> Result<Vec<Resolved>, Vec<String>> {
    let mut resolver = Resolver::new(false, Some(around), overrides);
    for (name, section, given) in sections {
        resolver.section(Cow::Borrowed(*name), section, given);
    }
    resolver.finish().map_err(|failures| {
        failures
            .iter()
            .map(|failure| format!("{} {} {:?} {:?}", failure.section, failure.path, failure.problem, failure.origin))
            .collect()
    })
}

fn overrides(variables: &[(&str, &str)], file: Option<&str>) -> Overrides {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Overrides::collect(variables, file.map(|text| ("/etc/overrides", Ok(text.to_owned()))))
}

const STAGE: Sections<'static> = &[(SERVER, SERVER_SECTION, &[]), ("observe", ObserveSettings::SECTION, &[])];

fn observe(values: &[Resolved]) -> ObserveSettings {
    ObserveSettings::read(&Reader::new(values, "observe")).unwrap()
}

fn server(values: &[Resolved]) -> ServerSettings {
    ServerSettings::read(&Reader::new(values, SERVER)).unwrap()
}

fn origin(values: &[Resolved], section: &str, path: &str) -> Origin {
    values.iter().find(|value| value.section == section && value.path == path).unwrap().origin.clone()
}

#[test]
fn an_override_wins_over_manifest_and_default() {
    let given = [lit("timeout", Value::Duration(Duration::from_secs(3)), 4, 5)];
    let sections: Sections<'_> = &[(SERVER, SERVER_SECTION, &[]), ("observe", ObserveSettings::SECTION, &given)];
    let set = overrides(
        &[
            ("RUNA__OBSERVE__TIMEOUT", "5s"),
            ("RUNA__SERVER__DRAIN__DELAY", "250ms"),
            ("RUNA__SERVER__MAX_CONNECTIONS", "7"),
            ("PATH", "/bin"),
            ("RUNA_STAGE", "prod"),
        ],
        None,
    );
    let values = resolve(sections, &Around::default(), set).unwrap();
    assert_eq!(observe(&values).timeout, Duration::from_secs(5));
    let server = server(&values);
    assert_eq!((server.drain.delay, server.max_connections), (Duration::from_millis(250), 7));
    assert_eq!(server.drain.grace, Duration::from_secs(15));
    assert_eq!(origin(&values, "observe", "timeout"), Origin::Override("RUNA__OBSERVE__TIMEOUT".into()));
    assert_eq!(origin(&values, "observe", "mount"), Origin::Default);

    let values = resolve(sections, &Around::default(), Overrides::default()).unwrap();
    assert_eq!(observe(&values).timeout, Duration::from_secs(3));
    assert_eq!(origin(&values, "observe", "timeout"), Origin::Manifest { line: 4, column: 5 });
}

#[test]
fn none_takes_an_optional_setting_out_and_commas_make_a_list() {
    let given = [lit("access.slow", Value::Duration(Duration::from_secs(1)), 1, 1)];
    let log: Sections<'_> = &[("log", LogSettings::SECTION, &given)];
    let read = |set| {
        let values = resolve(log, &Around::default(), set).unwrap();
        LogSettings::read(&Reader::new(&values, "log")).unwrap().access.0
    };
    assert_eq!(read(Overrides::default()).slow, Some(Duration::from_secs(1)));
    let access = read(overrides(&[("RUNA__LOG__ACCESS__SLOW", "none"), ("RUNA__LOG__ACCESS__SKIP", "/a, /b/")], None));
    assert_eq!(access.slow, None);
    let skip: Vec<_> = access.skip.iter().flatten().map(PathPrefix::as_str).collect();
    assert_eq!(skip, ["/a", "/b/"]);
    assert_eq!(read(overrides(&[("RUNA__LOG__ACCESS__SKIP", "")], None)).skip, Some(vec![]));
}

#[test]
fn what_is_not_optional_cannot_be_none() {
    let found = resolve(STAGE, &Around::default(), overrides(&[("RUNA__OBSERVE__TIMEOUT", "none")], None)).unwrap_err();
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with(r#"observe timeout Wrong(Some("none"), Duration, Type)"#), "{}", found[0]);
}

#[test]
fn every_failure_is_told_at_once() {
    let given = [
        var("request_timeout", "ABSENT", None, 1, 2),
        file("keep_alive", "/absent", 3, 4),
        var("body_limit", "BAD_SIZE", None, 5, 6),
    ];
    let sections: Sections<'_> = &[(SERVER, SERVER_SECTION, &given), ("observe", ObserveSettings::SECTION, &[])];
    let set = overrides(
        &[
            ("RUNA__OBSERVE__TIMEOUT", "2"),
            ("RUNA__OBSERVE__REFRESH", "1h"),
            ("RUNA__OBSERVE__MOUNT", "/ops"),
            ("RUNA__OBSERVE__TIMOUT", "1s"),
            ("RUNA__LOG__LEVEL", "warn"),
        ],
        Some("RUNA__SERVER__LISTEN=8080\nnonsense\n"),
    );
    let found = resolve(sections, &around(&[("BAD_SIZE", "10MB")], &[]), set).unwrap_err();
    let expected = [
        r#"server listen Wrong(Some("8080"), Some(Listen), Malformed("#,
        r#"server keep_alive UnreadableFile("/absent", "not there") File"#,
        r#"server request_timeout MissingVariable("ABSENT") Variable"#,
        r#"server body_limit Wrong(Some("10MB"), Size, Malformed("#,
        "observe mount FixedOverride",
        r#"observe timeout Wrong(Some("2"), Duration, BareNumber(["2ms", "2s"]))"#,
        r#"observe refresh OutOfRange(Some("1h"), "100ms", "10m")"#,
        " nonsense BadOverridesLine OverridesFile",
        r#" RUNA__OBSERVE__TIMOUT UnknownOverride(Some("RUNA__OBSERVE__TIMEOUT"))"#,
        "log RUNA__LOG__LEVEL OtherStage",
    ];
    for expected in expected {
        assert!(found.iter().any(|found| found.starts_with(expected)), "{expected} is not among {found:#?}");
    }
    assert_eq!(found.len(), expected.len(), "{found:#?}");
}

#[test]
fn a_stranger_has_no_nearest_name() {
    let found = resolve(STAGE, &Around::default(), overrides(&[("RUNA__DATABASE__URL", "x")], None)).unwrap_err();
    assert!(found[0].starts_with(" RUNA__DATABASE__URL UnknownOverride(None)"), "{found:?}");
    let found = resolve(STAGE, &Around::default(), overrides(&[("RUNA__observe__timeout", "1s")], None)).unwrap_err();
    assert!(found[0].contains(r#"UnknownOverride(Some("RUNA__OBSERVE__TIMEOUT"))"#), "{found:?}");
}

#[test]
fn a_file_of_overrides_is_read_by_lines_and_loses_against_variables() {
    let text = "\
# comment
 RUNA__OBSERVE__TIMEOUT = 3s

RUNA__OBSERVE__REFRESH=20s
RUNA__SERVER__MAX_CONNECTIONS=1
RUNA__SERVER__MAX_CONNECTIONS=2
";
    let set = overrides(&[("RUNA__OBSERVE__REFRESH", "30s")], Some(text));
    let values = resolve(STAGE, &Around::default(), set).unwrap();
    let settings = observe(&values);
    assert_eq!((settings.timeout, settings.refresh), (Duration::from_secs(3), Duration::from_secs(30)));
    assert_eq!(server(&values).max_connections, 2, "the later line holds");
    let line = Origin::OverridesFile { path: "/etc/overrides".into(), line: 2, name: "RUNA__OBSERVE__TIMEOUT".into() };
    assert_eq!(origin(&values, "observe", "timeout"), line);
}

#[test]
fn a_file_of_overrides_that_cannot_be_read_is_a_failure() {
    let set = Overrides::collect([], Some(("/absent", Err(Error::new(ErrorKind::NotFound, "not there")))));
    let found = resolve(STAGE, &Around::default(), set).unwrap_err();
    assert!(found[0].contains(r#"UnreadableOverrides("/absent", "not there")"#), "{found:?}");
}

#[test]
fn references_lead_to_variables_files_and_defaults() {
    let second = Value::Duration(Duration::from_secs(1));
    let given = [
        var("request_timeout", "SET", Some(second.clone()), 1, 1),
        var("header_timeout", "UNSET", Some(second), 2, 1),
        file("keep_alive", "/run/keep_alive", 3, 1),
        file("body_limit", "/run/limit", 4, 1),
    ];
    let sections: Sections<'_> = &[(SERVER, SERVER_SECTION, &given)];
    let here = around(&[("SET", "4s")], &[("/run/keep_alive", "90s\n"), ("/run/limit", "1KiB\r\n")]);
    let values = resolve(sections, &here, Overrides::default()).unwrap();
    let server = server(&values);
    assert_eq!((server.request_timeout, server.header_timeout), (Duration::from_secs(4), Duration::from_secs(1)));
    assert_eq!((server.keep_alive, server.body_limit.0), (Duration::from_secs(90), 1024));
    assert_eq!(origin(&values, SERVER, "request_timeout"), Origin::Variable { name: "SET".into(), line: 1, column: 1 });
    assert_eq!(origin(&values, SERVER, "header_timeout"), Origin::Manifest { line: 2, column: 1 });
}

#[test]
fn an_override_makes_a_missing_variable_unnecessary() {
    let given = [var("timeout", "ABSENT", None, 1, 1)];
    let sections: Sections<'_> = &[("observe", ObserveSettings::SECTION, &given)];
    let set = overrides(&[("RUNA__OBSERVE__TIMEOUT", "1s")], None);
    assert_eq!(observe(&resolve(sections, &Around::default(), set).unwrap()).timeout, Duration::from_secs(1));
}

#[test]
fn nothing_is_looked_up_while_compiling() {
    let given = [var("timeout", "X", None, 1, 1), file("refresh", "/x", 2, 1)];
    let mut resolver = Resolver::new(true, None::<&Around>, Overrides::default());
    resolver.section("observe".into(), ObserveSettings::SECTION, &given);
    let values = resolver.finish().unwrap();
    let unknown: Vec<_> =
        values.iter().filter(|value| value.value.is_none()).map(|value| value.path.as_str()).collect();
    assert_eq!(unknown, ["timeout", "refresh"]);
}

settings! {
    /// A part with secrets.
    struct VaultSettings {
        /// Secret text.
        token: Option<Secret> { secret: true, tunable: true },
        /// A secret number of a strange kind.
        window: Duration { default: Default::Is("1s"), range: Some(("1s", "1m")), secret: true },
        /// Must be written.
        url: String { default: Default::Required, tunable: true },
        /// There only if it is written.
        stdout: Option<Group<StdoutSettings>> {},
    }
}

settings! {
    /// Nothing to set.
    struct StdoutSettings {}
}

#[test]
fn a_secret_is_in_no_message() {
    let given = [var("window", "WINDOW", None, 1, 1), lit("url", Value::Text("x".into()), 2, 1)];
    for text in ["31337", "31337s", "s31337", "31337KiB"] {
        let here = Around { variables: HashMap::from([("WINDOW", text)]), ..Around::default() };
        let found = resolve(&[("vault", VaultSettings::SECTION, &given)], &here, Overrides::default()).unwrap_err();
        assert!(!found.concat().contains("31337"), "{found:?}");
    }
    let set = overrides(&[("RUNA__VAULT__TOKEN", "31337")], None);
    assert!(!format!("{set:?}").contains("31337"));
}

#[test]
fn required_settings_and_empty_groups() {
    let vault = |given: &[Given]| {
        resolve(&[("vault", VaultSettings::SECTION, given)], &Around::default(), Overrides::default()).map(|values| {
            let settings = VaultSettings::read(&Reader::new(&values, "vault")).unwrap();
            (settings.url, settings.stdout.is_some(), settings.token.map(|token| token.expose().to_owned()))
        })
    };
    assert_eq!(vault(&[]).unwrap_err(), ["vault url Required Default"]);
    let url = || lit("url", Value::Text("x".into()), 1, 1);
    assert_eq!(vault(&[url()]), Ok(("x".into(), false, None)));
    assert_eq!(vault(&[url(), group("stdout", 2, 1)]), Ok(("x".into(), true, None)));
}

#[test]
fn groups_under_the_users_own_names() {
    let seconds = |number| Value::Duration(Duration::from_secs(number));
    let given = [
        group("queues.b", 1, 1),
        group("queues.a", 2, 1),
        lit("queues.b.lease", seconds(7), 3, 1),
        lit("queues.a.retry.max", Value::Int(9), 4, 1),
    ];
    let sections: Sections<'_> = &[("queue", QueueSettings::SECTION, &given)];
    let values = resolve(sections, &Around::default(), Overrides::default()).unwrap();
    let settings = QueueSettings::read(&Reader::new(&values, "queue")).unwrap();
    let read: Vec<_> =
        settings.queues.0.iter().map(|(name, one)| (&**name, one.lease.as_secs(), one.retry.max)).collect();
    assert_eq!(read, [("b", 7, 3), ("a", 30, 9)]);
    assert!(settings.memory.is_none() && settings.redis.is_none());
    for name in ["RUNA__QUEUE__QUEUES__A__LEASE", "RUNA__QUEUE__QUEUES__STRANGER__LEASE"] {
        let found = resolve(sections, &Around::default(), overrides(&[(name, "1s")], None)).unwrap_err();
        assert!(found[0].contains("FixedOverride"), "{found:?}");
    }
}

#[test]
fn an_override_of_a_later_setting_says_so() {
    for (name, path) in [
        ("RUNA__LOG__SCHEMA", "log schema"),
        ("RUNA__LOG__FILE__ROTATE__SIZE", "log file.rotate.size"),
        ("RUNA__LOG__FILE__PTAH", "log file.ptah"),
        ("RUNA__LOG__FILE", "log file"),
        ("RUNA__LOG__ACCESS__SAMPLE", "log access.sample"),
        ("RUNA__LOG__CHANNELS__AUDIT__LEVEL", "log channels.audit.level"),
        // Who does not list the provider hears the same.
        ("RUNA__QUEUE__WORK", "queue work"),
        ("RUNA__CLUSTER__GOSSIP__SECRET", "cluster gossip.secret"),
    ] {
        let found = resolve(STAGE, &Around::default(), overrides(&[(name, "c4n4ry")], None)).unwrap_err();
        assert!(found.len() == 1 && found[0].starts_with(&format!("{path} NotInThisVersion")), "{found:?}");
        assert!(!found[0].contains("c4n4ry"), "{found:?}");
    }
    for (name, near) in
        [("RUNA__LOG__FILED", "None"), ("RUNA__LOG__SCHEMAS", "None"), ("RUNA__LOG__LEVLE", "LOG__LEVEL")]
    {
        let found = resolve(STAGE, &Around::default(), overrides(&[(name, "x")], None)).unwrap_err();
        assert!(found[0].contains("UnknownOverride") && found[0].contains(near), "{found:?}");
    }
}

#[test]
fn an_override_for_a_place_that_is_not_written_says_so() {
    let set = || overrides(&[("RUNA__QUEUE__REDIS__URL", "redis://h")], None);
    let found = resolve(&[("queue", QueueSettings::SECTION, &[])], &Around::default(), set()).unwrap_err();
    assert!(found[0].contains(r#"NotWritten("redis")"#), "{found:?}");
    let found = resolve(STAGE, &Around::default(), set()).unwrap_err();
    assert!(found[0].contains("OtherStage"), "{found:?}");
}

#[test]
fn a_line_of_overrides_that_is_none_shows_no_value() {
    for line in ["RUNA__CONSOLE__TOKEN c4n4ry", "RUNA__CONSOLE__TOKEN: c4n4ry", "RUNA__CONSOLE__TOKEN: a=c4n4ry"] {
        let found = resolve(STAGE, &Around::default(), overrides(&[], Some(line))).unwrap_err();
        assert!(found[0].contains("BadOverridesLine") && !found[0].contains("c4n4ry"), "{found:?}");
    }
}

#[test]
fn a_resolved_secret_is_not_printed() {
    let given = [lit("token", Value::Secret(Secret::constant("c4n4ry")), 1, 1)];
    let sections: Sections<'_> = &[("console", ConsoleSettings::SECTION, &given)];
    let values = resolve(sections, &Around::default(), Overrides::default()).unwrap();
    assert!(!format!("{values:?} {given:?} {}", values[1].value.as_ref().unwrap()).contains("c4n4ry"));
    let set = overrides(&[("RUNA__CONSOLE__TOKEN", "c4n4ry")], None);
    let values = resolve(sections, &Around::default(), set).unwrap();
    assert!(!format!("{values:?}").contains("c4n4ry"));
    let settings = ConsoleSettings::read(&Reader::new(&values, "console")).unwrap();
    assert_eq!(settings.token.as_ref().map(Secret::expose), Some("c4n4ry"));
    assert!(!format!("{settings:?}").contains("c4n4ry"));
}

/// Every setting of a section, with its path.
fn all(section: &'static Section, prefix: &str) -> Vec<(String, &'static Setting)> {
    let mut found = Vec::new();
    for setting in section.settings.iter().chain(section.later) {
        let path = format!("{prefix}{}", setting.name);
        match setting.kind {
            Kind::Group(inner) => found.extend(all(inner, &format!("{path}."))),
            Kind::Groups(inner) => found.extend(all(inner, &format!("{path}.name."))),
            Kind::Scalar(_) => {}
        }
        let fixed = matches!(setting.kind, Kind::Groups(inner) if all(inner, "").iter().any(|(_, one)| one.tunable));
        let is_later = section.later.iter().any(|later| later.name == setting.name);
        assert_eq!(setting.later, is_later, "{path}");
        let same = section.settings.iter().chain(section.later).filter(|other| other.name == setting.name);
        assert_eq!(same.count(), 1, "{path} is declared twice");
        assert!(!fixed, "{path}: nothing below the user's own names can be overridden");
        found.push((path, setting));
    }
    found
}

#[test]
fn every_declaration_is_sound() {
    let sections = PROVIDERS.iter().map(|row| (row.name, row.section)).chain([(SERVER, SERVER_SECTION)]);
    for (name, section) in sections {
        for (path, setting) in all(section, "") {
            let place = format!("{name}.{path}");
            assert!(setting.doc.trim().ends_with('.'), "{place}: a sentence ends in a full stop");
            let Kind::Scalar(shape) = setting.kind else { continue };
            for relaxed in [true, false] {
                if let Some(text) = setting.default.text(relaxed) {
                    let value = shape.parse(text).unwrap_or_else(|wrong| panic!("{place}: default {text}: {wrong:?}"));
                    assert_eq!(setting.outside(&value), None, "{place}: default {text} is out of range");
                }
            }
            if let Some((low, high)) = setting.range {
                for bound in [low, high] {
                    let value = shape.parse(bound).unwrap_or_else(|wrong| panic!("{place}: bound {bound}: {wrong:?}"));
                    assert_eq!(setting.outside(&value), None, "{place}: {bound}");
                }
            }
            let bounded = matches!(shape, Shape::Int | Shape::Duration | Shape::Size);
            assert_eq!(setting.range.is_some(), bounded, "{place}: what is counted has bounds, and only that");
            assert!(!setting.tunable || !matches!(shape, Shape::Map(_)), "{place}: a map has no override");
            let hidden = matches!(shape, Shape::Secret | Shape::RedisUrl | Shape::Map(&Shape::Secret));
            assert_eq!(setting.secret, hidden, "{place}: what is secret has a type that is never shown");
            assert_eq!(setting.variable.is_some(), hidden, "{place}: messages propose a variable for a secret");
        }
    }
}

/// The typed struct can hold the defaults, and every bound.
fn readable<T: Settings>() {
    for relaxed in [true, false] {
        let now = || all(T::SECTION, "").into_iter().filter(|(_, setting)| !setting.later);
        let bounds = now().filter_map(|(path, setting)| Some((path, setting, setting.range?)));
        let values = bounds.flat_map(|(path, setting, (low, high))| {
            [low, high].map(|text| {
                let Kind::Scalar(shape) = setting.kind else { panic!("{path}: a group has no range") };
                (path.clone(), shape.parse(text).unwrap())
            })
        });
        for (path, value) in
            values.map(Some).chain([None]).map(|one| one.map_or((String::new(), Value::None), |one| one))
        {
            let given = Given { path: path.clone().into(), source: super::Source::Literal(value), line: 1, column: 1 };
            let mut resolver = Resolver::new(relaxed, None::<&Around>, Overrides::default());
            let required = now().filter(|(_, setting)| setting.default == Default::Required);
            let required = required.map(|(path, setting)| {
                let Kind::Scalar(shape) = setting.kind else { panic!("{path}: a group is not required") };
                let value = shape.parse("redis://h").unwrap();
                Given { path: path.into(), source: super::Source::Literal(value), line: 1, column: 1 }
            });
            let given: Vec<_> = required.chain([given]).collect();
            resolver.section("x".into(), T::SECTION, &given);
            let values = resolver.finish().unwrap();
            assert!(T::read(&Reader::new(&values, "x")).is_some(), "{path} cannot be read");
        }
    }
}

#[test]
fn every_section_reads_its_defaults_and_bounds() {
    readable::<ServerSettings>();
    readable::<LogSettings>();
    readable::<ObserveSettings>();
    readable::<ConsoleSettings>();
    readable::<ClusterSettings>();
    readable::<QueueSettings>();
    readable::<AuditSettings>();
}

#[test]
fn problems_of_values_keep_their_kind() {
    let wrong = |shape: Shape, text: &str| shape.parse(text).unwrap_err();
    assert_eq!(wrong(Shape::Duration, "soon"), Wrong::Type);
    assert!(matches!(wrong(Shape::Duration, "1.5s"), Wrong::Malformed(_)));
    assert!(matches!(wrong(Shape::Size, "1KB"), Wrong::Malformed(_)));
    assert_eq!(wrong(Shape::Level, "inof"), Wrong::UnknownWord(Some("info")));
    assert_eq!(
        wrong(Shape::Duration, "18446744073709551615h"),
        Wrong::Malformed("a duration is a whole number and `ms`, `s`, `m` or `h`")
    );
    assert_eq!(Problem::FixedOverride, Problem::FixedOverride.clone());
}
