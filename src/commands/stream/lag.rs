//! How many entries a group has read, and its lag.
//!
//! Deleted entries leave gaps whose sizes are not known. Before a gap, the count up to an entry is known
//! only if the entry was counted when it was read. After all gaps it follows from the stream's length.

use crate::command::Tx;
use crate::entry::StreamId;
use crate::error::Result;
use crate::store::streams::Stream;
use crate::store::streams::groups::Group;

/// A stream, and the id of its first entry, the least id where it has none.
pub struct Counts<'a> {
    stream: &'a Stream,
    first: StreamId,
}

impl<'a> Counts<'a> {
    /// Of a stream as it is.
    pub fn of(tx: &Tx, stream: &'a Stream) -> Result<Counts<'a>> {
        let first = tx.store.first_entry(stream)?;
        Ok(Counts {
            stream,
            first: first.map(|(id, _)| id).unwrap_or_default(),
        })
    }

    /// Whether an entry was deleted at this id or after it.
    fn has_gap_from(&self, id: StreamId) -> bool {
        let deleted = self.stream.max_deleted;
        self.stream.length > 0 && deleted > StreamId::MIN && id <= deleted
    }

    /// How many entries were ever added up to this id, where that can be told.
    pub fn added_up_to(&self, id: StreamId) -> Option<i64> {
        let stream = self.stream;
        if stream.added == 0 {
            return Some(0);
        }
        if stream.length == 0 && id <= stream.last_id {
            return Some(stream.added);
        }
        if id > StreamId::MIN && id < stream.max_deleted {
            return None;
        }
        if id >= stream.last_id {
            return (id == stream.last_id).then_some(stream.added);
        }
        if stream.max_deleted > StreamId::MIN && stream.max_deleted >= self.first {
            return None;
        }
        let before = stream.added - stream.length;
        match id <= self.first {
            true => Some(before + i64::from(id == self.first)),
            false => None,
        }
    }

    /// Counts an entry that a group has just read.
    pub fn read(&self, group: &mut Group, id: StreamId) {
        group.entries_read = match group.entries_read {
            Some(read) if !self.has_gap_from(group.last_id) => Some(read + 1),
            _ if self.stream.added > 0 => self.added_up_to(id),
            read => read,
        };
        group.last_id = id;
    }

    /// How many entries a group has still to read, where that can be told.
    pub fn lag(&self, group: &Group) -> Option<i64> {
        if self.stream.length == 0 {
            return Some(0);
        }
        // With all gaps and the group before the first entry, the group has all of them to read.
        if group.last_id < self.first && self.stream.max_deleted < self.first {
            return Some(self.stream.length);
        }
        let read = match group.entries_read {
            Some(read) if !self.has_gap_from(group.last_id) => Some(read),
            _ => self.added_up_to(group.last_id),
        };
        read.map(|read| self.stream.added - read)
    }
}
