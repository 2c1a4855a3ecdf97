//! Errors about limits of connections.

use super::Error;

/// A connection beyond `maxclients`.
pub const TOO_MANY_CLIENTS: Error = Error::text("ERR max number of clients reached");
/// `client-output-buffer-limit` without four words for each class.
pub const OUTPUT_LIMIT_WORDS: &str = "Wrong number of arguments in buffer limit configuration.";
/// `client-output-buffer-limit` of a class that there is not.
pub const OUTPUT_LIMIT_CLASS: &str =
    "Invalid client class specified in buffer limit configuration.";
/// `client-output-buffer-limit` with what is no size, or no time.
pub const OUTPUT_LIMIT_NUMBER: &str =
    "Error in hard, soft or soft_seconds setting in buffer limit configuration.";
