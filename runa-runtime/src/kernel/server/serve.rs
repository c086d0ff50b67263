//! The accept loop, and the server as its owner sees it.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioExecutor;
use hyper_util::server::conn::auto;
use runa_schema::settings::ServerSettings;
use runa_schema::value::Address;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::accept::{Accept, of_one_connection};
use super::closed::Closed;
use super::connection;
use super::door::{Door, Guests, Level, Still};
use super::introduction::Introduction;
use super::io::Noted;
use super::listener::Listeners;
use super::peer::Peer;
use super::service::Answers;
use super::shortage::{Shortage, Turned};
use super::tls::Tls;
use crate::kernel::given_up::{GivenUp, Lost, Named};
use crate::kernel::request::Front;

/// How long a handshake that has begun may take when the listener closes, with a client at the other end of the world.
pub(super) const ROUND_TRIP: Duration = Duration::from_millis(50);

/// How often those who wait before a closing listener are tried when there are no files for them.
const AGAIN: Duration = Duration::from_millis(5);

/// How long they may take to be turned away when everybody is given up.
const TURNING_AWAY: Duration = Duration::from_secs(1);

/// How often it is said that there is no room for more connections.
const FULL_AGAIN: Duration = Duration::from_mins(1);

/// The limits of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) first_byte_timeout: Duration,
    pub(crate) header_timeout: Duration,
    pub(crate) keep_alive: Duration,
    pub(crate) write_timeout: Duration,
    pub(crate) max_connections: u32,
    pub(crate) h2_streams: u32,
    pub(crate) h2_resets: u32,
    /// The longest head, in bytes.
    pub(crate) head_limit: u32,
    /// What a handshake that has begun is waited for when the listener closes. Zero where all clients are of this machine: theirs ends
    /// when it begins.
    pub(crate) round_trip: Duration,
}

impl From<&ServerSettings> for Limits {
    fn from(settings: &ServerSettings) -> Self {
        Self {
            first_byte_timeout: settings.first_byte_timeout,
            header_timeout: settings.header_timeout,
            keep_alive: settings.keep_alive,
            write_timeout: settings.write_timeout,
            max_connections: settings.max_connections,
            h2_streams: settings.h2.streams,
            h2_resets: settings.h2.resets,
            head_limit: u32::try_from(settings.head_limit.0).unwrap_or(u32::MAX),
            round_trip: ROUND_TRIP,
        }
    }
}

/// What all connections of a server share.
#[derive(Debug)]
pub(super) struct Setup {
    pub(super) http: auto::Builder<TokioExecutor>,
    pub(super) limits: Limits,
    pub(super) tls: Option<Tls>,
    pub(super) closed: Closed,
}

/// A server that runs. Dropping it drops its connections.
#[derive(Debug)]
pub(crate) struct Server {
    addresses: Vec<Address>,
    door: Arc<Door>,
    /// Cancelled when all were taken who could be.
    accepted: CancellationToken,
    /// Cancelled when the accept loop has ended.
    over: CancellationToken,
}

impl Server {
    /// Serves `front` on `listeners` while the future is polled, which takes the connections. Each is a task of its own. Must be called
    /// inside a runtime.
    ///
    /// The future is no task too, so that it is polled by the thread that runs `main`: a handler that blocks a worker cannot keep it from
    /// taking connections.
    pub(crate) fn start(
        listeners: Listeners,
        front: Front,
        limits: Limits,
        tls: Option<Tls>,
        given_up: Arc<GivenUp>,
        closed: Closed,
    ) -> (Self, impl Future<Output = ()> + Send + use<>) {
        let addresses = listeners.addresses();
        Self::over(listeners, addresses, front, limits, tls, given_up, closed)
    }

    /// The same for whatever brings connections.
    pub(super) fn over<A: Accept>(
        listener: A,
        addresses: Vec<Address>,
        front: Front,
        limits: Limits,
        tls: Option<Tls>,
        given_up: Arc<GivenUp>,
        closed: Closed,
    ) -> (Self, impl Future<Output = ()> + Send + use<A>) {
        let mut http = auto::Builder::new(TokioExecutor::new());
        // Answers by reset that a client's faults force have hyper's own bound, 1024 a connection.
        let resets = usize::try_from(limits.h2_resets).unwrap_or(usize::MAX);
        http.http2().max_concurrent_streams(limits.h2_streams).max_pending_accept_reset_streams(resets);
        // As much is kept of a connection while it idles, and as much of an answer is gathered before it goes out.
        let head = usize::try_from(limits.head_limit).unwrap_or(usize::MAX);
        http.http1().max_buf_size(head);
        http.http2().max_header_list_size(limits.head_limit);
        // WebSockets over HTTP/2, as `axum::serve` takes them.
        http.http2().enable_connect_protocol();
        let door = Door::new(limits.max_connections, given_up, closed.clone());
        let setup = Arc::new(Setup { http, limits, tls, closed });
        let accepted = CancellationToken::new();
        let (done, over) = (accepted.clone().drop_guard(), CancellationToken::new());
        let ends = over.clone().drop_guard();
        let accepting = accept_all(listener, shown(&addresses), front, setup, Arc::clone(&door), done);
        let accepting = async move {
            accepting.await;
            drop(ends);
        };
        (Self { addresses, door, accepted, over }, accepting)
    }

    /// Where it listens.
    pub(crate) fn addresses(&self) -> &[Address] {
        &self.addresses
    }

    /// The address of the first listener.
    #[cfg(test)]
    pub(crate) fn address(&self) -> std::net::SocketAddr {
        // Tests of the network listen there.
        #[allow(clippy::unwrap_used, reason = "a test may panic")]
        self.addresses[0].tcp().unwrap()
    }

    /// Still takes connections and requests, but sends HTTP/2 clients elsewhere. (HTTP/1 clients are told by the request path.)
    pub(crate) fn leave(&self) {
        self.door.move_to(Level::Leaving);
    }

    /// How many have sent a part of a head.
    #[cfg(test)]
    pub(super) fn heads(&self) -> usize {
        self.door.heads()
    }

    /// Takes what is in the backlog and closes the listener. Those for whom there are no files are taken while [`ended`](Self::ended)
    /// waits. Idle connections end, others end with the request that they have.
    pub(crate) async fn close(&self) {
        self.door.move_to(Level::Closed);
        self.accepted.cancelled().await;
    }

    /// Those that are served.
    pub(crate) fn guests(&self) -> Guests {
        Guests(Arc::clone(&self.door))
    }

    /// How much is still inside.
    pub(crate) fn still(&self) -> Still {
        self.door.still()
    }

    /// Waits until the last connection has ended, at most for `grace`. `Err` says what was given up. Connections that were upgraded are
    /// waited for, but have no request that could be lost: when only they are left it is `Ok`.
    pub(crate) async fn ended(&self, grace: Duration) -> Result<(), Lost> {
        let done = async {
            self.over.cancelled().await;
            self.door.empty().await;
        };
        if timeout(grace, done).await.is_ok() {
            return Ok(());
        }
        let mut lost = self.door.give_up().await;
        // It ends soon, now that nobody is served any more.
        if timeout(TURNING_AWAY, self.over.cancelled()).await.is_ok() {
            lost.turned = self.door.turned.get().copied().unwrap_or_default();
        }
        let (upgraded, owners) = (lost.still.upgraded, Named(&self.door.owners()));
        if upgraded > 0 {
            tracing::info!(target: "runa", upgraded, "upgraded connections end with the process{owners}");
        }
        if lost.still.connections == upgraded && lost.turned == Turned::default() { Ok(()) } else { Err(lost) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.door.move_to(Level::Aborted);
    }
}

fn shown(addresses: &[Address]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

async fn accept_all<A: Accept>(
    mut listener: A,
    address: String,
    front: Front,
    setup: Arc<Setup>,
    door: Arc<Door>,
    done: DropGuard,
) {
    let admit = |(socket, peer): (A::Io, Peer), room: Option<OwnedSemaphorePermit>| {
        let (pulse, place) = door.enter(room, peer);
        let answers = Answers {
            front: front.clone(),
            introduction: Introduction::of(peer),
            pulse: Arc::clone(&pulse),
            resets: setup.limits.h2_resets,
        };
        // Through a socket in the file system comes a proxy of this machine.
        let tls = setup.tls.as_ref().filter(|_| peer != Peer::Unix);
        let socket = Noted::new(Tls::begin(tls, socket), pulse, place);
        tokio::spawn(connection::serve(socket, answers, Arc::clone(&setup), Arc::clone(&door)));
    };
    let mut shortage = Shortage::new(address.clone(), setup.closed.clone());
    let mut said_full: Option<Instant> = None;
    loop {
        let mut room = door.try_room();
        if room.is_none() {
            if said_full.is_none_or(|said| said.elapsed() > FULL_AGAIN) {
                said_full = Some(Instant::now());
                tracing::warn!(target: "runa", address, max_connections = setup.limits.max_connections,
                    "as many connections as `server.max_connections` allows: more must wait");
            }
            tokio::select! {
                biased;
                () = door.closed() => break,
                freed = door.room() => room = freed,
            }
        }
        let accepted = tokio::select! {
            biased;
            () = door.closed() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(connection) => {
                shortage.ends();
                admit(connection, room);
            }
            Err(error) if of_one_connection(&error) => {}
            Err(error) => {
                shortage.refuse(&error, &mut listener, setup.tls.is_some());
                let pause = shortage.begins(&error);
                tokio::select! {
                    () = door.closed() => break,
                    () = sleep(pause) => {}
                }
            }
        }
    }
    // A connection that completes between our last accept and the close would be reset. So no new ones begin, and those that have
    // begun get the time of a round trip; clients that come later try again, and find the next instance.
    if listener.ignore_new() && !setup.limits.round_trip.is_zero() {
        let mut settled = pin!(sleep(setup.limits.round_trip));
        loop {
            tokio::select! {
                () = &mut settled => break,
                accepted = listener.accept() => match accepted {
                    Ok(connection) => admit(connection, None),
                    Err(error) if of_one_connection(&error) => {}
                    Err(_) => sleep(AGAIN).await,
                },
            }
        }
    }
    let mut done = Some(done);
    let mut backlog = listener.backlog();
    loop {
        match backlog() {
            Ok(Some(connection)) => admit(connection, None),
            Ok(None) => break,
            // Who has come while we were open is served as soon as another connection has ended, or told at last.
            Err(error) => {
                shortage.begins(&error);
                drop(done.take());
                tokio::select! {
                    () = door.aborted() => {
                        let _ = door.turned.set(shortage.turn_away(backlog, setup.tls.is_some()).await);
                        break;
                    }
                    () = sleep(AGAIN) => {}
                }
            }
        }
    }
}
