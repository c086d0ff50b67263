//! Keeps one connection up: connects, watches it, replaces it.

use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, cmd};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::task::AbortOnDropHandle;

use super::away::{Away, plain};
use super::target::Target;
use super::{Use, stream};

/// How long connecting may take, from the first packet to the first answer.
const CONNECT: Duration = Duration::from_secs(1);

/// How often a shared connection is asked for a sign of life, and how long that may take.
const PULSE: Duration = Duration::from_secs(1);

/// The first pause between two attempts. It doubles up to [`CAP`].
const FIRST: Duration = Duration::from_millis(25);

/// The longest pause between two attempts: with it a server that is back is found again within a second.
const CAP: Duration = Duration::from_millis(500);

/// How many calls can wait to be written.
const BUFFER: usize = 512;

/// A connection that stands.
#[derive(Clone)]
pub(super) struct Link {
    pub(super) connection: MultiplexedConnection,
    /// Which one it is, counted from 1.
    pub(super) number: u64,
}

/// How it stands.
#[derive(Clone)]
pub(super) enum State {
    /// There is none, for a moment: the first attempt since the start or since the last connection is under way.
    Connecting {
        since: Instant,
        reason: String,
    },
    Up(Link),
    /// There is none, and at least one attempt has failed.
    Away {
        since: Instant,
        reason: String,
    },
}

impl State {
    /// Since when there is none.
    fn since(&self) -> Instant {
        match self {
            Self::Connecting { since, .. } | Self::Away { since, .. } => *since,
            Self::Up(_) => Instant::now(),
        }
    }
}

/// The connections to one server, one after another.
pub(super) struct Links {
    target: Target,
    purpose: Use,
    state: watch::Sender<State>,
    doubts: Notify,
    /// The last connection that is to be given up.
    condemned: AtomicU64,
}

impl Links {
    pub(super) fn new(target: Target, purpose: Use) -> Self {
        let reason = format!("redis at {target} has not been reached yet");
        let state = watch::Sender::new(State::Connecting { since: Instant::now(), reason });
        Self { target, purpose, state, doubts: Notify::new(), condemned: AtomicU64::new(0) }
    }

    pub(super) const fn target(&self) -> &Target {
        &self.target
    }

    pub(super) const fn purpose(&self) -> Use {
        self.purpose
    }

    pub(super) fn state(&self) -> State {
        self.state.borrow().clone()
    }

    /// Waits for a state.
    pub(super) async fn settled(&self, wanted: impl FnMut(&State) -> bool) -> State {
        let mut changes = self.state.subscribe();
        match changes.wait_for(wanted).await {
            Ok(state) => state.clone(),
            // The sender lives in `self`, so the channel cannot be closed.
            Err(_) => self.state(),
        }
    }

    /// Lets the connection prove that it lives.
    pub(super) fn doubt(&self) {
        self.doubts.notify_one();
    }

    /// Gives up the connection `number`, if it still stands.
    pub(super) fn condemn(&self, number: u64) {
        self.condemned.fetch_max(number, Ordering::Relaxed);
        self.doubts.notify_one();
    }

    pub(super) fn is_condemned(&self, number: u64) -> bool {
        self.condemned.load(Ordering::Relaxed) >= number
    }

    /// Ends with the reason why the connection is not to be used any more.
    async fn watch(&self, link: Link, mut driver: AbortOnDropHandle<()>) -> String {
        let target = &self.target;
        let Link { mut connection, number } = link;
        loop {
            tokio::select! {
                biased;
                _ = &mut driver => return format!("the connection to redis at {target} is lost: the server has closed it"),
                () = self.doubts.notified() => {}
                () = sleep(PULSE), if self.purpose == Use::Shared => {}
            }
            if self.is_condemned(number) {
                return format!("the connection to redis at {target} is being replaced");
            }
            if self.purpose == Use::Waiting {
                continue;
            }
            match timeout(PULSE, alive(&self.target, &mut connection)).await {
                Ok(Ok(())) => {}
                Ok(Err(reason)) => return reason,
                Err(_) => return Away::late(target, PULSE).into_reason(),
            }
        }
    }
}

/// Connects, again and again, for as long as it is polled.
pub(super) async fn keep(links: Arc<Links>) {
    let mut pause = FIRST;
    for number in 1.. {
        let since = links.state.borrow().since();
        match connect(&links.target).await {
            Ok((connection, driver)) => {
                let link = Link { connection, number };
                links.state.send_replace(State::Up(link.clone()));
                let began = Instant::now();
                let reason = links.watch(link, driver).await;
                links.state.send_replace(State::Connecting { since: Instant::now(), reason });
                if began.elapsed() >= PULSE {
                    // It stood, so the next attempt is worth making at once.
                    pause = FIRST;
                    continue;
                }
            }
            Err(reason) => {
                links.state.send_replace(State::Away { since, reason });
            }
        }
        sleep(pause.mul_f64(spread())).await;
        pause = (pause * 2).min(CAP);
    }
}

/// Between a half and one, so that processes that lost a server together do not come back together. No more random than that needs.
fn spread() -> f64 {
    let random = RandomState::new().hash_one(0_u8);
    0.5 + f64::from(u16::try_from(random & 0xFFFF).unwrap_or_default()) / f64::from(u16::MAX) / 2.0
}

async fn connect(target: &Target) -> Result<(MultiplexedConnection, AbortOnDropHandle<()>), String> {
    let connecting = async {
        let stream =
            stream::open(target).await.map_err(|error| format!("cannot reach redis at {target}: {}", plain(&error)))?;
        // Deadlines are the callers'.
        let config = AsyncConnectionConfig::new().set_response_timeout(None).set_pipeline_buffer_size(BUFFER);
        let (mut connection, driver) = MultiplexedConnection::new_with_config(&target.login, stream, config)
            .await
            .map_err(|error| Away::of(target, &error).into_reason())?;
        let driver = AbortOnDropHandle::new(tokio::spawn(driver));
        alive(target, &mut connection).await?;
        Ok((connection, driver))
    };
    timeout(CONNECT, connecting)
        .await
        .unwrap_or_else(|_| Err(format!("cannot reach redis at {target}: no answer within {CONNECT:?}")))
}

/// Whether the server answers, and serves.
async fn alive(target: &Target, connection: &mut MultiplexedConnection) -> Result<(), String> {
    let Err(error) = cmd("PING").query_async::<()>(connection).await else { return Ok(()) };
    let away = Away::of(target, &error);
    // A user without the right to ask has got an answer all the same.
    if away.code() == Some("NOPERM") { Ok(()) } else { Err(away.into_reason()) }
}
