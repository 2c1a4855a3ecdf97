//! The table of data types: what a key may hold, one row a type.
//!
//! A type's row stands in the file that has the SQL of its elements, and is named once more: the core's
//! in [`CORE`], a module's in the module's own row. Whatever the store does to keys of any type, it does
//! through the row. The invariant: a number means the same type in every file, for ever.

use std::fmt;
use std::ops::Deref;

use crate::order::sorted;

use super::databases::Db;
use super::keys::KeyRow;
use super::modules::Tables;
use super::{Result, Store, hashes, lists, sets, streams, strings, zsets};

/// The types of the core.
pub const CORE: [Type; 6] = [
    Type::STRING,
    Type::LIST,
    Type::SET,
    Type::ZSET,
    Type::HASH,
    Type::STREAM,
];

/// What the store knows of a type: its row in the table.
pub struct DataType {
    /// What stands for it in the file, in `keys.type`: below [`NUMBERS`].
    pub number: u8,
    /// The name as TYPE prints it.
    pub name: &'static str,
    /// The module that it is of, whose tables may not be in the file yet; none is the core.
    pub module: Option<&'static Tables>,
    /// The tables of its elements. Nothing else has rows in them, but for other types.
    pub tables: &'static [Table],
    /// Statements that delete the elements of all keys of database `?1`.
    pub flush: &'static [&'static str],
    /// Deletes the elements of the key with this id.
    pub delete: fn(&mut Store, i64) -> Result<()>,
    /// Copies the elements from one key's id to another's.
    pub copy: fn(&mut Store, i64, i64) -> Result<()>,
    /// How many bytes the value takes beside the key's name. So many elements are measured (all, if
    /// negative), the others taken for like them.
    pub measure: fn(&Store, &KeyRow, i64) -> Result<i64>,
    /// Deletes the elements whose time has come, in milliseconds, and gives the row back unless none is
    /// left; for a type whose elements expire.
    pub purge: Option<Purge>,
}

/// A table of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How many columns, the first ones, are its primary key.
    pub key: usize,
}

impl Table {
    /// A table, and how many columns its primary key has.
    pub const fn new(name: &'static str, key: usize) -> Table {
        Table { name, key }
    }
}

/// See [`DataType::purge`].
pub type Purge = fn(&mut Store, Db, &[u8], i64, KeyRow) -> Result<Option<KeyRow>>;

/// The numbers that types can have.
pub const NUMBERS: usize = 32;

/// What a key holds.
#[derive(Clone, Copy)]
pub struct Type(pub &'static DataType);

impl Type {
    /// Bytes.
    pub const STRING: Type = Type(&strings::TYPE);
    /// Elements in the order in which they were put.
    pub const LIST: Type = Type(&lists::TYPE);
    /// Members without an order.
    pub const SET: Type = Type(&sets::TYPE);
    /// Members in the order of their scores.
    pub const ZSET: Type = Type(&zsets::TYPE);
    /// Fields with values.
    pub const HASH: Type = Type(&hashes::TYPE);
    /// Entries in the order of their ids.
    pub const STREAM: Type = Type(&streams::TYPE);
}

impl Deref for Type {
    type Target = DataType;
    fn deref(&self) -> &DataType {
        self.0
    }
}

impl PartialEq for Type {
    fn eq(&self, other: &Type) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl fmt::Debug for Type {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The types of one build, by their numbers.
pub(super) struct Types([Option<Type>; NUMBERS]);

impl Types {
    pub(super) fn new(list: &[Type]) -> Types {
        let mut types = Types([None; NUMBERS]);
        for each in list {
            if let Some(place) = types.0.get_mut(usize::from(each.number)) {
                *place = Some(*each);
            }
        }
        types
    }

    /// The type with a number of the file.
    pub(super) fn stored(&self, number: i64) -> rusqlite::Result<Type> {
        match self.0.get(number as usize) {
            Some(Some(found)) => Ok(*found),
            _ => Err(rusqlite::Error::IntegralValueOutOfRange(0, number)),
        }
    }

    fn all(&self) -> impl Iterator<Item = Type> + use<> {
        self.0.into_iter().flatten()
    }
}

impl Store {
    /// The types whose tables are in the file.
    pub(super) fn types(&mut self) -> Result<Vec<Type>> {
        let mut found = Vec::new();
        for each in self.types.all() {
            let is_there = match each.module {
                Some(tables) => self.tables_if_any(tables)?.is_some(),
                None => true,
            };
            found.extend(is_there.then_some(each));
        }
        Ok(found)
    }

    /// The tables of all elements, each once.
    pub(super) fn element_tables(&mut self) -> Result<Vec<Table>> {
        let types = self.types()?;
        let tables = types.iter().flat_map(|each| each.0.tables);
        let mut tables = sorted(tables.copied().collect(), |a: &Table, b| a.name.cmp(b.name));
        tables.dedup();
        Ok(tables)
    }
}

/// How Redis would hold the value: what OBJECT ENCODING says. Redis keeps some of it for as long as
/// the key lives (an appended string stays `raw`), so it is stored and not derived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Encoding {
    /// A string that is a 64-bit integer.
    Int = 1,
    /// A string of at most 44 bytes.
    Embstr = 2,
    /// Any other string, and what a module holds.
    Raw = 3,
    /// A small collection.
    Listpack = 4,
    /// A small hash, some of whose fields expire.
    Listpackex = 5,
    /// A large hash.
    Hashtable = 6,
    /// A large list.
    Quicklist = 7,
    /// A small set of integers.
    Intset = 8,
    /// A large sorted set.
    Skiplist = 9,
    /// A stream.
    Stream = 10,
}

impl Encoding {
    /// The name as OBJECT ENCODING prints it.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Int => "int",
            Encoding::Embstr => "embstr",
            Encoding::Raw => "raw",
            Encoding::Listpack => "listpack",
            Encoding::Listpackex => "listpackex",
            Encoding::Hashtable => "hashtable",
            Encoding::Quicklist => "quicklist",
            Encoding::Intset => "intset",
            Encoding::Skiplist => "skiplist",
            Encoding::Stream => "stream",
        }
    }

    pub(super) fn stored(number: i64) -> rusqlite::Result<Encoding> {
        Ok(match number {
            1 => Encoding::Int,
            2 => Encoding::Embstr,
            3 => Encoding::Raw,
            4 => Encoding::Listpack,
            5 => Encoding::Listpackex,
            6 => Encoding::Hashtable,
            7 => Encoding::Quicklist,
            8 => Encoding::Intset,
            9 => Encoding::Skiplist,
            10 => Encoding::Stream,
            other => return Err(rusqlite::Error::IntegralValueOutOfRange(0, other)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_a_number_and_a_name_of_its_own() {
        let types = Types::new(&CORE);
        assert_eq!(types.all().count(), CORE.len());
        for each in CORE {
            let same = CORE.iter().filter(|other| other.name == each.name);
            assert_eq!(same.count(), 1, "{each:?}");
        }
    }

    #[test]
    fn a_number_that_no_type_has_is_an_error() {
        let types = Types::new(&CORE);
        for number in [-1, 0, 7, 31, 32, i64::MAX, i64::MIN] {
            assert!(types.stored(number).is_err(), "{number}");
        }
    }
}
