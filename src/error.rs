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
