//! The one walk over declarations that decides each value.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::overrides::Overrides;
use super::{Given, Source};
use crate::settings::{Default, Kind, Section, Setting};
use crate::value::{Shape, Value, Wrong};

/// The value of one setting, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// `server`, or the name of a provider.
    pub section: Cow<'static, str>,
    /// The setting inside its section, levels joined by dots.
    pub path: String,
    /// `None`: not known yet, because it is a reference and nothing is looked up while compiling.
    pub value: Option<Value>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A literal of the manifest.
    Manifest {
        /// Its line.
        line: u32,
        /// Its column.
        column: u32,
    },
    /// A variable that the manifest refers to.
    Variable {
        /// Its name.
        name: String,
        /// Line of the reference.
        line: u32,
        /// Column of the reference.
        column: u32,
    },
    /// A file that the manifest refers to.
    File {
        /// Its path.
        path: String,
        /// Line of the reference.
        line: u32,
        /// Column of the reference.
        column: u32,
    },
    /// A `RUNA__*` variable.
    Override(String),
    /// An override of a test, by the path that it writes.
    Test(String),
    /// Sockets that were passed to the process.
    Sockets,
    /// A line of the file named by `RUNA_OVERRIDES`.
    OverridesFile {
        /// The file.
        path: String,
        /// Its line.
        line: usize,
        /// The name on that line.
        name: String,
    },
    /// An argument of the attribute.
    Attribute,
    /// The declaration.
    Default,
}

/// What could not be resolved.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// `server`, or the name of a provider; empty where an override names none.
    pub section: String,
    /// The setting.
    pub path: String,
    /// What is wrong.
    pub problem: Problem,
    /// Where the wrong thing comes from.
    pub origin: Origin,
}

/// What is wrong with a value at start.
#[derive(Clone, Debug, PartialEq)]
pub enum Problem {
    /// A variable that the manifest refers to, without a default, is not set.
    MissingVariable(String),
    /// A file that the manifest refers to cannot be read.
    UnreadableFile(String, String),
    /// The text is no value of the setting. The text is left out for secrets.
    Wrong(Option<String>, Shape, Wrong),
    /// Outside its bounds.
    OutOfRange(Option<String>, &'static str, &'static str),
    /// The manifest does not give a required setting.
    Required,
    /// An override that names no setting; with the nearest name.
    UnknownOverride(Option<String>),
    /// An override of a setting that is fixed when the program is built.
    FixedOverride,
    /// An override of a setting that is declared for a later version.
    NotInThisVersion,
    /// An override for a provider that the running stage does not list.
    OtherStage,
    /// An override of a setting in a group that the running stage does not write; with the group.
    NotWritten(String),
    /// The file of overrides cannot be read.
    UnreadableOverrides(String, String),
    /// A line of that file is not `NAME=value`.
    BadOverridesLine,
}

/// What the process's surroundings say. Handed in, so that a test or a second app has its own.
pub trait Environment {
    /// A variable. Only UTF-8 counts.
    fn variable(&self, name: &str) -> Option<String>;
    /// The text of a file.
    fn file(&self, path: &str) -> std::io::Result<String>;
}

/// No surroundings: nothing is looked up while compiling.
impl Environment for std::convert::Infallible {
    fn variable(&self, _: &str) -> Option<String> {
        match *self {}
    }

    fn file(&self, _: &str) -> std::io::Result<String> {
        match *self {}
    }
}

/// A value, or why there is none; and where it comes from.
type Settled = Result<(Option<Value>, Origin), Box<(Problem, Origin)>>;

/// Decides the values of one stage.
#[derive(Debug)]
pub struct Resolver<'a, E> {
    /// `None` while compiling: references stay unknown.
    environment: Option<&'a E>,
    overrides: Overrides,
    relaxed: bool,
    /// The section that is being decided.
    name: Cow<'static, str>,
    /// All that were decided.
    sections: Vec<Cow<'static, str>>,
    /// The declarations of the user's own providers, also of those that this stage does not list.
    own: Vec<(&'static str, &'static Section)>,
    values: Vec<Resolved>,
    failures: Vec<Failure>,
}

impl<'a, E: Environment> Resolver<'a, E> {
    /// For a stage that is relaxed or not. Without an environment, references stay unknown.
    pub fn new(relaxed: bool, environment: Option<&'a E>, overrides: Overrides) -> Self {
        Self {
            environment,
            overrides,
            relaxed,
            name: Cow::Borrowed(""),
            sections: Vec::new(),
            own: Vec::new(),
            values: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Decides every setting of a section.
    pub fn section(&mut self, name: Cow<'static, str>, section: &'static Section, given: &[Given]) {
        self.sections.push(name.clone());
        self.name = name;
        let given: Vec<&Given> = given.iter().collect();
        self.group(section, "", &given);
    }

    /// Knows the names of a provider's settings, in whatever stage it stands.
    pub fn knows(&mut self, name: &'static str, section: &'static Section) {
        if crate::provider::find(name).is_none() && !self.own.contains(&(name, section)) {
            self.own.push((name, section));
        }
    }

    /// Decides every setting of a provider of the user's own.
    pub fn own(&mut self, name: Cow<'static, str>, section: &'static Section, config: &[crate::own::Entry]) {
        let (given, failures) = crate::own::given(&name, section, config);
        self.failures.extend(failures);
        self.section(name, section, &given);
    }

    /// The values, or everything that failed.
    pub fn finish(self) -> Result<Vec<Resolved>, Vec<Failure>> {
        let (values, failures) = self.settled();
        if failures.is_empty() { Ok(values) } else { Err(failures) }
    }

    /// The values as far as they are known, and everything that failed: what failed is not known, so that rules judge the rest.
    pub fn settled(self) -> (Vec<Resolved>, Vec<Failure>) {
        let mut failures = self.failures;
        failures.extend(self.overrides.into_failures(&self.sections, &self.own));
        (self.values, failures)
    }

    fn group(&mut self, section: &'static Section, prefix: &str, given: &[&Given]) {
        for setting in section.settings {
            let path = format!("{prefix}{}", setting.name);
            match setting.kind {
                Kind::Group(inner) => {
                    let below = format!("{path}.");
                    let written = given.iter().any(|given| given.path == path || given.path.starts_with(&below));
                    let always = setting.default != Default::Unset;
                    if written && !always {
                        self.written(&path, given);
                    }
                    if written || always {
                        self.group(inner, &below, given);
                    }
                }
                Kind::Groups(inner) => {
                    for (name, given) in names(&path, given) {
                        let path = format!("{path}.{name}");
                        self.written(&path, &given);
                        self.group(inner, &format!("{path}."), &given);
                    }
                }
                Kind::Scalar(shape) => self.scalar(setting, shape, path, given),
            }
        }
    }

    /// A group that is there because it is written, maybe without a setting of its own.
    fn written(&mut self, path: &str, given: &[&Given]) {
        let at = given.iter().find(|given| given.path == path);
        let origin = at.map_or(Origin::Default, |at| Origin::Manifest { line: at.line, column: at.column });
        let value = Some(Value::Bool(true));
        self.values.push(Resolved { section: self.name.clone(), path: path.to_owned(), value, origin });
    }

    fn scalar(&mut self, setting: &Setting, shape: Shape, path: String, given: &[&Given]) {
        let found = match self.overrides.take(&self.name, &path) {
            Some(found) => match overridden(setting, shape, &found.value) {
                Ok(value) => Ok((Some(value), found.origin)),
                Err(problem) => Err(Box::new((problem, found.origin))),
            },
            None => match given.iter().find(|given| given.path == path) {
                Some(given) => self.given(setting, shape, given),
                None => self.default(setting, shape),
            },
        };
        match found {
            Ok((value, origin)) => self.values.push(Resolved { section: self.name.clone(), path, value, origin }),
            Err(failed) => {
                let (problem, origin) = *failed;
                let section = self.name.clone();
                self.values.push(Resolved { section, path: path.clone(), value: None, origin: origin.clone() });
                self.failures.push(Failure { section: self.name.to_string(), path, problem, origin });
            }
        }
    }

    fn given(&self, setting: &Setting, shape: Shape, given: &Given) -> Settled {
        let (line, column) = (given.line, given.column);
        match &given.source {
            Source::Group => Ok((Some(Value::None), Origin::Manifest { line, column })),
            Source::Literal(value) => Ok((Some(value.clone()), Origin::Manifest { line, column })),
            Source::Argument(value) => Ok((Some(value.clone()), Origin::Attribute)),
            Source::Variable { name, default } => {
                let origin = Origin::Variable { name: name.to_string(), line, column };
                let Some(environment) = self.environment else { return Ok((default.clone(), origin)) };
                match (environment.variable(name), default) {
                    (Some(text), _) => match parse(setting, shape, &text) {
                        Ok(value) => Ok((Some(value), origin)),
                        Err(problem) => Err(Box::new((problem, origin))),
                    },
                    (None, Some(default)) => Ok((Some(default.clone()), Origin::Manifest { line, column })),
                    (None, None) => Err(Box::new((Problem::MissingVariable(name.to_string()), origin))),
                }
            }
            Source::File { path } => {
                let origin = Origin::File { path: path.to_string(), line, column };
                let Some(environment) = self.environment else { return Ok((None, origin)) };
                let text = match environment.file(path) {
                    Ok(text) => text,
                    Err(error) => {
                        return Err(Box::new((Problem::UnreadableFile(path.to_string(), error.to_string()), origin)));
                    }
                };
                let text = text.strip_suffix('\n').unwrap_or(&text);
                match parse(setting, shape, text.strip_suffix('\r').unwrap_or(text)) {
                    Ok(value) => Ok((Some(value), origin)),
                    Err(problem) => Err(Box::new((problem, origin))),
                }
            }
        }
    }

    fn default(&self, setting: &Setting, shape: Shape) -> Settled {
        match (setting.default, setting.default.text(self.relaxed)) {
            (Default::Required, _) => Err(Box::new((Problem::Required, Origin::Default))),
            (_, None) => Ok((Some(Value::None), Origin::Default)),
            (_, Some(text)) => match shape.parse(text) {
                Ok(value) => Ok((Some(value), Origin::Default)),
                Err(wrong) => Err(Box::new((Problem::Wrong(Some(text.to_owned()), shape, wrong), Origin::Default))),
            },
        }
    }
}

/// The user's own names under a setting, in the order of the manifest, each with what is given below it.
fn names<'a>(path: &str, given: &[&'a Given]) -> Vec<(&'a str, Vec<&'a Given>)> {
    let below = format!("{path}.");
    let mut places = BTreeMap::new();
    let mut names: Vec<(&str, Vec<&Given>)> = Vec::new();
    for given in given {
        let Some(rest) = given.path.strip_prefix(below.as_str()) else { continue };
        let name = rest.split('.').next().unwrap_or(rest);
        let place = *places.entry(name).or_insert(names.len());
        if place == names.len() {
            names.push((name, Vec::new()));
        }
        names[place].1.push(given);
    }
    names
}

/// Reads the text of an override.
pub(crate) fn overridden(setting: &Setting, shape: Shape, text: &str) -> Result<Value, Problem> {
    match text {
        _ if !setting.tunable => Err(Problem::FixedOverride),
        "none" if setting.default == Default::Unset => Ok(Value::None),
        _ => parse(setting, shape, text),
    }
}

/// Reads what a reference leads to.
pub(crate) fn parse(setting: &Setting, shape: Shape, text: &str) -> Result<Value, Problem> {
    let shown = || (!setting.secret).then(|| text.to_owned());
    let value = shape.parse(text).map_err(|wrong| match wrong {
        // What could be written instead holds what stands there.
        Wrong::BareNumber(_) if setting.secret => Problem::Wrong(None, shape, Wrong::Type),
        wrong => Problem::Wrong(shown(), shape, wrong),
    })?;
    match setting.outside(&value) {
        Some((low, high)) => Err(Problem::OutOfRange(shown(), low, high)),
        None => Ok(value),
    }
}

impl Setting {
    /// The bounds, if `value` lies outside them.
    pub fn outside(&self, value: &Value) -> Option<(&'static str, &'static str)> {
        let (low, high) = self.range?;
        let Kind::Scalar(shape) = self.kind else { return None };
        let measure = |value: &Value| match value {
            Value::Int(value) => Some(i128::from(*value)),
            Value::Size(value) => Some(i128::from(*value)),
            Value::Duration(value) => i128::try_from(value.as_nanos()).ok(),
            _ => None,
        };
        let bound = |text: &str| shape.parse(text).ok().as_ref().and_then(measure);
        let value = measure(value)?;
        (value < bound(low)? || value > bound(high)?).then_some((low, high))
    }
}
