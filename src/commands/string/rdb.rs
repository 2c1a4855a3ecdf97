//! Strings in Redis's RDB format.

use super::encoding_of;
use crate::command::rdb::{RdbType, written};
use crate::rdb::{self, Value, kind};
use crate::store::Type;

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: Type::STRING,
    numbers: &[kind::STRING],
    dump: |tx, key, _| {
        let found = tx.store.find_value(tx.db, key.0, tx.now())?;
        Ok(found.map(|(row, bytes)| written(&Value::String(bytes), &row)))
    },
    restore: |value| {
        let (Value::String(bytes), _) = rdb::read(value)? else {
            return None;
        };
        Some(Box::new(move |tx, key| {
            tx.put_string(key, None, &bytes, encoding_of(&bytes), None)
        }))
    },
};
