//! Keys of any type.
//!
//! Here are the commands that delete, move and copy keys; `dump` has those that take them elsewhere,
//! `expire` those about their time to live, `scan` those that walk them, `object` those about how they are held, `wait` those that ask
//! whether what was written is safe.

mod dump;
mod expire;
mod object;
mod scan;
mod wait;

use crate::command::args::{Arg, Args, Key, Many};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::Spec;
use crate::command::{Command, Tx};
use crate::engine::state::changes::{Change, GENERIC};
use crate::error::{
    DB_OUT_OF_RANGE, Error, FIRST_DB_NOT_INTEGER, NO_SUCH_KEY, Result, SAME_OBJECT,
    SECOND_DB_NOT_INTEGER,
};
use crate::number;
use crate::store::databases::{DATABASES, Db};
use crate::{commands, options, tokens};

/// The tables of all commands on keys.
pub const FAMILIES: [&[Command]; 6] = [
    COMMANDS,
    dump::COMMANDS,
    expire::COMMANDS,
    scan::COMMANDS,
    object::COMMANDS,
    wait::COMMANDS,
];

commands! { "generic";
    /// Copies a key.
    COPY(source, destination, options): "6.2.0", "O(N)", [write reads denyoom], [RO access OW update] => copy;

    /// Deletes keys. Returns how many existed.
    DEL(key): "1.0.0", "O(N)", [write], [RM delete], ["request_policy:multi_shard" "response_policy:agg_sum"] => del;

    /// Counts how many of the keys exist. A key that is named twice counts twice.
    EXISTS(key): "1.0.0", "O(N)", [readonly fast], [RO], ["request_policy:multi_shard" "response_policy:agg_sum"] => exists;

    /// Deletes every key of every database.
    FLUSHALL(flush_type): "1.0.0", "O(N)", [write], [], ["@dangerous" "request_policy:all_shards" "response_policy:all_succeeded"] => flushall;

    /// Deletes every key of this database.
    FLUSHDB(flush_type): "1.0.0", "O(N)", [write], [], ["@dangerous" "request_policy:all_shards" "response_policy:all_succeeded"] => flushdb;

    /// Moves a key to another database.
    MOVE(key, db): "1.0.0", "O(1)", [write fast], [RW access update] => move_key;

    /// Renames a key. An old value of the new name is deleted.
    RENAME(key, newkey): "1.0.0", "O(1)", [write], [RW access delete OW update] => rename;

    /// Renames a key unless the new name exists.
    RENAMENX(key, newkey): "1.0.0", "O(1)", [write fast], [RW access delete OW insert] => renamenx;

    /// Exchanges the keys of two databases.
    SWAPDB(index1, index2): "4.0.0", "O(N)", [write fast], [], ["@dangerous"] => swapdb;

    /// Counts how many of the keys exist, and marks them as used.
    TOUCH(key): "3.2.1", "O(N)", [readonly fast], [RO], ["request_policy:multi_shard" "response_policy:agg_sum"] => touch;

    /// The type of a key's value, or `none`.
    TYPE(key): "1.0.0", "O(1)", [readonly fast], [RO] => type_of;

    /// Deletes keys, as DEL does. In Redis, memory is freed later.
    UNLINK(key): "4.0.0", "O(N)", [write fast], [RM delete], ["request_policy:multi_shard" "response_policy:agg_sum"] => del;
}

pub use expire::{Condition, allows};
pub use scan::{Count, Match, page_size, parse_cursor, stray_in_scan};

tokens! {
    /// Whether a flush may return before it is done; it never does.
    FlushType { ASYNC, SYNC }
    /// Another database than the session's.
    ToDb { DB(destination_db: DbNumber) }
    /// Whether the copy may take an existing name.
    Replace { REPLACE }
}

options! {
    /// Where a copy goes.
    eager CopyOptions {
        db: ToDb,
        replace: Replace,
    }
}

/// The number of a database that there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DbNumber(pub usize);

impl<'a> Arg<'a> for DbNumber {
    fn describe(name: &'static str) -> Spec {
        i32::describe(name)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        database_number(i32::take(args)?)
    }
}

fn database_number(number: i32) -> Result<DbNumber> {
    let number = usize::try_from(number).ok();
    let number = number.filter(|number| *number < DATABASES);
    number.map(DbNumber).ok_or(DB_OUT_OF_RANGE)
}

/// The database as the store knows it.
fn database(tx: &Tx, number: DbNumber) -> Result<Db> {
    tx.store.db(number.0).ok_or(DB_OUT_OF_RANGE)
}

fn del(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    let mut deleted = 0;
    for key in keys.0 {
        if let Some(row) = tx.peek(key)? {
            tx.store.delete(tx.db, &row)?;
            tx.changed(key, GENERIC, "del")?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

fn exists(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    let mut found = 0;
    for key in keys.0 {
        found += i64::from(tx.peek(key)?.is_some());
    }
    Ok(found)
}

fn touch(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    let mut found = 0;
    for key in keys.0 {
        found += i64::from(tx.find(key)?.is_some());
    }
    Ok(found)
}

/// The name of a type, or that there is no key.
struct TypeName(&'static str);

impl IntoReply for TypeName {
    // Generated from the table of types.
    const TS: &'static str = "TypeName";
    fn into_reply(self) -> Reply {
        Reply::Status(self.0.into())
    }
}

fn type_of(tx: &mut Tx, key: Key) -> Result<TypeName> {
    let row = tx.peek(key)?;
    Ok(TypeName(row.map_or("none", |row| row.kind.name)))
}

fn flushdb(tx: &mut Tx, _flush_type: Option<FlushType>) -> Result<()> {
    let db = tx.session.db;
    tx.changed_all(Change::Flush(Some(db)))?;
    let gone = tx.store.count(tx.db)?.keys;
    tx.wrote(gone as usize);
    Ok(tx.store.flush(tx.db)?)
}

fn flushall(tx: &mut Tx, _flush_type: Option<FlushType>) -> Result<()> {
    tx.changed_all(Change::Flush(None))?;
    let mut gone = 0;
    for db in (0..DATABASES)
        .filter_map(|number| tx.store.db(number))
        .collect::<Vec<_>>()
    {
        gone += tx.store.count(db)?.keys;
    }
    tx.wrote(gone as usize);
    Ok(tx.store.flush_all()?)
}

fn rename(tx: &mut Tx, key: Key, newkey: Key) -> Result<()> {
    let row = tx.find(key)?.ok_or(NO_SUCH_KEY)?;
    if key == newkey {
        return Ok(());
    }
    if let Some(old) = tx.find(newkey)? {
        tx.store.delete(tx.db, &old)?;
    }
    tx.store.relocate(tx.db, &row, tx.db, newkey.0)?;
    renamed(tx, key, newkey)
}

fn renamed(tx: &mut Tx, from: Key, to: Key) -> Result<()> {
    let db = tx.session.db;
    tx.moved((db, from.0), (db, to.0), ["rename_from", "rename_to"])
}

fn renamenx(tx: &mut Tx, key: Key, newkey: Key) -> Result<bool> {
    let row = tx.find(key)?.ok_or(NO_SUCH_KEY)?;
    if tx.find(newkey)?.is_some() {
        return Ok(false);
    }
    tx.store.relocate(tx.db, &row, tx.db, newkey.0)?;
    renamed(tx, key, newkey)?;
    Ok(true)
}

fn move_key(tx: &mut Tx, key: Key, db: DbNumber) -> Result<bool> {
    let to = database(tx, db)?;
    if to == tx.db {
        return Err(SAME_OBJECT);
    }
    let now = tx.now();
    let Some(row) = tx.find(key)? else {
        return Ok(false);
    };
    if tx.store.find(to, key.0, now)?.is_some() {
        return Ok(false);
    }
    tx.store.relocate(tx.db, &row, to, key.0)?;
    let from = (tx.session.db, key.0);
    tx.moved(from, (db.0, key.0), ["move_from", "move_to"])?;
    Ok(true)
}

fn copy(tx: &mut Tx, source: Key, destination: Key, options: CopyOptions) -> Result<bool> {
    let number = match options.db {
        Some(ToDb::DB(number)) => number,
        None => DbNumber(tx.session.db),
    };
    let to = database(tx, number)?;
    if to == tx.db && source == destination {
        return Err(SAME_OBJECT);
    }
    let now = tx.now();
    let Some(row) = tx.find(source)? else {
        return Ok(false);
    };
    if let Some(old) = tx.store.find(to, destination.0, now)? {
        if options.replace.is_none() {
            return Ok(false);
        }
        tx.store.delete(to, &old)?;
    }
    tx.store.copy(&row, to, destination.0)?;
    tx.copied((tx.session.db, source.0), (number.0, destination.0))?;
    Ok(true)
}

fn swapdb(tx: &mut Tx, index1: &[u8], index2: &[u8]) -> Result<()> {
    let read = |word, error: Error| {
        let number = number::parse_i64(word);
        number.and_then(|n| i32::try_from(n).ok()).ok_or(error)
    };
    let first = read(index1, FIRST_DB_NOT_INTEGER)?;
    let second = read(index2, SECOND_DB_NOT_INTEGER)?;
    let (first, second) = (database_number(first)?, database_number(second)?);
    tx.wrote(1);
    if first.0 == second.0 {
        return Ok(());
    }
    tx.changed_all(Change::Swap(first.0, second.0))?;
    tx.store.swap(first.0, second.0)?;
    tx.changed_all(Change::Swapped(first.0, second.0))
}
