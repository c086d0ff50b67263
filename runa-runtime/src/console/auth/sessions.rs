//! Who is signed in.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use subtle::ConstantTimeEq;

use super::random::hex;

/// Sessions at one time. One more ends the one that was used longest ago.
const MOST: usize = 64;
/// How long a session lives after its last use.
const IDLE: Duration = Duration::from_hours(12);

/// The sessions that live.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<Vec<Session>>);

struct Session {
    key: String,
    used: Instant,
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("used", &self.used).finish_non_exhaustive()
    }
}

impl Sessions {
    /// Begins one, and gives its key.
    pub(super) fn begin(&self) -> Result<String, getrandom::Error> {
        let key = hex()?;
        let now = Instant::now();
        let mut sessions = self.lock();
        sessions.retain(|session| now - session.used < IDLE);
        if sessions.len() >= MOST
            && let Some((oldest, _)) = sessions.iter().enumerate().min_by_key(|(_, session)| session.used)
        {
            sessions.swap_remove(oldest);
        }
        sessions.push(Session { key: key.clone(), used: now });
        Ok(key)
    }

    /// Whether one with this key lives; it then lives on.
    pub(super) fn lives(&self, key: &str) -> bool {
        let now = Instant::now();
        let mut lives = false;
        for session in self.lock().iter_mut() {
            if bool::from(session.key.as_bytes().ct_eq(key.as_bytes())) && now - session.used < IDLE {
                session.used = now;
                lives = true;
            }
        }
        lives
    }

    /// Ends one.
    pub(super) fn end(&self, key: &str) {
        self.lock().retain(|session| !bool::from(session.key.as_bytes().ct_eq(key.as_bytes())));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn their_number_is_bounded_and_the_oldest_goes() {
        let sessions = Sessions::default();
        let keys: Vec<_> = (0..=MOST).map(|_| sessions.begin().unwrap_or_default()).collect();
        assert!(!sessions.lives(&keys[0]) && keys[1..].iter().all(|key| sessions.lives(key)));
        sessions.end(&keys[5]);
        assert!(!sessions.lives(&keys[5]) && !sessions.lives("") && !sessions.lives("x"));
    }
}
