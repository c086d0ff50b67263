//! From the constants of the manifest and the surroundings of the process to the settings that hold.

use std::borrow::Cow;

use runa_schema::resolve::{Failure, Given, Origin, Overrides, Problem, Reader, Resolved, Resolver, Source};
use runa_schema::rule::{self, View};
use runa_schema::settings::{RuntimeSettings, ServerSettings, Settings};
use runa_schema::value::{Address, Value};
use runa_schema::{own, provider};

use super::features;
use super::report::{self, Trouble};
use super::stage::{self, Chosen, Named};
use super::surroundings::Surroundings;
use crate::kernel::app::{Listed, Manifest};

/// The variable that names a file of overrides.
const OVERRIDES: &str = "RUNA_OVERRIDES";

/// Everything that is decided before the first provider is installed.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) manifest: &'static Manifest,
    pub(crate) chosen: Chosen,
    pub(crate) server: ServerSettings,
    pub(crate) runtime: RuntimeSettings,
    /// The values of all providers of the stage.
    pub(crate) values: Vec<Resolved>,
}

/// Decides it all. `Err` is a text for standard error that shows everything which is wrong.
pub(crate) fn plan<S: Surroundings>(
    manifest: &'static Manifest,
    surroundings: &S,
    debug: bool,
    runtime: &[Given],
) -> Result<Plan, String> {
    decide(manifest, surroundings, debug, runtime).map_err(|troubles| report::show(manifest.service, &troubles))
}

fn decide<S: Surroundings>(
    manifest: &'static Manifest,
    surroundings: &S,
    debug: bool,
    runtime: &[Given],
) -> Result<Plan, Vec<Trouble>> {
    let unreadable = surroundings.unreadable();
    let asked = surroundings.stage();
    if asked.is_none() && unreadable.iter().any(|name| name == stage::VARIABLE) {
        // Any other stage than the one that was meant would be a guess.
        return Err(vec![report::not_utf8(stage::VARIABLE)]);
    }
    let named = surroundings.variable(stage::VARIABLE);
    let named = asked.map_or(Named::ByVariable(named.as_deref()), Named::ByProgram);
    let chosen = stage::choose(manifest, named, debug).map_err(|trouble| vec![*trouble])?;
    let mut troubles: Vec<_> =
        unreadable.iter().filter(|name| matters(&chosen, name)).map(|name| report::not_utf8(name)).collect();
    let (values, failures) = resolve(manifest, &chosen, surroundings, runtime);
    // What is no text has been said, and counts as not set.
    let said =
        |failure: &Failure| matches!(&failure.problem, Problem::MissingVariable(name) if unreadable.contains(name));
    let failures = failures.iter().filter(|failure| !said(failure));
    troubles.extend(failures.map(|failure| report::of_failure(failure, manifest, &chosen)));
    let listed: Vec<_> = chosen.stage.providers.iter().map(|listed| Cow::Borrowed(listed.name)).collect();
    let view = View { stage: chosen.stage.name, relaxed: chosen.stage.relaxed, listed: &listed, values: &values };
    troubles.extend(rule::judge(&view).iter().map(|finding| report::of_finding(finding, &view, manifest)));
    if cfg!(not(feature = "redis-tls")) {
        troubles.extend(features::tls(&values, manifest));
    }
    if !troubles.is_empty() {
        return Err(troubles);
    }
    // The values were resolved against these very declarations.
    let Some(server) = ServerSettings::read(&Reader::new(&values, provider::SERVER)) else {
        return Err(vec![report::unreadable(provider::SERVER)]);
    };
    let Some(runtime) = RuntimeSettings::read(&Reader::new(&values, provider::RUNTIME)) else {
        return Err(vec![report::unreadable(provider::RUNTIME)]);
    };
    Ok(Plan { manifest, chosen, server, runtime, values })
}

/// Whether a start of the stage looks at a variable.
fn matters(chosen: &Chosen, name: &str) -> bool {
    let refers = |given: &Given| matches!(&given.source, Source::Variable { name: known, .. } if known == name);
    let mut givens = chosen.stage.server.iter().chain(chosen.stage.providers.iter().flat_map(|listed| listed.given));
    let own = |listed: &Listed| own::given(listed.name, listed.section, listed.config).0.iter().any(refers);
    name == OVERRIDES || name.starts_with("RUNA__") || givens.any(refers) || chosen.stage.providers.iter().any(own)
}

fn resolve<S: Surroundings>(
    manifest: &'static Manifest,
    chosen: &Chosen,
    surroundings: &S,
    runtime: &[Given],
) -> (Vec<Resolved>, Vec<Failure>) {
    let path = surroundings.variable(OVERRIDES).filter(|path| !path.is_empty());
    let file = path.as_deref().map(|path| (path, surroundings.file(path)));
    let overrides = Overrides::collect(surroundings.variables(), file).of_test(surroundings.set_by_test());
    let mut resolver = Resolver::new(chosen.stage.relaxed, Some(surroundings), overrides);
    resolver.section(Cow::Borrowed(provider::SERVER), provider::SERVER_SECTION, chosen.stage.server);
    resolver.section(Cow::Borrowed(provider::RUNTIME), provider::RUNTIME_SECTION, runtime);
    for listed in chosen.stage.providers {
        if listed.config.is_empty() {
            resolver.section(Cow::Borrowed(listed.name), listed.section, listed.given);
        } else {
            resolver.own(Cow::Borrowed(listed.name), listed.section, listed.config);
        }
    }
    for (name, section) in surroundings.besides() {
        resolver.section(Cow::Borrowed(name), section, &[]);
    }
    for listed in manifest.stages.iter().flat_map(|stage| stage.providers) {
        resolver.knows(listed.name, listed.section);
    }
    let (mut values, mut failures) = resolver.settled();
    for setting in ["listen", "admin"] {
        let sockets = surroundings.sockets(setting);
        if !sockets.is_empty() {
            passed(setting, &sockets, &mut values);
            failures.retain(|failure| failure.section != provider::SERVER || failure.path != setting);
        }
    }
    (values, failures)
}

/// Puts sockets that were passed in the place of a setting, before any rule judges it.
fn passed(setting: &str, sockets: &[Address], values: &mut [Resolved]) {
    let Some(place) = values.iter_mut().find(|one| one.section == provider::SERVER && one.path == setting) else {
        return;
    };
    let texts: Vec<_> = sockets.iter().map(|socket| Value::Text(Cow::Owned(socket.to_string()))).collect();
    place.value = Some(Value::List(texts.into()));
    place.origin = Origin::Sockets;
}
