//! How often a wrong token may be tried.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time in which failures count.
const WINDOW: Duration = Duration::from_mins(1);
/// Failures of one client in that time.
const EACH: u32 = 10;
/// Failures of all clients in that time: many addresses are cheap.
const ALL: u32 = 100;
/// Clients that are remembered; more than `ALL` failures cannot come from more.
const CLIENTS: usize = ALL as usize;

/// The failures of the present window.
#[derive(Debug)]
pub(super) struct Attempts(Mutex<Window>);

#[derive(Debug)]
struct Window {
    began: Instant,
    all: u32,
    each: HashMap<Option<IpAddr>, u32>,
}

impl Default for Attempts {
    fn default() -> Self {
        Self(Mutex::new(Window { began: Instant::now(), all: 0, each: HashMap::new() }))
    }
}

impl Attempts {
    /// Whether a client may try.
    pub(super) fn allowed(&self, client: Option<IpAddr>) -> bool {
        let window = self.window();
        window.all < ALL && window.each.get(&client).is_none_or(|failures| *failures < EACH)
    }

    /// Counts a failure.
    pub(super) fn failed(&self, client: Option<IpAddr>) {
        let mut window = self.window();
        window.all += 1;
        if window.each.len() < CLIENTS || window.each.contains_key(&client) {
            *window.each.entry(client).or_default() += 1;
        }
    }

    fn window(&self) -> std::sync::MutexGuard<'_, Window> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if window.began.elapsed() >= WINDOW {
            *window = Window { began: Instant::now(), all: 0, each: HashMap::new() };
        }
        window
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_client_and_all_together_are_limited() {
        let attempts = Attempts::default();
        let client = |last: u8| Some(IpAddr::from([10, 0, 0, last]));
        for _ in 0..EACH {
            assert!(attempts.allowed(client(1)));
            attempts.failed(client(1));
        }
        assert!(!attempts.allowed(client(1)) && attempts.allowed(client(2)) && attempts.allowed(None));
        for last in 2..=91 {
            attempts.failed(client(last));
        }
        assert!(!attempts.allowed(client(200)), "all together");
    }
}
