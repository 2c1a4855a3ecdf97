//! What a connection is told that has sent no command; then it is closed.

use std::fmt;

/// Why what a connection sent is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProtocolError {
    /// The line with an array's length does not end.
    LongArrayLine,
    /// An array's length is no number, or too large.
    ArrayLength,
    /// An array is longer than those of a connection without a password may be.
    UnauthenticatedArray,
    /// This byte stands in the place of a bulk string's `$`.
    NoBulk(u8),
    /// The line with a bulk string's length does not end.
    LongBulkLine,
    /// A bulk string's length is no number, negative, or too large.
    BulkLength,
    /// A bulk string is longer than those of a connection without a password may be.
    UnauthenticatedBulk,
    /// An inline command does not end.
    LongInline,
    /// An inline command ends within quotes.
    UnbalancedQuotes,
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ERR Protocol error: ")?;
        f.write_str(match self {
            ProtocolError::LongArrayLine => "too big mbulk count string",
            ProtocolError::ArrayLength => "invalid multibulk length",
            ProtocolError::UnauthenticatedArray => "unauthenticated multibulk length",
            ProtocolError::NoBulk(mark) => {
                return write!(f, "expected '$', got '{}'", char::from(*mark));
            }
            ProtocolError::LongBulkLine => "too big bulk count string",
            ProtocolError::BulkLength => "invalid bulk length",
            ProtocolError::UnauthenticatedBulk => "unauthenticated bulk length",
            ProtocolError::LongInline => "too big inline request",
            ProtocolError::UnbalancedQuotes => "unbalanced quotes in request",
        })
    }
}
