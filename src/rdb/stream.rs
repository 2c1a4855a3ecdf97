//! Streams: nodes of entries, each a listpack, then what is known of the whole, then its groups.
//!
//! A node's first words say how many entries it has and the names of the fields of its first entry: an
//! entry with the same names has its values alone. Ids are told as distances from the node's.

use super::kind;
use super::listpack::{self, Listpack};
use super::reader::{Reader, all_differ};
use super::writer::Writer;
use crate::entry::{StreamId, pack, unpack};
use crate::number;

/// A stream.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stream {
    /// The nodes of entries.
    pub nodes: Vec<Node>,
    /// The entries, in order, with their fields as [`crate::entry::pack`] makes them; those that were
    /// deleted are left out.
    pub entries: Vec<(StreamId, Vec<u8>)>,
    /// The greatest id that an entry was given.
    pub last_id: StreamId,
    /// The greatest id of an entry that was deleted.
    pub max_deleted: StreamId,
    /// How many entries were ever added.
    pub added: i64,
    /// Whether it was written by a version that counted what was added; else `added` is its length, and
    /// how far groups have read is to be found.
    pub is_counted: bool,
    /// The consumer groups.
    pub groups: Vec<Group>,
}

/// A node of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Node {
    /// How many entries it has.
    pub count: usize,
    /// How many were put into it.
    pub put: i64,
    /// The bytes that it takes.
    pub bytes: i64,
}

/// A consumer group.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Its name.
    pub name: Vec<u8>,
    /// The last entry that was delivered.
    pub last_id: StreamId,
    /// How many entries up to that one were ever added, where that is known.
    pub entries_read: Option<i64>,
    /// Its consumers.
    pub consumers: Vec<Consumer>,
    /// What it has delivered and is not acknowledged, in order.
    pub pending: Vec<Pending>,
}

/// A consumer.
#[derive(Debug, Clone, PartialEq)]
pub struct Consumer {
    /// Its name.
    pub name: Vec<u8>,
    /// When it last asked for entries, Unix milliseconds.
    pub seen_at: i64,
    /// When it last got some.
    pub active_at: Option<i64>,
}

/// An entry that is not acknowledged.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The entry.
    pub entry: StreamId,
    /// The place of the consumer that has it among those of the group.
    pub consumer: usize,
    /// When it was last delivered, Unix milliseconds.
    pub delivered_at: i64,
    /// How often it was delivered.
    pub deliveries: i64,
}

/// The bits of an entry's first word.
const DELETED: i64 = 1;
const SAME_FIELDS: i64 = 2;
/// What stands for a number or a time that is not known.
const UNKNOWN: i64 = -1;
/// The owner of what is pending until it has been read.
const NOBODY: usize = usize::MAX;

/// The words of a node that are left.
struct Walk<'a>(&'a [Vec<u8>]);

impl<'a> Walk<'a> {
    fn number(&mut self) -> Option<i64> {
        number::parse_i64(self.words(1)?.first()?)
    }

    fn words(&mut self, count: i64) -> Option<&'a [Vec<u8>]> {
        let (words, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(words)
    }
}

// What is read goes where the caller keeps it, so that what is no stream needs no clearing up here.
impl Reader<'_> {
    /// A stream as one of three versions wrote it.
    pub fn stream(&mut self, kind: u8, stream: &mut Stream) -> Option<()> {
        let mut after = None;
        for _ in 0..self.length()? {
            let id = self.string()?;
            let id = StreamId(u128::from_be_bytes(id.try_into().ok()?));
            stream.read_node(id, &self.string()?, &mut after)?;
        }
        let length = self.length()?;
        stream.last_id = self.id()?;
        stream.added = bounded(length as i64)?;
        if kind != kind::STREAM {
            // That of the first entry, which the entries tell.
            self.id()?;
            stream.is_counted = true;
            stream.max_deleted = self.id()?;
            stream.added = bounded(self.length()? as i64)?;
        }
        for _ in 0..self.length()? {
            stream.groups.push(Group::default());
            self.group(kind, stream.groups.last_mut()?)?;
        }
        let mut names = stream.groups.iter().map(|group| group.name.as_slice());
        let is_whole = length == stream.entries.len() as u64
            && after.is_none_or(|last| last <= stream.last_id)
            && all_differ(&mut names);
        is_whole.then_some(())
    }

    /// An id as two lengths.
    fn id(&mut self) -> Option<StreamId> {
        Some(StreamId::new(self.length()?, self.length()?))
    }

    /// An id as 16 bytes.
    fn raw_id(&mut self) -> Option<StreamId> {
        Some(StreamId::new(
            self.uint_from_high(8)?,
            self.uint_from_high(8)?,
        ))
    }

    fn group(&mut self, kind: u8, group: &mut Group) -> Option<()> {
        group.name = self.string()?;
        group.last_id = self.id()?;
        if kind != kind::STREAM {
            group.entries_read = known(self.length()? as i64)?;
        }
        for _ in 0..self.length()? {
            let pending = Pending {
                entry: self.raw_id()?,
                consumer: NOBODY,
                delivered_at: bounded(self.int(8)?)?,
                deliveries: bounded(self.length()? as i64)?,
            };
            if group
                .pending
                .last()
                .is_some_and(|last| last.entry >= pending.entry)
            {
                return None;
            }
            group.pending.push(pending);
        }
        for at in 0..self.length()? {
            self.consumer(kind, at as usize, group)?;
        }
        let mut names = group
            .consumers
            .iter()
            .map(|consumer| consumer.name.as_slice());
        let is_whole = all_differ(&mut names)
            && group
                .pending
                .iter()
                .all(|pending| pending.consumer != NOBODY);
        is_whole.then_some(())
    }

    fn consumer(&mut self, kind: u8, at: usize, group: &mut Group) -> Option<()> {
        let (name, seen_at) = (self.string()?, bounded(self.int(8)?)?);
        let active_at = match kind {
            kind::STREAM_WITH_ACTIVE => known(self.int(8)?)?,
            _ => Some(seen_at),
        };
        group.consumers.push(Consumer {
            name,
            seen_at,
            active_at,
        });
        for _ in 0..self.length()? {
            let id = self.raw_id()?;
            let place = group.pending.binary_search_by(|each| each.entry.cmp(&id));
            let pending = group.pending.get_mut(place.ok()?)?;
            if pending.consumer != NOBODY {
                return None;
            }
            pending.consumer = at;
        }
        Some(())
    }
}

/// A count or a time, if one can reckon with it.
fn bounded(number: i64) -> Option<i64> {
    (0..=i64::MAX / 2).contains(&number).then_some(number)
}

/// The same, or that it is not known.
fn known(number: i64) -> Option<Option<i64>> {
    match number {
        UNKNOWN => Some(None),
        number => bounded(number).map(Some),
    }
}

impl Stream {
    /// Reads a node, all of whose entries come after `after`.
    fn read_node(
        &mut self,
        id: StreamId,
        bytes: &[u8],
        after: &mut Option<StreamId>,
    ) -> Option<()> {
        let words = listpack::read(bytes)?;
        let mut from = Walk(&words);
        let (count, deleted, fields) = (from.number()?, from.number()?, from.number()?);
        let names = from.words(fields)?;
        let put = count.checked_add(deleted)?;
        if from.number()? != 0 || count <= 0 {
            return None;
        }
        let (mut met, before) = (0, self.entries.len());
        while !from.0.is_empty() {
            let flags = from.number()?;
            let (ms, seq) = (from.number()? as u64, from.number()? as u64);
            let own = StreamId::new(id.ms().wrapping_add(ms), id.seq().wrapping_add(seq));
            if after.is_some_and(|after| after >= own) {
                return None;
            }
            *after = Some(own);
            let mut entry: Vec<&[u8]> = Vec::new();
            let mut taken = fields;
            if flags & SAME_FIELDS != 0 {
                for (name, value) in names.iter().zip(from.words(fields)?) {
                    entry.extend([name.as_slice(), value]);
                }
            } else {
                let count = from.number()?.checked_mul(2)?;
                for word in from.words(count)? {
                    entry.push(word);
                }
                taken = count + 1;
            }
            // The word that Redis walks back by.
            if from.number()? != taken + 3 {
                return None;
            }
            met += 1;
            if flags & DELETED == 0 {
                self.entries.push((own, pack(&entry)));
            }
        }
        let count = self.entries.len() - before;
        let bytes = bytes.len() as i64;
        self.nodes.push(Node { count, put, bytes });
        (met == put && count as i64 == put - deleted).then_some(())
    }
}

impl Writer {
    /// A stream as Redis 7.0 reads it.
    pub fn stream(&mut self, stream: &Stream) {
        self.byte(kind::STREAM_WITH_ADDED);
        self.length(stream.nodes.len() as u64);
        let mut rest = stream.entries.as_slice();
        for node in &stream.nodes {
            let (entries, after) = rest.split_at(node.count.min(rest.len()));
            rest = after;
            if let Some((id, _)) = entries.first() {
                self.bytes(&id.0.to_be_bytes());
                self.bytes(&packed(*id, entries));
            }
        }
        self.length(stream.entries.len() as u64);
        let first = stream.entries.first().map(|(id, _)| *id);
        let first = first.unwrap_or_default();
        for id in [stream.last_id, first, stream.max_deleted] {
            self.id(id);
        }
        self.length(stream.added as u64);
        self.length(stream.groups.len() as u64);
        stream.groups.iter().for_each(|group| self.group(group));
    }

    fn id(&mut self, id: StreamId) {
        self.length(id.ms());
        self.length(id.seq());
    }

    fn group(&mut self, group: &Group) {
        self.string(&group.name);
        self.id(group.last_id);
        self.length(group.entries_read.unwrap_or(UNKNOWN) as u64);
        self.length(group.pending.len() as u64);
        for pending in &group.pending {
            self.raw(&pending.entry.0.to_be_bytes());
            self.raw(&pending.delivered_at.to_le_bytes());
            self.length(pending.deliveries as u64);
        }
        self.length(group.consumers.len() as u64);
        for (at, consumer) in group.consumers.iter().enumerate() {
            self.string(&consumer.name);
            self.raw(&consumer.seen_at.to_le_bytes());
            let mut own = Vec::new();
            for pending in &group.pending {
                if pending.consumer == at {
                    own.extend_from_slice(&pending.entry.0.to_be_bytes());
                }
            }
            self.length(own.len() as u64 / 16);
            self.raw(&own);
        }
    }
}

/// The listpack of a node.
fn packed(id: StreamId, entries: &[(StreamId, Vec<u8>)]) -> Vec<u8> {
    let mut listpack = Listpack::new();
    let mut names = Vec::new();
    for (at, (own, fields)) in entries.iter().enumerate() {
        let words = unpack(fields);
        if at == 0 {
            for number in [entries.len(), 0, words.len() / 2] {
                listpack.push_number(number as i64);
            }
            for pair in words.chunks(2) {
                pair.iter().take(1).for_each(|name| listpack.push(name));
            }
            listpack.push_number(0);
            names.clone_from(&words);
        }
        let pairs = names.chunks(2).zip(words.chunks(2));
        let is_same =
            names.len() == words.len() && pairs.into_iter().all(|(a, b)| a.first() == b.first());
        listpack.push_number(if is_same { SAME_FIELDS } else { 0 });
        listpack.push_number(own.ms().wrapping_sub(id.ms()) as i64);
        listpack.push_number(own.seq().wrapping_sub(id.seq()) as i64);
        let mut taken = words.len() as i64 / 2;
        if !is_same {
            listpack.push_number(taken);
            taken = words.len() as i64 + 1;
        }
        // Where the names are the node's, the values alone.
        for (at, word) in words.iter().enumerate() {
            if !is_same || at % 2 == 1 {
                listpack.push(word);
            }
        }
        listpack.push_number(taken + 3);
    }
    listpack.finish()
}
