//! Bags in Redis's RDB format: how many members, then each with how often it is in there.

use super::{BAG, store};
use crate::command::Tx;
use crate::command::args::Key;
use crate::command::rdb::RdbType;
use crate::error::Result;
use crate::rdb::{ModuleReader, ModuleWriter, kind};
use crate::store::Encoding;

/// The version of what is written.
const VERSION: u16 = 1;

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: BAG,
    numbers: &[kind::MODULE],
    dump: |tx, _, row| {
        let members = store::members(tx.store, row)?;
        let Some(mut out) = ModuleWriter::new(BAG.name, VERSION) else {
            return Ok(None);
        };
        out.uint(members.len() as u64);
        for (member, count) in members {
            out.string(&member);
            out.uint(count as u64);
        }
        Ok(Some(out.finish()))
    },
    restore: |value| {
        let members = read(value)?;
        Some(Box::new(move |tx, key| put(tx, key, &members)))
    },
};

type Members = Vec<(Vec<u8>, i64)>;

/// Reads members, which ascend; none where they do not, or a count is not above 0.
fn read(value: &[u8]) -> Option<Members> {
    let mut value = ModuleReader::new(value, BAG.name, VERSION)?;
    let mut members = Members::new();
    for _ in 0..value.uint()? {
        let member = value.string()?;
        let count = i64::try_from(value.uint()?)
            .ok()
            .filter(|count| *count > 0)?;
        if members.last().is_some_and(|(last, _)| *last >= member) {
            return None;
        }
        members.push((member, count));
    }
    value.end()?;
    (!members.is_empty()).then_some(members)
}

fn put(tx: &mut Tx, key: Key, members: &Members) -> Result<()> {
    let mut bag = tx.store.new_key(tx.db, key.0, BAG, Encoding::Raw)?;
    for (member, count) in members {
        store::put(tx.store, &bag, member, *count)?;
        bag.size += 1;
    }
    Ok(tx.store.put_size(tx.db, &bag)?)
}
