//! A host file of the operating system, for native builds and tests.
//!
//! It takes an exclusive lock on the file, as a browser's access handle does: a second owner would
//! corrupt the database.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::file::{HostError, HostFile};

/// A file by its path.
#[derive(Debug)]
pub struct NativeFile {
    file: File,
}

impl NativeFile {
    /// Opens `path` for reading and writing, and creates it if it is not there.
    pub fn open(path: &Path) -> io::Result<NativeFile> {
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(NativeFile { file }),
            Err(TryLockError::WouldBlock) => Err(ErrorKind::WouldBlock.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

impl HostFile for NativeFile {
    fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        self.file.seek(SeekFrom::Start(at))?;
        let mut count = 0;
        while let Some(rest) = buf.get_mut(count..).filter(|rest| !rest.is_empty()) {
            match self.file.read(rest) {
                Ok(0) => break,
                Ok(read) => count += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(count)
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> Result<usize, HostError> {
        self.file.seek(SeekFrom::Start(at))?;
        self.file.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn truncate(&mut self, size: u64) -> Result<(), HostError> {
        Ok(self.file.set_len(size)?)
    }

    fn flush(&mut self) -> Result<(), HostError> {
        Ok(self.file.sync_data()?)
    }

    fn size(&mut self) -> Result<u64, HostError> {
        Ok(self.file.metadata()?.len())
    }

    fn close(&mut self) -> Result<(), HostError> {
        Ok(self.file.unlock()?)
    }
}

impl From<io::Error> for HostError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => HostError::Full,
            _ => HostError::Io(error.to_string()),
        }
    }
}
