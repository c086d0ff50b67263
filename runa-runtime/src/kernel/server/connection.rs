//! One connection from its first byte to its last: HTTP by hyper, time limits and orderly ends by us.

use std::future::poll_fn;
use std::io;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, Sleep, sleep};

use super::closed::Reason;
use super::door::{Door, Level};
use super::io::Noted;
use super::pulse::{Pulse, State};
use super::serve::Setup;
use super::service::Answers;
use crate::kernel::given_up::Waited;

/// How long a connection without a single byte is kept once the listener is closed: its request may be under way, but a connection
/// that was opened in advance must not hold up the drain.
const LATE_FIRST_BYTE: Duration = Duration::from_secs(1);

/// How long an idle HTTP/2 client may take to answer our farewell.
const FAREWELL: Duration = Duration::from_secs(1);

/// How long half a head is waited for once the listener is closed.
const LATE_HEAD: Duration = Duration::from_secs(2);

/// How long a client may take to notice that its answer was the last, and to stop sending.
const LINGER: Duration = Duration::from_secs(2);

/// Serves one connection until it ends, by itself, by a time limit, or because the listener closes.
pub(super) async fn serve<I>(socket: Noted<I>, answers: Answers, setup: Arc<Setup>, door: Arc<Door>)
where
    I: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let pulse = Arc::clone(&answers.pulse);
    let peer = answers.introduction.peer;
    let mut http = pin!(setup.http.serve_connection_with_upgrades(TokioIo::new(socket), answers));
    let mut timer = pin!(sleep(setup.limits.first_byte_timeout));
    let mut watch = Watch {
        deadline: Some(timer.deadline()),
        armed: false,
        state: State::Fresh,
        begun: 0,
        farewell: false,
        late: None,
        last: false,
        blocked: None,
        reason: Some(Reason::FirstByteTimeout),
    };
    poll_fn(|cx| {
        pulse.watch(cx.waker());
        // An error is the client's: it has gone, or does not speak HTTP. hyper has answered what can be answered.
        loop {
            let level = door.level();
            if level == Level::Aborted {
                door.given_up.note(|| watch.state.without_a_request().map(|doing| Waited::Connection(peer, doing)));
                return Poll::Ready(());
            }
            if let Poll::Ready(ended) = http.as_mut().poll(cx) {
                if let Err(error) = ended
                    && is_of_what_was_sent(&*error)
                {
                    setup.closed.note_refused(peer, &*error);
                }
                return Poll::Ready(());
            }
            match watch.look(&pulse, level, &setup, timer.as_mut(), cx) {
                Then::Wait => return Poll::Pending,
                Then::Close => return Poll::Ready(()),
                Then::Farewell => http.as_mut().graceful_shutdown(),
            }
        }
    })
    .await;
}

/// Whether it is no HTTP/1, or no TLS; else the client has gone. (What ends HTTP/2 is no error of hyper's that says so.)
fn is_of_what_was_sent(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_parse)
        || error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::InvalidData)
}

/// What is to be done with a connection.
enum Then {
    /// Nothing.
    Wait,
    /// Drop it.
    Close,
    /// Let hyper end it: HTTP/1 after the request it has, HTTP/2 with GOAWAY. Then look again.
    Farewell,
}

/// What the task of a connection remembers between two looks.
struct Watch {
    /// When the present state has lasted too long.
    deadline: Option<Instant>,
    /// Whether the timer is running. It may ring before the deadline, and is then set again: so a busy connection, whose deadline moves
    /// with every request, leaves it alone.
    armed: bool,
    state: State,
    begun: u32,
    /// Whether hyper has been told to end.
    farewell: bool,
    /// The state for which the shorter limit of a closed listener is set.
    late: Option<State>,
    /// Whether its last limit is set, which nothing moves: it lingers.
    last: bool,
    /// How far the client had read when it last stopped to.
    blocked: Option<u32>,
    /// What it is closed for at its deadline, until that has been said.
    reason: Option<Reason>,
}

impl Watch {
    fn look(
        &mut self,
        pulse: &Pulse,
        level: Level,
        setup: &Setup,
        mut timer: Pin<&mut Sleep>,
        cx: &mut Context<'_>,
    ) -> Then {
        self.move_deadline(pulse, level, setup);
        if let Some(reason) = flood(pulse, setup) {
            self.say(Some(reason), pulse, setup);
            pulse.note_flood();
            return Self::close(pulse);
        }
        if !self.farewell && self.is_last(pulse, level) {
            self.farewell = true;
            if self.state == State::Idle && pulse.is_http2() {
                self.set(Instant::now() + FAREWELL, Some(Reason::Drain));
            }
            return Then::Farewell;
        }
        loop {
            let Some(deadline) = self.deadline else { return Then::Wait };
            if !self.armed || timer.deadline() > deadline {
                self.armed = true;
                timer.as_mut().reset(deadline);
            } else if !timer.is_elapsed() {
                return Then::Wait;
            }
            if timer.as_mut().poll(cx).is_pending() {
                return Then::Wait;
            }
            self.armed = false;
            if timer.deadline() >= deadline {
                return self.expired(pulse, setup);
            }
        }
    }

    fn move_deadline(&mut self, pulse: &Pulse, level: Level, setup: &Setup) {
        let state = pulse.state();
        let begun = pulse.begun();
        let written = pulse.take_written();
        let blocked = pulse.blocked();
        let limits = &setup.limits;
        // A client that does not read. One that idles and was told to end has less time still.
        let stalls = blocked.is_some() && (state == State::Busy || (state == State::Idle && !self.farewell));
        match state {
            _ if self.last => {}
            _ if pulse.is_lingering() => {
                self.last = true;
                // It had its answer.
                self.set(Instant::now() + LINGER, None);
            }
            _ if stalls && blocked == self.blocked => {}
            _ if stalls => self.set(Instant::now() + limits.write_timeout, Some(Reason::WriteTimeout)),
            State::Busy => self.deadline = None,
            State::Head if self.state != State::Head || begun != self.begun => {
                let late = level >= Level::Closed;
                self.late = late.then_some(State::Head);
                let (limit, reason) = (limits.header_timeout, Reason::HeaderTimeout);
                let (limit, reason) = if late { (limit.min(LATE_HEAD), Reason::Drain) } else { (limit, reason) };
                self.set(Instant::now() + limit, Some(reason));
            }
            State::Head if level >= Level::Closed && self.late != Some(State::Head) => {
                self.late = Some(State::Head);
                self.set_earlier(Instant::now() + LATE_HEAD);
            }
            // A head on HTTP/2 from which no request came, such as one that was refused, does not begin the time anew.
            State::Idle
                if self.state == State::Busy
                    || begun != self.begun
                    || ((written || self.blocked.is_some()) && !self.farewell) =>
            {
                self.set(Instant::now() + limits.keep_alive, Some(Reason::KeepAlive));
            }
            // What HTTP/2 had taken of a response still goes out.
            State::Idle if written && pulse.is_http2() => self.deadline = Some(Instant::now() + FAREWELL),
            State::Fresh if level >= Level::Closed && self.late != Some(State::Fresh) => {
                self.late = Some(State::Fresh);
                self.set_earlier(Instant::now() + LATE_FIRST_BYTE);
            }
            _ => {}
        }
        self.state = state;
        self.begun = begun;
        self.blocked = blocked;
    }

    /// Whether the request that the connection has, or had, is its last. One that is on its way still gets its answer, be it the first of
    /// a fresh connection or one that has come in part: hyper would close the connection at once.
    fn is_last(&self, pulse: &Pulse, level: Level) -> bool {
        self.begun > 0
            && self.state != State::Head
            && match level {
                Level::Open => false,
                // HTTP/1 clients are told by a header of each response.
                Level::Leaving => pulse.is_http2(),
                Level::Closed | Level::Aborted => true,
            }
    }

    fn set(&mut self, deadline: Instant, reason: Option<Reason>) {
        self.deadline = Some(deadline);
        self.reason = reason;
    }

    /// The shorter limit of a closed listener.
    fn set_earlier(&mut self, latest: Instant) {
        if self.deadline.is_none_or(|deadline| deadline > latest) {
            self.set(latest, Some(Reason::Drain));
        }
    }

    fn say(&mut self, reason: Option<Reason>, pulse: &Pulse, setup: &Setup) {
        self.reason = None;
        if let (Some(reason), Some(peer)) = (reason, pulse.peer()) {
            setup.closed.note(peer, reason);
        }
    }

    fn expired(&mut self, pulse: &Pulse, setup: &Setup) -> Then {
        self.say(self.reason, pulse, setup);
        if pulse.is_http2() && !self.farewell && self.blocked.is_none() {
            self.farewell = true;
            self.deadline = Some(Instant::now() + FAREWELL);
            return Then::Farewell;
        }
        // Who gets no more of an answer must not take it for the whole.
        if self.blocked.is_some() || self.state == State::Busy {
            return Then::Close;
        }
        Self::close(pulse)
    }

    fn close(pulse: &Pulse) -> Then {
        if !pulse.is_full() {
            pulse.part();
        }
        Then::Close
    }
}

/// Whether the client does more than it may, and what.
fn flood(pulse: &Pulse, setup: &Setup) -> Option<Reason> {
    if pulse.taken_back() > setup.limits.h2_resets {
        return Some(Reason::H2Resets);
    }
    pulse.floods().then_some(Reason::H2Frames)
}
