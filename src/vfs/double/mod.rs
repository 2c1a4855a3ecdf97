//! A host file in memory that counts its calls, fails on request and loses power, for tests.
//!
//! A [`Disk`] outlives the files opened on it: dropping a connection without closing it and opening
//! the disk again is what a killed process leaves, and [`Disk::after_power_cut`] what a dead
//! machine does: each sector of each write that was not flushed has reached the device or not. A
//! [`Machine`] has the two disks of a database, and counts their calls as one row, so that a test
//! can strike each of them in turn.

mod machine;

use std::cell::RefCell;
use std::rc::Rc;

use super::file::{HostError, HostFile};
pub use machine::{Event, File, Left, Machine, Trouble};

/// How many calls of each kind a disk's file has had.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Calls {
    pub reads: usize,
    pub writes: usize,
    pub flushes: usize,
    pub truncates: usize,
    pub sizes: usize,
}

/// A call that shall fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A write throws and leaves the file as it was.
    Write,
    /// A write throws after it has written everything.
    WriteDone,
    /// A write throws after it has written half.
    WriteHalf,
    /// A flush throws.
    Flush,
    /// A truncation throws.
    Truncate,
    /// A read throws.
    Read,
}

/// A change that was not flushed yet.
#[derive(Debug)]
enum Change {
    Bytes(usize, Vec<u8>),
    Size(usize),
}

/// What a device writes as a whole.
const SECTOR: usize = 512;

/// A part of a change that reaches the device or does not.
enum Piece<'a> {
    Sector(usize, &'a [u8]),
    Size(usize),
}

impl Change {
    fn pieces(&self) -> Vec<Piece<'_>> {
        match self {
            Change::Size(size) => vec![Piece::Size(*size)],
            Change::Bytes(at, written) => {
                // The first piece ends at a sector's border.
                let (first, rest) = written.split_at(written.len().min(SECTOR - at % SECTOR));
                let mut at = *at;
                let mut pieces = Vec::new();
                for piece in std::iter::once(first).chain(rest.chunks(SECTOR)) {
                    pieces.push(Piece::Sector(at, piece));
                    at += piece.len();
                }
                pieces
            }
        }
    }
}

/// The bytes of one file, and how the host behaves about it.
#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    /// The bytes at the last flush, and what has happened since.
    flushed: Vec<u8>,
    unflushed: Vec<Change>,
    calls: Calls,
    plan: Plan,
    has_failed: bool,
    room: Option<usize>,
}

/// Which calls fail.
#[derive(Debug, Default)]
struct Plan {
    faults: Vec<Fault>,
    /// How many calls that could fail still succeed.
    spared: usize,
    /// Whether all is well after the first failure.
    is_over_after_one: bool,
}

/// A file's contents, shared with everything that opens it. Clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct Disk(Rc<RefCell<State>>);

impl Disk {
    /// An empty disk.
    pub fn new() -> Disk {
        Disk::default()
    }

    /// A disk that holds `bytes`.
    pub fn holding(bytes: &[u8]) -> Disk {
        let disk = Disk::new();
        let mut state = disk.0.borrow_mut();
        state.bytes = bytes.to_vec();
        state.flushed = bytes.to_vec();
        drop(state);
        disk
    }

    /// A disk as a power cut leaves it: what was flushed, and of the sectors and sizes that were not,
    /// in any order, as many as it happens. `below` draws a number below another.
    pub fn after_power_cut(&self, below: &mut dyn FnMut(usize) -> usize) -> Disk {
        let state = self.0.borrow();
        let mut pieces: Vec<Piece> = state.unflushed.iter().flat_map(Change::pieces).collect();
        match below(4) {
            0 => pieces.clear(),
            1 => pieces.truncate(below(pieces.len() + 1)),
            2 => pieces.retain(|_| below(2) == 0),
            _ => {
                for last in (1..pieces.len()).rev() {
                    pieces.swap(last, below(last + 1));
                }
                pieces.truncate(below(pieces.len() + 1));
            }
        }
        let mut bytes = state.flushed.clone();
        for piece in pieces {
            match piece {
                Piece::Size(size) => bytes.resize(size, 0),
                Piece::Sector(at, written) => put(&mut bytes, written, at),
            }
        }
        Disk::holding(&bytes)
    }

    /// Opens the disk as a host file.
    pub fn open(&self) -> Box<dyn HostFile> {
        Box::new(self.clone())
    }

    /// What the disk holds now.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.borrow().bytes.clone()
    }

    /// The calls since the last time this was asked.
    pub fn take_calls(&self) -> Calls {
        std::mem::take(&mut self.0.borrow_mut().calls)
    }

    /// The calls that fail from now on, every time.
    pub fn set_faults(&self, faults: &[Fault]) {
        self.fail_after(0, faults);
    }

    /// Lets `spared` calls of these kinds succeed and fails all that follow.
    pub fn fail_after(&self, spared: usize, faults: &[Fault]) {
        let mut state = self.0.borrow_mut();
        state.has_failed = false;
        state.plan = Plan {
            faults: faults.to_vec(),
            spared,
            is_over_after_one: false,
        };
    }

    /// Lets `spared` calls of these kinds succeed and fails the next one.
    pub fn fail_once_after(&self, spared: usize, faults: &[Fault]) {
        self.fail_after(spared, faults);
        self.0.borrow_mut().plan.is_over_after_one = true;
    }

    /// Whether a call has failed since the faults were set.
    pub fn has_failed(&self) -> bool {
        self.0.borrow().has_failed
    }

    /// How long the file may become; a write beyond it is cut short, as a browser's quota does.
    pub fn set_room(&self, room: Option<usize>) {
        self.0.borrow_mut().room = room;
    }
}

impl State {
    fn check(&mut self, fault: Fault) -> Result<(), HostError> {
        if !self.plan.faults.contains(&fault) {
            return Ok(());
        }
        if self.plan.spared > 0 {
            self.plan.spared -= 1;
            return Ok(());
        }
        if self.plan.is_over_after_one {
            self.plan = Plan::default();
        }
        self.has_failed = true;
        Err(HostError::Io(format!("injected: {fault:?}")))
    }

    /// Writes what there is room for; the number of bytes.
    fn put(&mut self, bytes: &[u8], at: usize) -> usize {
        let room = self
            .room
            .map_or(bytes.len(), |room| room.saturating_sub(at));
        let taken = bytes.get(..room).unwrap_or(bytes);
        put(&mut self.bytes, taken, at);
        self.unflushed.push(Change::Bytes(at, taken.to_vec()));
        taken.len()
    }
}

fn put(file: &mut Vec<u8>, bytes: &[u8], at: usize) {
    let end = at + bytes.len();
    if end > file.len() && !bytes.is_empty() {
        file.resize(end, 0);
    }
    if let Some(target) = file.get_mut(at..end) {
        target.copy_from_slice(bytes);
    }
}

impl HostFile for Disk {
    fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        let mut state = self.0.borrow_mut();
        state.calls.reads += 1;
        state.check(Fault::Read)?;
        let there = state.bytes.get(at as usize..).unwrap_or_default();
        let count = there.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..count), there.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> Result<usize, HostError> {
        let mut state = self.0.borrow_mut();
        state.calls.writes += 1;
        state.check(Fault::Write)?;
        let half = state.check(Fault::WriteHalf);
        let taken = match half {
            Ok(()) => bytes,
            Err(_) => bytes.get(..bytes.len() / 2).unwrap_or_default(),
        };
        let count = state.put(taken, at as usize);
        half.and_then(|()| state.check(Fault::WriteDone))?;
        Ok(count)
    }

    fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        let mut state = self.0.borrow_mut();
        state.calls.truncates += 1;
        state.check(Fault::Truncate)?;
        state.bytes.resize(size as usize, 0);
        state.unflushed.push(Change::Size(size as usize));
        Ok(())
    }

    fn flush(&mut self) -> Result<(), HostError> {
        let mut state = self.0.borrow_mut();
        state.calls.flushes += 1;
        state.check(Fault::Flush)?;
        for change in std::mem::take(&mut state.unflushed) {
            match change {
                Change::Bytes(at, written) => put(&mut state.flushed, &written, at),
                Change::Size(size) => state.flushed.resize(size, 0),
            }
        }
        Ok(())
    }

    fn size(&mut self) -> Result<u64, HostError> {
        let mut state = self.0.borrow_mut();
        state.calls.sizes += 1;
        Ok(state.bytes.len() as u64)
    }

    fn close(&mut self) -> Result<(), HostError> {
        Ok(())
    }
}
