//! How it is called, how it ends, and where it looks for the manifest.

use std::fs;
use std::process::Command;

use crate::{command, empty_folder, golden, manifests, orders, runa};

const COMMANDS: [&str; 7] = ["check", "explain", "graph", "schema", "env", "where", "diff"];

#[test]
fn every_command_has_a_page_of_help_with_examples() {
    let main = runa(&orders(), &["--help"]);
    assert_eq!((&*main.err, main.code), ("", 0));
    assert_eq!(main.out, runa(&orders(), &["help"]).out);
    for name in COMMANDS {
        assert!(main.out.contains(&format!("\n  {name} ")), "{name} is not in the list");
        let page = runa(&orders(), &[name, "--help"]);
        assert_eq!((&*page.err, page.code), ("", 0));
        for part in [&format!("Usage: cargo runa {name}"), "\nExamples:\n  cargo runa ", "\nExit codes: 0 "] {
            assert!(page.out.contains(part), "{part} is not in {}", page.out);
        }
        assert_eq!(page.out, runa(&orders(), &["help", name]).out);
        assert_eq!(page.out, runa(&orders(), &[name, "-h"]).out);
        assert!(page.out.lines().all(|line| line.chars().count() <= 132), "{name} is too wide");
    }
    let listed = main.out.lines().filter(|line| line.starts_with("  ")).count();
    assert_eq!(listed, COMMANDS.len(), "a command that no test knows");
}

#[test]
fn examples_of_help_are_understood() {
    for name in COMMANDS {
        let page = runa(&orders(), &[name, "--help"]).out;
        let (_, examples) = page.split_once("\nExamples:\n").unwrap();
        for line in examples.lines().take_while(|line| !line.is_empty()) {
            let line = line.split(['|', '>']).next().unwrap();
            let arguments: Vec<_> = line.split_whitespace().skip(2).collect();
            let said = runa(&orders(), &arguments);
            // What the manifest of the example lacks is no wrong argument of another kind.
            let lacks = said.err.contains("has no stage") || said.err.contains("there is no manifest");
            assert!(said.code == 0 || lacks, "{line}: {}", said.err);
        }
    }
}

#[test]
fn it_answers_to_both_of_its_names() {
    let direct = Command::new(env!("CARGO_BIN_EXE_cargo-runa")).arg("check").current_dir(orders()).output().unwrap();
    assert_eq!(String::from_utf8(direct.stdout).unwrap(), runa(&orders(), &["check"]).out);
    assert!(runa(&orders(), &["--version"]).out.starts_with("cargo-runa 0."));
}

#[test]
fn wrong_arguments_are_said_with_what_was_meant() {
    let calls: &[&[&str]] = &[
        &[],
        &["chekc"],
        &["weather"],
        &["help", "chekc"],
        &["--format", "json", "check"],
        &["check", "--fromat", "json"],
        &["check", "--stage", "dev"],
        &["check", "--format", "xml"],
        &["check", "--format"],
        &["check", "--format", "json", "--format", "sarif"],
        &["env", "--stage=dev", "--stage=prod"],
        &["check", "one.yaml", "two.yaml"],
        &["explain", "R402"],
        &["explain", "weather"],
        &["where"],
        &["where", "observe.timout"],
        &["where", "request_timeout"],
        &["where", "weather"],
        &["where", "log", "--stage", "prd"],
        &["env", "--stage", "weather"],
        &["diff", "dev"],
        &["diff", "dev", "prd"],
        &["diff", "dev", "test", "prod"],
        &["graph", "--stage", "prd"],
    ];
    let mut all = String::new();
    for arguments in calls {
        let said = runa(&orders(), arguments);
        assert_eq!((&*said.out, said.code), ("", 2), "{arguments:?}");
        all.extend(["$ cargo runa ", &arguments.join(" "), "\n", &said.err, "\n"]);
    }
    golden("usage.txt", &all);
}

/// An argument may come from a script that somebody else has written.
#[test]
fn no_argument_speaks_to_the_terminal_or_fills_it() {
    let (red, long) = ("we\u{1b}[31m\u{9b}2J\nred", "w".repeat(100_000));
    for word in [red, &long] {
        let option = format!("--{word}");
        let short = "-\u{1b}".to_owned();
        for arguments in [
            &[word][..],
            &[&option],
            &["help", word],
            &["help", &option],
            &["check", word],
            &["check", "a", word],
            &["check", &option],
            &["check", &short],
            &["check", "--format", word],
            &["explain", word],
            &["where", word],
            &["env", "--stage", word],
            &["diff", word, "prod"],
        ] {
            let said = runa(&orders(), arguments);
            assert!(said.code == 2 || said.code == 78, "{}", said.err);
            let is_quiet = said.err.chars().all(|c| c == '\n' || !c.is_control());
            // A path is shown whole: it is what is looked for.
            let is_short = said.err.len() < 500 || arguments == ["check", word];
            assert!(is_quiet && is_short && said.err.lines().count() < 9, "{}", said.err);
        }
    }
}

#[test]
fn a_manifest_is_looked_for_upwards_beside_cargo_toml() {
    let root = empty_folder("upwards");
    let package = root.join("package");
    fs::create_dir_all(package.join("src/deep")).unwrap();
    let text = fs::read(orders().join("ops.yaml")).unwrap();
    fs::write(root.join("ops.yaml"), &text).unwrap();
    fs::write(package.join("Cargo.toml"), "").unwrap();
    fs::write(package.join("ops.yaml"), &text).unwrap();
    let said = |folder: &str| runa(&root.join(folder), &["check"]).out;
    assert_eq!(said("package/src/deep"), "`../../ops.yaml` is right, in `dev`, `test`, `prod`\n");
    assert_eq!(said("."), "`ops.yaml` is right, in `dev`, `test`, `prod`\n", "where the command runs it counts");
    fs::remove_file(package.join("ops.yaml")).unwrap();
    let found = runa(&package.join("src"), &["check"]);
    assert!(!found.out.contains("upwards") && !found.err.contains("upwards"), "no path is absolute");
    fs::write(root.join("Cargo.toml"), "").unwrap();
    assert_eq!(said("package/src"), "`../../ops.yaml` is right, in `dev`, `test`, `prod`\n", "of a workspace");
}

#[test]
fn what_cannot_be_read_ends_with_78() {
    let folder = empty_folder("unreadable");
    fs::write(folder.join("latin-1.yaml"), b"runa: 1\nservice: \xe9\n").unwrap();
    let mut all = String::new();
    for arguments in [
        &["check"][..],
        &["check", "gone.yaml"],
        &["check", "latin-1.yaml"],
        &["graph", "gone.yaml"],
        &["env", "gone.yaml"],
        &["where", "log", "--manifest", "gone.yaml"],
        &["diff", "dev", "prod", "--manifest", "gone.yaml"],
    ] {
        let said = runa(&folder, arguments);
        assert_eq!((&*said.out, said.code), ("", 78), "{arguments:?}");
        all.extend(["$ cargo runa ", &arguments.join(" "), "\n", &said.err, "\n"]);
    }
    golden("unreadable.txt", &all);
    #[cfg(unix)]
    assert_eq!(runa(&folder, &["check", "/dev/zero"]).code, 1, "what has no end is too long");
    let said = runa(&folder, &["check", "."]);
    assert_eq!((said.code, said.err.starts_with("error: the manifest `.` cannot be read: ")), (78, true));
}

#[test]
fn questions_about_a_broken_manifest_are_answered_with_its_problems() {
    let check = runa(&manifests(), &["check", "broken.yaml"]);
    for arguments in [
        &["env", "broken.yaml"][..],
        &["where", "log", "--manifest", "broken.yaml"],
        &["diff", "dev", "prod", "--manifest", "broken.yaml"],
    ] {
        let said = runa(&manifests(), arguments);
        assert_eq!((&*said.out, said.code), ("", 1));
        assert_eq!(said.err, check.out);
    }
}

#[test]
fn a_closed_pipe_is_no_failure() {
    for (folder, arguments, code) in
        [(orders(), &["explain"][..], 0), (manifests(), &["check", "broken.yaml"], 1), (orders(), &["env"], 0)]
    {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let said: crate::Said = command(&folder, arguments).stdout(writer).output().unwrap().into();
        assert_eq!((&*said.err, said.code), ("", code));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_written_is_a_failure() {
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let said: crate::Said = command(&orders(), &["explain"]).stdout(full).output().unwrap().into();
    assert_eq!((said.err.starts_with("error: the answer cannot be written: "), said.code), (true, 74));
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_has_colours_unless_they_are_not_wanted() {
    let line = format!("'{}' check order.yaml", env!("CARGO_BIN_EXE_cargo-runa"));
    let shown = |no_color: &str| {
        // It gives what it runs a terminal.
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).current_dir(manifests()).env("TERM", "xterm");
        let output = script.env("NO_COLOR", no_color).output().unwrap();
        String::from_utf8(output.stdout).unwrap().replace('\r', "")
    };
    assert!(shown("").contains("\u{1b}["));
    assert_eq!(shown("1"), runa(&manifests(), &["check", "order.yaml"]).out);
}
