//! Frames of HTTP/2 that bring nothing: each costs the server some work, and none asks for anything.
//!
//! hyper bounds streams, resets and small frames of bodies, but answers settings and pings for ever. A client may well send many: one that
//! downloads makes room again and again, gRPC measures a line by pings. So what is counted is what comes without anything that would give
//! it a sense: no request, no part of a body, and no more of an answer taken than the replies to such frames.

use std::time::{Duration, Instant};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;

/// So many in this time are too many.
const FRAMES: u32 = 1000;
const WITHIN: Duration = Duration::from_secs(10);

/// What is written for a frame that brings nothing is shorter: the answer to a ping has 17 bytes.
const REPLY: usize = 24;

/// How many there were since a client did something else.
#[derive(Debug, Default)]
pub(super) struct Chatter {
    frames: u32,
    written: usize,
    /// When they were last as many as may be.
    since: Option<Instant>,
    floods: bool,
}

impl Chatter {
    /// Notes a frame of the client.
    pub(super) fn note(&mut self, kind: u8, flags: u8, length: usize) {
        match kind {
            HEADERS => self.begin(),
            DATA if length > 0 || flags & END_STREAM != 0 => self.begin(),
            // h2 has a bound of its own for them.
            CONTINUATION => {}
            _ => {
                self.frames += 1;
                if self.frames >= FRAMES {
                    self.judge(Instant::now());
                }
            }
        }
    }

    /// Notes what goes to the client.
    pub(super) const fn note_written(&mut self, count: usize) {
        self.written = self.written.saturating_add(count);
    }

    pub(super) const fn floods(&self) -> bool {
        self.floods
    }

    /// There are `FRAMES` of them. The clock is read only here, so the first of such a row may have come at any time.
    fn judge(&mut self, now: Instant) {
        let sent = self.written > FRAMES as usize * REPLY;
        self.floods |= !sent && self.since.is_some_and(|since| now.duration_since(since) < WITHIN);
        if !sent {
            self.since = Some(now);
        }
        self.begin();
    }

    const fn begin(&mut self) {
        self.frames = 0;
        self.written = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PING: u8 = 6;

    #[test]
    fn they_are_too_many_in_a_short_time_only() {
        let mut now = Instant::now();
        let mut chatter = Chatter::default();
        for _ in 0..10 {
            chatter.judge(now);
            assert!(!chatter.floods());
            now += WITHIN;
        }
        chatter.judge(now);
        chatter.judge(now + WITHIN.mul_f32(0.9));
        assert!(chatter.floods());
    }

    #[test]
    fn a_request_a_body_and_an_answer_that_is_taken_give_them_a_sense() {
        let many = |chatter: &mut Chatter| (2..FRAMES).for_each(|_| chatter.note(PING, 0, 8));
        let after = |sense: fn(&mut Chatter)| {
            let mut chatter = Chatter::default();
            for _ in 0..3 {
                many(&mut chatter);
                sense(&mut chatter);
                chatter.note(PING, 0, 8);
            }
            chatter.floods()
        };
        assert!(after(|_| {}));
        assert!(after(|chatter| chatter.note(DATA, 0, 0)));
        assert!(after(|chatter| chatter.note_written(17 * FRAMES as usize)));
        assert!(!after(|chatter| chatter.note(HEADERS, 4, 10)));
        assert!(!after(|chatter| chatter.note(DATA, 0, 1)));
        assert!(!after(|chatter| chatter.note(DATA, END_STREAM, 0)));
        assert!(!after(|chatter| chatter.note_written(25 * FRAMES as usize)));
    }
}
