//! What DUMP and RESTORE ask of a data type: its values in Redis's RDB format.
//!
//! A row stands with its type's commands, and is named once more: the core's in `commands::RDB_TYPES`,
//! a module's in the module's own row. It trusts no payload: a value is read and checked as a whole
//! before anything is written.

use crate::command::Tx;
use crate::command::args::Key;
use crate::error::Result;
use crate::rdb::{self, Form, Value, Written};
use crate::store::keys::KeyRow;
use crate::store::{Encoding, Type};

/// A type's values in Redis's RDB format.
pub struct RdbType {
    /// The type.
    pub kind: Type,
    /// The numbers with which its values begin. Redis has one for all modules.
    pub numbers: &'static [u8],
    /// Writes the value of a key.
    pub dump: fn(&mut Tx, Key, &KeyRow) -> Result<Option<Written>>,
    /// Reads a value, its number included; none where it is damaged, or of another type with the same
    /// number.
    pub restore: fn(&[u8]) -> Option<Restore>,
}

/// Makes a value that was read under a free key.
pub type Restore = Box<dyn FnOnce(&mut Tx, Key) -> Result<()>>;

/// A value as Redis writes one of this encoding.
pub fn written(value: &Value, row: &KeyRow) -> Written {
    let form = match row.encoding {
        Encoding::Listpack | Encoding::Listpackex => Form::Packed,
        Encoding::Intset => Form::Intset,
        _ => Form::Plain,
    };
    rdb::write(value, form)
}

/// Whether so many elements stay in a listpack: where they were in one, Redis looks at their number
/// alone, else also at the longest.
pub fn is_small(form: Form, count: usize, longest: Option<usize>, most: i64, max: i64) -> bool {
    let longest = longest.unwrap_or(0) as i64;
    count as i64 <= most && (form == Form::Packed || longest <= max)
}
