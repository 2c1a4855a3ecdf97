//! Keys of every type: finding, deleting, moving, expiring and walking them.

use std::ops::Range;

use crate::memory;
use crate::sqlite::Row;

use super::databases::Db;
use super::evict::{Victim, read_victim};
use super::types::Types;
use super::{Encoding, Expired, Result, Store, Type};

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
    /// How many elements it has; of a string, its bytes.
    pub size: i64,
}

/// A key that a scan passed.
#[derive(Debug)]
pub struct Scanned {
    /// What it holds.
    pub kind: Type,
    /// Its name.
    pub key: Vec<u8>,
}

/// Some of a database's keys, and where to go on.
#[derive(Debug)]
pub struct ScanPage {
    /// The keys; those whose time has come are gone.
    pub found: Vec<Scanned>,
    /// The id below which the next page starts; `None` after the last.
    pub next: Option<i64>,
}

/// How often a random id is tried for an exact hit before the next key above it is taken.
const EXACT_TRIES: usize = 32;

/// Reads a row that starts with `type, encoding, expire_at, id, size`.
pub(super) fn read_key(types: &Types, row: &Row) -> rusqlite::Result<KeyRow> {
    Ok(KeyRow {
        kind: types.stored(row.get(0)?)?,
        encoding: Encoding::stored(row.get(1)?)?,
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
    /// The row of `key`, unless it is missing or expired; an expired key is deleted on the way, and so
    /// are a hash's expired fields. So no command has to look out for either.
    pub fn find(&mut self, db: Db, key: &[u8], now: i64) -> Result<Option<KeyRow>> {
        const SQL: &str =
            "SELECT type, encoding, expire_at, id, size FROM keys WHERE db = ?1 AND key = ?2";
        let read = |row: &Row| read_key(&self.types, row);
        match self.conn.one(SQL, (db.0, key), read)? {
            Some(row) => self.unless_expired(db, key, now, row),
            None => Ok(None),
        }
    }

    /// Gives the row back, or deletes what of the key has expired: all of it, or fields.
    pub(super) fn unless_expired(
        &mut self,
        db: Db,
        key: &[u8],
        now: i64,
        row: KeyRow,
    ) -> Result<Option<KeyRow>> {
        if row.is_expired(now) {
            if !self.keeps_expired {
                self.expire(db, key, &row)?;
            }
            return Ok(None);
        }
        match row.kind.purge {
            Some(purge) => purge(self, db, key, now, row),
            None => Ok(Some(row)),
        }
    }

    /// Whether the key is there, but its time has come. It is not deleted.
    pub fn has_expired(&self, db: Db, key: &[u8], now: i64) -> Result<bool> {
        let sql = "SELECT 1 FROM keys WHERE db = ?1 AND key = ?2 AND expire_at <= ?3";
        Ok(self.conn.int(sql, (db.0, key, now))?.is_some())
    }

    /// Deletes a key whose time has come.
    fn expire(&mut self, db: Db, key: &[u8], row: &KeyRow) -> Result<()> {
        self.expired_keys += 1;
        self.delete(db, row)?;
        self.record_expired(db, key, false, true);
        Ok(())
    }

    /// Records what was deleted because its time had come, if somebody wants to know.
    pub(super) fn record_expired(&mut self, db: Db, key: &[u8], is_of_fields: bool, is_gone: bool) {
        if self.records_expired {
            self.expired.push(Expired {
                db,
                key: key.to_vec(),
                is_of_fields,
                is_gone,
            });
        }
    }

    /// Whether the key was made since [`Store::take_created`] was last called; says so once.
    pub fn is_new(&mut self, db: Db, key: &[u8]) -> Result<bool> {
        let Some(from) = self.created_from else {
            return Ok(false);
        };
        let sql = "SELECT id FROM keys WHERE db = ?1 AND key = ?2";
        let id = self.conn.int(sql, (db.0, key))?;
        let is_new = id.is_some_and(|id| id >= from && !self.told_new.contains(&id));
        self.told_new.extend(id.filter(|_| is_new));
        Ok(is_new)
    }

    /// Deletes the key, which is in `db`, and its elements.
    pub fn delete(&mut self, db: Db, row: &KeyRow) -> Result<()> {
        (row.kind.delete)(self, row.id)?;
        self.conn.run("DELETE FROM keys WHERE id = ?1", (row.id,))?;
        self.databases
            .count(db, -1, -i64::from(row.expire_at.is_some()));
        Ok(())
    }

    /// Gives the key another name or database; the new name is free.
    pub fn relocate(&mut self, db: Db, row: &KeyRow, to: Db, name: &[u8]) -> Result<()> {
        self.conn.run(
            "UPDATE keys SET db = ?2, key = ?3 WHERE id = ?1",
            (row.id, to.0, name),
        )?;
        let expires = i64::from(row.expire_at.is_some());
        self.databases.count(db, -1, -expires);
        self.databases.count(to, 1, expires);
        Ok(())
    }

    /// Makes a copy of the key under a free name.
    pub fn copy(&mut self, row: &KeyRow, to: Db, name: &[u8]) -> Result<()> {
        let copy = KeyRow {
            id: self.new_id()?,
            ..*row
        };
        self.conn.run(
            "INSERT INTO keys (id, db, key, type, encoding, expire_at, size, value)
             SELECT ?2, ?3, ?4, type, encoding, expire_at, size, value
             FROM keys WHERE id = ?1",
            (row.id, copy.id, to.0, name),
        )?;
        self.databases
            .count(to, 1, i64::from(row.expire_at.is_some()));
        (row.kind.copy)(self, row.id, copy.id)
    }

    /// At most `limit` keys with ids below `before`, the youngest first.
    ///
    /// Downwards, because new keys get higher ids: a scan meets every key that was there when it
    /// started, and ends however many are made meanwhile.
    pub fn scan(&mut self, db: Db, before: Option<i64>, limit: i64, now: i64) -> Result<ScanPage> {
        let mut rows = self.conn.all(
            "SELECT type, encoding, expire_at, id, size, key FROM keys
             WHERE db = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3",
            (
                db.0,
                before.unwrap_or(i64::MAX),
                // One more tells whether there is a next page.
                limit.saturating_add(1),
            ),
            |row| Ok((read_key(&self.types, row)?, row.get::<Vec<u8>>(5)?)),
        )?;
        let is_last = rows.len() as i64 <= limit;
        if !is_last {
            rows.pop();
        }
        let next = rows.last().map(|(row, _)| row.id).filter(|_| !is_last);
        let mut found = Vec::with_capacity(rows.len());
        for (row, key) in rows {
            if let Some(row) = self.unless_expired(db, &key, now, row)? {
                let kind = row.kind;
                found.push(Scanned { kind, key });
            }
        }
        Ok(ScanPage { found, next })
    }

    /// The keys that `matches` wants.
    pub fn names(&self, db: Db, now: i64, matches: impl Fn(&[u8]) -> bool) -> Result<Vec<Vec<u8>>> {
        let all = self.conn.all(
            "SELECT key FROM keys WHERE db = ?1 AND (expire_at IS NULL OR expire_at > ?2)",
            (db.0, now),
            |row| {
                let key = row.get_ref(0)?.as_blob()?;
                matches(key).then(|| Ok(memory::copy(key)?)).transpose()
            },
        )?;
        Ok(all.into_iter().flatten().collect())
    }

    /// A random key; `below` gives random numbers below a limit. Reads a few keys, however many
    /// there are, and deletes those that it meets whose time has come.
    pub fn random_key(
        &mut self,
        db: Db,
        now: i64,
        below: &mut dyn FnMut(u64) -> u64,
    ) -> Result<Option<Vec<u8>>> {
        // Where the expired are not deleted there may be no others: then one of them is told.
        let mut tries = 0;
        while let Some((row, key)) = self.pick(db, below)? {
            tries += 1;
            let is_last = self.keeps_expired && tries > EXACT_TRIES;
            if is_last || self.unless_expired(db, &key, now, row)?.is_some() {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }

    /// Any key by a random id. Deleted keys leave gaps: an id in one is drawn again, so that all
    /// keys are equally likely, unless the ids are mostly gaps. Then the key above a gap is likelier.
    fn pick(
        &mut self,
        db: Db,
        below: &mut dyn FnMut(u64) -> u64,
    ) -> Result<Option<(KeyRow, Vec<u8>)>> {
        let edge = |sql| self.conn.int(sql, (db.0,));
        let first = edge("SELECT min(id) FROM keys WHERE db = ?1")?;
        let last = edge("SELECT max(id) FROM keys WHERE db = ?1")?;
        let (Some(first), Some(last)) = (first, last) else {
            return Ok(None);
        };
        let read = |row: &Row| Ok((read_key(&self.types, row)?, row.get::<Vec<u8>>(5)?));
        let mut draw = || first + below((last - first + 1) as u64) as i64;
        let exact = "SELECT type, encoding, expire_at, id, size, key FROM keys
                     WHERE db = ?1 AND id = ?2";
        for _ in 0..EXACT_TRIES {
            if let Some(found) = self.conn.one(exact, (db.0, draw()), read)? {
                return Ok(Some(found));
            }
        }
        let above = "SELECT type, encoding, expire_at, id, size, key FROM keys
                     WHERE db = ?1 AND id >= ?2 ORDER BY id LIMIT 1";
        self.conn.one(above, (db.0, draw()), read)
    }

    /// Sets or clears when the key, which is in `db`, expires.
    pub fn set_expiry(&mut self, db: Db, row: &KeyRow, expire_at: Option<i64>) -> Result<()> {
        self.conn.run(
            "UPDATE keys SET expire_at = ?2 WHERE id = ?1",
            (row.id, expire_at),
        )?;
        let change = i64::from(expire_at.is_some()) - i64::from(row.expire_at.is_some());
        self.databases.count(db, 0, change);
        Ok(())
    }

    /// Makes the row of a new, empty key; `find` has said that there is none.
    pub fn new_key(
        &mut self,
        db: Db,
        key: &[u8],
        kind: Type,
        encoding: Encoding,
    ) -> Result<KeyRow> {
        let row = KeyRow {
            id: self.new_id()?,
            kind,
            encoding,
            expire_at: None,
            size: 0,
        };
        self.insert_key(db, key, &row, None)?;
        Ok(row)
    }

    /// Writes how many elements the key has, and its encoding; without elements the key goes.
    pub fn put_size(&mut self, db: Db, row: &KeyRow) -> Result<()> {
        if row.size <= 0 {
            return self.delete(db, row);
        }
        self.conn.run(
            "UPDATE keys SET size = ?2, encoding = ?3 WHERE id = ?1",
            (row.id, row.size, row.encoding as u8),
        )?;
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
                row.kind.number,
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
    pub fn has_due(&mut self, now: i64) -> Result<bool> {
        Ok(self.next_deadline()?.is_some_and(|at| at <= now))
    }

    /// The earliest deadline of all keys and fields.
    pub fn next_deadline(&mut self) -> Result<Option<i64>> {
        let sql = "SELECT min(expire_at) FROM keys WHERE expire_at IS NOT NULL";
        let key = self.conn.int(sql, ())?;
        let field = self.first_field_deadline()?;
        Ok([key, field].into_iter().flatten().min())
    }

    /// Deletes at most `limit` keys, and at most as many fields, whose time has come.
    ///
    /// In the order of the deadlines, which an index keeps: the cost is that of what is deleted.
    pub fn expire_due(&mut self, now: i64, limit: usize) -> Result<()> {
        let due = self.conn.all(
            "SELECT type, encoding, expire_at, id, size, key, db FROM keys
             WHERE expire_at <= ?1 ORDER BY expire_at LIMIT ?2",
            (now, limit as i64),
            |row| read_victim(&self.types, row),
        )?;
        for Victim { row, key, db } in due {
            self.expire(db, &key, &row)?;
        }
        self.expire_due_fields(now, limit)
    }

    /// An id that no key has had.
    pub(super) fn new_id(&mut self) -> Result<i64> {
        let id = match self.next_id {
            Some(id) => id,
            None => {
                let sql = "SELECT coalesce(max(id), 0) + 1 FROM keys";
                self.conn.int(sql, ())?.unwrap_or(1)
            }
        };
        self.next_id = Some(id + 1);
        self.created_from.get_or_insert(id);
        Ok(id)
    }

    /// The ids of the keys made since this was last asked.
    pub fn take_created(&mut self) -> Range<i64> {
        self.told_new.clear();
        match (self.created_from.take(), self.next_id) {
            (Some(from), Some(to)) => from..to,
            _ => 0..0,
        }
    }
}
