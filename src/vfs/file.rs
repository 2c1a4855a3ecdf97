//! The host's file: the only thing that redlet asks of a runtime's storage.
//!
//! The owner has the file to itself for as long as it is open: nobody else writes to it, so that a
//! size that was read once may be remembered. Every call is synchronous. A runtime's adapter stays
//! this small; what SQLite needs on top (joined writes, the journal, locks) is built above it.

use std::fmt;

/// Why a host file did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HostError {
    /// There is no room: a full disk, or the origin's quota.
    Full,
    /// Anything else, in the host's words.
    Io(String),
}

impl fmt::Display for HostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HostError::Full => f.write_str("no space is left in the storage"),
            HostError::Io(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for HostError {}

/// One open file of the host.
pub trait HostFile {
    /// Fills `buf` from the byte `at`; the number of bytes read, less than asked at the file's end.
    fn read(&mut self, buf: &mut [u8], at: u64) -> Result<usize, HostError>;

    /// Writes `bytes` from the byte `at`; the number of bytes written. Fewer than given means that
    /// there was no room for the rest.
    fn write(&mut self, bytes: &[u8], at: u64) -> Result<usize, HostError>;

    /// Makes the file `size` bytes long.
    fn truncate(&mut self, size: u64) -> Result<(), HostError>;

    /// Returns when everything written is on the device.
    fn flush(&mut self) -> Result<(), HostError>;

    /// The file's length in bytes.
    fn size(&mut self) -> Result<u64, HostError>;

    /// Gives the file back to the host. Nothing is called after it.
    fn close(&mut self) -> Result<(), HostError>;
}
