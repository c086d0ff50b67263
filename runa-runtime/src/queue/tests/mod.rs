//! What queues promise: one suite of behaviours over both drivers, and what only one of them has to stand.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod behaviour;
#[cfg(feature = "redis")]
mod crash;
mod drain;
mod hand_out;
mod memory;
#[cfg(feature = "redis")]
mod redis;
mod said;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use runa_schema::settings::{Group, Groups, MemorySettings, OneQueueSettings, QueueSettings, RetrySettings};
use serde::{Deserialize, Serialize};
use tokio::time::{sleep, timeout};

use super::*;
use crate::kernel::metrics::Form;
use crate::kernel::tests::parts;
use crate::kernel::{Installer, Joined, Parts, Phase, Provider};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs each behaviour over each driver.
macro_rules! over_both {
    ($($behaviour:ident)+) => {
        mod in_memory {
            use super::super::Place;
            $(#[tokio::test]
            async fn $behaviour() {
                super::$behaviour(Place::Memory).await;
            })+
        }

        #[cfg(feature = "redis")]
        mod in_redis {
            use super::super::Place;
            $(#[tokio::test]
            async fn $behaviour() {
                super::$behaviour(Place::redis()).await;
            })+
        }
    };
}
use over_both;

/// Where the queues of a test are kept.
enum Place {
    Memory,
    #[cfg(feature = "redis")]
    Redis(crate::kernel::tests::redis::Redis),
    /// The Redis of somebody else.
    #[cfg(feature = "redis")]
    At(String),
}

impl Place {
    #[cfg(feature = "redis")]
    fn redis() -> Self {
        Self::Redis(crate::kernel::tests::redis::Redis::start())
    }
}

#[cfg(feature = "redis")]
fn at(url: String) -> Group<runa_schema::settings::RedisSettings> {
    use runa_schema::value::{RedisUrl, Secret};
    Group(runa_schema::settings::RedisSettings { url: RedisUrl(Secret::new(url)), prefix: "runa".into() })
}

/// A job of the tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Welcome {
    to: String,
}

fn welcome(to: &str) -> Welcome {
    Welcome { to: to.to_owned() }
}

/// Settings that let a test be quick.
fn quick() -> OneQueueSettings {
    let (min, max_delay) = (Duration::from_millis(5), Duration::from_millis(20));
    OneQueueSettings {
        concurrency: 4,
        lease: Duration::from_millis(600),
        capacity: 100,
        retry: Group(RetrySettings { max: 2, min, max_delay }),
    }
}

/// One process with a queue `emails`.
struct House {
    parts: Parts,
    queues: Queues,
    joined: Joined,
    /// As long as it lives.
    tasks: tokio::task::JoinSet<()>,
}

impl House {
    /// Installs it. It does not run yet.
    async fn install(place: &Place, settings: OneQueueSettings) -> Self {
        let mut config = QueueSettings {
            memory: Some(Group(MemorySettings {})),
            redis: None,
            queues: Groups(vec![("emails".into(), settings)]),
        };
        match place {
            Place::Memory => {}
            #[cfg(feature = "redis")]
            Place::Redis(server) => config.redis = Some(at(server.url())),
            #[cfg(feature = "redis")]
            Place::At(url) => config.redis = Some(at(url.clone())),
        }
        let parts = parts("127.0.0.1:0", None);
        let mut installer = Installer { provider: "queue", parts: &parts, joined: Joined::default() };
        let queues = Queues::install(config, (), &mut installer).await.unwrap();
        let mut joined = installer.joined;
        let mut tasks = tokio::task::JoinSet::new();
        for task in joined.tasks.drain(..) {
            tasks.spawn(async move { task.work.run().await.unwrap() });
        }
        Self { parts, queues, joined, tasks }
    }

    /// Installs it, and lets it run.
    async fn run(place: &Place, settings: OneQueueSettings) -> Self {
        let house = Self::install(place, settings).await;
        house.parts.life.advance(Phase::Running);
        house
    }

    fn emails(&self) -> Queue {
        self.queues.named("emails").unwrap()
    }

    async fn push(&self, to: &str) -> JobId {
        self.emails().push(&welcome(to)).await.unwrap()
    }

    /// Lets it drain as the kernel does.
    async fn drain(&mut self, share: Duration) {
        self.parts.life.advance(Phase::Draining);
        for ending in self.joined.drain.drain(..) {
            timeout(share, ending(share)).await.expect("it drains within its share").unwrap();
        }
    }

    fn driver(&self) -> &dyn driver::Driver {
        &*self.queues.lines[0].driver
    }

    async fn counts(&self) -> Counts {
        self.emails().counts().await.unwrap()
    }

    /// Waits until the queue stands as wanted.
    async fn until(&self, what: &str, wanted: impl Fn(&Counts) -> bool) -> Counts {
        let reached = timeout(PATIENCE, async {
            loop {
                match self.emails().counts().await {
                    Ok(counts) if wanted(&counts) => return counts,
                    _ => sleep(Duration::from_millis(5)).await,
                }
            }
        });
        let Ok(counts) = reached.await else { panic!("never: {what}; {:?}", self.emails().counts().await) };
        counts
    }

    /// Waits until nothing waits, and nothing runs.
    async fn until_idle(&self) {
        self.until("idle", |counts| counts.waiting + counts.delayed + counts.running == 0).await;
    }

    /// The value of a sample of the metrics.
    fn sample(&self, series: &str) -> Option<f64> {
        let text = self.parts.metrics.text(Form::Classic);
        text.lines().find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
    }
}

/// What handlers have pen.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn add(&self, note: impl Into<String>) {
        self.0.lock().unwrap().push(note.into());
    }

    fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    /// Waits until there are so many.
    async fn until(&self, many: usize) -> Vec<String> {
        let reached = timeout(PATIENCE, async {
            while self.0.lock().unwrap().len() < many {
                sleep(Duration::from_millis(2)).await;
            }
        });
        assert!(reached.await.is_ok(), "never {many} notes: {:?}", self.all());
        self.all()
    }
}
