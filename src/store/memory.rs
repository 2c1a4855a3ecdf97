//! How many bytes a key takes in the database, about.

use crate::sqlite::Row;

use super::keys::KeyRow;
use super::{Result, Store};

/// What SQLite keeps of a row and of its entries in indexes beside names and values.
const ROW: i64 = 32;

impl Store {
    /// The bytes of a key: of its row, and of its elements. As many of these as `samples` says are
    /// measured (all, if it is negative), the others taken for like them.
    pub fn bytes_of(&self, key: &[u8], row: &KeyRow, samples: i64) -> Result<i64> {
        // A name stands in the row and in an index.
        let own = ROW + 2 * key.len() as i64;
        Ok(own + (row.kind.measure)(self, row, samples)?)
    }

    /// The bytes of all elements, by those of some: `sql` gives the bytes of `?2` elements of key `?1`,
    /// and how many they were.
    pub fn measure(&self, sql: &str, row: &KeyRow, samples: i64) -> Result<i64> {
        let sums = |row: &Row| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(f64, i64)> = self.conn.one(sql, (row.id, samples), sums)?;
        let (bytes, count) = found.unwrap_or_default();
        let each = bytes / count.max(1) as f64 + ROW as f64;
        Ok((each * row.size as f64) as i64)
    }
}
