//! How `cluster` joins the process.

use std::sync::Arc;

use runa_schema::settings::{ClusterSettings, RedisSettings};

use super::driver::Driver;
use super::memory::Memory;
use super::own::Own;
use super::state::State;
use super::{Cluster, follow, heart, shown};
use crate::kernel::{Installer, Parts, Provider, Restart, Result};

impl Provider for Cluster {
    const NAME: Option<&'static str> = Some("cluster");
    type Config = ClusterSettings;
    type Needs = ();
    type Handle = Self;

    async fn install(config: ClusterSettings, (): (), installer: &mut Installer<'_>) -> Result<Self> {
        let parts = installer.parts().clone();
        let driver = match &config.redis {
            Some(redis) => in_redis(&redis.0, &config, &parts)?,
            None => Box::new(Memory::new(parts.service)),
        };
        let measured = shown::measured(&parts.metrics)?;
        let state = Arc::new(State::new(parts.clone(), driver, Own::new(&config, &parts.server)?, measured));
        shown::define(&parts, &state)?;
        if config.redis.is_some() {
            shown::check(&parts, &state)?;
        }
        // Neither ends by itself.
        let (beating, following, leaving) = (Arc::clone(&state), Arc::clone(&state), Arc::clone(&state));
        installer.spawn("cluster: heartbeat", Restart::default(), move || heart::beat(Arc::clone(&beating)));
        installer.spawn("cluster: list", Restart::default(), move || follow::follow(Arc::clone(&following)));
        // Others see it drain until it has: its heart still beats then.
        installer.on_stop(move || async move {
            heart::leave(&leaving).await;
            Ok(())
        });
        Ok(Self { state })
    }
}

#[cfg(feature = "redis")]
fn in_redis(settings: &RedisSettings, config: &ClusterSettings, parts: &Parts) -> Result<Box<dyn Driver>> {
    Ok(Box::new(super::redis::InRedis::open(settings, config.heartbeat_interval, parts.service)?))
}

#[cfg(not(feature = "redis"))]
fn in_redis(_: &RedisSettings, _: &ClusterSettings, _: &Parts) -> Result<Box<dyn Driver>> {
    Err(crate::kernel::Error::configuration(
        "`cluster.redis` needs the feature `redis` of runa, which is off; turn it on in Cargo.toml",
    ))
}
