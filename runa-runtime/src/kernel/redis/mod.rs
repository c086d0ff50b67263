//! Redis, as providers use it: one connection for everybody's commands, and one of its own for whoever waits in the server.
//!
//! What this promises, whatever happens to the server (away at start, killed, hanging, emptied, failing over, loading):
//! - No call takes longer than its deadline. While the server is known to be away a call fails at once, with the reason.
//! - It recovers by itself: within about a second of the server's return, calls work again.
//! - A connection on which the server hangs is dropped and replaced, so what waited on it does not stay in the way.
//! - A reason is a sentence for people, and holds neither user nor password.
//!
//! What it cannot promise: a call that ended with its deadline may still be carried out by the server later.
#![cfg_attr(
    not(all(test, feature = "queue", feature = "cluster")),
    allow(dead_code, reason = "each provider uses a part of it")
)]

mod away;
mod key;
mod link;
mod stream;
mod target;
#[cfg(feature = "redis-tls")]
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{Cmd, FromRedisValue, Pipeline, RedisResult, ScriptInvocation};
use runa_schema::settings::RedisSettings;
use tokio::time::{Instant, timeout_at};
use tokio_util::task::AbortOnDropHandle;

use super::Result;
use link::{Link, Links, State};
use target::Target;

pub(crate) use away::Away;

/// A server, and the connection to it. Cheap to clone; the connection is closed with the last clone.
#[derive(Clone)]
pub(crate) struct Redis {
    links: Arc<Links>,
    prefix: Arc<str>,
    /// Keeps the connection up.
    _keeper: Arc<AbortOnDropHandle<()>>,
}

/// Whether the server can be reached, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It answered a moment ago.
    Connected,
    /// Not for a moment: the first attempt since the start, or since the last connection, is under way.
    Connecting {
        /// Since when.
        since: Instant,
        /// Why.
        reason: String,
    },
    /// It does not.
    Away {
        /// Since when.
        since: Instant,
        /// Why.
        reason: String,
    },
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// Many calls at a time, each answered soon: it is asked for a sign of life each second.
    Shared,
    /// Calls that wait in the server, one at a time: a call that is given up takes its connection with it, since the server would answer
    /// nothing else before it.
    Waiting,
}

impl Redis {
    /// Begins to connect. Must be called inside a runtime.
    ///
    /// Errors: the address is none, or needs what is not built in. `what` is the provider that has the settings.
    pub(crate) fn open(settings: &RedisSettings, what: &'static str) -> Result<Self> {
        Ok(Self::begin(Target::of(settings, what)?, settings.prefix.as_str().into(), Use::Shared))
    }

    fn begin(target: Target, prefix: Arc<str>, purpose: Use) -> Self {
        let links = Arc::new(Links::new(target, purpose));
        let keeper = tokio::spawn(link::keep(Arc::clone(&links)));
        Self { links, prefix, _keeper: Arc::new(AbortOnDropHandle::new(keeper)) }
    }

    /// A connection of its own to the same server, for commands that wait there (`XREADGROUP … BLOCK`), one at a time. Their deadline is
    /// longer than they wait.
    pub(crate) fn waiting(&self) -> Self {
        Self::begin(self.links.target().clone(), Arc::clone(&self.prefix), Use::Waiting)
    }

    /// One command.
    pub(crate) async fn call<T: FromRedisValue>(&self, command: &Cmd, deadline: Duration) -> Result<T, Away> {
        self.within(deadline, async |mut connection| command.query_async(&mut connection).await).await
    }

    /// Several commands in one go.
    pub(crate) async fn pipeline<T: FromRedisValue>(&self, commands: &Pipeline, deadline: Duration) -> Result<T, Away> {
        self.within(deadline, async |mut connection| commands.query_async(&mut connection).await).await
    }

    /// A script, by its hash; it is loaded where the server does not know it.
    pub(crate) async fn script<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
        deadline: Duration,
    ) -> Result<T, Away> {
        self.within(deadline, async |mut connection| script.invoke_async(&mut connection).await).await
    }

    /// Whether the server can be reached. Asks nobody.
    pub(crate) fn reach(&self) -> Reach {
        match self.links.state() {
            State::Up(_) => Reach::Connected,
            State::Connecting { since, reason } => Reach::Connecting { since, reason },
            State::Away { since, reason } => Reach::Away { since, reason },
        }
    }

    /// Waits until the server can be reached.
    pub(crate) async fn reached(&self) {
        self.links.settled(|state| matches!(state, State::Up(_))).await;
    }

    /// Waits until the server cannot be reached.
    pub(crate) async fn lost(&self) {
        self.links.settled(|state| !matches!(state, State::Up(_))).await;
    }

    /// The name of a key: `prefix:{group}:leaf`. Keys of one group lie in one slot of a Redis Cluster, so one script can have them. Parts
    /// may hold any characters; different parts never make the same key.
    pub(crate) fn key(&self, group: &[&str], leaf: &[&str]) -> String {
        key::key(&self.prefix, group, leaf)
    }

    async fn within<T, F>(&self, deadline: Duration, work: F) -> Result<T, Away>
    where
        F: AsyncFnOnce(MultiplexedConnection) -> RedisResult<T>,
    {
        let until = Instant::now() + deadline;
        let Ok(link) = timeout_at(until, self.link()).await else {
            return Err(Away::late(self.links.target(), deadline));
        };
        let link = link?;
        // Dropped without an answer also when the caller gives up before.
        let mut unanswered = Unanswered { links: &self.links, number: Some(link.number) };
        let answer = timeout_at(until, work(link.connection)).await;
        match answer {
            Ok(Ok(answer)) => {
                unanswered.number = None;
                Ok(answer)
            }
            Ok(Err(error)) => {
                unanswered.number = None;
                let away = Away::of(self.links.target(), &error);
                if away.elsewhere() {
                    self.links.condemn(link.number);
                } else if away.ill() {
                    self.links.doubt();
                }
                Err(away)
            }
            Err(_) => {
                self.links.doubt();
                Err(Away::late(self.links.target(), deadline))
            }
        }
    }

    /// The connection, waited for while it is only a moment away.
    async fn link(&self) -> Result<Link, Away> {
        let settled = |state: &State| match state {
            State::Connecting { .. } => false,
            State::Up(link) => !self.links.is_condemned(link.number),
            State::Away { .. } => true,
        };
        match self.links.settled(settled).await {
            State::Up(link) => Ok(link),
            State::Connecting { reason, .. } | State::Away { reason, .. } => Err(Away::unreached(reason)),
        }
    }
}

/// A call that has no answer yet.
struct Unanswered<'a> {
    links: &'a Links,
    number: Option<u64>,
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        if let (Some(number), Use::Waiting) = (self.number, self.links.purpose()) {
            self.links.condemn(number);
        }
    }
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").field("at", self.links.target()).field("reach", &self.reach()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
