//! Whether somebody's code runs just now, for who looks from another thread.

use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};

/// The code of one handler, task or `main`: how often it was polled, and whether it is. Who finds the same [mark](Self::mark) at two looks
/// knows that it has not come back in between.
///
/// It costs two stores a poll.
#[derive(Debug, Default)]
pub(crate) struct Polled(AtomicU32);

/// The lower bits count those that are inside, the higher ones how often that has begun.
const INSIDE: u32 = 0xff;
const BEGINS: u32 = INSIDE + 2;

impl Polled {
    /// Does `poll`, which one thread at a time does.
    pub(crate) fn during<T>(&self, poll: impl FnOnce() -> T) -> T {
        let before = self.0.load(Ordering::Relaxed);
        self.0.store(before.wrapping_add(BEGINS), Ordering::Relaxed);
        let polled = poll();
        self.0.store(before.wrapping_add(BEGINS - 1), Ordering::Relaxed);
        polled
    }

    /// The same where several threads do it, as with the requests of one connection of HTTP/2.
    pub(crate) fn during_one_of_many<T>(&self, poll: impl FnOnce() -> T) -> T {
        self.0.fetch_add(BEGINS, Ordering::Relaxed);
        let polled = poll();
        self.0.fetch_sub(1, Ordering::Relaxed);
        polled
    }

    /// The same for each poll of `work`, which catches its own panics.
    pub(crate) async fn follow<F: Future>(&self, work: F) -> F::Output {
        let mut work = pin!(work);
        std::future::poll_fn(|cx| self.during(|| work.as_mut().poll(cx))).await
    }

    /// A number that changes with each poll, while one goes on.
    pub(crate) fn mark(&self) -> Option<u32> {
        let mark = self.0.load(Ordering::Relaxed);
        (mark & INSIDE > 0).then_some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_there_during_a_poll_and_never_the_same_twice() {
        let polled = Polled::default();
        let mut marks = vec![polled.mark()];
        for _ in 0..1000 {
            marks.push(polled.during(|| polled.mark()));
            marks.push(polled.during_one_of_many(|| polled.mark()));
            assert_eq!(polled.mark(), None);
        }
        let outer = polled.during_one_of_many(|| {
            let before = polled.mark();
            let inner = polled.during_one_of_many(|| polled.mark());
            (before, inner, polled.mark())
        });
        marks.extend([outer.0, outer.1, outer.2]);
        let all = marks.len();
        marks.sort_unstable();
        marks.dedup();
        assert_eq!((all, marks[0]), (marks.len(), None));
    }
}
