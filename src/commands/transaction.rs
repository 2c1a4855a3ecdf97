//! Transactions: queued commands that run together, unless a watched key has changed.

use crate::command::args::{Key, Many};
use crate::command::reply::Reply;
use crate::command::{Savepoint, Tx};
use crate::commands;
use crate::engine::state::register::key_of;
use crate::error::{
    DISCARD_WITHOUT_MULTI, EXEC_ABORTED, EXEC_WITHOUT_MULTI, MULTI_IN_MULTI, Result,
    WATCH_IN_MULTI, rolled_back,
};

commands! { "transactions";
    /// Queues commands as MULTI does. EXEC runs all of them, or none if one fails.
    ATOMIC(): "7.4.0", "O(1)", [noscript loading stale fast allow_busy session], [] => atomic;

    /// Drops the queued commands, and ends all watches.
    DISCARD(): "2.0.0", "O(N)", [noscript loading stale fast allow_busy session_end], [] => discard;

    /// Runs the queued commands, unless a watched key has changed.
    EXEC(): "1.2.0", "Depends on commands in the transaction", [noscript loading stale skip_slowlog session_end], [] => exec;

    /// Queues the commands that follow, for EXEC.
    MULTI(): "1.2.0", "O(1)", [noscript loading stale fast allow_busy session], [] => multi;

    /// Ends all watches of this connection.
    UNWATCH(): "2.2.0", "O(1)", [noscript loading stale fast allow_busy session_end], [] => unwatch;

    /// Makes the next EXEC do nothing if one of these keys has changed.
    WATCH(key): "2.2.0", "O(1) for every key.", [noscript loading stale fast allow_busy session], [RO] => watch;
}

fn multi(tx: &mut Tx) -> Result<()> {
    if tx.session.transaction.is_some() {
        return Err(MULTI_IN_MULTI);
    }
    tx.session.begin();
    Ok(())
}

fn atomic(tx: &mut Tx) -> Result<()> {
    multi(tx)?;
    if let Some(transaction) = &mut tx.session.transaction {
        transaction.is_atomic = true;
    }
    Ok(())
}

fn discard(tx: &mut Tx) -> Result<()> {
    tx.session.transaction.take().ok_or(DISCARD_WITHOUT_MULTI)?;
    unwatch(tx)
}

fn watch(tx: &mut Tx, keys: Many<Key>) -> Result<()> {
    if tx.session.transaction.is_some() {
        return Err(WATCH_IN_MULTI);
    }
    for key in keys.0 {
        // What has expired already does not expire again under WATCH.
        tx.peek(key)?;
        tx.tell_expired()?;
        let db = tx.session.db;
        tx.server.watched.add(tx.session.id, db, key.0);
    }
    Ok(())
}

fn unwatch(tx: &mut Tx) -> Result<()> {
    tx.server.watched.clear(tx.session.id);
    Ok(())
}

fn exec(tx: &mut Tx) -> Result<Reply> {
    let Some(transaction) = &mut tx.session.transaction else {
        return Err(EXEC_WITHOUT_MULTI);
    };
    let queue = std::mem::take(&mut transaction.queue);
    let is_atomic = transaction.is_atomic;
    if transaction.is_refused {
        discard(tx)?;
        return Err(EXEC_ABORTED);
    }
    let is_free = is_unchanged(tx);
    unwatch(tx)?;
    if !matches!(is_free, Ok(true)) {
        tx.session.transaction = None;
        return is_free.map(|_| Reply::NilArray);
    }
    if let Some(transaction) = &mut tx.session.transaction {
        transaction.is_running = true;
    }
    let done = match is_atomic {
        true => run_all_or_nothing(tx, &queue),
        false => Ok(run_all(tx, &queue)),
    };
    tx.session.transaction = None;
    done.map(Reply::Array)
}

/// Whether no watched key was changed, or has expired, since it was watched.
fn is_unchanged(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    for name in tx.server.watched.of(tx.session.id) {
        let (db, key) = key_of(&name);
        let db = tx.store.db(db).unwrap_or_default();
        // As in Redis it stays there, for the next command that meets it.
        if tx.store.has_expired(db, key, now)? {
            return Ok(false);
        }
    }
    Ok(!tx.server.watched.is_touched(tx.session.id))
}

fn run_all(tx: &mut Tx, queue: &[Vec<Vec<u8>>]) -> Vec<Reply> {
    let run = |words: &Vec<Vec<u8>>| tx.run_queued(words);
    queue.iter().map(run).collect()
}

/// Runs the commands; the first error takes back what those before it did.
fn run_all_or_nothing(tx: &mut Tx, queue: &[Vec<Vec<u8>>]) -> Result<Vec<Reply>> {
    let start = Savepoint::new(tx)?;
    let mut replies = Vec::with_capacity(queue.len());
    for words in queue {
        match tx.run_queued(words) {
            Reply::Error(why) => {
                start.take_back(tx)?;
                return Err(rolled_back(&why));
            }
            reply => replies.push(reply),
        }
    }
    start.keep(tx)?;
    Ok(replies)
}
