//! What a command works with: the store, its session, the server and the time.
//!
//! WRONGTYPE comes from the typed accessors: a command asks for a key of the type that it needs.

use super::args::{Key, Timeout};
use super::reply::Reply;
use super::{Command, Table};
use crate::engine::state::changes::MISS;
use crate::engine::state::host::Host;
use crate::engine::state::server::Server;
use crate::engine::state::session::Session;
use crate::engine::state::waiting::Wish;
use crate::error::{Error, Result, TIMEOUT_OUT_OF_RANGE};
use crate::store::databases::Db;
use crate::store::keys::KeyRow;
use crate::store::streams::Stream;
use crate::store::{Encoding, Store, Type};

/// One command's view of the engine, for as long as it runs.
pub struct Tx<'e> {
    /// The data.
    pub store: &'e mut Store,
    /// The session that asks.
    pub session: &'e mut Session,
    /// What all sessions share.
    pub server: &'e mut Server,
    /// The host, for randomness and sleeping.
    pub host: &'e dyn Host,
    /// All commands, for COMMAND and similar.
    pub table: &'e Table,
    /// The command that runs.
    pub command: &'static Command,
    /// The time, the same for the whole command: microseconds since the Unix epoch.
    pub now_micros: i64,
    /// The session's database.
    pub db: Db,
    /// Whether looking up a key counts as a hit or a miss.
    pub is_reading: bool,
    /// Whether another command runs it: a script.
    pub is_nested: bool,
}

/// A key that holds a string.
#[derive(Debug)]
pub struct StringValue {
    /// The key's row.
    pub row: KeyRow,
    /// The string.
    pub bytes: Vec<u8>,
}

impl Tx<'_> {
    /// The time in milliseconds, the unit of expiry.
    pub fn now(&self) -> i64 {
        self.now_micros.div_euclid(1000)
    }

    /// The key's row, whatever its type.
    pub fn find(&mut self, key: Key) -> Result<Option<KeyRow>> {
        let row = self.peek(key)?;
        self.record_access(row.as_ref());
        Ok(row)
    }

    /// The key's row. It does not count as a use of the key.
    pub fn peek(&mut self, key: Key) -> Result<Option<KeyRow>> {
        let now = self.now();
        let row = self.store.find(self.db, key.0, now)?;
        self.record_lookup(key, row.is_some())?;
        Ok(row)
    }

    /// The row of a key that the command is about to write. It is neither a hit nor a miss.
    pub fn target(&mut self, key: Key) -> Result<Option<KeyRow>> {
        Ok(self.store.find(self.db, key.0, self.now())?)
    }

    fn record_access(&mut self, row: Option<&KeyRow>) {
        let is_touch = self.command.name == "TOUCH";
        if let Some(row) = row.filter(|_| !self.session.no_touch || is_touch) {
            let now = self.now();
            let server = &mut *self.server;
            server.accesses.record(row.id, now, &mut server.random);
        }
    }

    /// The key's row if it holds `kind`; another type is an error.
    pub fn typed(&mut self, key: Key, kind: Type) -> Result<Option<KeyRow>> {
        match self.find(key)? {
            Some(row) if row.kind != kind => Err(Error::WrongType),
            row => Ok(row),
        }
    }

    /// The key's string; another type is an error.
    pub fn string(&mut self, key: Key) -> Result<Option<StringValue>> {
        let now = self.now();
        let found = self.store.find_value(self.db, key.0, now)?;
        self.record_lookup(key, found.is_some())?;
        match found {
            Some((row, _)) if row.kind != Type::STRING => Err(Error::WrongType),
            Some((row, bytes)) => {
                self.record_access(Some(&row));
                Ok(Some(StringValue { row, bytes }))
            }
            None => Ok(None),
        }
    }

    /// The key's hash; another type is an error.
    pub fn hash(&mut self, key: Key) -> Result<Option<KeyRow>> {
        self.typed(key, Type::HASH)
    }

    /// The key's list; another type is an error.
    pub fn list(&mut self, key: Key) -> Result<Option<KeyRow>> {
        self.typed(key, Type::LIST)
    }

    /// The key's set; another type is an error.
    pub fn set(&mut self, key: Key) -> Result<Option<KeyRow>> {
        self.typed(key, Type::SET)
    }

    /// The key's sorted set; another type is an error.
    pub fn zset(&mut self, key: Key) -> Result<Option<KeyRow>> {
        self.typed(key, Type::ZSET)
    }

    /// The key's stream; another type is an error.
    pub fn stream(&mut self, key: Key) -> Result<Option<Stream>> {
        match self.typed(key, Type::STREAM)? {
            Some(row) => Ok(self.store.stream(&row)?),
            None => Ok(None),
        }
    }

    /// Makes the key a string, whatever it held; `old` is its row.
    pub fn put_string(
        &mut self,
        key: Key,
        old: Option<&KeyRow>,
        value: &[u8],
        encoding: Encoding,
        expire_at: Option<i64>,
    ) -> Result<()> {
        Ok(self
            .store
            .put_string(self.db, key.0, old, value, encoding, expire_at)?)
    }

    /// When a wait that begins now is over, in microseconds; none where it never is.
    pub fn deadline(&self, timeout: Timeout) -> Result<Option<i64>> {
        if timeout.0 == 0 {
            return Ok(None);
        }
        let deadline = timeout.0.checked_add(self.now());
        let deadline = deadline.ok_or(TIMEOUT_OUT_OF_RANGE)?;
        Ok(Some(deadline.saturating_mul(1000)))
    }

    /// Parks the command until one of the keys holds `kind`. At the deadline it is answered with
    /// `on_timeout`.
    pub fn block(
        &mut self,
        keys: &[Key],
        kind: Type,
        deadline: Option<i64>,
        on_timeout: Reply,
    ) -> Error {
        self.server.waiting.wish = Some(Wish {
            resumes: None,
            keys: keys.iter().map(|key| key.0.to_vec()).collect(),
            kind: Some(kind),
            deadline,
            on_timeout: Some(on_timeout),
            words: None,
        });
        Error::Blocked
    }

    /// Records that a command has looked up a key: for client-side caching, for INFO, and for `keymiss`
    /// events.
    pub fn record_lookup(&mut self, key: Key, is_there: bool) -> Result<()> {
        if self.server.tracking.records_lookups {
            self.server.tracking.record_lookup(key.0);
        }
        if !self.is_reading {
            return Ok(());
        }
        let stats = &mut self.server.stats;
        stats.hits += u64::from(is_there);
        stats.misses += u64::from(!is_there);
        // OBJECT looks without a trace.
        if !is_there && self.command.name != "OBJECT" {
            self.event(key, MISS, "keymiss")?;
        }
        Ok(())
    }
}
