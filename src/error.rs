//! Every error a command can reply with, and its exact Redis text.
//!
//! Nowhere else does an error text of Redis stand. A storage error is carried whole and becomes
//! text only here, so that nothing above has to recognise a message.

use std::borrow::Cow;
use std::fmt;

use crate::sqlite::StorageError;

/// Why a command was refused. `Display` gives Redis's text, prefix included.
#[derive(Debug)]
pub enum Error {
    /// The key holds another type.
    WrongType,
    /// An argument is not a 64-bit signed integer.
    NotAnInteger,
    /// An argument or a value is not a float.
    NotAFloat,
    /// The words are not those of the command's syntax.
    Syntax,
    /// Too few or too many words; the name is the command's, lower-case, `|` before a subcommand.
    Arity(String),
    /// No such command; with the text of its first arguments, as Redis shows them.
    UnknownCommand(String),
    /// A container has no such subcommand.
    UnknownSubcommand {
        /// The container's name, upper-case.
        container: &'static str,
        /// What was asked for.
        subcommand: String,
    },
    /// The connection has not authenticated.
    NoAuth,
    /// A reply whose whole text, prefix included, is particular to one command.
    Other(Cow<'static, str>),
    /// The storage below failed; the whole batch is rolled back.
    Storage(StorageError),
}

/// A command's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error particular to one command. `text` starts with its prefix.
    pub const fn text(text: &'static str) -> Error {
        Error::Other(Cow::Borrowed(text))
    }
}

/// INCR beyond 64 bits.
pub const OVERFLOW: Error = Error::text("ERR increment or decrement would overflow");
/// DECRBY of the smallest integer.
pub const DECREMENT_OVERFLOW: Error = Error::text("ERR decrement would overflow");
/// INCRBYFLOAT to an infinity.
pub const INCREMENT_IS_NO_NUMBER: Error =
    Error::text("ERR increment would produce NaN or Infinity");
/// SETRANGE before the start.
pub const OFFSET_OUT_OF_RANGE: Error = Error::text("ERR offset is out of range");
/// A string beyond 512 MB.
pub const STRING_TOO_LONG: Error =
    Error::text("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
/// LCS of a key of another type.
pub const LCS_NEEDS_STRINGS: Error =
    Error::text("ERR The specified keys must contain string values");
/// LCS with both forms of answer.
pub const LCS_LEN_AND_IDX: Error =
    Error::text("ERR If you want both the length and indexes, please just use IDX.");
/// LCS of strings whose table would not fit memory.
pub const LCS_TOO_LONG: Error =
    Error::text("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");

/// A time to live that is not positive, or too far away.
pub fn invalid_expire_time(command: &str) -> Error {
    let name = command.to_lowercase();
    Error::Other(format!("ERR invalid expire time in '{name}' command").into())
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        Error::Storage(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::WrongType => {
                f.write_str("WRONGTYPE Operation against a key holding the wrong kind of value")
            }
            Error::NotAnInteger => f.write_str("ERR value is not an integer or out of range"),
            Error::NotAFloat => f.write_str("ERR value is not a valid float"),
            Error::Syntax => f.write_str("ERR syntax error"),
            Error::Arity(name) => {
                write!(f, "ERR wrong number of arguments for '{name}' command")
            }
            Error::UnknownCommand(shown) => write!(f, "ERR unknown command {shown}"),
            Error::UnknownSubcommand {
                container,
                subcommand,
            } => write!(
                f,
                "ERR unknown subcommand '{subcommand}'. Try {container} HELP."
            ),
            Error::NoAuth => f.write_str("NOAUTH Authentication required."),
            Error::Other(text) => f.write_str(text),
            Error::Storage(error) => write!(f, "{}", storage_text(error)),
        }
    }
}

/// Redis reports a disk that fails under its append-only file as MISCONF; so does redlet.
fn storage_text(error: &StorageError) -> String {
    match error {
        StorageError::Full => {
            "MISCONF Errors writing to the AOF file: No space left on device".to_owned()
        }
        other => format!("MISCONF Errors writing to the AOF file: {other}"),
    }
}
