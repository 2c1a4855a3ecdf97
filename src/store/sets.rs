//! Sets: members, each a row of `elements` without a value, under the key's id.
//!
//! So that a random member of a large set is one search away, the places of a `hashtable` are dense,
//! from 1 on: the last member moves into the place of one that goes. A scan goes from the last place
//! to the first, so that a move never takes a member out of its way. Smaller sets keep the order in
//! which their members came, as Redis does.

use crate::sqlite::Row;

use super::databases::Db;
use super::hashes::ELEMENTS;
use super::keys::KeyRow;
use super::types::DataType;
use super::{Encoding, Result, Store, Type};

/// Sets in the table of types. Their rows are flushed with those of hashes.
pub static TYPE: DataType = DataType {
    number: 3,
    name: "set",
    module: None,
    tables: &[ELEMENTS],
    flush: &[],
    delete: Store::delete_fields,
    copy: Store::copy_fields,
    measure: |store, set, samples| store.measure(MEASURE, set, samples),
    purge: None,
};

// A name stands in an index, too.
const MEASURE: &str = "SELECT total(bytes), count(*) FROM (SELECT 2 * length(name) AS bytes
                       FROM elements WHERE key_id = ?1 LIMIT ?2)";

fn read_member(row: &Row) -> rusqlite::Result<Vec<u8>> {
    row.get(0)
}

impl Store {
    /// Makes the row of a new, empty set.
    pub fn new_set(&mut self, db: Db, key: &[u8], encoding: Encoding) -> Result<KeyRow> {
        self.new_key(db, key, Type::SET, encoding)
    }

    /// Writes the set's size and encoding; without members the key goes.
    pub fn put_set(&mut self, db: Db, set: &KeyRow) -> Result<()> {
        self.put_size(db, set)
    }

    /// Whether the set has a member.
    pub fn has_member(&self, set: &KeyRow, member: &[u8]) -> Result<bool> {
        let sql = "SELECT 1 FROM elements WHERE key_id = ?1 AND name = ?2";
        let found = self.conn.int(sql, (set.id, member))?;
        Ok(found.is_some())
    }

    /// Adds a member. Returns whether it is new. The caller counts it.
    pub fn add_to_set(&mut self, set: &KeyRow, member: &[u8]) -> Result<bool> {
        let place = match set.encoding {
            Encoding::Hashtable => set.size + 1,
            _ => self.last_place(set)? + 1,
        };
        let sql = "INSERT INTO elements (key_id, name, seq, value) VALUES (?1, ?2, ?3, x'')
                   ON CONFLICT (key_id, name) DO NOTHING";
        Ok(self.conn.run(sql, (set.id, member, place))? > 0)
    }

    /// Deletes a member. Returns whether it was there. The caller counts it.
    pub fn remove_from_set(&mut self, set: &KeyRow, member: &[u8]) -> Result<bool> {
        let find = "SELECT seq FROM elements WHERE key_id = ?1 AND name = ?2";
        let place = self.conn.int(find, (set.id, member))?;
        let Some(place) = place else {
            return Ok(false);
        };
        self.remove_place(set, place)?;
        Ok(true)
    }

    fn remove_place(&mut self, set: &KeyRow, place: i64) -> Result<()> {
        let delete = "DELETE FROM elements WHERE key_id = ?1 AND seq = ?2";
        self.conn.run(delete, (set.id, place))?;
        if set.encoding == Encoding::Hashtable && place != set.size {
            let fill = "UPDATE elements SET seq = ?2 WHERE key_id = ?1 AND seq = ?3";
            self.conn.run(fill, (set.id, place, set.size))?;
        }
        Ok(())
    }

    /// Every member, in the order of the places.
    pub fn set_members(&self, set: &KeyRow) -> Result<Vec<Vec<u8>>> {
        let sql = "SELECT name FROM elements WHERE key_id = ?1 ORDER BY seq";
        self.conn.all(sql, (set.id,), read_member)
    }

    /// The member at a place of a `hashtable`, from 1 on.
    pub fn member_at(&self, set: &KeyRow, place: i64) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT name FROM elements WHERE key_id = ?1 AND seq = ?2";
        self.conn.one(sql, (set.id, place), read_member)
    }

    /// At most `limit` members of a `hashtable` before a place, the last first, and where to go on;
    /// 0 after the first place.
    pub fn scan_set(&self, set: &KeyRow, before: i64, limit: i64) -> Result<(Vec<Vec<u8>>, u64)> {
        let sql = "SELECT name FROM elements WHERE key_id = ?1 AND seq < ?2
                   ORDER BY seq DESC LIMIT ?3";
        let found = self.conn.all(sql, (set.id, before, limit), read_member)?;
        let next = before.min(set.size + 1) - found.len() as i64;
        Ok((found, if next > 1 { next as u64 } else { 0 }))
    }

    /// Deletes every member; the key stays.
    pub fn clear_members(&mut self, set: &KeyRow) -> Result<()> {
        self.delete_fields(set.id)
    }

    /// Gives the members dense places, for a set that becomes a `hashtable`.
    pub fn pack_members(&mut self, set: &KeyRow) -> Result<()> {
        let sql = "SELECT seq FROM elements WHERE key_id = ?1 ORDER BY seq";
        let places = self.conn.all(sql, (set.id,), |row| row.get::<i64>(0))?;
        for (place, old) in (1..).zip(places) {
            if place != old {
                let sql = "UPDATE elements SET seq = ?2 WHERE key_id = ?1 AND seq = ?3";
                self.conn.run(sql, (set.id, place, old))?;
            }
        }
        Ok(())
    }
}
