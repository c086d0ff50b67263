//! The arguments.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use lexopt::{Arg, Parser};
use runa_schema::nearest::nearest;
use runa_schema::tree::brief;

use crate::commands::{COMMANDS, Command, overview};

/// What is asked for.
#[derive(Debug)]
pub(crate) enum Asked {
    /// A page of help.
    Help(String),
    Version,
    Run(Options),
}

/// A command and what it is given.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) command: &'static Command,
    pub(crate) manifest: Option<PathBuf>,
    pub(crate) stage: Option<String>,
    /// The first of the command's formats, unless another is asked for.
    pub(crate) format: &'static str,
    /// What stands without an option.
    pub(crate) words: Vec<String>,
}

/// Reads the arguments of the process, its own name in front; `Err` is the message.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Result<Asked, String> {
    let mut arguments: Vec<_> = arguments.into_iter().skip(1).collect();
    // `cargo runa check` starts `cargo-runa runa check`.
    if arguments.first().is_some_and(|first| first == "runa") {
        arguments.remove(0);
    }
    let mut parser = Parser::from_args(arguments);
    match parser.next().map_err(|error| unread(&error))? {
        None => Err(overview()),
        Some(Arg::Short('h') | Arg::Long("help")) => Ok(Asked::Help(overview())),
        Some(Arg::Short('V') | Arg::Long("version")) => Ok(Asked::Version),
        Some(Arg::Value(name)) if name == "help" => {
            let Some(name) = parser.next().map_err(|error| unread(&error))? else {
                return Ok(Asked::Help(overview()));
            };
            match name {
                Arg::Value(name) => Ok(Asked::Help(command(&name)?.help.to_owned())),
                other => Err(format!("error: `{}` is no command", brief(&shown(&other)))),
            }
        }
        Some(Arg::Value(name)) => options(command(&name)?, parser),
        Some(other) => Err(format!(
            "error: `{}` stands before the command\n= help: write it behind: `cargo runa check --format json`",
            brief(&shown(&other))
        )),
    }
}

fn command(name: &OsStr) -> Result<&'static Command, String> {
    let name = name.to_string_lossy();
    COMMANDS.iter().find(|command| command.name == name).ok_or_else(|| {
        let names = COMMANDS.iter().map(|command| command.name);
        let help = nearest(&name, names.clone()).map_or_else(
            || format!("the commands are {}", names.map(quoted).collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `cargo runa {near}`?"),
        );
        format!("error: `{}` is no command\n= help: {help}", brief(&name))
    })
}

fn options(command: &'static Command, mut parser: Parser) -> Result<Asked, String> {
    let (most, needed) = command.words;
    let mut given = BTreeSet::new();
    let mut options = Options { command, manifest: None, stage: None, format: command.formats[0], words: Vec::new() };
    while let Some(argument) = parser.next().map_err(|error| wrong(command, &unread(&error), None))? {
        let value = |parser: &mut Parser| parser.value().map_err(|error| wrong(command, &unread(&error), None));
        if let Arg::Long(name) = argument
            && !given.insert(name.to_owned())
        {
            return Err(wrong(command, &format!("`--{}` is given twice", brief(name)), None));
        }
        match argument {
            Arg::Short('h') | Arg::Long("help") => return Ok(Asked::Help(command.help.to_owned())),
            Arg::Long("manifest") if command.takes("--manifest") => {
                options.manifest = Some(PathBuf::from(value(&mut parser)?));
            }
            Arg::Long("stage") if command.takes("--stage") => {
                options.stage = Some(value(&mut parser)?.to_string_lossy().into_owned());
            }
            Arg::Long("format") if command.takes("--format") => {
                let word = value(&mut parser)?;
                options.format = format(command, &word.to_string_lossy())?;
            }
            Arg::Value(path) if most == 0 && command.takes("--manifest") && options.manifest.is_none() => {
                options.manifest = Some(PathBuf::from(path));
            }
            Arg::Value(word) if options.words.len() < most => {
                options.words.push(word.to_string_lossy().into_owned());
            }
            Arg::Value(word) => {
                let word = word.to_string_lossy();
                return Err(wrong(command, &format!("`{}` is one argument too many", brief(&word)), None));
            }
            other => {
                let given = shown(&other);
                let near = nearest(&given, command.options.iter().copied());
                let help = near.map(|near| format!("did you mean `{near}`?"));
                return Err(wrong(command, &format!("`{}` is no option of `{}`", brief(&given), command.name), help));
            }
        }
    }
    if options.words.len() + command.optional < most {
        return Err(wrong(command, &format!("`{}` needs {needed}", command.name), None));
    }
    Ok(Asked::Run(options))
}

fn format(command: &Command, word: &str) -> Result<&'static str, String> {
    command.formats.iter().copied().find(|format| *format == word).ok_or_else(|| {
        let all = command.formats.iter().copied().map(quoted).collect::<Vec<_>>().join(", ");
        let help = format!("write one of {all}");
        wrong(command, &format!("`{}` is no format of `{}`", brief(word), command.name), Some(help))
    })
}

fn wrong(command: &Command, what: &str, help: Option<String>) -> String {
    let help = help.map_or(String::new(), |help| format!("\n= help: {help}"));
    format!("error: {what}\n= note: `cargo runa {} --help` shows how it is written{help}", command.name)
}

fn unread(error: &lexopt::Error) -> String {
    match error {
        lexopt::Error::MissingValue { option: Some(option) } => format!("`{}` needs a value", brief(option)),
        other => brief(&other.to_string()).into_owned(),
    }
}

fn quoted(word: &str) -> String {
    format!("`{word}`")
}

fn shown(argument: &Arg<'_>) -> String {
    match argument {
        Arg::Short(letter) => format!("-{letter}"),
        Arg::Long(name) => format!("--{name}"),
        Arg::Value(value) => value.to_string_lossy().into_owned(),
    }
}
