//! Changes of the data, and who hears of them.
//!
//! [`Server::tell`] is the one place that tells: WATCH, client-side caches, blocked commands, subscribers
//! of keyspace events, and the observers of modules, in this order. A command reports through
//! `Tx::changed` (`command/changes.rs`). The invariant: when a command or a piece of background work is
//! over, each key that it changed was told of after its last change.

use super::server::Server;
use crate::store::{Expired, Result, Store};

/// A class of keyspace events: its letter in `notify-keyspace-events`.
pub type Class = char;
/// Commands for keys of every type.
pub const GENERIC: Class = 'g';
/// Strings.
pub const STRING: Class = '$';
/// Lists.
pub const LIST: Class = 'l';
/// Sets.
pub const SET: Class = 's';
/// Hashes.
pub const HASH: Class = 'h';
/// Sorted sets.
pub const ZSET: Class = 'z';
/// Streams.
pub const STREAM: Class = 't';
/// What modules hold.
pub const MODULE: Class = 'd';
/// Keys that have expired.
pub const EXPIRED: Class = 'x';
/// Keys that were evicted.
pub const EVICTED: Class = 'e';
/// Reads of keys that do not exist; not part of `A`.
pub const MISS: Class = 'm';
/// New keys; not part of `A`.
pub const NEW: Class = 'n';

/// What has happened to the data. Databases have the numbers of SELECT.
#[derive(Debug, Clone, Copy)]
pub enum Change<'a> {
    /// A key has come or gone, or what it holds has changed, or when it expires.
    Key(KeyChange<'a>),
    /// Every key of a database is about to be deleted; of all databases, if none is named.
    Flush(Option<usize>),
    /// Two databases are about to change places.
    Swap(usize, usize),
    /// They have.
    Swapped(usize, usize),
}

/// A change of one key. What it holds now is in the store.
#[derive(Debug, Clone, Copy)]
pub struct KeyChange<'a> {
    /// The database.
    pub db: usize,
    /// The name.
    pub key: &'a [u8],
    /// The class of the keyspace event.
    pub class: Class,
    /// The keyspace event; empty where Redis has none.
    pub event: &'a str,
    /// The session that did it; 0 is the engine.
    pub by: u64,
    /// Whether Redis takes it for no change of the key, so that WATCH and caches are not told: what groups
    /// do to a stream.
    pub is_unwatched: bool,
    /// Whether the result of a command took the place of what stood there: it serves nobody who waits for
    /// the key to be made.
    pub is_overwrite: bool,
    /// The other database and name of a key that was renamed, moved or copied.
    pub other: Option<(usize, &'a [u8])>,
}

impl<'a> KeyChange<'a> {
    /// A change by the engine itself.
    pub fn of(db: usize, key: &'a [u8], class: Class, event: &'a str) -> KeyChange<'a> {
        KeyChange {
            db,
            key,
            class,
            event,
            by: 0,
            is_unwatched: false,
            is_overwrite: false,
            other: None,
        }
    }
}

impl Change<'_> {
    /// Whether it is one of all keys of this database.
    pub fn is_of_all(&self, number: usize) -> bool {
        match *self {
            Change::Key(_) => false,
            Change::Flush(db) => db.is_none_or(|db| db == number),
            Change::Swap(a, b) | Change::Swapped(a, b) => a == number || b == number,
        }
    }
}

/// What a module does about changes, whether or not any client listens.
pub trait Observer {
    /// Hears of a change, within the transaction that makes it. It may read the store, expired keys
    /// included, and write tables of its own; an error makes the batch fail. Several changes of a key
    /// may have happened before the first is told: what holds is what the store has. `now` is in
    /// milliseconds.
    fn observe(&mut self, change: &Change, store: &mut Store, now: i64) -> Result<()>;

    /// Drops what it remembers of the data: the database was just opened, or something that was told
    /// is rolled back. It is called within a transaction, before any other change is told.
    fn forget(&mut self, store: &mut Store) -> Result<()>;
}

/// The observers of modules.
#[derive(Default)]
pub struct Observers {
    all: Vec<Box<dyn Observer>>,
    /// Whether they must forget before the next change.
    pub is_stale: bool,
}

impl Observers {
    /// Adds one.
    pub fn add(&mut self, observer: Box<dyn Observer>) {
        self.all.push(observer);
        self.is_stale = true;
    }

    /// Has them forget, where something was rolled back since they last did.
    pub fn refresh(&mut self, store: &mut Store) -> Result<()> {
        if self.is_stale {
            self.all.iter_mut().try_for_each(|it| it.forget(store))?;
            self.is_stale = false;
        }
        Ok(())
    }
}

impl Server {
    /// Whether anybody hears of changes.
    pub fn is_observed(&self) -> bool {
        !(self.watched.is_empty()
            && self.waiting.keys() == 0
            && self.tracking.is_idle()
            && self.config.notify_keyspace_events.is_empty()
            && self.observers.all.is_empty())
    }

    /// Tells everybody of a change.
    ///
    /// # Errors
    /// Fails if the storage does, or an observer: then the batch must be rolled back.
    pub fn tell(&mut self, change: &Change, store: &mut Store, now: i64) -> Result<()> {
        self.watched.observe(change, store, now)?;
        self.tracking.observe(change, &mut self.outbox);
        self.waiting.observe(change);
        self.publish_event(change);
        let mut observers = self.observers.all.iter_mut();
        observers.try_for_each(|it| it.observe(change, store, now))
    }

    /// Tells of keys and fields that were deleted because they had expired.
    pub fn tell_expired(&mut self, store: &mut Store, now: i64) -> Result<()> {
        // An observer may find more of them.
        while !store.expired.is_empty() {
            for gone in std::mem::take(&mut store.expired) {
                self.tell_gone(&gone, store, now)?;
            }
        }
        Ok(())
    }

    fn tell_gone(&mut self, gone: &Expired, store: &mut Store, now: i64) -> Result<()> {
        let Some(db) = store.number(gone.db) else {
            return Ok(());
        };
        let (class, event) = match gone.is_of_fields {
            true => (HASH, "hexpired"),
            false => (EXPIRED, "expired"),
        };
        let change = KeyChange::of(db, &gone.key, class, event);
        self.tell(&Change::Key(change), store, now)?;
        if gone.is_of_fields && gone.is_gone {
            self.notify(db, &gone.key, GENERIC, "del");
        }
        Ok(())
    }
}
