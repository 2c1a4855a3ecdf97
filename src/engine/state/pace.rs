//! How much of what connections sent goes into one batch.
//!
//! Replies leave the memory, and other connections are read, only at the end of a batch. So a batch
//! that has much output, or has taken long, runs no further command. The rest runs in the next batch,
//! after the connections that this one did not reach. A frame, and what EXEC runs, is never split.

/// So many bytes of output are made in a batch.
const OUTPUT: usize = 16 << 20;
/// So long a batch begins further commands, microseconds.
const TIME: i64 = 100_000;

/// The pace of the batch that runs.
#[derive(Debug, Default)]
pub struct Pace {
    /// When it began its first command, and when it was last looked at the clock.
    since: Option<(i64, i64)>,
    /// The bytes of output that it made.
    output: usize,
    /// The sessions that it did not come to.
    left: Vec<u64>,
    /// The sessions that it left in the middle.
    cut: Vec<u64>,
}

impl Pace {
    /// Notes the time.
    pub fn tick(&mut self, now: i64) {
        let begun = self.since.map_or(now, |(begun, _)| begun);
        self.since = Some((begun, now));
    }

    /// When it was last looked at the clock in this batch: a command begins when the one before it
    /// ends, so that the host is asked once for each.
    pub fn now(&self) -> Option<i64> {
        self.since.map(|(_, now)| now)
    }

    /// Adds to the output.
    pub fn add(&mut self, bytes: usize) {
        self.output += bytes;
    }

    /// Whether no further command is to begin, where a session has made so many bytes more.
    pub fn is_over(&self, bytes: usize) -> bool {
        let is_late = self.since.is_some_and(|(begun, now)| now - begun > TIME);
        is_late || self.output + bytes > OUTPUT
    }

    /// Leaves what a session sent for the next batch.
    pub fn leave(&mut self, session: u64, has_begun: bool) {
        match has_begun {
            true => self.cut.push(session),
            false => self.left.push(session),
        }
    }

    /// The batch is over: the sessions whose turn is in the next, in that order.
    pub fn end(&mut self) -> impl Iterator<Item = u64> {
        let Pace { left, cut, .. } = std::mem::take(self);
        left.into_iter().chain(cut)
    }
}
