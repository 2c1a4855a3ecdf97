//! Consumer groups of streams, and their consumers; both in the order of their names, as in Redis.

use crate::sqlite::Row;

use super::Stream;
use crate::entry::StreamId;
use crate::store::{Result, Store};

/// A consumer group.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    /// Where its consumers and pending entries stand.
    pub id: i64,
    /// The last entry that was delivered.
    pub last_id: StreamId,
    /// How many entries up to that one were ever added, where that is known.
    pub entries_read: Option<i64>,
}

/// A consumer of a group.
#[derive(Debug, Clone, Copy)]
pub struct Consumer {
    /// Where its pending entries stand.
    pub id: i64,
    /// When it last asked for entries, Unix milliseconds.
    pub seen_at: i64,
    /// When it last got some.
    pub active_at: Option<i64>,
}

fn read_group(row: &Row) -> rusqlite::Result<Group> {
    Ok(Group {
        id: row.get(0)?,
        last_id: row.get(1)?,
        entries_read: row.get(2)?,
    })
}

fn read_consumer(row: &Row) -> rusqlite::Result<Consumer> {
    Ok(Consumer {
        id: row.get(0)?,
        seen_at: row.get(1)?,
        active_at: row.get(2)?,
    })
}

impl Store {
    /// The group of this name.
    pub fn group(&self, stream: &Stream, name: &[u8]) -> Result<Option<Group>> {
        let sql = "SELECT id, last_id, entries_read FROM stream_groups
                   WHERE key_id = ?1 AND name = ?2";
        self.conn.one(sql, values![stream.key_id, name], read_group)
    }

    /// All groups of a stream, with their names.
    pub fn groups(&self, stream: &Stream) -> Result<Vec<(Vec<u8>, Group)>> {
        let sql = "SELECT id, last_id, entries_read, name FROM stream_groups
                   WHERE key_id = ?1 ORDER BY name";
        self.conn.all(sql, values![stream.key_id], |row| {
            Ok((row.get(3)?, read_group(row)?))
        })
    }

    /// Makes a group of a name that none has.
    pub fn insert_group(
        &mut self,
        stream: &Stream,
        name: &[u8],
        last_id: StreamId,
        entries_read: Option<i64>,
    ) -> Result<Group> {
        let sql = "INSERT INTO stream_groups (key_id, name, last_id, entries_read)
                   VALUES (?1, ?2, ?3, ?4) RETURNING id";
        let id = self.first_number(sql, values![stream.key_id, name, last_id, entries_read])?;
        Ok(Group {
            id,
            last_id,
            entries_read,
        })
    }

    /// Writes how far a group has come.
    pub fn put_group(&mut self, group: &Group) -> Result<()> {
        let sql = "UPDATE stream_groups SET last_id = ?2, entries_read = ?3 WHERE id = ?1";
        let values = values![group.id, group.last_id, group.entries_read];
        self.conn.run(sql, values).map(drop)
    }

    /// Deletes a group with its consumers and pending entries.
    pub fn delete_group(&mut self, group: &Group) -> Result<()> {
        for sql in [
            "DELETE FROM pending WHERE group_id = ?1",
            "DELETE FROM consumers WHERE group_id = ?1",
            "DELETE FROM stream_groups WHERE id = ?1",
        ] {
            self.conn.run(sql, values![group.id])?;
        }
        Ok(())
    }

    /// The consumer of this name.
    pub fn consumer(&self, group: &Group, name: &[u8]) -> Result<Option<Consumer>> {
        let sql = "SELECT id, seen_at, active_at FROM consumers
                   WHERE group_id = ?1 AND name = ?2";
        self.conn.one(sql, values![group.id, name], read_consumer)
    }

    /// All consumers of a group, with their names.
    pub fn consumers(&self, group: &Group) -> Result<Vec<(Vec<u8>, Consumer)>> {
        let sql = "SELECT id, seen_at, active_at, name FROM consumers
                   WHERE group_id = ?1 ORDER BY name";
        self.conn.all(sql, values![group.id], |row| {
            Ok((row.get(3)?, read_consumer(row)?))
        })
    }

    /// How many consumers a group has.
    pub fn count_consumers(&self, group: &Group) -> Result<i64> {
        let sql = "SELECT count(*) FROM consumers WHERE group_id = ?1";
        self.first_number(sql, values![group.id])
    }

    /// Makes a consumer of a name that none has.
    pub fn insert_consumer(
        &mut self,
        group: &Group,
        name: &[u8],
        seen_at: i64,
        active_at: Option<i64>,
    ) -> Result<Consumer> {
        let sql = "INSERT INTO consumers (group_id, name, seen_at, active_at)
                   VALUES (?1, ?2, ?3, ?4) RETURNING id";
        let id = self.first_number(sql, values![group.id, name, seen_at, active_at])?;
        Ok(Consumer {
            id,
            seen_at,
            active_at,
        })
    }

    /// Writes when a consumer was last there.
    pub fn put_consumer(&mut self, consumer: &Consumer) -> Result<()> {
        let sql = "UPDATE consumers SET seen_at = ?2, active_at = ?3 WHERE id = ?1";
        let values = values![consumer.id, consumer.seen_at, consumer.active_at];
        self.conn.run(sql, values).map(drop)
    }

    /// Deletes a consumer and its pending entries. Returns how many these were.
    pub fn delete_consumer(&mut self, consumer: &Consumer) -> Result<i64> {
        let sql = "DELETE FROM pending WHERE consumer_id = ?1";
        let pending = self.conn.run(sql, values![consumer.id])?;
        let sql = "DELETE FROM consumers WHERE id = ?1";
        self.conn.run(sql, values![consumer.id])?;
        Ok(pending as i64)
    }

    /// Deletes all groups of the stream of a key's id.
    pub(super) fn delete_groups(&mut self, id: i64) -> Result<()> {
        for sql in [
            "DELETE FROM pending
             WHERE group_id IN (SELECT id FROM stream_groups WHERE key_id = ?1)",
            "DELETE FROM consumers
             WHERE group_id IN (SELECT id FROM stream_groups WHERE key_id = ?1)",
            "DELETE FROM stream_groups WHERE key_id = ?1",
        ] {
            self.conn.run(sql, values![id])?;
        }
        Ok(())
    }

    /// Copies all groups to another key's id: groups and consumers get ids of their own, and are found
    /// again by their names.
    pub(super) fn copy_groups(&mut self, from: i64, to: i64) -> Result<()> {
        for sql in [
            "INSERT INTO stream_groups (key_id, name, last_id, entries_read)
             SELECT ?2, name, last_id, entries_read FROM stream_groups WHERE key_id = ?1",
            "INSERT INTO consumers (group_id, name, seen_at, active_at)
             SELECT new.id, c.name, c.seen_at, c.active_at
             FROM stream_groups AS old
             JOIN stream_groups AS new ON new.key_id = ?2 AND new.name = old.name
             JOIN consumers AS c ON c.group_id = old.id
             WHERE old.key_id = ?1",
            "INSERT INTO pending (group_id, entry_id, consumer_id, delivered_at, deliveries)
             SELECT new.id, p.entry_id, d.id, p.delivered_at, p.deliveries
             FROM stream_groups AS old
             JOIN stream_groups AS new ON new.key_id = ?2 AND new.name = old.name
             JOIN pending AS p ON p.group_id = old.id
             JOIN consumers AS c ON c.id = p.consumer_id
             JOIN consumers AS d ON d.group_id = new.id AND d.name = c.name
             WHERE old.key_id = ?1",
        ] {
            self.conn.run(sql, values![from, to])?;
        }
        Ok(())
    }
}
