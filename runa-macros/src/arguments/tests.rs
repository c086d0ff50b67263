//! What is taken, and what is said of the rest.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use super::{Arguments, Taker, parse};

fn read_by(taker: Taker, text: &str) -> (Arguments, Vec<String>) {
    let mut problems = Vec::new();
    let arguments = parse(text.parse().unwrap(), taker, &mut problems);
    (arguments, problems.into_iter().map(|problem| problem.message).collect())
}

fn read(text: &str) -> (Arguments, Vec<String>) {
    read_by(Taker::App, text)
}

#[test]
fn takes_what_is_right() {
    for (text, krate) in [
        (r#"manifest = "ops.yaml""#, None),
        (r##"manifest = r#"ops.yaml"#,"##, None),
        (r#"crate = "ops::runa", manifest = "ops.yaml""#, Some("::ops::runa")),
        (r#"manifest = "ops.yaml", crate = "crate::runa""#, Some("crate::runa")),
        (r#"manifest = "ops.yaml", crate = "::runa""#, Some("::runa")),
    ] {
        let (arguments, problems) = read(text);
        assert_eq!(problems, [""; 0], "{text}");
        assert_eq!(arguments.manifest.unwrap().0, "ops.yaml", "{text}");
        assert_eq!(arguments.krate.map(|(path, _)| path).as_deref(), krate, "{text}");
    }
}

#[test]
fn takes_what_shapes_the_process() {
    let (arguments, problems) = read(
        r#"runtime(worker_threads = 1_6, flavor = "multi_thread"), layers = crate::trace::layers, stage = "prod""#,
    );
    assert_eq!(problems, [""; 0]);
    let runtime: Vec<_> = arguments.runtime.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(runtime, ["worker_threads=16", "flavor=multi_thread"]);
    assert_eq!(arguments.layers.unwrap().to_string(), "crate :: trace :: layers");
    assert_eq!(arguments.stage.unwrap().0, "prod");
}

#[test]
fn names_what_is_wrong() {
    for (text, expected) in [
        (r#"manfest = "ops.yaml""#, "did you mean `manifest`?"),
        (r#"colour = "red""#, "it takes `manifest`, `stage`, `layers`, `runtime` and `crate`"),
        ("worker_threads = 4", "write `runtime(worker_threads = …)`"),
        (r#"manifest = "a", manifest = "b""#, "`manifest` is given twice [R0604]"),
        ("runtime(worker_threads = 2), runtime(worker_threads = 2)", "`runtime` is given twice [R0604]"),
        (r#"stages = "prod""#, "did you mean `stage`?"),
        (r#""ops.yaml""#, "write `manifest = \"ops.yaml\"`"),
        ("manifest", "`manifest` takes a string literal [R0605]"),
        ("manifest = ops", "`manifest` takes a string literal [R0605]"),
        (r#"manifest = """#, "`manifest` takes a string literal [R0605]"),
        (r#"manifest("ops.yaml")"#, "`manifest` takes a string literal [R0605]"),
        (r#"manifest = concat!("a", "b")"#, "`manifest` takes a string literal [R0605]"),
        (r#"manifest = "/etc/ops.yaml""#, "is relative, so that"),
        (r#"crate = "1x""#, "`1x` is not the path of a crate [R0605]"),
        ("stage = prod", "`stage` takes a string literal [R0605]\n= help: write `stage = \"prod\"`"),
        ("layers", "`layers` takes the path of a function [R0611]"),
        (r#"layers = "layers""#, "`layers` takes the path of a function [R0611]"),
        ("layers = layers()", "`layers` takes the path of a function [R0611]"),
        ("layers = |_| None", "`layers` takes the path of a function [R0611]"),
        ("runtime", "`runtime` takes its arguments in parentheses [R0610]"),
        ("runtime()", "`runtime` takes its arguments in parentheses [R0610]"),
        (r#"runtime = "current_thread""#, "`runtime` takes its arguments in parentheses [R0610]"),
        (r#"runtime("current_thread")"#, "`runtime` takes its arguments in parentheses [R0610]"),
        (r#"runtime(flavour = "current_thread")"#, "has no argument `flavour` [R0603]\n= help: did you mean `flavor`?"),
        ("runtime(threads = 2)", "it takes `flavor`, `worker_threads` and `blocked_after`"),
        ("runtime(worker_threads = 2, worker_threads = 3)", "`worker_threads` is given twice [R0604]"),
        ("runtime(flavor = current_thread)", "`flavor` takes a string literal [R0610]"),
        (r#"runtime(flavor = "single")"#, "write `multi_thread` or `current_thread`"),
        (r#"runtime(flavor = "current_threads")"#, "did you mean `current_thread`?"),
        (r#"runtime(worker_threads = "4")"#, "`worker_threads` takes a number [R0610]"),
        ("runtime(worker_threads = THREADS)", "`worker_threads` takes a number [R0610]"),
        ("runtime(worker_threads = -1)", "`worker_threads` takes a number [R0610]"),
        ("runtime(worker_threads = 0)", "`worker_threads = 0` is out of range [R0610]"),
        ("runtime(worker_threads = 99999999999999999999)", "is no `worker_threads` of `runtime` [R0610]"),
        (r#"runtime(flavor = "current_thread", worker_threads = 2)"#, "`worker_threads` has no effect with"),
        ("3", "an argument is a name, `=`, and a value [R0603]"),
    ] {
        let (_, problems) = read(text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains(expected), "{text}: {}", problems[0]);
    }
}

#[test]
fn the_item_macro_takes_less() {
    let (arguments, problems) = read_by(Taker::Manifest, r#"crate = "runa", stage = "prod""#);
    assert_eq!(problems, [""; 0]);
    assert_eq!(arguments.stage.unwrap().0, "prod");
    for (text, expected) in [
        (
            "layers = layers",
            "`runa::manifest!` has no argument `layers` [R0603]\n= help: write it where the process starts",
        ),
        (r#"manifest = "ops.yaml""#, "`runa::manifest!` has no argument `manifest` [R0603]"),
        (r#"stag = "prod""#, "did you mean `stage`?"),
    ] {
        let (_, problems) = read_by(Taker::Manifest, text);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        assert!(problems[0].contains(expected), "{text}: {}", problems[0]);
    }
}

#[test]
fn reports_all_at_once() {
    let (_, problems) =
        read(r#"manfest = "a", stage = 3, "b", crate = 3, runtime(flavor = 1, worker_threads = 0, x = 1)"#);
    assert_eq!(problems.len(), 7, "{problems:?}");
}

#[test]
fn a_test_is_named_as_what_it_is() {
    let (_, problems) = read_by(Taker::Test, r#"stage = "test", runtime(workers = 2)"#);
    assert_eq!(
        problems,
        [
            "`runtime` of `#[runa::test]` has no argument `workers` [R0603]\n= help: it takes `flavor`, `worker_threads` and `blocked_after`"
        ]
    );
}
