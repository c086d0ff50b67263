//! Start: providers join one after the other.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use runa_schema::resolve::{Reader, Resolved};
use runa_schema::settings::Settings;
use tokio::time::Instant;

use crate::kernel::core::{Core, Standing};
use crate::kernel::event::{Part, What};
use crate::kernel::installer::Joined;
use crate::kernel::needs::MetBy;
use crate::kernel::task::Tasks;
use crate::kernel::{Error, Handles, Installer, Kernel, Provider, Result, catch, stderr, trace};

/// A start of one stage, while its providers are installed.
#[derive(Debug)]
pub struct Start {
    core: Arc<Core>,
    values: Vec<Resolved>,
}

impl Start {
    pub(crate) const fn new(core: Arc<Core>, values: Vec<Resolved>) -> Self {
        Self { core, values }
    }

    /// The stage that starts.
    pub fn stage(&self) -> &'static str {
        self.core.parts.stage.name
    }

    /// Installs one provider with what it needs, and gives its handle.
    ///
    /// What it has joined holds also when it fails, or is dropped half-way: it is stopped like those above it.
    pub async fn install<P: Provider>(&mut self, name: &'static str, needs: Handles<P>) -> Result<P::Handle> {
        let began = Instant::now();
        let Some(config) = P::Config::read(&Reader::new(&self.values, name)) else {
            return Err(Error::configuration(format!("the settings of `{name}` do not fit their declaration")));
        };
        let core = &*self.core;
        core.now.begin(name, Part::Install);
        core.note(|| What::ProviderBegins { provider: name, part: Part::Install });
        let installer = Installer { provider: name, parts: &core.parts, joined: Joined::default() };
        let mut joining = Joining { core, began, installer };
        let mut outcome = catch(P::install(config, needs, &mut joining.installer)).await;
        core.now.over();
        if joining.installer.joined.witness.is_some() && core.offers().witness.is_some() {
            outcome =
                Ok(Err(Error::configuration("another provider follows requests already, and there can be only one")));
        }
        drop(joining);
        let outcome = match outcome {
            Ok(Ok(handle)) => {
                core.parts.inside.installed(name, began.elapsed());
                Ok(handle)
            }
            Ok(Err(error)) => Err(error.context(format_args!("provider `{name}` has not started"))),
            Err(panic) => Err(Error::new(format!("provider `{name}` has not started: it panicked: {panic}"))),
        };
        let error = outcome.as_ref().err();
        core.note(|| What::ProviderEnds { provider: name, part: Part::Install, error: error.map(ToString::to_string) });
        outcome
    }

    /// Installs a provider of the user's own, with what it needs of those above it.
    pub async fn install_own<P, A>(&mut self, name: &'static str, above: &A) -> Result<P::Handle>
    where
        P: Provider<Needs: MetBy<A>>,
    {
        match P::Needs::handles(above) {
            Ok(needs) => self.install::<P>(name, needs).await,
            Err(missing) => {
                Err(Error::configuration(format!("`{name}` needs `{missing}`, which is not listed above it")))
            }
        }
    }

    /// The handle of the process, for the type that the macro makes.
    pub fn kernel(&self) -> Kernel {
        Kernel::new(Arc::clone(&self.core))
    }

    /// The error of a program that was built without the stage.
    pub fn not_built(&self) -> Error {
        let stage = self.stage();
        Error::configuration(format!(
            "stage `{stage}` is not part of this program, which was built for one stage only; build it with `RUNA_BUILD_STAGE={stage}`"
        ))
    }
}

/// A provider that is being installed. What it has joined becomes part of the process when this is dropped, which is also how an
/// installation ends that is given up.
struct Joining<'a> {
    core: &'a Core,
    began: Instant,
    installer: Installer<'a>,
}

impl Drop for Joining<'_> {
    fn drop(&mut self) {
        let core = self.core;
        let mut joined = std::mem::take(&mut self.installer.joined);
        let logs = joined.dispatch.is_some();
        if let Some(dispatch) = joined.dispatch.take() {
            match trace::put(dispatch, &core.scope) {
                Ok(tenure) => {
                    *core.tenure() = tenure;
                    core.logs.store(true, Ordering::Relaxed);
                }
                Err(why) => stderr::say(format_args!("warning: {why}")),
            }
        }
        let mut offers = core.offers();
        offers.routes.append(&mut joined.routes);
        offers.recorders.append(&mut joined.recorders);
        offers.witness = joined.witness.take().or(offers.witness.take());
        offers.demands.append(&mut joined.demands);
        offers.urls.append(&mut joined.urls);
        drop(offers);
        let (name, took) = (self.installer.provider, self.began.elapsed());
        core.standing().push(Standing { name, took, joined, tasks: Tasks::default(), logs });
    }
}
