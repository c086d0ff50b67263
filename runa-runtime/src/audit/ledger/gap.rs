//! A gap: records that were dropped, and the record that tells of them.

use std::io::Write;
use std::time::SystemTime;

use super::super::id;
use crate::kernel::clock::Clock;

/// A run of records that were dropped.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gap {
    first: u64,
    last: u64,
    at: SystemTime,
}

impl Gap {
    pub(super) fn of(seq: u64) -> Self {
        Self { first: seq, last: seq, at: SystemTime::now() }
    }

    pub(super) const fn grow(&mut self, seq: u64) {
        self.last = seq;
    }

    /// Writes the record of it. It has no number of its own, because another writer may have none of this gap; its id is that of the
    /// first record that it stands for, and `gap`.
    pub(super) fn write(self, boot: &str, base: &[u8], clock: &mut Clock, line: &mut Vec<u8>) {
        line.extend_from_slice(b"{\"time\":\"");
        clock.write(self.at, line);
        line.extend_from_slice(b"\",\"id\":\"");
        id::write(boot, self.first, line);
        line.extend_from_slice(b"-gap\",");
        line.extend_from_slice(base);
        // Writing to a `Vec` cannot fail.
        let _ = writeln!(
            line,
            ",\"action\":\"audit.gap\",\"success\":false,\"error\":\"records were dropped, because the buffer was full\",\
             \"gap\":{{\"records\":{},\"first\":{},\"last\":{}}}}}",
            self.last - self.first + 1,
            self.first,
            self.last
        );
    }

    pub(super) const fn at(self) -> SystemTime {
        self.at
    }
}
