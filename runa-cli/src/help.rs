//! The commands, and the pages that explain them.

/// A command.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) options: &'static [&'static str],
    /// The first is what holds when none is asked for.
    pub(crate) formats: &'static [&'static str],
    /// How many words it takes at least, and at most.
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// What those words are, as a message says it.
    pub(crate) needs: &'static str,
}

impl Command {
    const BASE: Self =
        Self { name: "", help: "", options: &["--manifest"], formats: &["human"], least: 0, most: 0, needs: "" };

    pub(crate) fn takes(&self, option: &str) -> bool {
        self.options.contains(&option)
    }
}

/// `cargo runa --help`
pub(crate) const MAIN: &str = include_str!("help/main.txt");

/// All of them, in the order of the help.
pub(crate) static COMMANDS: &[Command] = &[
    Command {
        name: "check",
        help: include_str!("help/check.txt"),
        options: &["--manifest", "--format"],
        formats: &["human", "json", "sarif"],
        ..Command::BASE
    },
    Command { name: "explain", help: include_str!("help/explain.txt"), options: &[], most: 1, ..Command::BASE },
    Command {
        name: "graph",
        help: include_str!("help/graph.txt"),
        options: &["--manifest", "--stage", "--format"],
        formats: &["dot", "mermaid", "svg"],
        ..Command::BASE
    },
    Command {
        name: "env",
        help: include_str!("help/env.txt"),
        options: &["--manifest", "--stage", "--format"],
        formats: &["human", "json"],
        ..Command::BASE
    },
    Command {
        name: "where",
        help: include_str!("help/where.txt"),
        options: &["--manifest", "--stage", "--format"],
        formats: &["human", "json"],
        least: 1,
        most: 1,
        needs: "a key, such as `observe.timeout`",
    },
    Command {
        name: "diff",
        help: include_str!("help/diff.txt"),
        options: &["--manifest", "--format"],
        formats: &["human", "json"],
        least: 2,
        most: 2,
        needs: "two stages, such as `dev prod`",
    },
];
