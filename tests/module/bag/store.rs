//! Bags in the file: a row for each member, under the key's id.

use crate::store::keys::KeyRow;
use crate::store::modules::Tables;
use crate::store::types::{DataType, Table};
use crate::store::{Result, Store};

/// The module's tables.
pub static TABLES: Tables = Tables {
    module: "bag",
    version: 1,
    schema: "CREATE TABLE IF NOT EXISTS bag_members (
                 key_id INTEGER NOT NULL,
                 member BLOB NOT NULL,
                 count INTEGER NOT NULL,
                 PRIMARY KEY (key_id, member)
             ) WITHOUT ROWID",
};

/// Bags in the table of types. The name is one of Redis's names for what modules hold: nine letters.
pub static TYPE: DataType = DataType {
    number: 31,
    name: "redletbag",
    module: Some(&TABLES),
    tables: &[Table::new("bag_members", 2)],
    flush: &["DELETE FROM bag_members WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)"],
    delete,
    copy,
    measure: |store, bag, samples| store.measure(MEASURE, bag, samples),
    purge: None,
};

const MEASURE: &str = "SELECT total(bytes), count(*) FROM (SELECT length(member) AS bytes
                       FROM bag_members WHERE key_id = ?1 LIMIT ?2)";

fn delete(store: &mut Store, id: i64) -> Result<()> {
    let sql = "DELETE FROM bag_members WHERE key_id = ?1";
    store.tables(&TABLES)?.run(sql, (id,))?;
    Ok(())
}

fn copy(store: &mut Store, from: i64, to: i64) -> Result<()> {
    let sql = "INSERT INTO bag_members (key_id, member, count)
               SELECT ?2, member, count FROM bag_members WHERE key_id = ?1";
    store.tables(&TABLES)?.run(sql, (from, to))?;
    Ok(())
}

/// How often a member is in there.
pub fn count(store: &mut Store, bag: &KeyRow, member: &[u8]) -> Result<i64> {
    let sql = "SELECT count FROM bag_members WHERE key_id = ?1 AND member = ?2";
    let found = store.tables(&TABLES)?.int(sql, (bag.id, member))?;
    Ok(found.unwrap_or(0))
}

/// Sets how often a member is in there. The caller counts the members.
pub fn put(store: &mut Store, bag: &KeyRow, member: &[u8], count: i64) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO bag_members (key_id, member, count) VALUES (?1, ?2, ?3)";
    store.tables(&TABLES)?.run(sql, (bag.id, member, count))?;
    Ok(())
}

/// Every member, in order, with how often it is in there.
pub fn members(store: &mut Store, bag: &KeyRow) -> Result<Vec<(Vec<u8>, i64)>> {
    let sql = "SELECT member, count FROM bag_members WHERE key_id = ?1 ORDER BY member";
    let conn = store.tables(&TABLES)?;
    conn.all(sql, (bag.id,), |row| Ok((row.get(0)?, row.get(1)?)))
}
