//! Where the manifest lies.
//!
//! At the path that is given; else `ops.yaml` in the folder where the command runs, or beside the nearest Cargo.toml above it that has
//! one. Promise: no message holds an absolute path that was not given.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use runa_schema::check::check;
use runa_schema::diagnostic::{Diagnostic, Lines};
use runa_schema::manifest::{Checked, Stage};
use runa_schema::nearest::nearest;
use runa_schema::tree::{MAX_BYTES, brief, one_line};
use serde::Serialize;

use crate::args::Options;
use crate::check::human;
use crate::output::{Answer, Code};

const NAME: &str = "ops.yaml";

/// A manifest as it was read.
#[derive(Debug)]
pub(crate) struct Text {
    /// For messages.
    pub(crate) file: String,
    pub(crate) text: String,
}

/// A manifest that is right.
#[derive(Debug)]
pub(crate) struct Right {
    pub(crate) file: String,
    text: String,
    pub(crate) manifest: Checked,
}

impl Text {
    /// Finds and reads it.
    pub(crate) fn read(options: &Options) -> Result<Self, Answer> {
        let path = options.manifest.clone().or_else(find).ok_or_else(|| {
            let help = format!("name it: `cargo runa {} --manifest path/to/{NAME}`", options.command.name);
            let note = "looked for it in this folder, and beside each Cargo.toml above it";
            Answer::unreadable(format!("error: there is no manifest `{NAME}` [R0601]\n= note: {note}\n= help: {help}"))
        })?;
        // A name cannot break a line, or speak to a terminal.
        let file = one_line(&path.to_string_lossy().replace('\\', "/")).into_owned();
        let bytes = bytes(&path).map_err(|error| {
            let title = match error.kind() {
                ErrorKind::NotFound => format!("there is no manifest `{file}`"),
                _ => format!("the manifest `{file}` cannot be read: {error}"),
            };
            Answer::unreadable(format!("error: {title} [R0601]"))
        })?;
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { file, text }),
            Err(error) => {
                let right = &error.as_bytes()[..error.utf8_error().valid_up_to()];
                let line = right.split(|byte| *byte == b'\n').count();
                let title = format!("the manifest `{file}` is not UTF-8, first in line {line} [R0601]");
                Err(Answer::unreadable(format!("error: {title}\n= help: save it as UTF-8")))
            }
        }
    }

    /// All of its problems, or what it says.
    pub(crate) fn check(&self) -> Result<Checked, Vec<Diagnostic>> {
        check(&self.text)
    }
}

impl Right {
    /// Reads a manifest in which nothing is wrong; else its problems are what the command has to say.
    pub(crate) fn read(options: &Options) -> Result<Self, Answer> {
        let text = Text::read(options)?;
        match text.check() {
            Ok(manifest) => Ok(Self { file: text.file, text: text.text, manifest }),
            Err(found) => {
                let aside = human::report(&text, &found, false);
                Err(Answer { aside, code: Code::Findings, ..Answer::default() })
            }
        }
    }
}

impl Right {
    pub(crate) fn lines(&self) -> Lines<'_> {
        Lines::new(&self.text)
    }

    /// The stages that are asked for.
    pub(crate) fn stages(&self, options: &Options) -> Result<Vec<&Stage>, Answer> {
        match &options.stage {
            Some(name) => self.stage(name).map(|stage| vec![stage]),
            None => Ok(self.manifest.stages.iter().collect()),
        }
    }

    pub(crate) fn stage(&self, name: &str) -> Result<&Stage, Answer> {
        let stages = self.manifest.stages.iter();
        let names = stages.clone().map(|stage| &*stage.name);
        stages.clone().find(|stage| stage.name == name).ok_or_else(|| no_stage(name, &names.collect::<Vec<_>>()))
    }
}

/// What is said about a stage that is not there.
pub(crate) fn no_stage(name: &str, stages: &[&str]) -> Answer {
    let help = nearest(name, stages.iter().copied()).map_or_else(
        || format!("the stages are {}", stages.iter().map(|stage| format!("`{stage}`")).collect::<Vec<_>>().join(", ")),
        |near| format!("did you mean `{near}`?"),
    );
    Answer::usage(format!("error: the manifest has no stage `{}`\n= help: {help}", brief(name)))
}

/// A place in the manifest.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct At {
    line: u32,
    column: u32,
}

impl At {
    pub(crate) fn of(place: Option<(u32, u32)>) -> Option<Self> {
        place.map(|(line, column)| Self { line, column })
    }

    /// As a terminal makes a link of it.
    pub(crate) fn shown(self, file: &str) -> String {
        format!("{file}:{}:{}", self.line, self.column)
    }
}

/// A file; of what is none, as much as the checker reads and a little more, so that it can say so: a device may have no end.
fn bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    if path.is_file() {
        return std::fs::read(path);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 4).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_BYTES {
        // What was cut in the middle of a letter is no other mistake.
        let letter = (bytes.len() - 4..bytes.len()).rev().find(|at| bytes[*at] & 0xc0 != 0x80);
        bytes.truncate(letter.unwrap_or(bytes.len()));
    }
    Ok(bytes)
}

fn find() -> Option<PathBuf> {
    let here = Path::new(NAME);
    if here.is_file() {
        return Some(here.to_owned());
    }
    let folder = std::env::current_dir().ok()?;
    let mut up = PathBuf::new();
    for folder in folder.ancestors() {
        if folder.join("Cargo.toml").is_file() && folder.join(NAME).is_file() {
            return Some(up.join(NAME));
        }
        up.push("..");
    }
    None
}
