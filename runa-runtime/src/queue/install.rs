//! How `queue` joins the process.

use std::sync::Arc;
use std::time::Duration;

use runa_schema::settings::{OneQueueSettings, QueueSettings};
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::driver::Driver;
use super::line::Line;
use super::memory::Memory;
use super::{Queues, metrics, panels, retry, settle, worker};
#[cfg(feature = "redis")]
use crate::kernel::Policy;
use crate::kernel::checks::{Kind, Outcome};
use crate::kernel::{Installer, Provider, Restart, Result};

impl Provider for Queues {
    const NAME: Option<&'static str> = Some("queue");
    type Config = QueueSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(config: QueueSettings, (): (), installer: &mut Installer<'_>) -> Result<Self> {
        let parts = installer.parts().clone();
        let place = Place::of(&config, installer)?;
        let families = metrics::Families::define(&parts.metrics)?;
        let line = |(name, settings): (String, OneQueueSettings)| {
            let driver = place.driver(&name, &settings);
            let counted = families.of(&name);
            Arc::new(Line::new(&name, settings, driver, counted, parts.life.clone(), Handle::current()))
        };
        let lines: Arc<[Arc<Line>]> = config.queues.0.into_iter().map(line).collect();
        metrics::define(&parts.metrics, &lines)?;
        panels::add(&parts.panels, &lines)?;
        check(&parts, &lines)?;
        look(installer, &lines);
        warn_of_unhandled(installer, &lines);
        drain(installer, &lines);
        Ok(Self { lines })
    }
}

/// Where all queues of the process are kept.
enum Place {
    Memory,
    #[cfg(feature = "redis")]
    Redis(super::redis::Place),
}

impl Place {
    fn of(config: &QueueSettings, installer: &mut Installer<'_>) -> Result<Self> {
        let Some(settings) = &config.redis else { return Ok(Self::Memory) };
        #[cfg(feature = "redis")]
        {
            let names: Vec<&str> = config.queues.0.iter().map(|(name, _)| name.as_str()).collect();
            let place = super::redis::Place::open(settings, installer.parts().service, &names)?;
            installer.spawn("queue promises", Policy::Logged, place.promises());
            Ok(Self::Redis(place))
        }
        #[cfg(not(feature = "redis"))]
        {
            let _ = (settings, installer);
            Err(crate::kernel::Error::configuration(
                "`queue.redis` needs the feature `redis` of runa; turn it on in Cargo.toml, or write `memory: {}`",
            ))
        }
    }

    fn driver(&self, name: &str, settings: &OneQueueSettings) -> Arc<dyn Driver> {
        let attempts = retry::attempts(&settings.retry);
        match self {
            Self::Memory => Arc::new(Memory::new(name, settings.capacity, settings.lease, attempts)),
            #[cfg(feature = "redis")]
            Self::Redis(place) => Arc::new(place.queue(name, settings.lease, attempts)),
        }
    }
}

/// The process is ready when its queues can be reached.
fn check(parts: &crate::kernel::Parts, lines: &Arc<[Arc<Line>]>) -> Result<()> {
    let lines = Arc::clone(lines);
    parts.checks.add("queue", Kind::Ready, move || {
        let lines = Arc::clone(&lines);
        async move {
            let mut looks = JoinSet::new();
            for line in lines.iter().map(Arc::clone) {
                looks.spawn(async move { line.watch.look().await });
            }
            while let Some(look) = looks.join_next().await {
                if let Ok(Err(reason)) = look {
                    return Outcome::Fail(reason);
                }
            }
            Outcome::Pass
        }
    })
}

/// Lets queues that are kept elsewhere be looked at.
fn look(installer: &mut Installer<'_>, lines: &Arc<[Arc<Line>]>) {
    let checks = installer.parts().checks.clone();
    for line in lines.iter().filter(|line| line.driver.count_now().is_none()).map(Arc::clone) {
        let checks = checks.clone();
        installer.spawn("queue look", Restart::default(), move || {
            let (line, checks) = (Arc::clone(&line), checks.clone());
            async move {
                line.watch.run(|| checks.again("queue")).await;
                Ok(())
            }
        });
    }
}

/// A queue whose jobs nobody runs here is either on purpose or forgotten. Said when the service begins: by then it has its handlers.
fn warn_of_unhandled(installer: &mut Installer<'_>, lines: &Arc<[Arc<Line>]>) {
    let lines = Arc::clone(lines);
    installer.on_serve(move || {
        for line in lines.iter().filter(|line| !line.is_handled()) {
            let name = line.name();
            tracing::warn!(target: "runa", queue = name,
                "queue `{name}` has no handler in this process: its jobs wait until another process runs them");
        }
        Ok(())
    });
}

/// No more jobs are taken since draining began. Those that run have this provider's share of the time to end; the rest is handed back.
fn drain(installer: &mut Installer<'_>, lines: &Arc<[Arc<Line>]>) {
    let lines = Arc::clone(lines);
    installer.on_drain_within(move |share: Duration| async move {
        let deadline = Instant::now() + share.saturating_sub(settle::DEADLINE.min(share / 4) * 2);
        let mut draining = JoinSet::new();
        for line in lines.iter().map(Arc::clone) {
            draining.spawn(async move {
                worker::drained(&line, deadline).await;
                let lost = line.driver.leave().await;
                if lost > 0 {
                    let name = line.name();
                    tracing::warn!(target: "runa", queue = name, jobs = lost,
                        "{lost} job{} of queue `{name}` are lost with this process: it is kept in memory", if lost == 1 { "" } else { "s" });
                }
            });
        }
        draining.join_all().await;
        Ok(())
    });
}
