//! A snapshot: the database as it is at one moment, which can be read while commands write.
//!
//! In WAL mode nothing is copied. The database's file changes only at a checkpoint, so there is one when
//! a snapshot begins, and none until it ends. Meanwhile the log grows. When the log has to start again,
//! the snapshot ends. Without a log (in memory, or with an atomic host) a snapshot is a copy in memory.

use std::fmt;

use rusqlite::serialize::{Data, OwnedData};

use super::open::{CHECKPOINTS, PAGE_SIZE};
use super::{Connection, StorageError};

/// Where the pages of the file that SQLite counts are told in its header.
const PAGES: usize = 28;
/// Which way of writing the file is for: a log, or (1) none.
const VERSIONS: std::ops::Range<usize> = 18..20;

/// A snapshot that is being read.
pub(super) enum Held {
    /// So many bytes of the file.
    File(u64),
    /// A copy.
    Copy(OwnedData),
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Held::File(size) => write!(f, "File({size})"),
            Held::Copy(copy) => write!(f, "Copy({})", copy.len()),
        }
    }
}

impl Connection {
    /// Begins a snapshot, in place of the one there was. Not inside a transaction.
    pub fn hold(&mut self) -> Result<(), StorageError> {
        self.release()?;
        self.checkpoint()?;
        let mut header = [0; PAGES + 4];
        if let Some(mount) = &self.mount {
            mount.read(&mut header, 0)?;
        }
        if header.get(VERSIONS) != Some(&[2, 2]) {
            let copy = match self.raw.serialize(c"main")? {
                Data::Owned(copy) => copy,
                Data::Shared(_) => return Err(StorageError::Refused("it is shared".into())),
            };
            self.held.replace(Some(Held::Copy(copy)));
            return Ok(());
        }
        let pages = header.last_chunk::<4>().copied().unwrap_or_default();
        // The file may be longer: room that is kept.
        let size = u64::from(u32::from_be_bytes(pages)) * PAGE_SIZE as u64;
        self.held.replace(Some(Held::File(size)));
        self.script("PRAGMA wal_autocheckpoint = 0")
    }

    /// So many bytes of the snapshot, fewer at its end; none where there is no snapshot.
    pub fn read_held(&self, at: u64, count: usize) -> Result<Option<Vec<u8>>, StorageError> {
        let mut read = match (&*self.held.borrow(), &self.mount) {
            (Some(Held::File(size)), Some(mount)) => {
                let mut read = vec![0; size.saturating_sub(at).min(count as u64) as usize];
                let found = mount.read(&mut read, at)?;
                read.truncate(found);
                read
            }
            (Some(Held::Copy(copy)), _) => {
                let at = usize::try_from(at).unwrap_or(usize::MAX);
                let rest = copy.get(at..).unwrap_or_default();
                rest.get(..count).unwrap_or(rest).to_vec()
            }
            _ => return Ok(None),
        };
        // Not every program can open a file that is for a log, where there is none.
        if at == 0
            && let Some(versions) = read.get_mut(VERSIONS)
        {
            versions.fill(1);
        }
        Ok(Some(read))
    }

    /// Ends the snapshot, if there is one.
    pub fn release(&self) -> Result<(), StorageError> {
        match self.held.take() {
            Some(Held::File(_)) => self.script(CHECKPOINTS),
            _ => Ok(()),
        }
    }
}
