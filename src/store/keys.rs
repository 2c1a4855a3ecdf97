//! Keys of every type: finding, deleting, moving, expiring and walking them.

use rusqlite::Row;

use super::databases::Db;
use super::{Encoding, Result, Store, Type};

/// A key's row without its value.
#[derive(Debug, Clone, Copy)]
pub struct KeyRow {
    /// Where its elements stand, and its place in SCAN's order.
    pub id: i64,
    /// What it holds.
    pub kind: Type,
    /// How Redis would hold it.
    pub encoding: Encoding,
    /// When it expires, Unix milliseconds.
    pub expire_at: Option<i64>,
    /// How many elements it has; 0 for a string.
    pub size: i64,
}

/// Reads a row that starts with `type, encoding, expire_at, id, size`.
pub(super) fn read_key(row: &Row) -> rusqlite::Result<KeyRow> {
    Ok(KeyRow {
        kind: Type::from_stored(row.get(0)?)?,
        encoding: Encoding::from_stored(row.get(1)?)?,
        expire_at: row.get(2)?,
        id: row.get(3)?,
        size: row.get(4)?,
    })
}

impl KeyRow {
    /// Whether its time has come.
    pub fn is_expired(&self, now: i64) -> bool {
        self.expire_at.is_some_and(|at| at <= now)
    }
}

impl Store {
    /// The row of `key`, unless it is missing or expired; an expired key is deleted on the way.
    pub fn find(&mut self, db: Db, key: &[u8], now: i64) -> Result<Option<KeyRow>> {
        const SQL: &str =
            "SELECT type, encoding, expire_at, id, size FROM keys WHERE db = ?1 AND key = ?2";
        let row = self.conn.one(SQL, (db.0, key), read_key)?;
        self.unless_expired(db, key, now, row)
    }

    /// Gives the row back, or deletes the key if its time has come.
    pub(super) fn unless_expired(
        &mut self,
        db: Db,
        key: &[u8],
        now: i64,
        row: Option<KeyRow>,
    ) -> Result<Option<KeyRow>> {
        match row {
            Some(row) if row.is_expired(now) => {
                self.delete(db, key, &row)?;
                self.expired_keys += 1;
                Ok(None)
            }
            row => Ok(row),
        }
    }

    /// Deletes `key`, whose row is `row`, and its elements.
    pub fn delete(&mut self, db: Db, key: &[u8], row: &KeyRow) -> Result<()> {
        self.delete_elements(row)?;
        self.conn
            .run("DELETE FROM keys WHERE db = ?1 AND key = ?2", (db.0, key))?;
        self.databases
            .count(db, -1, -i64::from(row.expire_at.is_some()));
        Ok(())
    }

    /// Deletes what stands outside the key's own row.
    pub(super) fn delete_elements(&mut self, row: &KeyRow) -> Result<()> {
        match row.kind {
            Type::String => {}
            Type::Hash => {
                self.conn
                    .run("DELETE FROM fields WHERE key_id = ?1", (row.id,))?;
            }
        }
        Ok(())
    }

    /// Sets or clears when `key` expires.
    pub fn set_expiry(
        &mut self,
        db: Db,
        key: &[u8],
        row: &KeyRow,
        expire_at: Option<i64>,
    ) -> Result<()> {
        self.conn.run(
            "UPDATE keys SET expire_at = ?3 WHERE db = ?1 AND key = ?2",
            (db.0, key, expire_at),
        )?;
        let change = i64::from(expire_at.is_some()) - i64::from(row.expire_at.is_some());
        self.databases.count(db, 0, change);
        Ok(())
    }

    /// Makes the row of a new key; `find` has said that there is none.
    pub(super) fn insert_key(
        &mut self,
        db: Db,
        key: &[u8],
        row: &KeyRow,
        value: Option<&[u8]>,
    ) -> Result<()> {
        self.conn.run(
            "INSERT INTO keys (db, key, type, encoding, expire_at, id, size, value)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            (
                db.0,
                key,
                row.kind as u8,
                row.encoding as u8,
                row.expire_at,
                row.id,
                row.size,
                value,
            ),
        )?;
        self.databases
            .count(db, 1, i64::from(row.expire_at.is_some()));
        Ok(())
    }

    /// Whether a key's or a field's time has come.
    pub fn has_due(&self, now: i64) -> Result<bool> {
        Ok(self.next_deadline()?.is_some_and(|at| at <= now))
    }

    /// The earliest deadline of all keys and fields.
    pub fn next_deadline(&self) -> Result<Option<i64>> {
        let keys = "SELECT min(expire_at) FROM keys WHERE expire_at IS NOT NULL";
        let fields = "SELECT min(expire_at) FROM fields WHERE expire_at IS NOT NULL";
        let read = |sql| self.conn.one(sql, (), |row| row.get::<_, Option<i64>>(0));
        Ok([read(keys)?, read(fields)?]
            .into_iter()
            .flatten()
            .flatten()
            .min())
    }

    /// Deletes at most `limit` keys, and at most as many fields, whose time has come.
    pub fn expire_due(&mut self, now: i64, limit: usize) -> Result<()> {
        let due = self.conn.all(
            "SELECT type, encoding, expire_at, id, size, db, key FROM keys
             WHERE expire_at <= ?1 ORDER BY expire_at LIMIT ?2",
            (now, limit as i64),
            |row| Ok((read_key(row)?, Db(row.get(5)?), row.get::<_, Vec<u8>>(6)?)),
        )?;
        for (row, db, key) in due {
            self.delete(db, &key, &row)?;
            self.expired_keys += 1;
        }
        self.expire_due_fields(now, limit)
    }

    /// An id that no key has had.
    pub(super) fn new_id(&mut self) -> Result<i64> {
        let id = match self.next_id {
            Some(id) => id,
            None => {
                let mut next = 1;
                for db in 0..super::databases::DATABASES as i64 {
                    let sql = "SELECT id FROM keys WHERE db = ?1 ORDER BY id DESC LIMIT 1";
                    let last = self.conn.one(sql, (db,), |row| row.get::<_, i64>(0))?;
                    next = next.max(last.unwrap_or(0) + 1);
                }
                next
            }
        };
        self.next_id = Some(id + 1);
        Ok(id)
    }
}
