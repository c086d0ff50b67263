//! Several instances in one test, against a real store that goes away in every way.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod life;
mod rules;
#[cfg(feature = "redis")]
mod scale;
#[cfg(feature = "redis")]
mod store;

use std::future::Future;
use std::time::Duration;

use runa_schema::settings::{ClusterSettings, Group, MemorySettings};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout};

use super::{Cluster, Event, Instance, View, Watch};
use crate::kernel::tests::parts;
use crate::kernel::{Bound, Installer, Joined, Parts, Phase, Provider, Result};

/// What must happen at once, with air for a machine on which everything runs at once.
const SOON: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_millis(200);
const TTL: Duration = Duration::from_secs(2);

fn settings() -> ClusterSettings {
    ClusterSettings {
        memory: Some(Group(MemorySettings {})),
        redis: None,
        heartbeat_interval: INTERVAL,
        ttl: TTL,
        id: None,
        meta: None,
    }
}

#[cfg(feature = "redis")]
fn in_redis(url: &str) -> ClusterSettings {
    use runa_schema::settings::RedisSettings;
    use runa_schema::value::{RedisUrl, Secret};

    let redis = RedisSettings { url: RedisUrl(Secret::new(url)), prefix: "runa".into() };
    ClusterSettings { memory: None, redis: Some(Group(redis)), ..settings() }
}

/// One instance, as the kernel lets it live. Dropped, it is gone as by kill -9.
struct Node {
    parts: Parts,
    cluster: Cluster,
    tasks: Vec<JoinHandle<Result<()>>>,
    joined: Joined,
}

impl Node {
    async fn install(settings: ClusterSettings, service: &'static str) -> Result<Self> {
        let parts = Parts { service, ..parts("127.0.0.1:0", None) };
        let mut installer = Installer { provider: "cluster", parts: &parts, joined: Joined::default() };
        let cluster = Cluster::install(settings, (), &mut installer).await?;
        let mut joined = installer.joined;
        let tasks = std::mem::take(&mut joined.tasks).into_iter().map(|task| tokio::spawn(task.work.run())).collect();
        Ok(Self { parts, cluster, tasks, joined })
    }

    /// Installed, and serving on `address`.
    async fn serving_on(settings: ClusterSettings, address: &str) -> Self {
        let node = Self::install(settings, "orders").await.unwrap();
        node.serve(address);
        node
    }

    async fn serving(settings: ClusterSettings) -> Self {
        Self::serving_on(settings, "127.0.0.1:8080").await
    }

    fn serve(&self, address: &str) {
        self.parts
            .bound
            .set(Bound {
                service: runa_schema::value::Address::parse(address).into_iter().collect(),
                admin: Vec::new(),
            })
            .unwrap();
        self.parts.life.advance(Phase::Running);
    }

    /// Drains and stops, as the kernel does: every provider drains, tasks are dropped, then it stops.
    async fn end(mut self) {
        self.parts.life.advance(Phase::Draining);
        assert!(self.joined.drain.is_empty(), "others see it until everybody has drained");
        for task in self.tasks.drain(..) {
            task.abort();
        }
        for stop in self.joined.stop.drain(..) {
            stop(Duration::from_secs(5)).await.unwrap();
        }
    }

    fn id(&self) -> String {
        self.cluster.me().id
    }

    /// Those that it sees: their ids, with itself.
    fn ids(&self) -> Vec<String> {
        self.cluster.instances().instances.iter().map(|instance| instance.id.clone()).collect()
    }

    fn sees(&self, id: &str) -> Option<Instance> {
        self.cluster.instances().instances.iter().find(|instance| instance.id == id).map(|found| (**found).clone())
    }

    /// Waits until its view is as wanted, and says how long that took.
    async fn until(&self, what: &str, wanted: impl Fn(&View) -> bool) -> Duration {
        let began = Instant::now();
        while !wanted(&self.cluster.instances()) {
            assert!(began.elapsed() < SOON, "not {what}: {:#?}", self.cluster.instances());
            sleep(Duration::from_millis(2)).await;
        }
        began.elapsed()
    }

    /// Waits until it sees so many, and is sure of it.
    async fn sees_all(&self, count: usize) -> Duration {
        self.until(&format!("{count} instances"), |view| !view.stale && view.instances.len() == count).await
    }

    fn metric(&self, line: &str) -> bool {
        self.parts.metrics.text(crate::kernel::metrics::Form::Classic).lines().any(|one| one.starts_with(line))
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// The next event, which must come.
async fn next(watch: &mut Watch) -> Event {
    timeout(SOON, watch.next()).await.unwrap().unwrap()
}

/// Asserts that no event comes while `work` runs.
async fn nothing<T>(watch: &mut Watch, work: impl Future<Output = T>) -> T {
    tokio::select! {
        biased;
        event = watch.next() => panic!("{event:?}"),
        done = work => done,
    }
}
