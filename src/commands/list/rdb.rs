//! Lists in Redis's RDB format.

use super::put_loaded;
use crate::command::rdb::{RdbType, written};
use crate::rdb::{self, Form, Value, kind};
use crate::store::Type;

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: Type::LIST,
    numbers: &[
        kind::LIST,
        kind::LIST_ZIPLIST,
        kind::LIST_OF_ZIPLISTS,
        kind::LIST_OF_LISTPACKS,
    ],
    dump: |tx, _, row| {
        let items = tx.store.items(row, 0, row.size)?;
        Ok(Some(written(&Value::List(items), row)))
    },
    restore: |value| {
        let (Value::List(items), form) = rdb::read(value)? else {
            return None;
        };
        let was_packed = form == Form::Packed;
        Some(Box::new(move |tx, key| {
            put_loaded(tx, key, &items, was_packed)
        }))
    },
};
