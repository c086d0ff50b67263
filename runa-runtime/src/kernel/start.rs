//! Start: providers join one after the other.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use runa_schema::resolve::{Reader, Resolved};
use runa_schema::settings::Settings;
use tokio::time::Instant;

use super::core::{Core, Standing};
use super::installer::Joined;
use super::needs::MetBy;
use super::{Error, Handles, Installer, Kernel, Provider, Result, catch, stderr, trace};

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
    /// What it has joined holds also when it fails: it is stopped like those above it.
    pub async fn install<P: Provider>(&mut self, name: &'static str, needs: Handles<P>) -> Result<P::Handle> {
        let began = Instant::now();
        let Some(config) = P::Config::read(&Reader::new(&self.values, name)) else {
            return Err(Error::configuration(format!("the settings of `{name}` do not fit their declaration")));
        };
        let mut installer = Installer { provider: name, parts: &self.core.parts, joined: Joined::default() };
        let mut outcome = catch(P::install(config, needs, &mut installer)).await;
        let joined = installer.joined;
        if joined.witness.is_some() && self.core.offers().witness.is_some() {
            outcome =
                Ok(Err(Error::configuration("another provider follows requests already, and there can be only one")));
        }
        self.join(name, began, joined);
        match outcome {
            Ok(Ok(handle)) => Ok(handle),
            Ok(Err(error)) => Err(error.context(format_args!("provider `{name}` has not started"))),
            Err(panic) => Err(Error::new(format!("provider `{name}` has not started: it panicked: {panic}"))),
        }
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

    fn join(&self, name: &'static str, began: Instant, joined: Joined) {
        let core = &self.core;
        let logs = joined.dispatch.is_some();
        if let Some(dispatch) = joined.dispatch {
            match trace::put(dispatch, &core.scope) {
                Ok(()) => core.logs.store(true, Ordering::Relaxed),
                Err(why) => stderr::say(format_args!("warning: {why}")),
            }
        }
        let mut offers = core.offers();
        offers.routes.extend(joined.routes);
        offers.recorders.extend(joined.recorders);
        offers.witness = joined.witness.or(offers.witness.take());
        offers.demands.extend(joined.demands);
        offers.urls.extend(joined.urls);
        offers.tasks.extend(joined.tasks);
        drop(offers);
        core.parts.inside.installed(name, began.elapsed());
        core.standing().push(Standing { name, took: began.elapsed(), drain: joined.drain, stop: joined.stop, logs });
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
