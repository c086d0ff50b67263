//! Who is signed in.

use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;
use tokio_util::sync::CancellationToken;

use super::random::hex;

/// Sessions at one time. One more ends the one that was used longest ago.
const MOST: usize = 64;
/// How long a session lives at most.
pub(super) const LIFE: Duration = Duration::from_hours(24);
/// How long it lives after its last use.
const IDLE: Duration = Duration::from_hours(12);

/// The sessions that live.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<Vec<Session>>);

struct Session {
    key: String,
    client: Option<IpAddr>,
    began: Instant,
    used: Instant,
    over: CancellationToken,
}

/// A session that lives.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    /// Cancelled when it ends.
    pub(crate) over: CancellationToken,
    /// When it ends at the latest.
    pub(crate) until: Instant,
}

impl Drop for Session {
    /// What is sent to it ends with it, however it ends.
    fn drop(&mut self) {
        self.over.cancel();
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("used", &self.used).finish_non_exhaustive()
    }
}

impl Sessions {
    /// Begins one, and gives its key.
    pub(super) fn begin(&self, client: Option<IpAddr>, now: Instant) -> Result<String, getrandom::Error> {
        let key = hex()?;
        let mut sessions = self.living(now);
        if sessions.len() >= MOST
            && let Some((oldest, _)) = sessions.iter().enumerate().min_by_key(|(_, session)| session.used)
        {
            sessions.swap_remove(oldest);
        }
        sessions.push(Session { key: key.clone(), client, began: now, used: now, over: CancellationToken::new() });
        Ok(key)
    }

    /// The one with this key, if it lives; it then lives on.
    pub(super) fn find(&self, key: &str, now: Instant) -> Option<Signed> {
        let mut found = None;
        for session in self.living(now).iter_mut() {
            if bool::from(session.key.as_bytes().ct_eq(key.as_bytes())) {
                session.used = now;
                found = Some(Signed { over: session.over.clone(), until: session.began + LIFE });
            }
        }
        found
    }

    /// Whether somebody is signed in from there.
    pub(super) fn knows(&self, client: Option<IpAddr>, now: Instant) -> bool {
        client.is_some() && self.living(now).iter().any(|session| session.client == client)
    }

    /// Ends one.
    pub(super) fn end(&self, key: &str) {
        self.lock().retain(|session| !bool::from(session.key.as_bytes().ct_eq(key.as_bytes())));
    }

    fn living(&self, now: Instant) -> MutexGuard<'_, Vec<Session>> {
        let mut sessions = self.lock();
        sessions.retain(|session| now < session.used + IDLE && now < session.began + LIFE);
        sessions
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn their_number_is_bounded_and_the_oldest_goes() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let keys: Vec<_> = (0..=MOST).map(|_| sessions.begin(None, now).unwrap_or_default()).collect();
        let lives = |key: &str| sessions.find(key, now).is_some();
        assert!(!lives(&keys[0]) && keys[1..].iter().all(|key| lives(key)));
        sessions.end(&keys[5]);
        assert!(!lives(&keys[5]) && !lives("") && !lives("x"));
    }

    #[test]
    fn one_ends_when_it_is_idle_and_at_last_however_much_it_is_used() {
        let (sessions, now) = (Sessions::default(), Instant::now());
        let key = sessions.begin(None, now).unwrap_or_default();
        let signed = sessions.find(&key, now + IDLE / 2);
        assert!(sessions.find(&key, now + IDLE).is_some(), "half a day after its last use");
        assert!(sessions.find(&key, now + IDLE * 2).is_none());
        assert!(signed.is_some_and(|signed| signed.over.is_cancelled()));
        let key = sessions.begin(None, now).unwrap_or_default();
        let mut at = now;
        while at < now + LIFE {
            assert!(sessions.find(&key, at).is_some());
            at += IDLE / 3;
        }
        assert!(sessions.find(&key, at).is_none());
    }
}
