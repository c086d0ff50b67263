//! `cargo runa env`: every variable that counts when the service starts, and whether it is there now.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
#[cfg(unix)]
use std::os::unix::fs::FileTypeExt as _;

use runa_schema::manifest::Manifest;
use runa_schema::resolve::{Environment, Overrides};
use runa_schema::settings::Kind as SettingKind;
use runa_schema::survey::{Kind, Now, Variable, Variables, variables};
use serde::Serialize;

use crate::args::Options;
use crate::manifest::{At, Right};
use crate::output::{self, Answer};
use crate::table::table;

/// The variable that names a file of overrides.
const OVERRIDES: &str = "RUNA_OVERRIDES";

const NO_START: &str = "does not start";

/// No file of a value is larger; one without an end, such as a device, is not read for ever.
const LARGEST: u64 = 1024 * 1024;

/// The surroundings of this process.
struct Process;

impl Environment for Process {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    fn file(&self, path: &str) -> std::io::Result<String> {
        // To open a pipe is to wait for somebody who writes.
        #[cfg(unix)]
        if std::fs::metadata(path)?.file_type().is_fifo() {
            return Err(std::io::Error::other("it is a pipe"));
        }
        let mut text = String::new();
        File::open(path)?.take(LARGEST).read_to_string(&mut text)?;
        Ok(text)
    }
}

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    file: &'a str,
    service: &'a str,
    stages: &'a [&'a str],
    variables: Vec<One<'a>>,
    strays: Vec<Stray>,
    /// Providers whose overrides only the compiler knows.
    unlisted: &'a [&'a str],
}

#[derive(Serialize)]
struct One<'a> {
    kind: &'static str,
    name: &'a str,
    setting: Option<&'a str>,
    #[serde(rename = "type")]
    shape: String,
    secret: bool,
    required: bool,
    default: Option<&'a str>,
    stages: Vec<&'a str>,
    place: Option<At>,
    now: &'static str,
    line: Option<Line<'a>>,
}

/// A line of the file of overrides.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    line: usize,
}

#[derive(Serialize)]
struct Stray {
    name: String,
    nearest: Option<String>,
}

pub(crate) fn answer(options: &Options) -> Result<Answer, Answer> {
    let right = Right::read(options)?;
    let stages = right.stages(options)?;
    let path = Process.variable(OVERRIDES);
    let file = path.as_deref().map(|path| (path, Process.file(path)));
    let of_process = of_process(&right.manifest, file.as_ref().map(|(_, text)| text.is_ok()));
    let all = std::env::vars_os();
    let all = all.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let found = variables(&right.lines(), &stages, &Process, &Overrides::collect(all, file));
    let names: Vec<_> = stages.iter().map(|stage| &*stage.name).collect();
    let listed = stages.iter().flat_map(|stage| &stage.providers);
    let own: BTreeSet<_> = listed.filter(|listed| listed.own.is_some()).map(|listed| &*listed.name).collect();
    let own: Vec<_> = own.into_iter().collect();
    let shown = if options.format == "json" {
        let of_process = of_process.iter().map(OfProcess::one);
        let variables = of_process.chain(found.all.iter().map(one)).collect();
        let stray = |(name, near): &'_ (String, Option<String>)| Stray { name: name.clone(), nearest: near.clone() };
        let strays = found.strays.iter().map(stray).collect();
        let (file, service) = (&*right.file, &*right.manifest.service);
        output::json(&Report { version: 1, file, service, stages: &names, variables, strays, unlisted: &own })
    } else {
        human(&right, &names, &of_process, &found) + &unlisted(&own)
    };
    Ok(Answer::right(shown))
}

/// A variable of runa itself, which belongs to no setting.
struct OfProcess {
    name: &'static str,
    what: String,
    default: Option<String>,
    now: Now,
}

fn of_process(manifest: &Manifest, overrides: Option<bool>) -> [OfProcess; 2] {
    let stages: Vec<_> = manifest.stages.iter().map(|stage| &*stage.name).collect();
    let known = Process.variable("RUNA_STAGE").map(|stage| stages.contains(&&*stage));
    [
        OfProcess {
            name: "RUNA_STAGE",
            what: stages.join(", "),
            default: manifest.default_stage.as_ref().map(|stage| format!("{stage} in debug builds")),
            now: known.into(),
        },
        OfProcess {
            name: OVERRIDES,
            what: "path of a file".to_owned(),
            default: Some("no file".to_owned()),
            now: overrides.into(),
        },
    ]
}

impl OfProcess {
    fn one(&self) -> One<'_> {
        One {
            kind: "process",
            name: self.name,
            setting: None,
            shape: self.what.clone(),
            secret: false,
            required: self.default.is_none(),
            default: self.default.as_deref(),
            stages: Vec::new(),
            place: None,
            now: now(&self.now),
            line: None,
        }
    }
}

fn human(right: &Right, stages: &[&str], of_process: &[OfProcess], found: &Variables) -> String {
    let head = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let mut rows = vec![head(&["NAME", "TYPE", "WITHOUT IT", "NOW"])];
    rows.extend(of_process.iter().map(|one| {
        let without = one.default.clone().unwrap_or_else(|| NO_START.to_owned());
        vec![one.name.to_owned(), one.what.clone(), without, now(&one.now).to_owned()]
    }));
    let mut shown = format!("`{}` in {}\n\nthe process\n{}", right.manifest.service, stages.join(", "), table(&rows));
    for (title, overrides) in [("what the manifest refers to", false), ("overrides", true)] {
        let all = found.all.iter().filter(|one| (one.kind == Kind::Override) == overrides);
        let mut rows = vec![head(&["NAME", "SETTING", "TYPE", "WITHOUT IT", "STAGES", "WRITTEN", "NOW"])];
        rows.extend(all.map(|one| row(right, stages, one)));
        let table = if rows.len() > 1 { table(&rows) } else { "  none\n".to_owned() };
        shown.extend(["\n", title, "\n", &table]);
    }
    for (name, near) in &found.strays {
        let near = near.as_ref().map_or(String::new(), |near| format!("; did you mean {near}?"));
        shown.extend(["\n", name, " is set, and changes nothing here", &near, "\n"]);
    }
    shown
}

/// What only the compiler knows.
fn unlisted(own: &[&str]) -> String {
    let names: Vec<_> = own.iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        return String::new();
    }
    format!("\n= note: overrides of {} are not listed: only the compiler knows their types\n", names.join(", "))
}

fn row(right: &Right, stages: &[&str], one: &Variable) -> Vec<String> {
    let shape = if one.setting.secret { format!("{}, secret", shape(one)) } else { shape(one) };
    let without = one.without.clone().unwrap_or_else(|| NO_START.to_owned());
    let all = one.stages.len() == stages.len();
    let stages = if all { "all".to_owned() } else { one.stages.join(", ") };
    let written = At::of(one.place).map_or_else(|| "default".to_owned(), |at| at.shown(&right.file));
    let name = if one.kind == Kind::File { format!("file {}", one.name) } else { one.name.clone() };
    let line = one.line.as_ref().map_or(String::new(), |(file, line)| format!(", {file}:{line}"));
    vec![name, one.key.clone(), shape, without, stages, written, format!("{}{line}", now(&one.now))]
}

fn one(variable: &Variable) -> One<'_> {
    One {
        kind: match variable.kind {
            Kind::Reference => "reference",
            Kind::File => "file",
            Kind::Override => "override",
        },
        name: &variable.name,
        setting: Some(&variable.key),
        shape: shape(variable),
        secret: variable.setting.secret,
        required: variable.without.is_none(),
        default: variable.without.as_deref(),
        stages: variable.stages.iter().map(|stage| &**stage).collect(),
        place: At::of(variable.place),
        now: now(&variable.now),
        line: variable.line.as_ref().map(|(file, line)| Line { file, line: *line }),
    }
}

fn shape(variable: &Variable) -> String {
    match variable.setting.kind {
        SettingKind::Scalar(shape) => shape.brief(),
        SettingKind::Group(_) | SettingKind::Groups(_) => String::new(),
    }
}

fn now(now: &Now) -> &'static str {
    match now {
        Now::Set => "set",
        Now::Wrong => "set, wrong",
        Now::Unset => "not set",
    }
}
