//! Lists: elements at dense positions, under the key's id.
//!
//! The positions of a list follow each other without a gap, so that the element at an index is one
//! search away. Pushing takes the next position at an end; what is put into the middle or taken out
//! of it moves the shorter side. `keys.size` counts the elements, and `keys.value` holds how many
//! bytes they would take in Redis's listpack, by which the encoding is chosen.

use super::databases::Db;
use super::keys::KeyRow;
use super::types::{DataType, Table};
use super::{Encoding, Result, Store, Type};

/// Lists in the table of types.
pub static TYPE: DataType = DataType {
    number: 2,
    name: "list",
    module: None,
    tables: &[Table::new("items", 1)],
    flush: &["DELETE FROM items WHERE key_id IN (SELECT id FROM keys WHERE db = ?1)"],
    delete: Store::delete_list,
    copy: Store::copy_items,
    measure: |store, list, samples| store.measure(MEASURE, list, samples),
    purge: None,
};

const MEASURE: &str = "SELECT total(bytes), count(*) FROM (SELECT length(item) AS bytes
                       FROM items WHERE key_id = ?1 LIMIT ?2)";

/// An end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The head.
    Left,
    /// The tail.
    Right,
}

impl Store {
    /// Makes the row of a new, empty list.
    pub fn new_list(&mut self, db: Db, key: &[u8]) -> Result<KeyRow> {
        self.new_key(db, key, Type::LIST, Encoding::Listpack)
    }

    /// The bytes that the elements would take in a listpack.
    pub fn list_bytes(&self, list: &KeyRow) -> Result<i64> {
        let sql = "SELECT value FROM keys WHERE id = ?1";
        let bytes = self.conn.int(sql, (list.id,))?;
        Ok(bytes.unwrap_or(0))
    }

    /// Writes the list's size, encoding and bytes; without elements the key goes.
    pub fn put_list(&mut self, db: Db, list: &KeyRow, bytes: i64) -> Result<()> {
        if list.size <= 0 {
            return self.delete(db, list);
        }
        self.conn.run(
            "UPDATE keys SET size = ?2, encoding = ?3, value = ?4 WHERE id = ?1",
            (list.id, list.size, list.encoding as u8, bytes),
        )?;
        Ok(())
    }

    /// The position of the first element; 0 where there is none.
    fn head(&self, list: &KeyRow) -> Result<i64> {
        let sql = "SELECT min(pos) FROM items WHERE key_id = ?1";
        let head = self.conn.int(sql, (list.id,))?;
        Ok(head.unwrap_or(0))
    }

    /// Adds elements at an end, one after the other; the caller counts them.
    pub fn push_items(&mut self, list: &KeyRow, side: Side, items: &[&[u8]]) -> Result<()> {
        let head = self.head(list)?;
        let (mut at, step) = match side {
            Side::Left => (head - 1, -1),
            Side::Right => (head + list.size, 1),
        };
        for item in items {
            self.insert_item(list, at, item)?;
            at += step;
        }
        Ok(())
    }

    fn insert_item(&mut self, list: &KeyRow, at: i64, item: &[u8]) -> Result<()> {
        let sql = "INSERT INTO items (key_id, pos, item) VALUES (?1, ?2, ?3)";
        self.conn.run(sql, (list.id, at, item)).map(drop)
    }

    /// `count` elements from an index on, both within the list.
    pub fn items(&self, list: &KeyRow, from: i64, count: i64) -> Result<Vec<Vec<u8>>> {
        let from = self.head(list)? + from;
        self.conn.all(
            "SELECT item FROM items WHERE key_id = ?1 AND pos >= ?2 AND pos < ?3 ORDER BY pos",
            (list.id, from, from + count),
            |row| row.get(0),
        )
    }

    /// Deletes `count` elements from an index on, both within the list.
    pub fn delete_items(&mut self, list: &KeyRow, from: i64, count: i64) -> Result<()> {
        let head = self.head(list)?;
        let first = head + from;
        let sql = "DELETE FROM items WHERE key_id = ?1 AND pos >= ?2 AND pos < ?3";
        self.conn.run(sql, (list.id, first, first + count))?;
        let after = list.size - from - count;
        match from < after {
            true => self.shift_items(list, head, first, count),
            false => self.shift_items(list, first + count, head + list.size, -count),
        }
    }

    /// Moves the elements from one position to before another.
    fn shift_items(&mut self, list: &KeyRow, from: i64, to: i64, by: i64) -> Result<()> {
        if from < to {
            let sql =
                "UPDATE items SET pos = pos + ?4 WHERE key_id = ?1 AND pos >= ?2 AND pos < ?3";
            self.conn.run(sql, (list.id, from, to, by))?;
        }
        Ok(())
    }

    /// Replaces the element at an index.
    pub fn set_item(&mut self, list: &KeyRow, index: i64, item: &[u8]) -> Result<()> {
        let at = self.head(list)? + index;
        let sql = "UPDATE items SET item = ?3 WHERE key_id = ?1 AND pos = ?2";
        self.conn.run(sql, (list.id, at, item)).map(drop)
    }

    /// Puts an element before the one at an index.
    pub fn insert_before(&mut self, list: &KeyRow, index: i64, item: &[u8]) -> Result<()> {
        let head = self.head(list)?;
        let at = head + index;
        if index < list.size - index {
            self.shift_items(list, head, at, -1)?;
            self.insert_item(list, at - 1, item)
        } else {
            self.shift_items(list, at, head + list.size, 1)?;
            self.insert_item(list, at, item)
        }
    }

    /// Goes through the elements from an end, with their indexes, for as long as `look` wants more.
    pub fn walk_items(
        &self,
        list: &KeyRow,
        from: Side,
        mut look: impl FnMut(i64, &[u8]) -> bool,
    ) -> Result<()> {
        let head = self.head(list)?;
        let sql = match from {
            Side::Left => "SELECT pos, item FROM items WHERE key_id = ?1 ORDER BY pos",
            Side::Right => "SELECT pos, item FROM items WHERE key_id = ?1 ORDER BY pos DESC",
        };
        self.conn.walk(sql, (list.id,), |row| {
            let at: i64 = row.get(0)?;
            Ok(look(at - head, row.get_ref(1)?.as_blob()?))
        })
    }

    /// Deletes the elements at these indexes, which ascend, and closes the gaps.
    pub fn delete_scattered(&mut self, list: &KeyRow, indexes: &[i64]) -> Result<()> {
        if let [only] = indexes {
            return self.delete_items(list, *only, 1);
        }
        let head = self.head(list)?;
        for index in indexes {
            let sql = "DELETE FROM items WHERE key_id = ?1 AND pos = ?2";
            self.conn.run(sql, (list.id, head + index))?;
        }
        // Each run between two gaps moves down by the number of the gaps before it.
        let ends = indexes.iter().skip(1).chain([&list.size]);
        for ((gaps, from), to) in (1..).zip(indexes).zip(ends) {
            self.shift_items(list, head + from + 1, head + to, -gaps)?;
        }
        Ok(())
    }

    /// Deletes all elements of the list with this id.
    fn delete_list(&mut self, id: i64) -> Result<()> {
        let sql = "DELETE FROM items WHERE key_id = ?1";
        self.conn.run(sql, (id,)).map(drop)
    }

    /// Copies all elements to another key's id.
    fn copy_items(&mut self, from: i64, to: i64) -> Result<()> {
        let sql = "INSERT INTO items (key_id, pos, item)
                   SELECT ?2, pos, item FROM items WHERE key_id = ?1 ORDER BY pos";
        self.conn.run(sql, (from, to)).map(drop)
    }
}
