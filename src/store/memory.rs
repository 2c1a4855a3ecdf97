//! How many bytes a key takes in the database, about.

use crate::sqlite::Row;

use super::keys::KeyRow;
use super::{Result, Store, Type};

/// What SQLite keeps of a row and of its entries in indexes beside names and values.
const ROW: i64 = 32;

/// The bytes of so many elements of each type. Fields and members stand in an index, too.
const MEASURES: [(Type, &str); 4] = [
    (
        Type::Hash,
        "SELECT total(bytes), count(*) FROM (SELECT 2 * length(name)
         + length(coalesce((SELECT value FROM large_values WHERE id = elements.value), value)) AS bytes
         FROM elements WHERE key_id = ?1 LIMIT ?2)",
    ),
    (
        Type::Set,
        "SELECT total(bytes), count(*) FROM (SELECT 2 * length(name) AS bytes
         FROM elements WHERE key_id = ?1 LIMIT ?2)",
    ),
    (
        Type::List,
        "SELECT total(bytes), count(*) FROM (SELECT length(item) AS bytes
         FROM items WHERE key_id = ?1 LIMIT ?2)",
    ),
    (
        Type::ZSet,
        "SELECT total(bytes), count(*) FROM (SELECT 2 * length(member) + 16 AS bytes
         FROM scores WHERE key_id = ?1 LIMIT ?2)",
    ),
];

impl Store {
    /// The bytes of a key: of its row, and of its elements. As many of these as `samples` says are
    /// measured (all, if it is negative), the others taken for like them.
    pub fn bytes_of(&self, key: &[u8], row: &KeyRow, samples: i64) -> Result<i64> {
        // A name stands in the row and in an index.
        let own = ROW + 2 * key.len() as i64;
        if row.kind == Type::String {
            return Ok(own + row.size);
        }
        let measure = MEASURES.into_iter().find(|(kind, _)| *kind == row.kind);
        let Some((_, sql)) = measure else {
            return Ok(own);
        };
        let sums = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(f64, i64)> = self.conn.one(sql, (row.id, samples), sums)?;
        let (bytes, count) = found.unwrap_or_default();
        let each = bytes / count.max(1) as f64 + ROW as f64;
        Ok(own + (each * row.size as f64) as i64)
    }
}
