//! Sorted sets: members with scores, under the key's id, in the order of (score, member).
//!
//! A set whose encoding is `skiplist` also keeps counts in `ranks` (see [`ranks`]): every change
//! here keeps them true. `keys.size` counts the members; the caller writes it.

mod cursors;
mod place;
mod ranks;
#[cfg(test)]
mod tests;

pub(super) use cursors::Cursors;
pub use place::Place;

use crate::sqlite::Row;

use super::databases::Db;
use super::keys::KeyRow;
use super::types::{DataType, Table};
use super::{Encoding, Result, Store, Type};

/// Sorted sets in the table of types.
pub static TYPE: DataType = DataType {
    number: 4,
    name: "zset",
    module: None,
    tables: &[Table::new("scores", 2), Table::new("ranks", 4)],
    flush: &[
        "DELETE FROM scores WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
        "DELETE FROM ranks WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
    ],
    delete: Store::delete_scores,
    copy: Store::copy_scores,
    measure: |store, zset, samples| store.measure(MEASURE, zset, samples),
    purge: None,
};

// A member stands in an index, too.
const MEASURE: &str = "SELECT total(bytes), count(*) FROM (SELECT 2 * length(member) + 16 AS bytes
                       FROM scores WHERE key_id = ?1 LIMIT ?2)";

/// A member of a sorted set.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// Its name.
    pub member: Vec<u8>,
    /// Its score; never a NaN.
    pub score: f64,
}

fn read_scored(row: &Row) -> rusqlite::Result<Scored> {
    Ok(Scored {
        member: row.get(0)?,
        score: row.get(1)?,
    })
}

impl Store {
    /// Makes the row of a new, empty sorted set.
    pub fn new_zset(&mut self, db: Db, key: &[u8]) -> Result<KeyRow> {
        self.new_key(db, key, Type::ZSET, Encoding::Listpack)
    }

    /// Writes the set's size and encoding; without members the key goes.
    pub fn put_zset(&mut self, db: Db, zset: &KeyRow) -> Result<()> {
        self.put_size(db, zset)
    }

    /// The score of a member.
    pub fn score(&self, zset: &KeyRow, member: &[u8]) -> Result<Option<f64>> {
        let sql = "SELECT score FROM scores WHERE key_id = ?1 AND member = ?2";
        self.conn.one(sql, (zset.id, member), |row| row.get(0))
    }

    /// Adds a member that is not there; `random` decides how high its node is.
    pub fn add_member(
        &mut self,
        zset: &KeyRow,
        member: &[u8],
        score: f64,
        random: u64,
    ) -> Result<()> {
        let sql = "INSERT INTO scores (key_id, member, score) VALUES (?1, ?2, ?3)";
        self.conn.run(sql, (zset.id, member, score))?;
        self.count_in(zset, &Place::at(score, member), random)
    }

    /// Gives a member that is there another score.
    pub fn move_member(
        &mut self,
        zset: &KeyRow,
        member: &[u8],
        old: f64,
        new: f64,
        random: u64,
    ) -> Result<()> {
        let sql = "UPDATE scores SET score = ?3 WHERE key_id = ?1 AND member = ?2";
        self.conn.run(sql, (zset.id, member, new))?;
        self.count_out(zset, &Place::at(old, member))?;
        self.count_in(zset, &Place::at(new, member), random)
    }

    /// Deletes a member that has this score.
    pub fn remove_member(&mut self, zset: &KeyRow, member: &[u8], score: f64) -> Result<()> {
        let sql = "DELETE FROM scores WHERE key_id = ?1 AND member = ?2";
        self.conn.run(sql, (zset.id, member))?;
        self.count_out(zset, &Place::at(score, member))
    }

    /// Deletes the members from one place to before another. Returns how many they were.
    pub fn remove_between(&mut self, zset: &KeyRow, from: &Place, to: &Place) -> Result<i64> {
        let removed = self.conn.run(
            "DELETE FROM scores WHERE key_id = ?1
             AND (score, member) >= (?2, ?3) AND (score, member) < (?4, ?5)",
            (zset.id, &from.score, &from.member, &to.score, &to.member),
        )?;
        if removed > 0 {
            self.count_out_between(zset, from, to)?;
        }
        Ok(removed as i64)
    }

    /// The members from one place to before another, without the first `skip`, and at most `limit`
    /// (all where it is negative); `is_reverse` starts at the end.
    pub fn members_between(
        &self,
        zset: &KeyRow,
        from: &Place,
        to: &Place,
        is_reverse: bool,
        (skip, limit): (i64, i64),
    ) -> Result<Vec<Scored>> {
        let sql = if is_reverse {
            "SELECT member, score FROM scores WHERE key_id = ?1
             AND (score, member) >= (?2, ?3) AND (score, member) < (?4, ?5)
             ORDER BY score DESC, member DESC LIMIT ?6 OFFSET ?7"
        } else {
            "SELECT member, score FROM scores WHERE key_id = ?1
             AND (score, member) >= (?2, ?3) AND (score, member) < (?4, ?5)
             ORDER BY score, member LIMIT ?6 OFFSET ?7"
        };
        let (start, end) = ((&from.score, &from.member), (&to.score, &to.member));
        let params = (zset.id, start.0, start.1, end.0, end.1, limit, skip);
        self.conn.all(sql, params, read_scored)
    }

    /// All members, in order.
    pub fn members(&self, zset: &KeyRow) -> Result<Vec<Scored>> {
        self.members_between(zset, &Place::start(), &Place::end(), false, (0, -1))
    }

    /// At most `limit` members from the one with this rank on.
    pub fn members_by_rank(&self, zset: &KeyRow, rank: i64, limit: i64) -> Result<Vec<Scored>> {
        let (from, skip) = self.near(zset, rank)?;
        self.members_between(zset, &from, &Place::end(), false, (skip, limit))
    }

    /// The place of the member with this rank; the end where there is none.
    pub fn place_of(&self, zset: &KeyRow, rank: i64) -> Result<Place> {
        let found = self.members_by_rank(zset, rank, 1)?.pop();
        Ok(found.map_or_else(Place::end, |found| Place::at(found.score, &found.member)))
    }

    /// How many members stand before a place.
    pub fn rank(&self, zset: &KeyRow, place: &Place) -> Result<i64> {
        let (from, before) = self.ranked_before(zset, place)?;
        Ok(before + self.count_between(zset.id, &from, place)?)
    }

    /// How many members stand from one place to before another, counted one by one.
    fn count_between(&self, id: i64, from: &Place, to: &Place) -> Result<i64> {
        let count = self.conn.int(
            "SELECT count(*) FROM scores WHERE key_id = ?1
             AND (score, member) >= (?2, ?3) AND (score, member) < (?4, ?5)",
            (id, &from.score, &from.member, &to.score, &to.member),
        )?;
        Ok(count.unwrap_or(0))
    }

    /// At most `limit` members in the order of their names, from where the scan that gave `cursor`
    /// stopped; and the next cursor, 0 after the last.
    pub fn scan_members(
        &mut self,
        zset: &KeyRow,
        cursor: u64,
        limit: i64,
    ) -> Result<(Vec<Scored>, u64)> {
        let after = self.scanned_to(zset, cursor)?;
        let found = self.conn.all(
            "SELECT member, score FROM scores WHERE key_id = ?1 AND member > ?2
             ORDER BY member LIMIT ?3",
            (zset.id, &after, limit),
            read_scored,
        )?;
        let is_last = (found.len() as i64) < limit;
        let next = match found.last() {
            Some(last) if !is_last => self.cursors.remember(&last.member),
            _ => 0,
        };
        Ok((found, next))
    }

    /// Copies all members to another key's id.
    fn copy_scores(&mut self, from: i64, to: i64) -> Result<()> {
        self.conn.run(
            "INSERT INTO scores (key_id, member, score)
             SELECT ?2, member, score FROM scores WHERE key_id = ?1 ORDER BY member",
            (from, to),
        )?;
        self.conn.run(
            "INSERT INTO ranks (key_id, level, score, member, count)
             SELECT ?2, level, score, member, count FROM ranks WHERE key_id = ?1
             ORDER BY level, score, member",
            (from, to),
        )?;
        Ok(())
    }

    /// Deletes all members.
    fn delete_scores(&mut self, id: i64) -> Result<()> {
        self.conn
            .run("DELETE FROM scores WHERE key_id = ?1", (id,))?;
        self.delete_ranks(id)
    }
}
