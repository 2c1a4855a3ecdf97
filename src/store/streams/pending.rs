//! Pending entries: what a group has delivered to a consumer that has not acknowledged it yet.
//!
//! Found by group and entry, or by consumer and entry. An entry stays pending when it is deleted from
//! the stream.

use rusqlite::ToSql;

use crate::sqlite::Row;

use super::Stream;
use super::groups::{Consumer, Group};
use crate::entry::StreamId;
use crate::store::{Result, Store};

/// A pending entry of a group.
#[derive(Debug, Clone, Copy)]
pub struct Pending {
    /// The entry.
    pub entry: StreamId,
    /// The consumer that has it.
    pub consumer: i64,
    /// When it was last delivered, Unix milliseconds.
    pub delivered_at: i64,
    /// How often it was delivered.
    pub deliveries: i64,
}

fn read_pending(row: &Row) -> rusqlite::Result<Pending> {
    Ok(Pending {
        entry: row.get(0)?,
        consumer: row.get(1)?,
        delivered_at: row.get(2)?,
        deliveries: row.get(3)?,
    })
}

impl Store {
    /// The pending entry of this id.
    pub fn pending(&self, group: &Group, entry: StreamId) -> Result<Option<Pending>> {
        let sql = "SELECT entry_id, consumer_id, delivered_at, deliveries FROM pending
                   WHERE group_id = ?1 AND entry_id = ?2";
        self.conn.one(sql, values![group.id, entry], read_pending)
    }

    /// At most `limit` pending entries of a group, or all where it is negative, from one id to another,
    /// both included.
    pub fn pending_of_group(
        &self,
        group: &Group,
        (from, to): (StreamId, StreamId),
        limit: i64,
    ) -> Result<Vec<Pending>> {
        let sql = "SELECT entry_id, consumer_id, delivered_at, deliveries FROM pending
                   WHERE group_id = ?1 AND entry_id >= ?2 AND entry_id <= ?3
                   ORDER BY entry_id LIMIT ?4";
        self.pendings(sql, values![group.id, from, to, limit])
    }

    /// The same of a consumer.
    pub fn pending_of_consumer(
        &self,
        consumer: &Consumer,
        (from, to): (StreamId, StreamId),
        limit: i64,
    ) -> Result<Vec<Pending>> {
        let sql = "SELECT entry_id, consumer_id, delivered_at, deliveries FROM pending
                   WHERE consumer_id = ?1 AND entry_id >= ?2 AND entry_id <= ?3
                   ORDER BY entry_id LIMIT ?4";
        self.pendings(sql, values![consumer.id, from, to, limit])
    }

    fn pendings(&self, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<Pending>> {
        self.conn.all(sql, values, read_pending)
    }

    /// How many entries of a group are pending.
    pub fn count_pending(&self, group: &Group) -> Result<i64> {
        let sql = "SELECT count(*) FROM pending WHERE group_id = ?1";
        self.first_number(sql, values![group.id])
    }

    /// The same of a consumer.
    pub fn count_pending_of(&self, consumer: &Consumer) -> Result<i64> {
        let sql = "SELECT count(*) FROM pending WHERE consumer_id = ?1";
        self.first_number(sql, values![consumer.id])
    }

    /// The last pending entry of a group.
    pub fn last_pending(&self, group: &Group) -> Result<Option<StreamId>> {
        let sql = "SELECT entry_id, consumer_id, delivered_at, deliveries FROM pending
                   WHERE group_id = ?1 ORDER BY entry_id DESC LIMIT 1";
        let last = self.conn.one(sql, values![group.id], read_pending)?;
        Ok(last.map(|last| last.entry))
    }

    /// Makes an entry pending, or changes what is known of one that is.
    pub fn put_pending(&mut self, group: &Group, pending: &Pending) -> Result<()> {
        let sql = "INSERT INTO pending
                   (group_id, entry_id, consumer_id, delivered_at, deliveries)
                   VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (group_id, entry_id) DO UPDATE
                   SET consumer_id = ?3, delivered_at = ?4, deliveries = ?5";
        let values = values![
            group.id,
            pending.entry,
            pending.consumer,
            pending.delivered_at,
            pending.deliveries
        ];
        self.conn.run(sql, values).map(drop)
    }

    /// Ends an entry's being pending. Returns whether it was.
    pub fn delete_pending(&mut self, group: &Group, entry: StreamId) -> Result<bool> {
        let sql = "DELETE FROM pending WHERE group_id = ?1 AND entry_id = ?2";
        Ok(self.conn.run(sql, values![group.id, entry])? > 0)
    }

    /// Ends an entry's being pending in all groups of a stream.
    pub fn delete_references(&mut self, stream: &Stream, entry: StreamId) -> Result<()> {
        let sql = "DELETE FROM pending
                   WHERE group_id IN (SELECT id FROM stream_groups WHERE key_id = ?1)
                   AND entry_id = ?2";
        self.conn.run(sql, values![stream.key_id, entry]).map(drop)
    }

    /// Whether a group of the stream has still to do with an entry: it is pending, or not delivered.
    pub fn is_referenced(&self, stream: &Stream, entry: StreamId) -> Result<bool> {
        let sql = "SELECT 1 FROM stream_groups AS g WHERE key_id = ?1 AND (last_id < ?2 OR EXISTS
                   (SELECT 1 FROM pending WHERE group_id = g.id AND entry_id = ?2)) LIMIT 1";
        Ok(self.first_number(sql, values![stream.key_id, entry])? > 0)
    }
}
