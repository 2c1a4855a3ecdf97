//! The errors of the commands on bags.

use crate::error::Error;

/// BAG.ADD of nothing.
pub const COUNT_NOT_ABOVE_0: Error = Error::text("ERR count must be > 0");
/// BAG.ADD of more than can be counted.
pub const TOO_MANY: Error = Error::text("ERR count is out of range");
