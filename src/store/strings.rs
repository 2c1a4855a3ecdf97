//! Strings: bytes in the key's own row.

use super::databases::Db;
use super::keys::{KeyRow, read_key};
use super::{Encoding, Result, Store, Type};

impl Store {
    /// The row of `key` and, if it is a string, its bytes (else none).
    pub fn find_value(
        &mut self,
        db: Db,
        key: &[u8],
        now: i64,
    ) -> Result<Option<(KeyRow, Vec<u8>)>> {
        const SQL: &str = "SELECT type, encoding, expire_at, id, size, value FROM keys WHERE db = ?1 AND key = ?2";
        let found = self.conn.one(SQL, (db.0, key), |row| {
            let value = row.get::<_, Option<Vec<u8>>>(5)?;
            Ok((read_key(row)?, value.unwrap_or_default()))
        })?;
        let Some((row, value)) = found else {
            return Ok(None);
        };
        let row = self.unless_expired(db, key, now, Some(row))?;
        Ok(row.map(|row| (row, value)))
    }

    /// Makes `key` a string, whatever it held; `old` is its row, as `find` gave it.
    pub fn put_string(
        &mut self,
        db: Db,
        key: &[u8],
        old: Option<&KeyRow>,
        value: &[u8],
        encoding: Encoding,
        expire_at: Option<i64>,
    ) -> Result<()> {
        let Some(old) = old else {
            let row = KeyRow {
                id: self.new_id()?,
                kind: Type::String,
                encoding,
                expire_at,
                size: 0,
            };
            return self.insert_key(db, key, &row, Some(value));
        };
        self.delete_elements(old)?;
        self.conn.run(
            "UPDATE keys SET type = ?3, encoding = ?4, expire_at = ?5, size = 0, value = ?6
             WHERE db = ?1 AND key = ?2",
            (
                db.0,
                key,
                Type::String as u8,
                encoding as u8,
                expire_at,
                value,
            ),
        )?;
        let change = i64::from(expire_at.is_some()) - i64::from(old.expire_at.is_some());
        self.databases.count(db, 0, change);
        Ok(())
    }

    /// How many bytes the string has, without reading them.
    pub fn string_length(&self, db: Db, key: &[u8]) -> Result<i64> {
        let sql = "SELECT length(value) FROM keys WHERE db = ?1 AND key = ?2";
        let length = self.conn.one(sql, (db.0, key), |row| row.get(0))?;
        Ok(length.unwrap_or(0))
    }
}
