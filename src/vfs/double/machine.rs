//! A machine with the two files of a database, which troubles any one of their calls.
//!
//! The calls of both files are counted as one row: a test strikes call 0, 1, 2 ... until a run goes
//! through untroubled, and so has struck every call there is. What was written is recorded, so that
//! what a kill or a power cut leaves at each moment of a run can be made later, without running again.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use super::{Disk, HostError, HostFile};

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// The database.
    Database,
    /// Its log.
    Wal,
}

/// What becomes of a call. Where a call can't have its trouble (a flush can't be short), it throws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// It throws, and nothing of it is done.
    Throws,
    /// It throws, and all of it is done.
    ThrowsDone,
    /// It throws, and half of it is done.
    ThrowsHalf,
    /// It gives a count below what was asked, and that much is done: of a write a full disk, of a
    /// read nothing that a host should do.
    Short,
    /// A write gives 0xFFFFFFF8, as Chromium does at the quota, and nothing of it is done.
    Huge,
    /// From this call on the files may not grow: short counts, until [`Machine::mend`].
    Full,
    /// This call and all that follow throw, until [`Machine::mend`].
    Dies,
}

/// What has happened, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Bytes were written at a position.
    Write(File, usize, Vec<u8>),
    /// A file was given a size.
    Truncate(File, usize),
    /// A file was flushed.
    Flush(File),
    /// The test's own: so many steps were acknowledged.
    Mark(usize),
}

/// A count that means a full disk to Chromium.
const HUGE: usize = 0xFFFF_FFF8;

#[derive(Debug, Default)]
struct State {
    calls: usize,
    plan: Option<(usize, Trouble)>,
    has_struck: bool,
    is_dead: bool,
    /// How long both files may become together.
    room: Option<usize>,
    events: Option<Vec<Event>>,
}

/// Two disks and what happens to them. Clones are the same machine.
#[derive(Debug, Clone, Default)]
pub struct Machine {
    database: Disk,
    wal: Disk,
    state: Rc<RefCell<State>>,
}

impl Machine {
    /// A machine whose files hold these bytes.
    pub fn holding(left: &Left) -> Machine {
        Machine {
            database: Disk::holding(&left.database),
            wal: Disk::holding(&left.wal),
            state: Rc::default(),
        }
    }

    /// Opens a file.
    pub fn open(&self, file: File) -> Box<dyn HostFile> {
        Box::new(Wired {
            machine: self.clone(),
            file,
        })
    }

    /// What the files hold now, for a process that finds them so.
    pub fn left(&self) -> Left {
        Left {
            database: self.database.bytes(),
            wal: self.wal.bytes(),
        }
    }

    /// What a power cut would leave now.
    pub fn after_power_cut(&self, below: &mut dyn FnMut(usize) -> usize) -> Left {
        Left {
            database: self.database.after_power_cut(below).bytes(),
            wal: self.wal.after_power_cut(below).bytes(),
        }
    }

    /// Strikes the call number `at`, counted from 0.
    pub fn strike(&self, at: usize, trouble: Trouble) {
        self.state.borrow_mut().plan = Some((at, trouble));
    }

    /// Whether the call was struck.
    pub fn has_struck(&self) -> bool {
        self.state.borrow().has_struck
    }

    /// Ends what lasts: a full disk, a dead one.
    pub fn mend(&self) {
        let mut state = self.state.borrow_mut();
        state.room = None;
        state.is_dead = false;
    }

    /// How many calls there were.
    pub fn calls(&self) -> usize {
        self.state.borrow().calls
    }

    /// Keeps what happens from now on.
    pub fn record(&self) {
        self.state.borrow_mut().events = Some(Vec::new());
    }

    /// Notes that so many steps were acknowledged.
    pub fn mark(&self, steps: usize) {
        self.note(Event::Mark(steps));
    }

    /// What has happened since [`Machine::record`].
    pub fn events(&self) -> Ref<'_, [Event]> {
        Ref::map(self.state.borrow(), |state| {
            state.events.as_deref().unwrap_or_default()
        })
    }

    /// Does to these disks what was done to others.
    pub fn repeat(&self, event: &Event) {
        // A disk that was told no faults has none.
        let _ = match event {
            Event::Write(file, at, bytes) => self.disk(*file).write(bytes, *at as u64).map(drop),
            Event::Truncate(file, size) => self.disk(*file).truncate(*size as u64),
            Event::Flush(file) => self.disk(*file).flush(),
            Event::Mark(_) => Ok(()),
        };
    }

    fn disk(&self, file: File) -> Disk {
        match file {
            File::Database => self.database.clone(),
            File::Wal => self.wal.clone(),
        }
    }

    fn note(&self, event: Event) {
        if let Some(events) = &mut self.state.borrow_mut().events {
            events.push(event);
        }
    }

    /// Counts a call; what becomes of it.
    fn call(&self) -> Option<Trouble> {
        let size = self.left_size();
        let mut state = self.state.borrow_mut();
        let number = state.calls;
        state.calls += 1;
        if state.is_dead {
            return Some(Trouble::Throws);
        }
        let (_, trouble) = state.plan.take_if(|(at, _)| *at == number)?;
        state.has_struck = true;
        match trouble {
            Trouble::Full => state.room = Some(size),
            Trouble::Dies => state.is_dead = true,
            _ => return Some(trouble),
        }
        state.is_dead.then_some(Trouble::Throws)
    }

    fn left_size(&self) -> usize {
        self.database.0.borrow().bytes.len() + self.wal.0.borrow().bytes.len()
    }

    /// How many of the bytes that shall be written to `file` there is room for.
    fn room_for(&self, file: File, at: usize, count: usize) -> usize {
        let Some(room) = self.state.borrow().room else {
            return count;
        };
        let own = self.disk(file).0.borrow().bytes.len();
        let most = own + room.saturating_sub(self.left_size());
        count.min(most.saturating_sub(at))
    }
}

/// What both files hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// The database's bytes.
    pub database: Vec<u8>,
    /// The log's.
    pub wal: Vec<u8>,
}

/// A file of the machine, as the engine has it open.
struct Wired {
    machine: Machine,
    file: File,
}

fn thrown(what: &str) -> HostError {
    HostError::Io(format!("injected: {what}"))
}

impl Wired {
    fn put(&self, bytes: &[u8], at: usize, share: usize) -> Result<usize, HostError> {
        let bytes = bytes.get(..share).unwrap_or(bytes);
        let event = Event::Write(self.file, at, bytes.to_vec());
        self.machine.note(event);
        self.machine.disk(self.file).write(bytes, at as u64)
    }
}

impl HostFile for Wired {
    fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        let half = buf.len() / 2;
        let buf = match self.machine.call() {
            None => buf,
            Some(Trouble::Short) => buf.get_mut(..half).unwrap_or_default(),
            Some(_) => return Err(thrown("read")),
        };
        self.machine.disk(self.file).read(buf, at)
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> Result<usize, HostError> {
        let at = at as usize;
        let (all, half) = (bytes.len(), bytes.len() / 2);
        let trouble = self.machine.call();
        let room = self.machine.room_for(self.file, at, all);
        match trouble {
            None | Some(Trouble::Full | Trouble::Dies) => self.put(bytes, at, room),
            Some(Trouble::Short) => self.put(bytes, at, half),
            Some(Trouble::Huge) => Ok(HUGE),
            Some(Trouble::Throws) => Err(thrown("write")),
            Some(Trouble::ThrowsHalf) => self.put(bytes, at, half).and(Err(thrown("write"))),
            Some(Trouble::ThrowsDone) => self.put(bytes, at, all).and(Err(thrown("write"))),
        }
    }

    fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        let trouble = self.machine.call();
        if trouble.is_none() || trouble == Some(Trouble::ThrowsDone) {
            self.machine.note(Event::Truncate(self.file, size as usize));
            self.machine.disk(self.file).truncate(size)?;
        }
        trouble.map_or(Ok(()), |_| Err(thrown("truncate")))
    }

    fn flush(&mut self) -> Result<(), HostError> {
        let trouble = self.machine.call();
        if trouble.is_none() || trouble == Some(Trouble::ThrowsDone) {
            self.machine.note(Event::Flush(self.file));
            self.machine.disk(self.file).flush()?;
        }
        trouble.map_or(Ok(()), |_| Err(thrown("flush")))
    }

    fn size(&mut self) -> Result<u64, HostError> {
        match self.machine.call() {
            None => self.machine.disk(self.file).size(),
            Some(_) => Err(thrown("size")),
        }
    }

    fn close(&mut self) -> Result<(), HostError> {
        match self.machine.call() {
            None => Ok(()),
            Some(_) => Err(thrown("close")),
        }
    }
}
