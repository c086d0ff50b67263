//! `redis`: many processes, one store. Four keys a service, all in one slot:
//!
//! | key | type | what |
//! |---|---|---|
//! | `…:head` | hash | epoch, version, time of the last heartbeat of anybody, until when nobody expires, the last incarnation |
//! | `…:beats` | sorted set | until when each id counts as alive |
//! | `…:instances` | hash | by id: incarnation, start, what the instance tells of itself |
//! | `…:changes` | stream | the last thousand changes or so, each with epoch and version |
//!
//! A heartbeat is one script, a list is one transaction, and changes are waited for in the server, on a connection of their own: so a change
//! is known everywhere as soon as it happens, and costs nothing while there is none. A poll would be late or dear, a channel would lose
//! what is published while a connection is replaced, and a stream tells both what changed and whether something was missed.

mod answer;

use std::future::Future;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::time::Duration;

use redis::streams::{StreamRangeReply, StreamReadReply};
use redis::{Script, cmd, pipe};
use runa_schema::settings::RedisSettings;

use super::driver::{Answer, Beat, Beaten, Change, Claim, Driver, Listing, Position};
use crate::kernel::redis::{Away, Reach, Redis};
use crate::kernel::{Error, Result};

/// How long a list may take: ten thousand instances are a few megabytes.
const LIST: Duration = Duration::from_secs(2);

/// How long changes are waited for at a time, at most.
const WAIT: Duration = Duration::from_secs(5);

/// How many changes are read at a time. More are fetched with the next call.
const BATCH: usize = 1_000;

pub(super) struct InRedis {
    service: &'static str,
    redis: Redis,
    waiting: Redis,
    keys: [String; 4],
    beat: Script,
    leave: Script,
    /// How long a heartbeat may take.
    deadline: Duration,
    /// How long changes are waited for at a time.
    patience: Duration,
}

impl InRedis {
    pub(super) fn open(settings: &RedisSettings, interval: Duration, service: &'static str) -> Result<Self> {
        let redis = Redis::open(settings, "cluster")?;
        let key = |leaf| redis.key(&["cluster", service], &[leaf]);
        Ok(Self {
            service,
            keys: [key("head"), key("beats"), key("instances"), key("changes")],
            waiting: redis.waiting(),
            redis,
            beat: Script::new(include_str!("beat.lua")),
            leave: Script::new(include_str!("leave.lua")),
            deadline: interval.clamp(Duration::from_millis(200), Duration::from_secs(2)),
            patience: interval.clamp(Duration::from_millis(200), WAIT),
        })
    }

    async fn beat_once(&self, beat: Beat<'_>) -> Result<Beaten> {
        let (claim, incarnation) = match beat.claim {
            Claim::New => ("new", 0),
            Claim::Anew(incarnation) => ("anew", incarnation),
            Claim::Again(incarnation) => ("again", incarnation),
            Claim::Still(incarnation) => ("still", incarnation),
        };
        // What a store that has lost its data calls itself from now on; the first who comes decides.
        let epoch = format!("{:016x}", RandomState::new().hash_one(beat.id));
        let mut call = self.beat.prepare_invoke();
        call.key(&self.keys).arg(beat.id).arg(claim).arg(incarnation);
        call.arg(milliseconds(beat.ttl)).arg(milliseconds(beat.uptime)).arg(beat.body).arg(epoch);
        call.arg(beat.started.unwrap_or(0));
        answer::beaten(self.redis.script(&call, self.deadline).await.map_err(|away| error(&away))?)
    }

    async fn leave_once(&self, id: &str, incarnation: u64, deadline: Duration) -> Result<()> {
        let mut call = self.leave.prepare_invoke();
        call.key(&self.keys).arg(id).arg(incarnation);
        self.redis.script(&call, deadline).await.map_err(|away| error(&away))
    }

    async fn list_once(&self) -> Result<Listing> {
        let [head, beats, instances, changes] = &self.keys;
        let mut whole = pipe();
        whole.atomic().cmd("TIME");
        whole.cmd("HMGET").arg(head).arg(&["epoch", "version", "grace"]);
        whole.cmd("ZRANGE").arg(beats).arg(0).arg(-1).arg("WITHSCORES");
        whole.cmd("HGETALL").arg(instances);
        whole.cmd("XREVRANGE").arg(changes).arg("+").arg("-").arg("COUNT").arg(1);
        let (time, head, beats, instances, last): (_, _, _, _, StreamRangeReply) =
            self.redis.pipeline(&whole, LIST).await.map_err(|away| error(&away))?;
        Ok(answer::listing(self.service, time, head, beats, instances, last))
    }

    async fn times_once(&self) -> Result<Vec<(String, u64)>> {
        let mut call = cmd("ZRANGE");
        call.arg(&self.keys[1]).arg(0).arg(-1).arg("WITHSCORES");
        let times: Vec<(String, f64)> = self.redis.call(&call, self.deadline).await.map_err(|away| error(&away))?;
        Ok(times.into_iter().map(|(id, until)| (id, answer::whole(until))).collect())
    }

    async fn changes_after(&self, position: &Position) -> Result<Vec<Change>> {
        let mut call = cmd("XREAD");
        call.arg("COUNT").arg(BATCH).arg("BLOCK").arg(milliseconds(self.patience));
        call.arg("STREAMS").arg(&self.keys[3]).arg(&position.cursor);
        let read: Option<StreamReadReply> =
            self.waiting.call(&call, self.patience + self.deadline).await.map_err(|away| error(&away))?;
        Ok(answer::changes(&read.unwrap_or_default()))
    }
}

impl Driver for InRedis {
    fn beat<'a>(&'a self, beat: Beat<'a>) -> Answer<'a, Beaten> {
        Box::pin(self.beat_once(beat))
    }

    fn leave<'a>(&'a self, id: &'a str, incarnation: u64, deadline: Duration) -> Answer<'a, ()> {
        Box::pin(self.leave_once(id, incarnation, deadline))
    }

    fn list(&self) -> Answer<'_, Listing> {
        Box::pin(self.list_once())
    }

    fn times(&self) -> Answer<'_, Vec<(String, u64)>> {
        Box::pin(self.times_once())
    }

    fn changes<'a>(&'a self, position: &'a Position) -> Answer<'a, Vec<Change>> {
        Box::pin(self.changes_after(position))
    }

    fn away(&self) -> Option<String> {
        match self.redis.reach() {
            // What is only a moment away is not away.
            Reach::Connected | Reach::Connecting { .. } => None,
            Reach::Away { reason, .. } => Some(reason),
        }
    }

    fn back(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(self.redis.reached())
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

fn error(away: &Away) -> Error {
    Error::new(away.to_string())
}
