//! Reading ahead: a read fetches more bytes than were asked for, where they are asked for next as a rule.
//!
//! SQLite reads a log frame by frame when it opens a database that was not closed, and a table page by
//! page: thousands of calls to the host, each of which may take 100 us, however few its bytes are. And of
//! a large value it reads the row's page and then some before or behind it. The invariant: `bytes` is what
//! the host's file contains, so whatever changes the file changes or drops them.

use super::file::{HostError, HostFile};

/// How much a read that follows another one fetches at first.
const AHEAD: usize = 64 << 10;

/// How much it fetches at most: each fetch that follows one takes twice as much.
const MOST: usize = 1 << 20;

/// How far apart two reads may be to follow each other: a checkpoint skips the frames' headers.
const GAP: u64 = 24;

/// How far before or behind a row's page the others of a large value are as a rule.
const NEAR: u64 = 16 << 10;

/// From how much `nearness` on a read fetches what is near, and how much there is at most.
const USUAL: u8 = 4;
const MOST_NEARNESS: u8 = 8;

/// A host file that reads ahead.
pub(super) struct ReadAhead {
    host: Box<dyn HostFile>,
    bytes: Vec<u8>,
    bytes_at: u64,
    /// Where the last read ended.
    last_end: Option<u64>,
    /// Where the last read was that was not near the one before.
    place: u64,
    /// Grows with each read that is near the last place, and shrinks with each that is not.
    nearness: u8,
}

impl ReadAhead {
    pub(super) fn new(host: Box<dyn HostFile>) -> ReadAhead {
        ReadAhead {
            host,
            bytes: Vec::new(),
            bytes_at: 0,
            last_end: None,
            place: 0,
            nearness: 0,
        }
    }

    /// Copies what has been fetched already. Returns whether that was all of it.
    fn copy_fetched(&self, buf: &mut [u8], at: u64) -> bool {
        let start = at.checked_sub(self.bytes_at).map(|start| start as usize);
        let fetched = start.and_then(|start| self.bytes.get(start..start + buf.len()));
        fetched
            .map(|fetched| buf.copy_from_slice(fetched))
            .is_some()
    }

    /// Fetches what follows `at`.
    fn fetch_behind(&mut self, at: u64) -> Result<(), HostError> {
        let fetched = self.bytes_at..=self.bytes_at + self.bytes.len() as u64 + GAP;
        let amount = match fetched.contains(&at) {
            true => (2 * self.bytes.len()).clamp(AHEAD, MOST),
            false => AHEAD,
        };
        self.fetch(at, amount)
    }

    fn fetch(&mut self, at: u64, amount: usize) -> Result<(), HostError> {
        self.bytes.resize(amount, 0);
        self.bytes_at = at;
        let count = self.host.read(&mut self.bytes, at);
        self.bytes.truncate(*count.as_ref().unwrap_or(&0));
        count.map(drop)
    }

    /// Takes note of where a read is.
    fn note(&mut self, at: u64) {
        if self.place.abs_diff(at) <= NEAR {
            self.nearness = (self.nearness + 2).min(MOST_NEARNESS);
        } else {
            self.nearness = self.nearness.saturating_sub(1);
            self.place = at;
        }
    }

    /// Has what was fetched follow a write. Returns whether that is still the file's.
    fn copy_written(&mut self, bytes: &[u8], at: u64) -> bool {
        let fetched_end = self.bytes_at + self.bytes.len() as u64;
        if at >= fetched_end || at + bytes.len() as u64 <= self.bytes_at {
            return true;
        }
        let start = at.checked_sub(self.bytes_at).map(|start| start as usize);
        let place = start.and_then(|start| self.bytes.get_mut(start..start + bytes.len()));
        place.map(|place| place.copy_from_slice(bytes)).is_some()
    }

    /// The host's bytes from `at` to `end`, if they have been fetched already.
    pub(super) fn fetched(&self, at: u64, end: u64) -> &[u8] {
        let place = |at: u64| at.checked_sub(self.bytes_at).map(|at| at as usize);
        let range = place(at).zip(place(end));
        let fetched = range.and_then(|(at, end)| self.bytes.get(at..end));
        fetched.unwrap_or_default()
    }

    fn drop_fetched(&mut self) {
        self.bytes = Vec::new();
    }
}

impl HostFile for ReadAhead {
    fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        let distance = self.last_end.and_then(|end| at.checked_sub(end));
        self.last_end = Some(at + buf.len() as u64);
        self.note(at);
        if self.copy_fetched(buf, at) {
            return Ok(buf.len());
        }
        if buf.len() < AHEAD {
            if distance.is_some_and(|distance| distance <= GAP) {
                self.fetch_behind(at)?;
            } else if self.nearness >= USUAL {
                let from = at.saturating_sub(NEAR);
                self.fetch(from, (at - from + NEAR) as usize + buf.len())?;
            }
            if self.copy_fetched(buf, at) {
                return Ok(buf.len());
            }
        }
        self.host.read(buf, at)
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> Result<usize, HostError> {
        let written = self.host.write(bytes, at);
        // SQLite corrects the checksums of a long transaction frame by frame, and reads on behind each.
        let is_whole = written.as_ref().is_ok_and(|&count| count == bytes.len());
        if !is_whole || !self.copy_written(bytes, at) {
            self.drop_fetched();
        }
        written
    }

    fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        self.drop_fetched();
        self.host.truncate(size)
    }

    fn flush(&mut self) -> Result<(), HostError> {
        self.host.flush()
    }

    fn size(&mut self) -> Result<u64, HostError> {
        self.host.size()
    }

    fn close(&mut self) -> Result<(), HostError> {
        self.host.close()
    }
}
