//! The driver that keeps queues in Redis, as streams with consumer groups.

mod promises;
mod scripts;
mod wake;

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::redis::{FromRedisValue, ScriptInvocation};
use runa_schema::settings::RedisSettings;
use tokio::sync::Notify;
use tokio_util::task::AbortOnDropHandle;

use super::dead::DeadLetter;
use super::driver::{Counts, Delivery, Doing, Driver, End, Fault, How, Settled, Taken, Ticket};
use super::error::PushError;
use super::job::{JobId, time};
use super::memory::lost;
use crate::kernel::Result;
use crate::kernel::redis::{Away, Redis};
use scripts::{Keys, Scripts};
use wake::Bell;

/// How long a call may take.
const DEADLINE: Duration = Duration::from_secs(2);

/// Where all queues of the process are kept.
pub(super) struct Place {
    redis: Redis,
    scripts: Arc<Scripts>,
    waker: Arc<Waker>,
    service: &'static str,
    /// What this process is called there: unique per boot.
    me: Arc<str>,
}

/// Listens for wake-ups, once somebody wants to be woken.
struct Waker {
    redis: Redis,
    bells: Vec<Bell>,
    listening: OnceLock<AbortOnDropHandle<()>>,
}

/// One queue.
pub(super) struct Stream {
    name: Box<str>,
    redis: Redis,
    scripts: Arc<Scripts>,
    waker: Arc<Waker>,
    keys: Keys,
    news: Arc<Notify>,
    me: Arc<str>,
    lease: Duration,
    attempts: u32,
}

impl Place {
    /// Begins to connect.
    pub(super) fn open(settings: &RedisSettings, service: &'static str, queues: &[&str]) -> Result<Self> {
        let redis = Redis::open(settings, "queue")?;
        let bell = |name: &&str| Bell { key: keys(&redis, service, name).wake().to_owned(), worker: Arc::default() };
        let bells = queues.iter().map(bell).collect();
        let waker = Arc::new(Waker { redis: redis.clone(), bells, listening: OnceLock::new() });
        let me = format!("{}-{}", std::process::id(), JobId::make()).into();
        Ok(Self { redis, scripts: Arc::new(Scripts::new()), waker, service, me })
    }

    /// One of the queues.
    pub(super) fn queue(&self, name: &str, lease: Duration, attempts: u32) -> Stream {
        let keys = keys(&self.redis, self.service, name);
        let bell = self.waker.bells.iter().find(|bell| bell.key == keys.wake());
        Stream {
            name: name.into(),
            redis: self.redis.clone(),
            scripts: Arc::clone(&self.scripts),
            waker: Arc::clone(&self.waker),
            news: bell.map(|bell| Arc::clone(&bell.worker)).unwrap_or_default(),
            keys,
            me: Arc::clone(&self.me),
            lease,
            attempts,
        }
    }

    /// Warns of what the server does not promise, when it is there.
    pub(super) fn promises(&self) -> impl Future<Output = Result<()>> + Send + 'static {
        let redis = self.redis.clone();
        async move {
            promises::warn(redis).await;
            Ok(())
        }
    }
}

fn keys(redis: &Redis, service: &str, queue: &str) -> Keys {
    Keys::new(|leaf| redis.key(&["queue", service, queue], &[leaf]))
}

impl Stream {
    async fn ask<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<T, Fault> {
        self.redis.script(script, DEADLINE).await.map_err(|away| fault(&away))
    }

    async fn take_now(&self, most: usize, sweep: bool) -> Result<Taken, Fault> {
        type Found = (String, u64, String, u32, u64, Vec<u8>);
        let mut script = self.keys.of(&self.scripts.take);
        script.arg(&*self.me).arg(most).arg(whole(self.lease)).arg(self.attempts).arg(u8::from(sweep));
        script.arg(lost(self.attempts));
        let (found, buried, due, out): (Vec<Found>, Vec<(String, u32)>, i64, usize) = self.ask(&script).await?;
        let delivery = |(entry, turn, id, attempt, pushed, payload): Found| {
            Some(Delivery {
                ticket: Ticket { entry: place(&entry)?, turn },
                id: id.parse().ok()?,
                attempt,
                pushed,
                payload,
            })
        };
        Ok(Taken {
            jobs: found.into_iter().filter_map(delivery).collect(),
            buried: buried.into_iter().filter_map(|(id, attempts)| Some((id.parse().ok()?, attempts))).collect(),
            due: u64::try_from(due).ok().map(Duration::from_millis),
            out,
        })
    }

    async fn settle_now(&self, ends: &[End]) -> Result<Vec<Settled>, Fault> {
        let mut script = self.keys.of(&self.scripts.settle);
        script.arg(&*self.me);
        for End { ticket, how } in ends {
            script.arg(entry(ticket)).arg(ticket.turn);
            match how {
                How::Done => script.arg("done").arg(""),
                How::Again { after } => script.arg("again").arg(whole(*after)),
                How::Dead { reason } => script.arg("dead").arg(reason),
                How::Back { counted } => script.arg("back").arg(u8::from(!counted)),
            };
        }
        let answers: Vec<u8> = self.ask(&script).await?;
        let settled = |answer: &u8| match answer {
            0 => Settled::Yes,
            1 => Settled::Lost,
            _ => Settled::Gone,
        };
        Ok(answers.iter().map(settled).collect())
    }

    async fn renew_now(&self, tickets: &[Ticket]) -> Result<Vec<Ticket>, Fault> {
        let mut script = self.keys.of(&self.scripts.renew);
        script.arg(&*self.me);
        for ticket in tickets {
            script.arg(entry(ticket)).arg(ticket.turn);
        }
        let lost: Vec<usize> = self.ask(&script).await?;
        Ok(lost.into_iter().filter_map(|place| tickets.get(place).copied()).collect())
    }

    async fn count_all(&self) -> Result<Counts, Fault> {
        let mut script = self.keys.of(&self.scripts.count);
        script.arg(whole(self.lease.saturating_mul(3)));
        let (waiting, delayed, running, dead, oldest): (u64, u64, u64, u64, i64) = self.ask(&script).await?;
        let oldest = u64::try_from(oldest).ok().map(Duration::from_millis);
        Ok(Counts { waiting, delayed, running, dead, oldest })
    }

    async fn letters(&self, most: usize, cut: usize) -> Result<Vec<DeadLetter>, Fault> {
        type Found = (String, u32, Vec<u8>, u64, u64, Vec<u8>);
        let mut script = self.keys.of(&self.scripts.dead);
        script.arg(most).arg(cut.min(i32::MAX as usize));
        let found: Vec<Found> = self.ask(&script).await?;
        let letter = |(id, attempts, reason, since, pushed, job): Found| {
            Some(DeadLetter {
                id: id.parse().ok()?,
                attempts,
                reason: String::from_utf8_lossy(&reason).into_owned(),
                since: time(since),
                pushed_at: time(pushed),
                payload: String::from_utf8_lossy(&job).into_owned(),
            })
        };
        Ok(found.into_iter().filter_map(letter).collect())
    }

    async fn exhume(&self, id: JobId, again: bool) -> Result<bool, Fault> {
        let mut script = self.keys.of(&self.scripts.revive);
        script.arg(id.to_string()).arg(u8::from(again));
        self.ask(&script).await
    }
}

impl Driver for Stream {
    fn push(&self, id: JobId, payload: Vec<u8>, delay: Duration) -> Doing<'_, Result<(), PushError>> {
        Box::pin(async move {
            let mut script = self.keys.of(&self.scripts.push);
            script.arg(id.to_string()).arg(payload).arg(whole(delay));
            let away = |fault: Fault| PushError::Away { queue: self.name.to_string(), reason: fault.0 };
            self.ask::<()>(&script).await.map_err(away)
        })
    }

    fn begin(&self) {
        let Waker { redis, bells, listening } = &*self.waker;
        listening.get_or_init(|| AbortOnDropHandle::new(tokio::spawn(wake::listen(redis.waiting(), bells.clone()))));
    }

    fn take(&self, most: usize, sweep: bool) -> Doing<'_, Result<Taken, Fault>> {
        Box::pin(self.take_now(most, sweep))
    }

    fn wait(&self) -> Doing<'_, ()> {
        Box::pin(self.news.notified())
    }

    fn renew<'a>(&'a self, tickets: &'a [Ticket]) -> Doing<'a, Result<Vec<Ticket>, Fault>> {
        Box::pin(self.renew_now(tickets))
    }

    fn settle<'a>(&'a self, ends: &'a [End]) -> Doing<'a, Result<Vec<Settled>, Fault>> {
        Box::pin(self.settle_now(ends))
    }

    fn count(&self) -> Doing<'_, Result<Counts, Fault>> {
        Box::pin(self.count_all())
    }

    fn dead(&self, most: usize, cut: usize) -> Doing<'_, Result<Vec<DeadLetter>, Fault>> {
        Box::pin(self.letters(most, cut))
    }

    fn revive(&self, id: JobId) -> Doing<'_, Result<bool, Fault>> {
        Box::pin(self.exhume(id, true))
    }

    fn delete(&self, id: JobId) -> Doing<'_, Result<bool, Fault>> {
        Box::pin(self.exhume(id, false))
    }

    fn leave(&self) -> Doing<'_, u64> {
        Box::pin(async {
            let mut script = self.keys.of(&self.scripts.leave);
            script.arg(&*self.me);
            // Whoever counts next removes it, if this does not.
            let _ = self.redis.script::<()>(&script, super::settle::DEADLINE).await;
            0
        })
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stream").field("redis", &self.redis).field("me", &self.me).finish_non_exhaustive()
    }
}

/// The reason, as the engine gives it. What a script says of itself stands for itself.
fn fault(away: &Away) -> Fault {
    Fault(away.to_string().replace("refuses: OLDREDIS ", ""))
}

/// Milliseconds, at least one if it is anything.
fn whole(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX).min(1 << 50)
}

/// `1700000000000-0` as two numbers.
fn place(entry: &str) -> Option<(u64, u64)> {
    let (time, number) = entry.split_once('-')?;
    Some((time.parse().ok()?, number.parse().ok()?))
}

fn entry(ticket: &Ticket) -> String {
    format!("{}-{}", ticket.entry.0, ticket.entry.1)
}
