//! The nodes of a stream in Redis. `XTRIM ~` removes whole nodes, so redlet stores the number of each
//! entry's node.
//!
//! A node is a listpack. It begins with the number of its entries and the field names of the first one: an
//! entry with the same names stores only its values. Ids are stored as distances from the first. A deleted
//! entry keeps its room until its whole node is deleted.

use crate::command::Tx;
use crate::entry::{StreamId, pack, unpack};
use crate::error::Result;
use crate::rdb::{integer_size, word_size};
use crate::store::streams::{Stream, Tail};

/// No node is larger, whatever `stream-node-max-bytes` says.
const LARGEST: i64 = 1 << 30;
/// A listpack without elements.
const EMPTY: i64 = 7;

fn names<'a>(words: &[&'a [u8]]) -> Vec<&'a [u8]> {
    words.iter().step_by(2).copied().collect()
}

/// The words of a node before its first entry: how many there are, how many of them are deleted, the
/// names, and an end.
fn head_size(words: &[&[u8]]) -> i64 {
    let names = words.iter().step_by(2);
    let numbers = integer_size(1) + integer_size(0) + integer_size(words.len() as i64 / 2);
    EMPTY + numbers + names.map(|name| word_size(name)).sum::<i64>() + integer_size(0)
}

/// What an entry takes in a node that begins with the id `first_id` and these names.
fn entry_size((first_id, names): (StreamId, &[&[u8]]), id: StreamId, words: &[&[u8]]) -> i64 {
    let ms = id.ms().wrapping_sub(first_id.ms()) as i64;
    let seq = id.seq().wrapping_sub(first_id.seq()) as i64;
    let count = words.len() as i64 / 2;
    let is_same = names.iter().eq(words.iter().step_by(2));
    let sum = |words: &mut dyn Iterator<Item = &&[u8]>| -> i64 {
        words.map(|word| word_size(word)).sum()
    };
    let fields = match is_same {
        // How many words the entry has, to walk back by.
        true => sum(&mut words.iter().skip(1).step_by(2)) + integer_size(count + 3),
        false => sum(&mut words.iter()) + integer_size(count) + integer_size(2 * count + 4),
    };
    // What kind of entry it is, in a small number.
    integer_size(0) + integer_size(ms) + integer_size(seq) + fields
}

impl Tail {
    /// Counts an entry; the first, where it begins the node, counts the node, too.
    fn add(&mut self, first: (StreamId, &[&[u8]]), id: StreamId, words: &[&[u8]]) {
        self.bytes += match self.entries {
            0 => head_size(words) - self.bytes,
            // The number of entries may take a byte more.
            count => integer_size(count + 1) - integer_size(count),
        };
        self.bytes += entry_size(first, id, words);
        self.entries += 1;
    }
}

/// Adds an entry to the stream's last node, or to a new one where Redis would begin one: the last would
/// have too many entries, or too many bytes. The caller counts it for the stream.
pub fn put(tx: &mut Tx, stream: &mut Stream, id: StreamId, words: &[&[u8]]) -> Result<()> {
    let config = &tx.server.config;
    let most_entries = config.stream_node_max_entries;
    let most_bytes = match config.stream_node_max_bytes {
        bytes @ 1..LARGEST => bytes,
        _ => LARGEST,
    };
    let more: usize = words.iter().map(|word| word.len()).sum();
    let packed = pack(words);
    let tail = &mut stream.tail;
    if tail.entries == 0
        || tail.bytes + more as i64 >= most_bytes
        || most_entries > 0 && tail.entries >= most_entries
    {
        tail.entries = 0;
        tail.add((id, &names(words)), id, words);
        return Ok(tx.store.insert_first_entry(stream, id, &packed)?);
    }
    let first = tx.store.first_of_node(stream)?;
    stream.tail.add((first.0, &unpack(&first.1)), id, words);
    Ok(tx.store.insert_entry(stream, id, &packed)?)
}

/// Finds the last node again once it is deleted: Redis goes on in the one before it. Of that is not known
/// any more what was deleted there.
pub fn find_last(tx: &Tx, stream: &mut Stream) -> Result<()> {
    let mut entries = Vec::new();
    let mut node = None;
    tx.store.walk_back(stream, |id, number, fields| {
        let is_of_it = *node.get_or_insert(number) == number;
        if is_of_it {
            entries.push((id, fields));
        }
        is_of_it
    })?;
    stream.tail = Tail {
        node: node.unwrap_or(stream.tail.node),
        ..Tail::default()
    };
    if let Some((first_id, first)) = entries.last() {
        let first = (*first_id, names(&unpack(first)));
        for (id, fields) in entries.iter().rev() {
            let words = unpack(fields);
            stream.tail.add((first.0, &first.1), *id, &words);
        }
    }
    Ok(())
}
