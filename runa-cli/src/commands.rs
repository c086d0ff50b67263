//! The commands: one row and one page each.

use crate::args::Options;
use crate::output::Answer;
use crate::{check, difference, explain, graph, json_schema, variables, wins};

/// A command.
#[derive(Debug)]
pub(crate) struct Command {
    pub(crate) name: &'static str,
    /// What it is for, as the list of commands says it.
    about: &'static str,
    /// Its page, which shows how it is written.
    pub(crate) help: &'static str,
    pub(crate) options: &'static [&'static str],
    /// The first is what holds when none is asked for.
    pub(crate) formats: &'static [&'static str],
    /// How many words it takes, and what they are, as a message says it.
    pub(crate) words: (usize, &'static str),
    /// How many of the words may be left out.
    pub(crate) optional: usize,
    /// Answers; `Err` where it did not come to what was asked.
    pub(crate) answer: fn(&Options) -> Result<Answer, Answer>,
}

impl Command {
    pub(crate) fn takes(&self, option: &str) -> bool {
        self.options.contains(&option)
    }
}

const MANIFEST: &str = "--manifest";
const STAGE: &str = "--stage";
const FORMAT: &str = "--format";

/// All of them, in the order of the help.
pub(crate) static COMMANDS: &[Command] = &[
    Command {
        name: "check",
        about: "All problems of the manifest",
        help: include_str!("help/check.txt"),
        options: &[MANIFEST, FORMAT],
        formats: &["human", "json", "sarif"],
        words: (0, ""),
        optional: 0,
        answer: check::answer,
    },
    Command {
        name: "explain",
        about: "What the code of a problem means",
        help: include_str!("help/explain.txt"),
        options: &[],
        formats: &["human"],
        words: (1, "a code"),
        optional: 1,
        answer: explain::answer,
    },
    Command {
        name: "graph",
        about: "The providers of each stage, and who needs whom",
        help: include_str!("help/graph.txt"),
        options: &[MANIFEST, STAGE, FORMAT],
        formats: &["dot", "mermaid", "svg"],
        words: (0, ""),
        optional: 0,
        answer: graph::answer,
    },
    Command {
        name: "schema",
        about: "The JSON Schema of the manifest, for editors",
        help: include_str!("help/schema.txt"),
        options: &[],
        formats: &["json"],
        words: (0, ""),
        optional: 0,
        answer: |_| Ok(json_schema::answer()),
    },
    Command {
        name: "env",
        about: "Every variable that counts at start, and whether it is set now",
        help: include_str!("help/env.txt"),
        options: &[MANIFEST, STAGE, FORMAT],
        formats: &["human", "json"],
        words: (0, ""),
        optional: 0,
        answer: variables::answer,
    },
    Command {
        name: "where",
        about: "Which line or default wins for a key, in each stage",
        help: include_str!("help/where.txt"),
        options: &[MANIFEST, STAGE, FORMAT],
        formats: &["human", "json"],
        words: (1, "a key, such as `observe.timeout`"),
        optional: 0,
        answer: wins::answer,
    },
    Command {
        name: "diff",
        about: "How two stages differ",
        help: include_str!("help/diff.txt"),
        options: &[MANIFEST, FORMAT],
        formats: &["human", "json"],
        words: (2, "two stages, such as `dev prod`"),
        optional: 0,
        answer: difference::answer,
    },
];

/// The page of all commands.
pub(crate) fn overview() -> String {
    let list = COMMANDS.iter().map(|command| format!("  {:<9} {}\n", command.name, command.about));
    include_str!("help/overview.txt").replace("{commands}", list.collect::<String>().trim_end())
}
