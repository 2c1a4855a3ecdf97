//! Hashes: fields with values, under the key's id.
//!
//! A field may have a deadline of its own. `keys.size` counts the fields, `fields.seq` keeps the
//! order in which they came; a hash without fields has no key.

use rusqlite::Row;

use super::databases::Db;
use super::keys::KeyRow;
use super::{Encoding, Result, Store, Type};

/// A field of a hash.
#[derive(Debug)]
pub struct Field {
    /// Its place in the hash's order, and in HSCAN's.
    pub seq: i64,
    /// When it expires, Unix milliseconds.
    pub expire_at: Option<i64>,
    /// Its name.
    pub name: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
}

fn read_field(row: &Row) -> rusqlite::Result<Field> {
    Ok(Field {
        seq: row.get(0)?,
        expire_at: row.get(1)?,
        name: row.get(2)?,
        value: row.get(3)?,
    })
}

impl Store {
    /// Makes the row of a new, empty hash.
    pub fn new_hash(&mut self, db: Db, key: &[u8]) -> Result<KeyRow> {
        let row = KeyRow {
            id: self.new_id()?,
            kind: Type::Hash,
            encoding: Encoding::Listpack,
            expire_at: None,
            size: 0,
        };
        self.insert_key(db, key, &row, None)?;
        Ok(row)
    }

    /// The value of one field.
    pub fn field(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<Vec<u8>>> {
        self.conn.one(
            "SELECT value FROM fields WHERE key_id = ?1 AND field = ?2",
            (hash.id, field),
            |row| row.get(0),
        )
    }

    /// The deadline of one field: `None` where there is no such field.
    pub fn field_deadline(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<Option<i64>>> {
        self.conn.one(
            "SELECT expire_at FROM fields WHERE key_id = ?1 AND field = ?2",
            (hash.id, field),
            |row| row.get(0),
        )
    }

    /// The length of a field's value.
    pub fn field_length(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<i64>> {
        self.conn.int(
            "SELECT length(value) FROM fields WHERE key_id = ?1 AND field = ?2",
            (hash.id, field),
        )
    }

    /// Every field, in the order in which they came.
    pub fn fields(&self, hash: &KeyRow) -> Result<Vec<Field>> {
        let sql = "SELECT seq, expire_at, field, value FROM fields WHERE key_id = ?1 ORDER BY seq";
        self.conn.all(sql, (hash.id,), read_field)
    }

    /// At most `limit` fields, in their order, after place `after`.
    pub fn scan_fields(&self, hash: &KeyRow, after: i64, limit: i64) -> Result<Vec<Field>> {
        self.conn.all(
            "SELECT seq, expire_at, field, value FROM fields
             WHERE key_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
            (hash.id, after, limit),
            read_field,
        )
    }

    /// The places of the first and the last field.
    pub fn field_places(&self, hash: &KeyRow) -> Result<(i64, i64)> {
        let edge = |sql| self.conn.int(sql, (hash.id,));
        let first = edge("SELECT min(seq) FROM fields WHERE key_id = ?1")?;
        let last = edge("SELECT max(seq) FROM fields WHERE key_id = ?1")?;
        Ok((first.unwrap_or(0), last.unwrap_or(0)))
    }

    /// Sets a field, its deadline cleared or kept; whether the field is new. The caller writes the
    /// new size with [`Store::put_hash`].
    pub fn put_field(
        &mut self,
        hash: &KeyRow,
        field: &[u8],
        value: &[u8],
        keeps_deadline: bool,
    ) -> Result<bool> {
        let update = if keeps_deadline {
            "UPDATE fields SET value = ?3 WHERE key_id = ?1 AND field = ?2"
        } else {
            "UPDATE fields SET value = ?3, expire_at = NULL WHERE key_id = ?1 AND field = ?2"
        };
        if self.conn.run(update, (hash.id, field, value))? > 0 {
            return Ok(false);
        }
        // Not one INSERT ... SELECT: SQLite would make a temporary table for it.
        let last = "SELECT max(seq) FROM fields WHERE key_id = ?1";
        let last: Option<i64> = self.conn.int(last, (hash.id,))?;
        self.conn.run(
            "INSERT INTO fields (key_id, field, value, seq) VALUES (?1, ?2, ?3, ?4)",
            (hash.id, field, value, last.unwrap_or(0) + 1),
        )?;
        Ok(true)
    }

    /// Adds a field that is not there, at a place that is free. The caller counts it.
    pub fn add_field(
        &mut self,
        hash: &KeyRow,
        seq: i64,
        field: &[u8],
        value: &[u8],
        expire_at: Option<i64>,
    ) -> Result<()> {
        let sql = "INSERT INTO fields (key_id, seq, field, value, expire_at)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        self.conn
            .run(sql, (hash.id, seq, field, value, expire_at))?;
        self.note_field_deadline(expire_at);
        Ok(())
    }

    /// Sets or clears when a field expires.
    pub fn set_field_deadline(
        &mut self,
        hash: &KeyRow,
        field: &[u8],
        expire_at: Option<i64>,
    ) -> Result<()> {
        let sql = "UPDATE fields SET expire_at = ?3 WHERE key_id = ?1 AND field = ?2";
        self.conn.run(sql, (hash.id, field, expire_at))?;
        self.note_field_deadline(expire_at);
        Ok(())
    }

    fn note_field_deadline(&mut self, expire_at: Option<i64>) {
        if let (Some(at), Some(first)) = (expire_at, &mut self.first_field_deadline) {
            *first = first.map_or(Some(at), |first| Some(first.min(at)));
        }
    }

    /// Deletes a field; whether it was there.
    pub fn delete_field(&mut self, hash: &KeyRow, field: &[u8]) -> Result<bool> {
        let sql = "DELETE FROM fields WHERE key_id = ?1 AND field = ?2";
        Ok(self.conn.run(sql, (hash.id, field))? > 0)
    }

    /// Writes the hash's size and encoding; without fields the key goes.
    pub fn put_hash(&mut self, db: Db, hash: &KeyRow) -> Result<()> {
        if hash.size <= 0 {
            return self.delete(db, hash);
        }
        self.conn.run(
            "UPDATE keys SET size = ?2, encoding = ?3 WHERE id = ?1",
            (hash.id, hash.size, hash.encoding as u8),
        )?;
        Ok(())
    }

    /// Deletes the fields whose time has come; how many they were.
    pub fn purge_fields(&mut self, hash: &KeyRow, now: i64) -> Result<i64> {
        if self.first_field_deadline()?.is_none_or(|first| first > now) {
            return Ok(0);
        }
        let sql = "DELETE FROM fields WHERE key_id = ?1 AND expire_at <= ?2";
        let purged = self.conn.run(sql, (hash.id, now))?;
        if purged > 0 {
            self.first_field_deadline = None;
        }
        Ok(purged as i64)
    }

    /// When the first of all fields expires, or earlier where that one was deleted meanwhile: kept
    /// in memory, since every command on a large hash asks.
    pub(super) fn first_field_deadline(&mut self) -> Result<Option<i64>> {
        if let Some(known) = self.first_field_deadline {
            return Ok(known);
        }
        let sql = "SELECT min(expire_at) FROM fields WHERE expire_at IS NOT NULL";
        let first = self.conn.int(sql, ())?;
        self.first_field_deadline = Some(first);
        Ok(first)
    }

    /// Copies all fields to another key's id.
    pub(super) fn copy_fields(&mut self, from: i64, to: i64) -> Result<()> {
        self.conn.run(
            "INSERT INTO fields (key_id, field, seq, expire_at, value)
             SELECT ?2, field, seq, expire_at, value FROM fields WHERE key_id = ?1 ORDER BY seq",
            (from, to),
        )?;
        Ok(())
    }

    /// Deletes at most `limit` fields whose time has come, and hashes that have none left.
    pub(super) fn expire_due_fields(&mut self, now: i64, limit: usize) -> Result<()> {
        let due = self.conn.all(
            "SELECT key_id, id FROM fields WHERE expire_at <= ?1 ORDER BY expire_at LIMIT ?2",
            (now, limit as i64),
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)),
        )?;
        if !due.is_empty() {
            self.first_field_deadline = None;
        }
        for (key, id) in due {
            self.conn.run("DELETE FROM fields WHERE id = ?1", (id,))?;
            self.shrink(key)?;
        }
        Ok(())
    }

    /// Takes one field off the size of the hash with this id; without fields the key goes.
    fn shrink(&mut self, id: i64) -> Result<()> {
        let sql = "SELECT type, encoding, expire_at, id, size, db FROM keys WHERE id = ?1";
        let read = |row: &Row| Ok((super::keys::read_key(row)?, Db(row.get(5)?)));
        match self.conn.one(sql, (id,), read)? {
            Some((mut row, db)) => {
                row.size -= 1;
                self.put_hash(db, &row)
            }
            None => Ok(()),
        }
    }
}
