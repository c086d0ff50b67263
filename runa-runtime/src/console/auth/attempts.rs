//! How often a wrong token may be tried.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The time in which tries count.
const WINDOW: Duration = Duration::from_mins(1);
/// Wrong tries of one client in that time.
const EACH: u32 = 10;
/// Wrong tries of all clients in that time: many addresses are cheap.
const ALL: u32 = 100;
/// Clients that are remembered. More can only come of those who are signed in, whom the bound of all does not hold.
const CLIENTS: usize = 4 * ALL as usize;

/// The tries of the present window.
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
    /// Takes one try, if there is one left. It counts as wrong until it turns out to be [right](Self::right): else tries that come together
    /// would all be let in before the first of them has failed. `known`: somebody is signed in from there, and others cannot use up
    /// the tries of all for them.
    pub(super) fn take(&self, client: Option<IpAddr>, known: bool) -> bool {
        let client = client.map(network);
        let mut window = self.window();
        let own = window.each.get(&client).copied().unwrap_or_default();
        let full = window.each.len() >= CLIENTS && own == 0;
        if own >= EACH || full || window.all >= ALL && !known {
            return false;
        }
        window.all += 1;
        *window.each.entry(client).or_default() += 1;
        true
    }

    /// Gives back a try that was right.
    pub(super) fn right(&self, client: Option<IpAddr>) {
        let mut window = self.window();
        window.all = window.all.saturating_sub(1);
        if let Some(own) = window.each.get_mut(&client.map(network)) {
            *own = own.saturating_sub(1);
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

/// Whoever has one address of IPv6 has all of its network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) & (u128::MAX << 64)).into()),
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "a client may be unknown")]
    const fn client(last: u8) -> Option<IpAddr> {
        Some(IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, last)))
    }

    #[test]
    fn one_client_and_all_together_are_limited() {
        let attempts = Attempts::default();
        for _ in 0..EACH {
            assert!(attempts.take(client(1), false));
        }
        assert!(!attempts.take(client(1), false) && !attempts.take(client(1), true));
        for last in 2..=91 {
            assert!(attempts.take(client(last), false));
        }
        assert!(!attempts.take(client(200), false), "all together");
        assert!(attempts.take(client(200), true), "who is in is not held up by others");
    }

    #[test]
    fn what_was_right_does_not_count() {
        let attempts = Attempts::default();
        for _ in 0..ALL * 2 {
            assert!(attempts.take(client(1), false));
            attempts.right(client(1));
        }
    }

    #[test]
    fn a_network_of_ipv6_is_one_client_and_memory_is_bounded() {
        let attempts = Attempts::default();
        for last in 0..u128::from(EACH) {
            assert!(attempts.take(Some(IpAddr::V6((1 << 100 | last).into())), false));
        }
        assert!(!attempts.take(Some(IpAddr::V6((1 << 100 | 0xffff).into())), false));
        for number in 0..10_000_u32 {
            attempts.take(Some(IpAddr::V4(number.into())), true);
        }
        assert!(attempts.window().each.len() <= CLIENTS);
    }
}
