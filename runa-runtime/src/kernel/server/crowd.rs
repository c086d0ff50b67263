//! The connections inside, in parts that have a lock each: whoever looks at all of them, as is done ten times a second while a thread is
//! blocked, holds up those who come and go for one part of them only.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::pulse::Pulse;

const PARTS: usize = 64;

type Part = HashMap<u64, Arc<Pulse>>;

#[derive(Debug)]
pub(super) struct Crowd {
    next: AtomicU64,
    parts: [Mutex<Part>; PARTS],
    /// How many there are in all parts.
    count: AtomicUsize,
}

impl Crowd {
    pub(super) fn new() -> Self {
        Self { next: AtomicU64::new(0), parts: std::array::from_fn(|_| Mutex::default()), count: AtomicUsize::new(0) }
    }

    /// Takes one in, under a number that no other has.
    pub(super) fn enter(&self, pulse: Arc<Pulse>) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.count.fetch_add(1, Ordering::AcqRel);
        self.part(id).insert(id, pulse);
        id
    }

    /// Lets one go, and tells of it before it is seen to have gone. Whether it was the last.
    pub(super) fn leave(&self, id: u64, tell: impl FnOnce(Option<Arc<Pulse>>)) -> bool {
        let left = self.part(id).remove(&id);
        tell(left);
        self.count.fetch_sub(1, Ordering::AcqRel) == 1
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count.load(Ordering::Acquire) == 0
    }

    pub(super) fn holds(&self, id: u64) -> bool {
        self.part(id).contains_key(&id)
    }

    /// Shows everybody who is there all the time, and perhaps some who come or go meanwhile.
    pub(super) fn each(&self, mut see: impl FnMut(u64, &Arc<Pulse>)) {
        for part in &self.parts {
            for (id, pulse) in lock(part).iter() {
                see(*id, pulse);
            }
        }
    }

    fn part(&self, id: u64) -> MutexGuard<'_, Part> {
        // The remainder is smaller than the number of parts.
        lock(&self.parts[usize::try_from(id % PARTS as u64).unwrap_or_default()])
    }
}

fn lock(part: &Mutex<Part>) -> MutexGuard<'_, Part> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may panic")]
mod tests {
    use std::sync::mpsc::channel;
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn everybody_is_shown_until_they_leave() {
        let crowd = Crowd::new();
        let shown = || {
            let mut shown = Vec::new();
            crowd.each(|id, _| shown.push(id));
            shown.sort_unstable();
            shown
        };
        let ids: Vec<_> = std::iter::repeat_with(|| crowd.enter(Arc::default())).take(1000).collect();
        assert_eq!(shown(), ids);
        let (last, others) = ids.split_last().unwrap();
        assert!(others.iter().all(|id| !crowd.leave(*id, |left| assert!(left.is_some()))));
        assert_eq!((shown(), crowd.holds(*last), crowd.is_empty()), (vec![*last], true, false));
        assert!(crowd.leave(*last, |_| assert!(!crowd.is_empty())));
        assert_eq!((shown(), crowd.holds(*last), crowd.is_empty()), (Vec::new(), false, true));
    }

    #[test]
    fn others_come_and_go_while_one_is_looked_at() {
        let crowd = Arc::new(Crowd::new());
        crowd.enter(Arc::default());
        let mut looks = 0;
        crowd.each(|_, _| {
            looks += 1;
            let (gone, hears) = channel();
            let crowd = Arc::clone(&crowd);
            thread::spawn(move || gone.send(crowd.leave(crowd.enter(Arc::default()), |_| {})));
            assert!(!hears.recv_timeout(Duration::from_secs(20)).unwrap());
        });
        assert_eq!(looks, 1);
    }
}
