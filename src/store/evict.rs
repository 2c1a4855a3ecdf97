//! Choosing keys to evict, whatever their database: by chance, by their deadline, by their id.

use crate::sqlite::Row;

use super::databases::Db;
use super::keys::{KeyRow, read_key};
use super::types::Types;
use super::{Result, Store};

/// A key that may have to go.
#[derive(Debug)]
pub struct Victim {
    /// Its row.
    pub row: KeyRow,
    /// Its name.
    pub key: Vec<u8>,
    /// Its database.
    pub db: Db,
}

/// How often an id is drawn in search of a key.
const TRIES: usize = 32;
/// Where few keys expire, one of so many that expire first is taken.
const FIRST_TO_EXPIRE: u64 = 1000;

impl Store {
    /// A random key, of those that expire if `is_volatile`. `below` gives random numbers below a
    /// limit. Reads a few keys, however many there are; where ids are mostly gaps, the key above a
    /// gap is likelier.
    pub fn sample(
        &mut self,
        is_volatile: bool,
        below: &mut dyn FnMut(u64) -> u64,
    ) -> Result<Option<Victim>> {
        let first = "SELECT id FROM keys ORDER BY id LIMIT 1";
        let Some(first) = self.conn.int(first, ())? else {
            return Ok(None);
        };
        let ids = self.next_id.unwrap_or(first + 1) - first;
        let mut draw = || first + below(ids as u64) as i64;
        for _ in 0..TRIES {
            let drawn = self.with_id(draw())?;
            let is_meant = |victim: &Victim| !is_volatile || victim.row.expire_at.is_some();
            if drawn.as_ref().is_some_and(is_meant) {
                return Ok(drawn);
            }
        }
        if !is_volatile {
            let above = "SELECT type, encoding, expire_at, id, size, key, db FROM keys
                         WHERE id >= ?1 ORDER BY id LIMIT 1";
            let read = |row: &Row| read_victim(&self.types, row);
            return self.conn.one(above, (draw(),), read);
        }
        let sql = "SELECT count(*) FROM
                   (SELECT 1 FROM keys WHERE expire_at IS NOT NULL LIMIT ?1)";
        let count = self.conn.int(sql, (FIRST_TO_EXPIRE as i64,))?;
        self.expires_after(below(count.unwrap_or(0) as u64) as i64)
    }

    /// The key that expires next but `others`.
    pub fn expires_after(&self, others: i64) -> Result<Option<Victim>> {
        let sql = "SELECT type, encoding, expire_at, id, size, key, db FROM keys
                   WHERE expire_at IS NOT NULL ORDER BY expire_at LIMIT 1 OFFSET ?1";
        self.conn
            .one(sql, (others,), |row| read_victim(&self.types, row))
    }

    /// The key with this id, if it is still there.
    pub fn with_id(&self, id: i64) -> Result<Option<Victim>> {
        let sql = "SELECT type, encoding, expire_at, id, size, key, db FROM keys WHERE id = ?1";
        self.conn
            .one(sql, (id,), |row| read_victim(&self.types, row))
    }
}

pub(super) fn read_victim(types: &Types, row: &Row) -> rusqlite::Result<Victim> {
    Ok(Victim {
        row: read_key(types, row)?,
        key: row.get(5)?,
        db: Db(row.get(6)?),
    })
}
