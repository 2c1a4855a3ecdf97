//! Keys of any type.
//!
//! Here are the commands that delete, move and copy keys; `expire` has those about their time to
//! live, `scan` those that walk them, `object` those about how they are held.

mod expire;
mod object;
mod scan;

use crate::args::{Key, Many};
use crate::command::Command;
use crate::engine::Tx;
use crate::error::{
    DB_OUT_OF_RANGE, FIRST_DB_NOT_INTEGER, INVALID_DB, NO_SUCH_KEY, NOT_ZERO_OR_ONE, OUT_OF_RANGE,
    Result, SAME_OBJECT, SECOND_DB_NOT_INTEGER, TIMEOUT_NEGATIVE, TIMEOUT_NOT_INTEGER,
    WAITAOF_WITHOUT_AOF,
};
use crate::number;
use crate::reply::{IntoReply, Reply};
use crate::store::databases::{DATABASES, Db};
use crate::{commands, options, tokens};

/// The tables of all commands on keys.
pub const FAMILIES: [&[Command]; 4] =
    [COMMANDS, expire::COMMANDS, scan::COMMANDS, object::COMMANDS];

commands! { "generic";
    /// Copies a key.
    COPY(source, destination, options): "6.2.0", "O(N)", [write denyoom], [RO access] => copy;

    /// Deletes keys.
    DEL(key): "1.0.0", "O(N)", [write], [RM delete] => del;

    /// Counts how many of the keys exist; one that is named twice counts twice.
    EXISTS(key): "1.0.0", "O(N)", [readonly fast], [RO] => exists;

    /// Deletes every key of every database.
    FLUSHALL(flush_type): "1.0.0", "O(N)", [write], [] => flushall;

    /// Deletes every key of this database.
    FLUSHDB(flush_type): "1.0.0", "O(N)", [write], [] => flushdb;

    /// Moves a key to another database.
    MOVE(key, db): "1.0.0", "O(1)", [write fast], [RW access delete] => move_key;

    /// Renames a key; the new name's old value goes.
    RENAME(key, newkey): "1.0.0", "O(1)", [write], [RW access delete] => rename;

    /// Renames a key unless the new name exists.
    RENAMENX(key, newkey): "1.0.0", "O(1)", [write fast], [RW access delete] => renamenx;

    /// Swaps two databases.
    SWAPDB(index1, index2): "4.0.0", "O(N)", [write fast], [] => swapdb;

    /// Counts how many of the keys exist, and notes an access to each.
    TOUCH(key): "3.2.1", "O(N)", [readonly fast], [RO] => exists;

    /// The type of a key's value, or `none`.
    TYPE(key): "1.0.0", "O(1)", [readonly fast], [RO] => type_of;

    /// Deletes keys. Redis frees their memory later; here it is the same as DEL.
    UNLINK(key): "4.0.0", "O(1)", [write fast], [RM delete] => del;

    /// Waits for replicas; there are none.
    WAIT(numreplicas, timeout): "3.0.0", "O(1)", [], [] => wait;

    /// Waits until what was written is flushed to the device.
    WAITAOF(numlocal, numreplicas, timeout): "7.2.0", "O(1)", [], [] => waitaof;
}

pub use expire::{Condition, allows};
pub use scan::{Count, Match, parse_count, parse_cursor};

tokens! {
    /// Whether a flush may return before it is done; it never does.
    FlushType { ASYNC, SYNC }
    /// Another database than the session's.
    ToDb { DB(destination_db: i64) }
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

fn del(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    let mut deleted = 0;
    for key in keys.0 {
        if let Some(row) = tx.find(key)? {
            tx.store.delete(tx.db, key.0, &row)?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

fn exists(tx: &mut Tx, keys: Many<Key>) -> Result<i64> {
    let mut found = 0;
    for key in keys.0 {
        found += i64::from(tx.find(key)?.is_some());
    }
    Ok(found)
}

fn type_of(tx: &mut Tx, key: Key) -> Result<&'static str> {
    Ok(tx.find(key)?.map_or("none", |row| row.kind.name()))
}

fn flushdb(tx: &mut Tx, _flush_type: Option<FlushType>) -> Result<()> {
    Ok(tx.store.flush(tx.db)?)
}

fn flushall(tx: &mut Tx, _flush_type: Option<FlushType>) -> Result<()> {
    for number in 0..DATABASES {
        if let Some(db) = tx.store.db(number) {
            tx.store.flush(db)?;
        }
    }
    Ok(())
}

fn rename(tx: &mut Tx, key: Key, newkey: Key) -> Result<()> {
    let row = tx.find(key)?.ok_or(NO_SUCH_KEY)?;
    if key == newkey {
        return Ok(());
    }
    if let Some(old) = tx.find(newkey)? {
        tx.store.delete(tx.db, newkey.0, &old)?;
    }
    Ok(tx.store.relocate(tx.db, key.0, &row, tx.db, newkey.0)?)
}

fn renamenx(tx: &mut Tx, key: Key, newkey: Key) -> Result<bool> {
    let row = tx.find(key)?.ok_or(NO_SUCH_KEY)?;
    if tx.find(newkey)?.is_some() {
        return Ok(false);
    }
    tx.store.relocate(tx.db, key.0, &row, tx.db, newkey.0)?;
    Ok(true)
}

/// The database that SELECT calls `number`.
fn database(tx: &Tx, number: i64) -> Option<Db> {
    usize::try_from(number).ok().and_then(|n| tx.store.db(n))
}

fn move_key(tx: &mut Tx, key: Key, db: &[u8]) -> Result<bool> {
    let number = number::parse_i64(db).ok_or(INVALID_DB)?;
    let to = database(tx, number).ok_or(DB_OUT_OF_RANGE)?;
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
    tx.store.relocate(tx.db, key.0, &row, to, key.0)?;
    Ok(true)
}

fn copy(tx: &mut Tx, source: Key, destination: Key, options: CopyOptions) -> Result<bool> {
    let to = match options.db {
        Some(ToDb::DB(number)) => database(tx, number).ok_or(DB_OUT_OF_RANGE)?,
        None => tx.db,
    };
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
        tx.store.delete(to, destination.0, &old)?;
    }
    tx.store.copy(tx.db, source.0, &row, to, destination.0)?;
    Ok(true)
}

fn swapdb(tx: &mut Tx, index1: &[u8], index2: &[u8]) -> Result<()> {
    let first = number::parse_i64(index1).ok_or(FIRST_DB_NOT_INTEGER)?;
    let second = number::parse_i64(index2).ok_or(SECOND_DB_NOT_INTEGER)?;
    database(tx, first)
        .and(database(tx, second))
        .ok_or(DB_OUT_OF_RANGE)?;
    Ok(tx.store.swap(first as usize, second as usize)?)
}

/// WAIT's and WAITAOF's time-out in milliseconds: read and checked, never needed.
fn check_timeout(timeout: &[u8]) -> Result<()> {
    match number::parse_i64(timeout) {
        None => Err(TIMEOUT_NOT_INTEGER),
        Some(..0) => Err(TIMEOUT_NEGATIVE),
        Some(_) => Ok(()),
    }
}

fn wait(_tx: &mut Tx, _numreplicas: i64, timeout: &[u8]) -> Result<i64> {
    check_timeout(timeout)?;
    Ok(0)
}

fn waitaof(tx: &mut Tx, numlocal: i64, numreplicas: i64, timeout: &[u8]) -> Result<Reply> {
    if !(0..=1).contains(&numlocal) {
        return Err(NOT_ZERO_OR_ONE);
    }
    if numreplicas < 0 {
        return Err(OUT_OF_RANGE);
    }
    check_timeout(timeout)?;
    let is_file = tx.server.storage == "file";
    if numlocal == 1 && !is_file {
        return Err(WAITAOF_WITHOUT_AOF);
    }
    // The flush happens after the batch's commit, before its replies leave.
    tx.server.wants_flush |= is_file;
    Ok(vec![i64::from(is_file), 0].into_reply())
}
