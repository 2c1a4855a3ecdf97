//! Hashes: fields with values, under the key's id.
//!
//! A field may have a deadline of its own. `keys.size` counts the fields, `elements.seq` keeps the
//! order in which they came; a hash without fields has no key. A value beyond [`INLINE`] bytes stands
//! in `large_values`, and its id in its place.

use rusqlite::ToSql;
use rusqlite::types::ValueRef;

use crate::sqlite::Row;

use super::databases::Db;
use super::evict::Victim;
use super::keys::KeyRow;
use super::types::{DataType, Table};
use super::{Encoding, Result, Store, Type};
use crate::sqlite::StorageError;

/// The table that hashes and sets share.
pub(super) const ELEMENTS: Table = Table::new("elements", 2);

/// Hashes in the table of types.
pub static TYPE: DataType = DataType {
    number: 5,
    name: "hash",
    module: None,
    tables: &[ELEMENTS, Table::new("large_values", 1)],
    flush: &[
        "DELETE FROM elements WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
        "DELETE FROM large_values WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
    ],
    delete: Store::delete_fields,
    copy: Store::copy_fields,
    measure: |store, hash, samples| store.measure(MEASURE, hash, samples),
    purge: Some(Store::purge_fields),
};

// A name stands in an index, too.
const MEASURE: &str = "SELECT total(bytes), count(*) FROM (SELECT 2 * length(name)
    + length(coalesce((SELECT value FROM large_values WHERE id = elements.value), value)) AS bytes
    FROM elements WHERE key_id = ?1 LIMIT ?2)";

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

/// How large a value may be, in bytes, to stand in the row of its field. Rows of 1,000 bytes and more
/// would spill over their page.
pub(super) const INLINE: usize = 256;

/// The value of a field as it stands in its row.
enum Kept {
    Inline(Vec<u8>),
    Large(i64),
}

impl Kept {
    fn read(row: &Row, column: usize) -> rusqlite::Result<Kept> {
        Ok(match row.get_ref(column)? {
            ValueRef::Integer(id) => Kept::Large(id),
            _ => Kept::Inline(row.get(column)?),
        })
    }
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
        self.new_key(db, key, Type::HASH, Encoding::Listpack)
    }

    /// The value of one field.
    pub fn field(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<Vec<u8>>> {
        let kept = self.conn.one(
            "SELECT value FROM elements WHERE key_id = ?1 AND name = ?2",
            (hash.id, field),
            |row| Kept::read(row, 0),
        )?;
        let id = match kept {
            None => return Ok(None),
            Some(Kept::Inline(value)) => return Ok(Some(value)),
            Some(Kept::Large(id)) => id,
        };
        let sql = "SELECT value FROM large_values WHERE id = ?1";
        let value = self.conn.one(sql, (id,), |row| row.get(0))?;
        let missing = || StorageError::Corrupt("a large value is missing".into());
        value.ok_or_else(missing).map(Some)
    }

    /// The deadline of one field: `None` where there is no such field.
    pub fn field_deadline(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<Option<i64>>> {
        self.conn.one(
            "SELECT expire_at FROM elements WHERE key_id = ?1 AND name = ?2",
            (hash.id, field),
            |row| row.get(0),
        )
    }

    /// The length of a field's value.
    pub fn field_length(&self, hash: &KeyRow, field: &[u8]) -> Result<Option<i64>> {
        self.conn.int(
            "SELECT length(coalesce((SELECT value FROM large_values WHERE id = elements.value), value))
             FROM elements WHERE key_id = ?1 AND name = ?2",
            (hash.id, field),
        )
    }

    /// Every field: of a large hash in the order of the names, of others in that in which they came.
    pub fn fields(&self, hash: &KeyRow) -> Result<Vec<Field>> {
        let sql = match hash.encoding {
            Encoding::Hashtable => {
                "SELECT seq, expire_at, name,
                 coalesce((SELECT value FROM large_values WHERE id = elements.value), value)
                 FROM elements WHERE key_id = ?1 ORDER BY name"
            }
            _ => {
                "SELECT seq, expire_at, name,
                 coalesce((SELECT value FROM large_values WHERE id = elements.value), value)
                 FROM elements WHERE key_id = ?1 ORDER BY seq"
            }
        };
        self.conn.all(sql, (hash.id,), read_field)
    }

    /// At most `limit` fields, in their order, after place `after`.
    pub fn scan_fields(&self, hash: &KeyRow, after: i64, limit: i64) -> Result<Vec<Field>> {
        self.conn.all(
            "SELECT seq, expire_at, name,
             coalesce((SELECT value FROM large_values WHERE id = elements.value), value)
             FROM elements WHERE key_id = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
            (hash.id, after, limit),
            read_field,
        )
    }

    /// The places of the first and the last field.
    pub fn field_places(&self, hash: &KeyRow) -> Result<(i64, i64)> {
        let first = "SELECT min(seq) FROM elements WHERE key_id = ?1";
        let first = self.conn.int(first, (hash.id,))?;
        Ok((first.unwrap_or(0), self.last_place(hash)?))
    }

    /// The place of the last field or member.
    pub(super) fn last_place(&self, key: &KeyRow) -> Result<i64> {
        let sql = "SELECT max(seq) FROM elements WHERE key_id = ?1";
        Ok(self.conn.int(sql, (key.id,))?.unwrap_or(0))
    }

    /// Sets a field, its deadline cleared or kept. Returns whether the field is new. The caller writes the
    /// new size with [`Store::put_hash`].
    pub fn put_field(
        &mut self,
        hash: &KeyRow,
        field: &[u8],
        value: &[u8],
        keeps_deadline: bool,
    ) -> Result<bool> {
        if value.len() > INLINE {
            return self.put_slowly(hash, field, value, keeps_deadline);
        }
        let update = if keeps_deadline {
            "UPDATE elements SET value = ?3
             WHERE key_id = ?1 AND name = ?2 AND typeof(value) = 'blob'"
        } else {
            "UPDATE elements SET value = ?3, expire_at = NULL
             WHERE key_id = ?1 AND name = ?2 AND typeof(value) = 'blob'"
        };
        if self.conn.run(update, (hash.id, field, value))? > 0 {
            return Ok(false);
        }
        // Not one INSERT ... SELECT: SQLite would make a temporary table for it.
        let seq = self.last_place(hash)? + 1;
        let added = self.conn.run(
            "INSERT INTO elements (key_id, name, value, seq) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (key_id, name) DO NOTHING",
            (hash.id, field, value, seq),
        )?;
        match added {
            0 => self.put_slowly(hash, field, value, keeps_deadline),
            _ => Ok(true),
        }
    }

    /// The same where the value is large, or was.
    fn put_slowly(
        &mut self,
        hash: &KeyRow,
        field: &[u8],
        value: &[u8],
        keeps_deadline: bool,
    ) -> Result<bool> {
        let old = self.conn.one(
            "DELETE FROM elements WHERE key_id = ?1 AND name = ?2 RETURNING value, seq, expire_at",
            (hash.id, field),
            |row| Ok((Kept::read(row, 0)?, row.get(1)?, row.get(2)?)),
        )?;
        let is_new = old.is_none();
        let (seq, expire_at) = match old {
            Some((kept, seq, expire_at)) => {
                self.drop_value(kept)?;
                (seq, Option::filter(expire_at, |_| keeps_deadline))
            }
            None => (self.last_place(hash)? + 1, None),
        };
        self.add_field(hash, seq, field, value, expire_at)?;
        Ok(is_new)
    }

    /// Drops what stands elsewhere of the value of a row that is gone.
    fn drop_value(&mut self, kept: Kept) -> Result<()> {
        if let Kept::Large(id) = kept {
            let sql = "DELETE FROM large_values WHERE id = ?1";
            self.conn.run(sql, (id,))?;
        }
        Ok(())
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
        let large = match value.len() > INLINE {
            true => Some(self.add_large(hash.id, value)?),
            false => None,
        };
        let kept: &dyn ToSql = match &large {
            Some(id) => id,
            None => &value,
        };
        let sql = "INSERT INTO elements (key_id, seq, name, value, expire_at)
                   VALUES (?1, ?2, ?3, ?4, ?5)";
        self.conn.run(sql, (hash.id, seq, field, kept, expire_at))?;
        self.lower_first_deadline(expire_at);
        Ok(())
    }

    /// Keeps a large value; its id.
    fn add_large(&mut self, hash: i64, value: &[u8]) -> Result<i64> {
        let sql = "INSERT INTO large_values (key_id, value) VALUES (?1, ?2) RETURNING id";
        Ok(self.conn.int(sql, (hash, value))?.unwrap_or_default())
    }

    /// Sets or clears when a field expires.
    pub fn set_field_deadline(
        &mut self,
        hash: &KeyRow,
        field: &[u8],
        expire_at: Option<i64>,
    ) -> Result<()> {
        let sql = "UPDATE elements SET expire_at = ?3 WHERE key_id = ?1 AND name = ?2";
        self.conn.run(sql, (hash.id, field, expire_at))?;
        self.lower_first_deadline(expire_at);
        Ok(())
    }

    fn lower_first_deadline(&mut self, expire_at: Option<i64>) {
        if let (Some(at), Some(first)) = (expire_at, &mut self.first_field_deadline) {
            *first = first.map_or(Some(at), |first| Some(first.min(at)));
        }
    }

    /// Deletes a field. Returns whether it was there.
    pub fn delete_field(&mut self, hash: &KeyRow, field: &[u8]) -> Result<bool> {
        self.delete_from(hash.id, field)
    }

    fn delete_from(&mut self, hash: i64, field: &[u8]) -> Result<bool> {
        let sql = "DELETE FROM elements WHERE key_id = ?1 AND name = ?2 RETURNING value";
        let old = self
            .conn
            .one(sql, (hash, field), |row| Kept::read(row, 0))?;
        match old {
            Some(kept) => self.drop_value(kept).map(|()| true),
            None => Ok(false),
        }
    }

    /// Deletes every field or member of a key; the key stays.
    pub(super) fn delete_fields(&mut self, id: i64) -> Result<()> {
        self.conn
            .run("DELETE FROM large_values WHERE key_id = ?1", (id,))?;
        self.conn
            .run("DELETE FROM elements WHERE key_id = ?1", (id,))?;
        Ok(())
    }

    /// Writes the hash's size and encoding; without fields the key goes.
    pub fn put_hash(&mut self, db: Db, hash: &KeyRow) -> Result<()> {
        self.put_size(db, hash)
    }

    /// Deletes the fields whose time has come; the hash, where any are left.
    fn purge_fields(
        &mut self,
        db: Db,
        key: &[u8],
        now: i64,
        mut hash: KeyRow,
    ) -> Result<Option<KeyRow>> {
        let may_expire = matches!(hash.encoding, Encoding::Hashtable | Encoding::Listpackex);
        if !may_expire || self.first_field_deadline()?.is_none_or(|first| first > now) {
            return Ok(Some(hash));
        }
        let sql = "DELETE FROM elements WHERE key_id = ?1 AND expire_at <= ?2 RETURNING value";
        let read = |row: &Row| Kept::read(row, 0);
        let purged = self.conn.all(sql, (hash.id, now), read)?;
        if !purged.is_empty() {
            hash.size -= purged.len() as i64;
            for value in purged {
                self.expired_fields += 1;
                self.drop_value(value)?;
            }
            self.end_expiry(db, key, &hash)?;
        }
        Ok((hash.size > 0).then_some(hash))
    }

    /// Writes the size of a hash whose expired fields were deleted, and records that they were.
    fn end_expiry(&mut self, db: Db, key: &[u8], hash: &KeyRow) -> Result<()> {
        self.first_field_deadline = None;
        self.put_hash(db, hash)?;
        self.record_expired(db, key, true, hash.size <= 0);
        Ok(())
    }

    /// When the first of all fields expires, or earlier where that one was deleted meanwhile: kept
    /// in memory, since every command on a large hash asks.
    pub(super) fn first_field_deadline(&mut self) -> Result<Option<i64>> {
        if let Some(known) = self.first_field_deadline {
            return Ok(known);
        }
        let sql = "SELECT min(expire_at) FROM elements WHERE expire_at IS NOT NULL";
        let first = self.conn.int(sql, ())?;
        self.first_field_deadline = Some(first);
        Ok(first)
    }

    /// Copies all fields to another key's id.
    pub(super) fn copy_fields(&mut self, from: i64, to: i64) -> Result<()> {
        self.conn.run(
            "INSERT INTO elements (key_id, name, seq, expire_at, value)
             SELECT ?2, name, seq, expire_at, value FROM elements WHERE key_id = ?1 ORDER BY seq",
            (from, to),
        )?;
        let large = "SELECT id FROM large_values WHERE key_id = ?1";
        for id in self.conn.all(large, (from,), |row| row.get::<i64>(0))? {
            let sql = "INSERT INTO large_values (key_id, value)
                       SELECT ?2, value FROM large_values WHERE id = ?1 RETURNING id";
            let copy: Option<i64> = self.conn.one(sql, (id, to), |row| row.get(0))?;
            let sql = "UPDATE elements SET value = ?3 WHERE key_id = ?1 AND value = ?2";
            self.conn.run(sql, (to, id, copy))?;
        }
        Ok(())
    }

    /// Deletes at most `limit` fields whose time has come, and hashes that have none left.
    pub(super) fn expire_due_fields(&mut self, now: i64, limit: usize) -> Result<()> {
        let due = self.conn.all(
            "SELECT key_id, name FROM elements WHERE expire_at <= ?1 ORDER BY expire_at LIMIT ?2",
            (now, limit as i64),
            |row| Ok((row.get::<i64>(0)?, row.get::<Vec<u8>>(1)?)),
        )?;
        // The field that was to be the first may have been deleted meanwhile, so that nothing is due.
        self.first_field_deadline = None;
        // How many of each hash, which is told of once.
        let mut counts: Vec<(i64, i64)> = Vec::new();
        for (hash, field) in due {
            self.expired_fields += 1;
            self.delete_from(hash, &field)?;
            match counts.iter_mut().find(|(id, _)| *id == hash) {
                Some((_, count)) => *count += 1,
                None => counts.push((hash, 1)),
            }
        }
        for (id, count) in counts {
            if let Some(Victim { mut row, key, db }) = self.with_id(id)? {
                row.size -= count;
                self.end_expiry(db, &key, &row)?;
            }
        }
        Ok(())
    }
}
