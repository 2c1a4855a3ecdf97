//! Strings: bytes in the key's own row.

use super::databases::Db;
use super::keys::{KeyRow, read_key};
use super::types::DataType;
use super::{Encoding, Result, Store, Type};

/// Strings in the table of types.
pub static TYPE: DataType = DataType {
    number: 1,
    name: "string",
    module: None,
    tables: &[],
    flush: &[],
    delete: |_, _| Ok(()),
    copy: |_, _, _| Ok(()),
    measure: |_, row, _| Ok(row.size),
    purge: None,
};

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
            let key = read_key(&self.types, row)?;
            let value = match key.kind == Type::STRING {
                true => row.get(5)?,
                false => Vec::new(),
            };
            Ok((key, value))
        })?;
        let Some((row, value)) = found else {
            return Ok(None);
        };
        let row = self.unless_expired(db, key, now, row)?;
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
                kind: Type::STRING,
                encoding,
                expire_at,
                size: value.len() as i64,
            };
            return self.insert_key(db, key, &row, Some(value));
        };
        if old.kind == Type::STRING && old.expire_at.is_none() && expire_at.is_none() {
            // The common case: no index has to be looked at.
            self.conn.run(
                "UPDATE keys SET encoding = ?2, size = ?3, value = ?4 WHERE id = ?1",
                (old.id, encoding as u8, value.len() as i64, value),
            )?;
            return Ok(());
        }
        (old.kind.delete)(self, old.id)?;
        self.conn.run(
            "UPDATE keys SET type = ?2, encoding = ?3, expire_at = ?4, size = ?5, value = ?6
             WHERE id = ?1",
            (
                old.id,
                Type::STRING.number,
                encoding as u8,
                expire_at,
                value.len() as i64,
                value,
            ),
        )?;
        let change = i64::from(expire_at.is_some()) - i64::from(old.expire_at.is_some());
        self.databases.count(db, 0, change);
        Ok(())
    }
}
