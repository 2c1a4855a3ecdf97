//! A host file whose neighbouring writes are joined into one.
//!
//! A call to the host costs more than its bytes, and SQLite writes in small pieces: two for a WAL frame,
//! one page at a time for a checkpoint. Adjacent writes wait in `pending` until they are needed in the
//! file (by a commit, a sync, a write elsewhere, or because there are too many).
//! The invariant: `read` and `size` show the host's file with `pending` applied. If the host fails to
//! write `pending`, it is dropped and the writer gets the error. Then `read` and `size` show the host's
//! file again, of which only the bytes from `last_run` on are uncertain.

use super::ahead::ReadAhead;
use super::file::{HostError, HostFile};

/// How many bytes may wait. A transaction larger than SQLite's cache comes in parts anyway.
const PENDING_LIMIT: usize = 1 << 20;

/// A host file, and the writes that have not reached it.
pub(super) struct JoinedFile {
    host: ReadAhead,
    /// The host file's size once it is known; unknown again after a failure.
    host_size: Option<u64>,
    pending: Vec<u8>,
    pending_at: u64,
    /// Where the last run handed to the host began.
    last_run: u64,
    /// Whether the host has bytes that it has not flushed.
    is_dirty: bool,
}

impl JoinedFile {
    pub(super) fn new(host: Box<dyn HostFile>) -> JoinedFile {
        JoinedFile {
            host: ReadAhead::new(host),
            host_size: None,
            pending: Vec::new(),
            pending_at: 0,
            last_run: 0,
            is_dirty: false,
        }
    }

    /// Whether bytes were written, here or to the host, since the last flush.
    pub(super) fn is_dirty(&self) -> bool {
        self.is_dirty || !self.pending.is_empty()
    }

    /// Where the last run handed to the host began.
    pub(super) fn last_run(&self) -> u64 {
        self.last_run
    }

    /// Where the bytes that wait begin.
    pub(super) fn pending_at(&self) -> u64 {
        self.pending_at
    }

    fn pending_end(&self) -> u64 {
        self.pending_at + self.pending.len() as u64
    }

    fn host_size(&mut self) -> Result<u64, HostError> {
        match self.host_size {
            Some(size) => Ok(size),
            None => Ok(*self.host_size.insert(self.host.size()?)),
        }
    }

    /// The file's size.
    pub(super) fn size(&mut self) -> Result<u64, HostError> {
        let host_size = self.host_size()?;
        Ok(match self.pending.is_empty() {
            true => host_size,
            false => host_size.max(self.pending_end()),
        })
    }

    /// Fills `buf` from the byte `at`, as far as the file goes.
    pub(super) fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        let count = clamp(self.size()?.saturating_sub(at), buf.len());
        let Some(wanted) = buf.get_mut(..count) else {
            return Ok(0);
        };
        let is_pending = at >= self.pending_at && at + count as u64 <= self.pending_end();
        if !is_pending {
            self.read_host(wanted, at)?;
        }
        self.lay_over(wanted, at);
        Ok(count)
    }

    /// Reads what the host has of the range; a hole before the pending bytes reads as zeros.
    fn read_host(&mut self, buf: &mut [u8], at: u64) -> Result<(), HostError> {
        let count = clamp(self.host_size()?.saturating_sub(at), buf.len());
        let (there, beyond) = buf.split_at_mut(count);
        beyond.fill(0);
        if there.is_empty() {
            return Ok(());
        }
        let read = self.host.read(there, at)?;
        if read < count {
            // SQLite takes a short read for the file's end, and would recover less than there is.
            let message = format!("the host read {read} of {count} bytes at {at}");
            return Err(HostError::Io(message));
        }
        Ok(())
    }

    /// Copies the pending bytes of the range over `buf`.
    fn lay_over(&self, buf: &mut [u8], at: u64) {
        let start = at.max(self.pending_at);
        let end = (at + buf.len() as u64).min(self.pending_end());
        if start >= end {
            return;
        }
        let inside = |from: u64| (start - from) as usize..(end - from) as usize;
        let source = self.pending.get(inside(self.pending_at));
        let target = buf.get_mut(inside(at));
        if let (Some(source), Some(target)) = (source, target) {
            target.copy_from_slice(source);
        }
    }

    /// Takes `bytes` for the byte `at` on. An error means that none of the pending bytes count.
    pub(super) fn write(&mut self, bytes: &[u8], at: u64) -> Result<(), HostError> {
        let touches = at >= self.pending_at && at <= self.pending_end();
        if !touches {
            self.write_out()?;
        }
        if self.pending.is_empty() {
            self.pending_at = at;
        }
        let inside = (at - self.pending_at) as usize;
        let over = (self.pending.len() - inside).min(bytes.len());
        let (replacing, appending) = bytes.split_at(over);
        if let Some(target) = self.pending.get_mut(inside..inside + over) {
            target.copy_from_slice(replacing);
        }
        self.pending.extend_from_slice(appending);
        match self.pending.len() >= PENDING_LIMIT {
            true => self.write_out(),
            false => Ok(()),
        }
    }

    /// Has the bytes that wait reach to `at`, if no more than `most` are between and these have been
    /// read already: so a write there goes out with them.
    pub(super) fn bridge(&mut self, at: u64, most: u64) {
        let end = self.pending_end();
        let gap = at.checked_sub(end);
        if !self.pending.is_empty() && gap.is_some_and(|gap| gap <= most) {
            self.pending.extend_from_slice(self.host.fetched(end, at));
        }
    }

    /// Makes the host's file at least `size` bytes long, by zeros that take the room now.
    pub(super) fn reserve(&mut self, size: u64) -> Result<(), HostError> {
        let end = self.size()?;
        if end >= size {
            return Ok(());
        }
        self.write(&vec![0; (size - end) as usize], end)?;
        self.write_out()
    }

    /// Hands the pending bytes to the host, in one call.
    pub(super) fn write_out(&mut self) -> Result<(), HostError> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let end = self.pending_end();
        let size_before = self.host_size.take();
        self.last_run = self.pending_at;
        self.is_dirty = true;
        let result = self.host.write(&self.pending, self.pending_at);
        let is_whole = result.as_ref().is_ok_and(|&n| n == self.pending.len());
        self.pending.clear();
        result?;
        if !is_whole {
            return Err(HostError::Full);
        }
        self.host_size = size_before.map(|size| size.max(end));
        Ok(())
    }

    /// Makes the file `size` bytes long.
    pub(super) fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        let kept = clamp(size.saturating_sub(self.pending_at), self.pending.len());
        self.pending.truncate(kept);
        self.write_out()?;
        if self.host_size()? == size {
            return Ok(());
        }
        self.host_size = None;
        self.is_dirty = true;
        self.host.truncate(size)?;
        self.host_size = Some(size);
        Ok(())
    }

    /// Returns when everything written is on the device.
    pub(super) fn sync(&mut self) -> Result<(), HostError> {
        self.write_out()?;
        if self.is_dirty {
            self.host.flush()?;
            self.is_dirty = false;
        }
        Ok(())
    }

    /// Gives the file back to the host, with what is pending.
    pub(super) fn close(&mut self) -> Result<(), HostError> {
        let written = self.write_out();
        self.host.close().and(written)
    }
}

/// `size` as a length of at most `limit`.
fn clamp(size: u64, limit: usize) -> usize {
    usize::try_from(size).map_or(limit, |size| size.min(limit))
}
