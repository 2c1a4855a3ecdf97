//! Changes a list and updates its row: the number of elements, the bytes, and the encoding.

use crate::command::Tx;
use crate::command::args::Key;
use crate::error::Result;
use crate::rdb::word_size;
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use crate::store::lists::Side;

/// A list that is being changed.
pub struct Writer {
    list: KeyRow,
    /// What the elements take in a listpack.
    bytes: i64,
}

/// Redis's sizes of listpacks, by the negative numbers of `list-max-listpack-size`.
const SIZES: [i64; 5] = [4096, 8192, 16_384, 32_768, 65_536];
/// The size that no limit of elements exceeds.
const SAFE_SIZE: i64 = 8192;
/// What a listpack has beside its elements.
const LISTPACK: i64 = 7;

impl Writer {
    /// Starts to change a list, or makes one.
    pub fn open(tx: &mut Tx, key: Key, list: Option<KeyRow>) -> Result<Writer> {
        let list = match list {
            Some(list) => list,
            None => tx.store.new_list(tx.db, key.0)?,
        };
        let bytes = tx.store.list_bytes(&list)?;
        Ok(Writer { list, bytes })
    }

    /// The list as it is now.
    pub fn list(&self) -> &KeyRow {
        &self.list
    }

    /// Puts elements to an end.
    pub fn push(&mut self, tx: &mut Tx, side: Side, items: &[&[u8]]) -> Result<()> {
        self.make_room(tx, items);
        tx.store.push_items(&self.list, side, items)?;
        self.count(items.len() as i64, items.iter().copied());
        Ok(())
    }

    /// Puts an element before an index.
    pub fn insert(&mut self, tx: &mut Tx, index: i64, item: &[u8]) -> Result<()> {
        self.make_room(tx, &[item]);
        tx.store.insert_before(&self.list, index, item)?;
        self.count(1, [item]);
        Ok(())
    }

    /// Puts an element in the place of `old`.
    pub fn set(&mut self, tx: &mut Tx, index: i64, old: &[u8], item: &[u8]) -> Result<()> {
        self.make_room(tx, &[item]);
        tx.store.set_item(&self.list, index, item)?;
        self.bytes += word_size(item) - word_size(old);
        Ok(())
    }

    /// Deletes these elements, which stand from an index on.
    pub fn delete(&mut self, tx: &mut Tx, from: i64, items: &[Vec<u8>]) -> Result<()> {
        tx.store
            .delete_items(&self.list, from, items.len() as i64)?;
        self.uncount(tx, items.iter().map(Vec::as_slice));
        Ok(())
    }

    /// Deletes the elements at these indexes, which ascend; all are `item`.
    pub fn delete_all(&mut self, tx: &mut Tx, indexes: &[i64], item: &[u8]) -> Result<()> {
        tx.store.delete_scattered(&self.list, indexes)?;
        self.uncount(tx, indexes.iter().map(|_| item));
        Ok(())
    }

    fn count<'a>(&mut self, added: i64, items: impl IntoIterator<Item = &'a [u8]>) {
        self.list.size += added;
        self.bytes += items.into_iter().map(word_size).sum::<i64>();
    }

    fn uncount<'a>(&mut self, tx: &Tx, items: impl Iterator<Item = &'a [u8]>) {
        for item in items {
            self.list.size -= 1;
            self.bytes -= word_size(item);
        }
        // Redis goes back to a listpack only where half of one is enough.
        let (size, entries) = limits(tx);
        if self.bytes + LISTPACK <= size / 2 && self.list.size <= entries / 2 {
            self.list.encoding = Encoding::Listpack;
        }
    }

    /// Redis turns the listpack into a quicklist before it adds what might not fit.
    fn make_room(&mut self, tx: &Tx, items: &[&[u8]]) {
        let (size, entries) = limits(tx);
        let more: i64 = items.iter().map(|item| item.len() as i64).sum();
        let bytes = self.bytes + LISTPACK + more;
        if bytes > size || self.list.size + items.len() as i64 > entries {
            self.list.encoding = Encoding::Quicklist;
        }
    }

    /// Writes what has become of the list; without elements its key goes. How many there are.
    pub fn finish(self, tx: &mut Tx) -> Result<i64> {
        tx.store.put_list(tx.db, &self.list, self.bytes)?;
        Ok(self.list.size)
    }
}

/// Makes a list of these elements under a free key. One that was in a listpack stays in one if Redis
/// would keep it there.
pub fn put_loaded(tx: &mut Tx, key: Key, items: &[Vec<u8>], was_packed: bool) -> Result<()> {
    let mut list = tx.store.new_list(tx.db, key.0)?;
    let items: Vec<&[u8]> = items.iter().map(Vec::as_slice).collect();
    tx.store.push_items(&list, Side::Right, &items)?;
    list.size = items.len() as i64;
    let bytes = items.iter().map(|item| word_size(item)).sum::<i64>();
    let (size, entries) = limits(tx);
    if !was_packed || bytes + LISTPACK > size || list.size > entries {
        list.encoding = Encoding::Quicklist;
    }
    Ok(tx.store.put_list(tx.db, &list, bytes)?)
}

/// The most bytes and the most elements of a listpack.
fn limits(tx: &Tx) -> (i64, i64) {
    match tx.server.config.list_max_listpack_size {
        entries @ 0.. => (SAFE_SIZE, entries.max(1)),
        size => {
            let at = (-1 - size).clamp(0, 4) as usize;
            (SIZES.get(at).copied().unwrap_or(SAFE_SIZE), i64::MAX)
        }
    }
}
