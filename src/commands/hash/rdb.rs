//! Hashes in Redis's RDB format.

use crate::command::Tx;
use crate::command::args::Key;
use crate::command::rdb::{RdbType, is_small, written};
use crate::error::Result;
use crate::rdb::{self, Form, Value, kind};
use crate::store::{Encoding, Type};

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: Type::HASH,
    numbers: &[
        kind::HASH,
        kind::HASH_ZIPLIST,
        kind::HASH_LISTPACK,
        kind::HASH_EXPIRING,
        kind::HASH_LISTPACK_EXPIRING,
    ],
    dump: |tx, _, row| {
        let fields = tx.store.fields(row)?.into_iter();
        let fields = fields.map(|each| (each.name, each.value, each.expire_at));
        Ok(Some(written(&Value::Hash(fields.collect()), row)))
    },
    restore: |value| {
        let (Value::Hash(fields), form) = rdb::read(value)? else {
            return None;
        };
        Some(Box::new(move |tx, key| put(tx, key, &fields, form)))
    },
};

/// Makes the value under a free key, with the encoding that Redis gives it.
fn put(
    tx: &mut Tx,
    key: Key,
    fields: &[(Vec<u8>, Vec<u8>, Option<i64>)],
    form: Form,
) -> Result<()> {
    let mut hash = tx.store.new_hash(tx.db, key.0)?;
    for (seq, (field, value, expire_at)) in (1..).zip(fields) {
        tx.store.add_field(&hash, seq, field, value, *expire_at)?;
    }
    hash.size = fields.len() as i64;
    let config = &tx.server.config;
    let (most, max) = (
        config.hash_max_listpack_entries,
        config.hash_max_listpack_value,
    );
    let longest = fields.iter().map(|(f, v, _)| f.len().max(v.len())).max();
    hash.encoding = match fields.iter().any(|(.., at)| at.is_some()) {
        _ if !is_small(form, fields.len(), longest, most, max) => Encoding::Hashtable,
        true => Encoding::Listpackex,
        false => Encoding::Listpack,
    };
    Ok(tx.store.put_hash(tx.db, &hash)?)
}
