//! Streams: entries in the order of their ids, under the key's id, and what is known of the whole.
//!
//! A stream without entries keeps its key. What Redis keeps in one node of a stream has one number in
//! `entries.node`, since trimming with `~` takes whole nodes: see [`Tail`]. Consumer groups are in
//! [`groups`], what they have delivered and what is not acknowledged in [`pending`].

/// The parameters of a statement, as one kind of type.
macro_rules! values {
    ($($value:expr),*) => { &[$(&$value as &dyn rusqlite::ToSql),*][..] };
}

pub mod groups;
pub mod pending;

use rusqlite::ToSql;
use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, Value, ValueRef};

use crate::sqlite::Row;

use super::databases::Db;
use super::keys::KeyRow;
use super::types::{DataType, Table};
use super::{Encoding, Result, Store, Type};
use crate::entry::{StreamId, pack, unpack};
use crate::sqlite::StorageError;

/// Streams in the table of types.
pub static TYPE: DataType = DataType {
    number: 6,
    name: "stream",
    module: None,
    tables: &[
        Table::new("streams", 1),
        Table::new("entries", 1),
        Table::new("stream_groups", 1),
        Table::new("consumers", 1),
        Table::new("pending", 2),
    ],
    flush: &[
        "DELETE FROM pending WHERE group_id IN
         (SELECT id FROM stream_groups WHERE key_id IN (SELECT id FROM keys WHERE db = ?1))",
        "DELETE FROM consumers WHERE group_id IN
         (SELECT id FROM stream_groups WHERE key_id IN (SELECT id FROM keys WHERE db = ?1))",
        "DELETE FROM stream_groups WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
        "DELETE FROM entries WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
        "DELETE FROM streams WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)",
    ],
    delete: Store::delete_stream,
    copy: Store::copy_stream,
    measure: |_, _, _| Ok(0),
    purge: None,
};

/// What is known of a stream beside its entries.
#[derive(Debug, Clone, Copy)]
pub struct Stream {
    /// The id of its key.
    pub key_id: i64,
    /// How many entries it has.
    pub length: i64,
    /// The greatest id that an entry was given.
    pub last_id: StreamId,
    /// The greatest id of an entry that was deleted, not counting what was trimmed.
    pub max_deleted: StreamId,
    /// How many entries were ever added.
    pub added: i64,
    /// Where the next entry goes.
    pub tail: Tail,
}

/// The last node of a stream.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tail {
    /// Its number: the row of its first entry, as long as that is there.
    pub node: i64,
    /// How many entries were put into it, 0 where it has gone.
    pub entries: i64,
    /// How many bytes they take in Redis.
    pub bytes: i64,
}

/// Of how many streams memory keeps how the last node began.
const KEPT_FIRSTS: usize = 32;

/// An entry: its id, and its fields as [`crate::entry::pack`] makes them.
pub type Entry = (StreamId, Vec<u8>);

impl ToSql for StreamId {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let bytes = self.0.to_be_bytes();
        Ok(ToSqlOutput::Owned(Value::Blob(bytes.into())))
    }
}

impl FromSql for StreamId {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 16]>::column_result(value).map(|bytes| StreamId(u128::from_be_bytes(bytes)))
    }
}

/// The names of an entry's fields, as [`pack`] makes them.
fn names(fields: &[u8]) -> Vec<u8> {
    let names: Vec<&[u8]> = unpack(fields).into_iter().step_by(2).collect();
    pack(&names)
}

fn read_entry(row: &Row) -> rusqlite::Result<Entry> {
    Ok((row.get(0)?, row.get(1)?))
}

impl Store {
    /// Makes a new, empty stream.
    pub fn new_stream(&mut self, db: Db, key: &[u8]) -> Result<Stream> {
        let row = self.new_key(db, key, Type::STREAM, Encoding::Stream)?;
        let stream = Stream {
            key_id: row.id,
            length: 0,
            last_id: StreamId::MIN,
            max_deleted: StreamId::MIN,
            added: 0,
            tail: Tail::default(),
        };
        self.put_stream(&stream)?;
        Ok(stream)
    }

    /// What is known of the stream that a key holds.
    pub fn stream(&self, key: &KeyRow) -> Result<Option<Stream>> {
        let sql =
            "SELECT key_id, length, last_id, max_deleted, added, node, node_entries, node_bytes
                   FROM streams WHERE key_id = ?1";
        self.conn.one(sql, values![key.id], |row| {
            Ok(Stream {
                key_id: row.get(0)?,
                length: row.get(1)?,
                last_id: row.get(2)?,
                max_deleted: row.get(3)?,
                added: row.get(4)?,
                tail: Tail {
                    node: row.get(5)?,
                    entries: row.get(6)?,
                    bytes: row.get(7)?,
                },
            })
        })
    }

    /// Writes what is known of a stream.
    pub fn put_stream(&mut self, stream: &Stream) -> Result<()> {
        self.conn.run(
            "INSERT INTO streams
             (key_id, length, last_id, max_deleted, added, node, node_entries, node_bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (key_id) DO UPDATE SET length = ?2, last_id = ?3, max_deleted = ?4,
             added = ?5, node = ?6, node_entries = ?7, node_bytes = ?8",
            values![
                stream.key_id,
                stream.length,
                stream.last_id,
                stream.max_deleted,
                stream.added,
                stream.tail.node,
                stream.tail.entries,
                stream.tail.bytes
            ],
        )?;
        Ok(())
    }

    /// Begins a node with an entry; the caller counts it.
    pub fn insert_first_entry(
        &mut self,
        stream: &mut Stream,
        id: StreamId,
        fields: &[u8],
    ) -> Result<()> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM entries";
        stream.tail.node = self.first_number(sql, values![])?;
        self.conn.run(
            "INSERT INTO entries (id, key_id, entry_id, node, fields) VALUES (?1, ?2, ?3, ?1, ?4)",
            values![stream.tail.node, stream.key_id, id, fields],
        )?;
        self.keep_first((stream.key_id, stream.tail.node), (id, names(fields)));
        Ok(())
    }

    /// The id of the entry with which the stream's last node began, and the names of its fields. Where
    /// it was deleted, those of the nearest that is left.
    pub fn first_of_node(&mut self, stream: &Stream) -> Result<&Entry> {
        let name = (stream.key_id, stream.tail.node);
        if !self.firsts.iter().any(|(known, _)| *known == name) {
            let sql = "SELECT entry_id, fields FROM entries WHERE id = ?2 AND key_id = ?1";
            let mut first = self.conn.one(sql, values![name.0, name.1], read_entry)?;
            if first.is_none() {
                let is_in_it = |edge: &(StreamId, i64)| edge.1 == name.1;
                let edge = match self.first_entry(stream)?.filter(is_in_it) {
                    None => self.last_entry(stream)?,
                    edge => edge,
                };
                let id = edge.map_or(stream.last_id, |(id, _)| id);
                first = self.entry(stream, id)?.map(|fields| (id, fields));
            }
            let (id, fields) = first.unwrap_or_default();
            self.keep_first(name, (id, names(&fields)));
        }
        let mut known = self.firsts.iter();
        let found = known.find(|(known, _)| *known == name);
        let missing = || StorageError::Corrupt("an entry is missing".into());
        found.map(|(_, first)| first).ok_or_else(missing)
    }

    /// Keeps in memory how the last nodes of some streams began, as each XADD asks.
    fn keep_first(&mut self, name: (i64, i64), first: Entry) {
        self.firsts.retain(|((key, _), _)| *key != name.0);
        if self.firsts.len() >= KEPT_FIRSTS {
            self.firsts.remove(0);
        }
        self.firsts.push((name, first));
    }

    /// Puts an entry into the stream's last node; the caller counts it.
    pub fn insert_entry(&mut self, stream: &Stream, id: StreamId, fields: &[u8]) -> Result<()> {
        self.conn.run(
            "INSERT INTO entries (key_id, entry_id, node, fields) VALUES (?1, ?2, ?3, ?4)",
            values![stream.key_id, id, stream.tail.node, fields],
        )?;
        Ok(())
    }

    /// The fields of an entry.
    pub fn entry(&self, stream: &Stream, id: StreamId) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT fields FROM entries WHERE key_id = ?1 AND entry_id = ?2";
        self.conn
            .one(sql, values![stream.key_id, id], |row| row.get(0))
    }

    /// At most `limit` entries, or all where it is negative, from one id to another, both included.
    pub fn entries(
        &self,
        stream: &Stream,
        (from, to): (StreamId, StreamId),
        is_reverse: bool,
        limit: i64,
    ) -> Result<Vec<Entry>> {
        let sql = match is_reverse {
            false => {
                "SELECT entry_id, fields FROM entries
                 WHERE key_id = ?1 AND entry_id >= ?2 AND entry_id <= ?3
                 ORDER BY entry_id LIMIT ?4"
            }
            true => {
                "SELECT entry_id, fields FROM entries
                 WHERE key_id = ?1 AND entry_id >= ?2 AND entry_id <= ?3
                 ORDER BY entry_id DESC LIMIT ?4"
            }
        };
        self.conn
            .all(sql, values![stream.key_id, from, to, limit], read_entry)
    }

    /// How many nodes have entries. Reads the number of each entry's.
    pub fn count_nodes(&self, stream: &Stream) -> Result<i64> {
        let sql = "SELECT count(DISTINCT node) FROM entries WHERE key_id = ?1";
        self.first_number(sql, values![stream.key_id])
    }

    /// The id of the first entry and the number of its node.
    pub fn first_entry(&self, stream: &Stream) -> Result<Option<(StreamId, i64)>> {
        let sql = "SELECT entry_id, node FROM entries WHERE key_id = ?1
                   ORDER BY entry_id LIMIT 1";
        self.edge(sql, stream)
    }

    /// The same of the last entry.
    pub fn last_entry(&self, stream: &Stream) -> Result<Option<(StreamId, i64)>> {
        let sql = "SELECT entry_id, node FROM entries WHERE key_id = ?1
                   ORDER BY entry_id DESC LIMIT 1";
        self.edge(sql, stream)
    }

    fn edge(&self, sql: &str, stream: &Stream) -> Result<Option<(StreamId, i64)>> {
        self.conn.one(sql, values![stream.key_id], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
    }

    /// The number that a statement gives, 0 where it gives none.
    fn first_number(&self, sql: &str, values: &[&dyn ToSql]) -> Result<i64> {
        let number = self.conn.int(sql, values)?;
        Ok(number.unwrap_or(0))
    }

    /// The ids of the entries from one id to another, in order, for as long as `look` wants more; it
    /// is told the nodes as well.
    pub fn walk_ids(
        &self,
        stream: &Stream,
        from: StreamId,
        mut look: impl FnMut(StreamId, i64) -> bool,
    ) -> Result<()> {
        let sql = "SELECT entry_id, node FROM entries WHERE key_id = ?1 AND entry_id >= ?2
                   ORDER BY entry_id";
        self.conn.walk(sql, values![stream.key_id, from], |row| {
            Ok(look(row.get(0)?, row.get(1)?))
        })
    }

    /// The entries from the last one back, each with its node, for as long as `look` wants more.
    pub fn walk_back(
        &self,
        stream: &Stream,
        mut look: impl FnMut(StreamId, i64, Vec<u8>) -> bool,
    ) -> Result<()> {
        let sql = "SELECT entry_id, node, fields FROM entries WHERE key_id = ?1
                   ORDER BY entry_id DESC";
        self.conn.walk(sql, values![stream.key_id], |row| {
            Ok(look(row.get(0)?, row.get(1)?, row.get(2)?))
        })
    }

    /// Deletes an entry. Returns whether it was there. The caller counts it.
    pub fn delete_entry(&mut self, stream: &Stream, id: StreamId) -> Result<bool> {
        let sql = "DELETE FROM entries WHERE key_id = ?1 AND entry_id = ?2";
        Ok(self.conn.run(sql, values![stream.key_id, id])? > 0)
    }

    /// Deletes the entries up to an id. Returns how many they were. The caller counts them.
    pub fn delete_entries_to(&mut self, stream: &Stream, last: StreamId) -> Result<i64> {
        let sql = "DELETE FROM entries WHERE key_id = ?1 AND entry_id <= ?2";
        Ok(self.conn.run(sql, values![stream.key_id, last])? as i64)
    }

    /// Deletes all of the stream of a key's id.
    fn delete_stream(&mut self, id: i64) -> Result<()> {
        let sql = "DELETE FROM entries WHERE key_id = ?1";
        self.conn.run(sql, values![id])?;
        let sql = "DELETE FROM streams WHERE key_id = ?1";
        self.conn.run(sql, values![id])?;
        self.delete_groups(id)
    }

    /// Copies all of a stream to another key's id.
    fn copy_stream(&mut self, from: i64, to: i64) -> Result<()> {
        let sql = "INSERT INTO streams
                   SELECT ?2, length, last_id, max_deleted, added, node, node_entries, node_bytes
                   FROM streams WHERE key_id = ?1";
        self.conn.run(sql, values![from, to])?;
        let sql = "INSERT INTO entries (key_id, entry_id, node, fields)
                   SELECT ?2, entry_id, node, fields FROM entries WHERE key_id = ?1
                   ORDER BY entry_id";
        self.conn.run(sql, values![from, to])?;
        // The last node goes on in the copy under the row of its own first entry.
        let sql = "SELECT min(id) FROM entries
                   WHERE key_id = ?1 AND node = (SELECT node FROM streams WHERE key_id = ?1)";
        if let Some(first) = self.conn.int(sql, values![to])? {
            let sql = "UPDATE entries SET node = ?2
                       WHERE key_id = ?1 AND node = (SELECT node FROM streams WHERE key_id = ?1)";
            self.conn.run(sql, values![to, first])?;
            let sql = "UPDATE streams SET node = ?2 WHERE key_id = ?1 RETURNING
                       (SELECT node FROM streams WHERE key_id = ?3)";
            let node = self.conn.int(sql, values![to, first, from])?;
            let name = node.map(|node| (from, node));
            let known = self.firsts.iter().find(|(known, _)| Some(*known) == name);
            if let Some((_, entry)) = known {
                self.keep_first((to, first), entry.clone());
            }
        }
        self.copy_groups(from, to)
    }
}
