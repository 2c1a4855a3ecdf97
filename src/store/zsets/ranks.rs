//! Ranks of large sorted sets in O(log n): a skip list of counts, in the file.
//!
//! A node of level L covers the members from its own place to the next node of that level, and holds
//! their number. Each level starts with a head, which stands before all members. A member becomes a
//! node of level L with a chance of 1 in 32^L: the chance is the engine's, drawn anew each time, so
//! that no choice of members and scores can make a level long. A node of one level is a node of all
//! below it. Level 0 is the members themselves.
//!
//! So a rank is a sum of some 30 counts a level. What changes the members changes one count a level;
//! a node that comes or goes splits or joins two.

use crate::sqlite::Row;

use super::{KeyRow, Place, Store};
use crate::store::{Encoding, Result};

/// A member is a node of the next level with a chance of 1 in 2^5; in tests of this module of 1 in 2,
/// so that small sets have many levels.
const ODDS_BITS: u32 = if cfg!(test) { 1 } else { 5 };

/// More levels than any set needs.
const HIGHEST: i64 = 12;

/// A node while all are built.
struct Node {
    place: Place,
    /// How many members stand before it.
    rank: i64,
}

/// The level of a member whose random bits these are.
fn height(random: u64) -> i64 {
    i64::from(random.trailing_zeros() / ODDS_BITS).min(HIGHEST)
}

fn read_place(row: &Row) -> rusqlite::Result<Place> {
    Ok(Place {
        score: row.get(0)?,
        member: row.get(1)?,
    })
}

impl Store {
    /// The highest level of nodes.
    fn top(&self, zset: &KeyRow) -> Result<i64> {
        if zset.encoding != Encoding::Skiplist {
            return Ok(0);
        }
        let sql = "SELECT level FROM ranks WHERE key_id = ?1 ORDER BY level DESC LIMIT 1";
        let top = self.conn.int(sql, (zset.id,))?;
        Ok(top.unwrap_or(0))
    }

    /// A node of the lowest level at or before `place`, and how many members stand before it.
    pub(super) fn ranked_before(&self, zset: &KeyRow, place: &Place) -> Result<(Place, i64)> {
        let (mut from, mut before) = (Place::start(), 0);
        for level in (1..=self.top(zset)?).rev() {
            // From the node that covers the place back to where the walk stands.
            let mut covering = None;
            self.conn.walk(
                "SELECT count, score, member FROM ranks WHERE key_id = ?1 AND level = ?2
                 AND (score, member) >= (?3, ?4) AND (score, member) <= (?5, ?6)
                 ORDER BY score DESC, member DESC",
                (
                    zset.id,
                    level,
                    &from.score,
                    &from.member,
                    &place.score,
                    &place.member,
                ),
                |row| {
                    match covering {
                        None => {
                            covering = Some(Place {
                                score: row.get(1)?,
                                member: row.get(2)?,
                            })
                        }
                        Some(_) => before += row.get::<i64>(0)?,
                    }
                    Ok(true)
                },
            )?;
            from = covering.unwrap_or(from);
        }
        Ok((from, before))
    }

    /// A place near the member with this rank, and how many members behind the place it stands.
    pub(super) fn near(&self, zset: &KeyRow, rank: i64) -> Result<(Place, i64)> {
        let (mut from, mut left) = (Place::start(), rank);
        for level in (1..=self.top(zset)?).rev() {
            // Where no node has the rank, it is beyond the last member.
            let start = std::mem::replace(&mut from, Place::end());
            self.conn.walk(
                "SELECT score, member, count FROM ranks WHERE key_id = ?1 AND level = ?2
                 AND (score, member) >= (?3, ?4) ORDER BY score, member",
                (zset.id, level, &start.score, &start.member),
                |row| {
                    let count: i64 = row.get(2)?;
                    let is_past = left >= count;
                    match is_past {
                        true => left -= count,
                        false => from = read_place(row)?,
                    }
                    Ok(is_past)
                },
            )?;
        }
        Ok((from, left))
    }

    /// Counts a member that was added.
    pub(super) fn count_in(&mut self, zset: &KeyRow, place: &Place, random: u64) -> Result<()> {
        if zset.encoding != Encoding::Skiplist {
            return Ok(());
        }
        let (top, height) = (self.top(zset)?, height(random));
        for level in 1..=top.max(height) {
            if level > top {
                // The new member is no part of it yet.
                let all = self.span(zset.id, level, &Place::start(), &Place::end())?;
                self.put_node(zset.id, level, &Place::start(), all - 1)?;
            }
            let own = match level <= height {
                true => self.split(zset.id, level, place)?,
                false => 0,
            };
            self.shift(zset.id, level, place, 1 - own)?;
        }
        Ok(())
    }

    /// Counts a member that was deleted.
    pub(super) fn count_out(&mut self, zset: &KeyRow, place: &Place) -> Result<()> {
        for level in 1..=self.top(zset)? {
            let node = self.conn.int(
                "DELETE FROM ranks WHERE key_id = ?1 AND level = ?2 AND score = ?3 AND member = ?4
                 RETURNING count",
                (zset.id, level, &place.score, &place.member),
            )?;
            self.shift(zset.id, level, place, node.unwrap_or(0) - 1)?;
        }
        Ok(())
    }

    /// Counts members that were deleted from one place to before another.
    pub(super) fn count_out_between(
        &mut self,
        zset: &KeyRow,
        from: &Place,
        to: &Place,
    ) -> Result<()> {
        for level in 1..=self.top(zset)? {
            // The head stands at the start, too, and stays.
            self.conn.run(
                "DELETE FROM ranks WHERE key_id = ?1 AND level = ?2 AND member <> 0
                 AND (score, member) >= (?3, ?4) AND (score, member) < (?5, ?6)",
                (
                    zset.id,
                    level,
                    &from.score,
                    &from.member,
                    &to.score,
                    &to.member,
                ),
            )?;
            if let Some(node) = self.covering(zset.id, level, from)? {
                let next = self.next_node(zset.id, level, &node)?;
                let count = self.span(zset.id, level, &node, &next)?;
                self.put_node(zset.id, level, &node, count)?;
            }
        }
        Ok(())
    }

    /// Makes the place, where no node is, one of this level. Returns how many members it covers, which the
    /// caller takes from the node before it.
    fn split(&mut self, id: i64, level: i64, place: &Place) -> Result<i64> {
        let next = self.next_node(id, level, place)?;
        let count = self.span(id, level, place, &next)?;
        self.put_node(id, level, place, count)?;
        Ok(count)
    }

    /// Adds to the count of the node before a place.
    fn shift(&mut self, id: i64, level: i64, place: &Place, by: i64) -> Result<()> {
        // In two statements: with the first inside it the second takes longer than both.
        let found = self.conn.one(
            "SELECT score, member, count FROM ranks WHERE key_id = ?1 AND level = ?2
             AND (score, member) < (?3, ?4) ORDER BY score DESC, member DESC LIMIT 1",
            (id, level, &place.score, &place.member),
            |row| Ok((read_place(row)?, row.get::<i64>(2)?)),
        )?;
        if let Some((node, count)) = found {
            self.conn.run(
                "UPDATE ranks SET count = ?5
                 WHERE key_id = ?1 AND level = ?2 AND score = ?3 AND member = ?4",
                (id, level, &node.score, &node.member, count + by),
            )?;
        }
        Ok(())
    }

    fn put_node(&mut self, id: i64, level: i64, place: &Place, count: i64) -> Result<()> {
        self.conn.run(
            "INSERT INTO ranks (key_id, level, score, member, count) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET count = ?5",
            (id, level, &place.score, &place.member, count),
        )?;
        Ok(())
    }

    /// The node that covers a place.
    fn covering(&self, id: i64, level: i64, place: &Place) -> Result<Option<Place>> {
        self.conn.one(
            "SELECT score, member FROM ranks WHERE key_id = ?1 AND level = ?2
             AND (score, member) <= (?3, ?4) ORDER BY score DESC, member DESC LIMIT 1",
            (id, level, &place.score, &place.member),
            read_place,
        )
    }

    /// The next node behind a place; the end where there is none.
    fn next_node(&self, id: i64, level: i64, place: &Place) -> Result<Place> {
        let found = self.conn.one(
            "SELECT score, member FROM ranks WHERE key_id = ?1 AND level = ?2
             AND (score, member) > (?3, ?4) ORDER BY score, member LIMIT 1",
            (id, level, &place.score, &place.member),
            read_place,
        )?;
        Ok(found.unwrap_or_else(Place::end))
    }

    /// How many members stand from one node of a level to before another, by the level below.
    fn span(&self, id: i64, level: i64, from: &Place, to: &Place) -> Result<i64> {
        match level {
            1 => self.count_between(id, from, to),
            _ => self.sum(id, level - 1, from, to),
        }
    }

    /// The sum of the counts of a level from one node to before another.
    fn sum(&self, id: i64, level: i64, from: &Place, to: &Place) -> Result<i64> {
        let sum = self.conn.int(
            "SELECT coalesce(sum(count), 0) FROM ranks WHERE key_id = ?1 AND level = ?2
             AND (score, member) >= (?3, ?4) AND (score, member) < (?5, ?6)",
            (id, level, &from.score, &from.member, &to.score, &to.member),
        )?;
        Ok(sum.unwrap_or(0))
    }

    /// Makes all nodes anew, in one walk over the members: what a set needs when it becomes a
    /// `skiplist`, and what is quicker than to count in many members one by one.
    pub fn build_ranks(&mut self, zset: &KeyRow, mut random: impl FnMut() -> u64) -> Result<()> {
        self.delete_ranks(zset.id)?;
        // The last node of each level so far, and those that are complete.
        let mut last: Vec<Node> = Vec::new();
        let mut nodes: Vec<(usize, Place, i64)> = Vec::new();
        let mut rank = 0;
        self.conn.walk(
            "SELECT score, member FROM scores WHERE key_id = ?1 ORDER BY score, member",
            (zset.id,),
            |row| {
                let height = height(random()) as usize;
                while last.len() < height {
                    let place = Place::start();
                    last.push(Node { place, rank: 0 });
                }
                for (below, node) in last.iter_mut().enumerate().take(height) {
                    let place = read_place(row)?;
                    let done = std::mem::replace(node, Node { place, rank });
                    nodes.push((below, done.place, rank - done.rank));
                }
                rank += 1;
                Ok(true)
            },
        )?;
        for (below, node) in last.into_iter().enumerate() {
            nodes.push((below, node.place, rank - node.rank));
        }
        for (below, place, count) in nodes {
            self.put_node(zset.id, below as i64 + 1, &place, count)?;
        }
        Ok(())
    }

    /// Deletes all nodes.
    pub(super) fn delete_ranks(&mut self, id: i64) -> Result<()> {
        self.conn
            .run("DELETE FROM ranks WHERE key_id = ?1", (id,))?;
        Ok(())
    }
}
