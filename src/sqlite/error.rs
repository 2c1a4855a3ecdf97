//! What can go wrong below the commands. A failure is told by SQLite's result code, never by a text.

use std::fmt;

use rusqlite::ffi;

use crate::memory::NoMemory;
use crate::vfs::HostError;

/// Why the storage did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StorageError {
    /// The file is damaged, or its content is not what redlet writes.
    Corrupt(String),
    /// The file is not a SQLite database. It was left as it is.
    NotADatabase,
    /// The file is a SQLite database of another program. It was left as it is.
    Foreign,
    /// The host failed, in its own words where they are known.
    Io(String),
    /// No memory is left. What SQLite was doing is rolled back.
    NoMemory,
    /// There is no memory to read it, or it is more than one command may hold. Nothing has happened.
    TooLarge,
    /// No space is left: a full disk, the browser's quota.
    Full,
    /// Somebody else has the database, or a statement is still running.
    Locked,
    /// The file was written by a newer redlet.
    TooNew {
        /// The schema's version in the file.
        found: i32,
        /// The newest that this redlet reads.
        supported: i32,
    },
    /// The file has tables of a module that this build lacks, or of a newer version of it.
    Module {
        /// The module's name.
        name: String,
        /// The version of its tables in the file.
        found: i64,
        /// The newest that this build reads; none if it lacks the module.
        supported: Option<i32>,
    },
    /// A commit failed and could not be withdrawn from the log. Nothing runs until it can: else the
    /// memory would tell other than the disk.
    Poisoned(String),
    /// SQLite refused a statement: a mistake of ours.
    Refused(String),
}

impl StorageError {
    /// What SQLite refuses of a file that is being opened is no mistake of ours: it is damaged.
    pub fn of_a_file(self) -> StorageError {
        match self {
            StorageError::Refused(why) => StorageError::Corrupt(why),
            other => other,
        }
    }

    /// A name that stays the same across versions, for the JavaScript side.
    pub fn code(&self) -> &'static str {
        match self {
            StorageError::Corrupt(_) => "CORRUPT",
            StorageError::NotADatabase => "NOTADB",
            StorageError::Foreign => "FOREIGN",
            StorageError::Io(_) => "IO",
            StorageError::NoMemory | StorageError::TooLarge => "OOM",
            StorageError::Full => "FULL",
            StorageError::Locked => "LOCKED",
            StorageError::TooNew { .. } => "TOONEW",
            StorageError::Module { .. } => "MODULE",
            StorageError::Poisoned(_) => "POISONED",
            StorageError::Refused(_) => "REFUSED",
        }
    }
}

impl fmt::Display for StorageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StorageError::Corrupt(what) => write!(f, "the database is damaged: {what}"),
            StorageError::NotADatabase => f.write_str("the file is not a SQLite database"),
            StorageError::Foreign => {
                f.write_str("the file is a SQLite database, but not one of redlet")
            }
            StorageError::Io(what) => write!(f, "the storage failed: {what}"),
            StorageError::NoMemory | StorageError::TooLarge => f.write_str("no memory is left"),
            StorageError::Full => f.write_str("no space is left in the storage"),
            StorageError::Locked => f.write_str("the database is in use"),
            StorageError::TooNew { found, supported } => write!(
                f,
                "the database has format {found}, and this version reads up to {supported}"
            ),
            StorageError::Module {
                name,
                supported: None,
                ..
            } => write!(
                f,
                "the database needs the module '{name}', which this build of redlet lacks: open it with a build that has it"
            ),
            StorageError::Module {
                name,
                found,
                supported: Some(supported),
            } => write!(
                f,
                "the database has format {found} of the module '{name}', and this version reads up to {supported}: update redlet"
            ),
            StorageError::Poisoned(what) => {
                write!(f, "a failed commit could not be undone on disk: {what}")
            }
            StorageError::Refused(what) => write!(f, "SQLite refused a statement: {what}"),
        }
    }
}

impl std::error::Error for StorageError {}

impl From<HostError> for StorageError {
    fn from(error: HostError) -> Self {
        match error {
            HostError::Full => StorageError::Full,
            HostError::Io(message) => StorageError::Io(message),
        }
    }
}

impl From<NoMemory> for rusqlite::Error {
    fn from(_: NoMemory) -> Self {
        rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_TOOBIG), None)
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        let text = text(&error);
        match error {
            rusqlite::Error::SqliteFailure(failure, _)
            | rusqlite::Error::SqlInputError { error: failure, .. } => {
                from_code(failure.extended_code, text)
            }
            // A column holds what its writer never put there.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::Utf8Error(..) => StorageError::Corrupt(text),
            _ => StorageError::Refused(text),
        }
    }
}

/// What an error says. `Display` would bring the texts of many that can't happen here.
fn text(error: &rusqlite::Error) -> String {
    use rusqlite::Error::*;
    match error {
        SqliteFailure(code, None) => code.to_string(),
        SqliteFailure(_, Some(text)) => text.clone(),
        SqlInputError {
            msg, sql, offset, ..
        } => format!("{msg} in {sql} at offset {offset}"),
        InvalidColumnType(at, name, found) => {
            format!("Invalid column type {found} at index: {at}, name: {name}")
        }
        IntegralValueOutOfRange(at, number) => {
            format!("Integer {number} out of range at index {at}")
        }
        Utf8Error(at, _) => format!("Invalid UTF-8 at index: {at}"),
        _ => "it was not called as it must be".to_owned(),
    }
}

/// The failure of a result code. The low byte is the kind, the rest of it says where.
fn from_code(code: i32, text: String) -> StorageError {
    match code & 0xff {
        ffi::SQLITE_CORRUPT => StorageError::Corrupt(text),
        ffi::SQLITE_NOTADB => StorageError::NotADatabase,
        ffi::SQLITE_FULL => StorageError::Full,
        ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED => StorageError::Locked,
        ffi::SQLITE_NOMEM => StorageError::NoMemory,
        ffi::SQLITE_TOOBIG => StorageError::TooLarge,
        ffi::SQLITE_IOERR | ffi::SQLITE_CANTOPEN | ffi::SQLITE_READONLY => StorageError::Io(text),
        _ => StorageError::Refused(text),
    }
}
