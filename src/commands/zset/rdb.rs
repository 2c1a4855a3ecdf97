//! Sorted sets in Redis's RDB format.

use crate::command::Tx;
use crate::command::args::Key;
use crate::command::rdb::{RdbType, is_small, written};
use crate::error::Result;
use crate::rdb::{self, Form, Value, kind};
use crate::store::{Encoding, Type};

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: Type::ZSET,
    numbers: &[
        kind::ZSET_TEXT,
        kind::ZSET,
        kind::ZSET_ZIPLIST,
        kind::ZSET_LISTPACK,
    ],
    dump: |tx, _, row| {
        let members = tx.store.members(row)?.into_iter();
        let members = members.map(|each| (each.member, each.score)).collect();
        Ok(Some(written(&Value::ZSet(members), row)))
    },
    restore: |value| {
        let (Value::ZSet(members), form) = rdb::read(value)? else {
            return None;
        };
        Some(Box::new(move |tx, key| put(tx, key, &members, form)))
    },
};

/// Makes the value under a free key, with the encoding that Redis gives it.
fn put(tx: &mut Tx, key: Key, members: &[(Vec<u8>, f64)], form: Form) -> Result<()> {
    let mut zset = tx.store.new_zset(tx.db, key.0)?;
    for (member, score) in members {
        tx.store.add_member(&zset, member, *score, 0)?;
    }
    zset.size = members.len() as i64;
    let config = &tx.server.config;
    let (most, max) = (
        config.zset_max_listpack_entries,
        config.zset_max_listpack_value,
    );
    let longest = members.iter().map(|(member, _)| member.len()).max();
    if !is_small(form, members.len(), longest, most, max) {
        let random = &mut tx.server.random;
        tx.store.build_ranks(&zset, || random.bits())?;
        zset.encoding = Encoding::Skiplist;
    }
    Ok(tx.store.put_zset(tx.db, &zset)?)
}
