//! What runs commands: sessions send them, and a batch of them is one transaction.
//!
//! Synchronous, single-threaded and deterministic: time and randomness come from the [`Host`].
//! Replies and messages leave the engine only after the batch's transaction is committed.

mod background;
mod batch;
mod dispatch;
mod evict;
mod limits;
mod monitor;
mod nested;
mod once;
mod parked;
mod pause;
mod redact;
mod restoration;

use std::collections::BTreeMap;

pub use batch::refused;

use crate::command::Table;
use crate::engine::state::accesses::Accesses;
use crate::engine::state::changes::{Observer, Observers};
use crate::engine::state::config::Config;
use crate::engine::state::eviction::Eviction;
use crate::engine::state::host::{Host, Random};
use crate::engine::state::latency::Latency;
use crate::engine::state::modules::ModuleStates;
use crate::engine::state::pace::Pace;
use crate::engine::state::pause::Pause;
use crate::engine::state::pubsub::Subscriptions;
use crate::engine::state::server::{Server, Stats};
use crate::engine::state::session::Session;
use crate::engine::state::slowlog::SlowLog;
use crate::engine::state::tracking::Tracking;
use crate::engine::state::waiting::Waiting;
use crate::engine::state::watch::Watched;
use crate::sqlite::{Connection, LogState, StorageError};
use crate::store::modules::Tables;
use crate::store::{Database, Store};

/// One database and all its sessions.
pub struct Engine {
    host: Box<dyn Host>,
    database: Database,
    server: Server,
    table: Table,
    next_session: u64,
    /// Since when a commit waits for its flush, in microseconds.
    dirty_since: Option<i64>,
    /// When something was last written, microseconds.
    wrote_at: i64,
    /// When the file is next checked for free pages and a long log, in microseconds; none if nothing was
    /// written since the last check.
    tidy_next: Option<i64>,
    /// When expired keys are next deleted, in microseconds.
    expire_next: i64,
}

impl Engine {
    /// Opens the engine over a connection, for the commands of `table` and the tables of
    /// `modules`. The schema is made or checked here.
    pub fn open(
        conn: Connection,
        host: Box<dyn Host>,
        mut config: Config,
        table: Table,
        modules: &[&Tables],
    ) -> Result<Engine, StorageError> {
        let is_file = conn.is_file();
        let types: Vec<_> = table.types.iter().map(|it| it.kind).collect();
        let database = Database::open(conn, &types, modules)?;
        config.appendonly = is_file;
        config.load(database.store.settings()?);
        let mut random = Random::new(host.as_ref());
        let run_id = (0..40).map(|_| hex_digit(random.below(16))).collect();
        let started_at = host.now();
        let mut engine = Engine {
            database,
            server: Server {
                config,
                told_version: 0,
                config_before: None,
                stats: Stats::default(),
                sessions: BTreeMap::new(),
                random,
                run_id,
                started_at,
                storage: if is_file { "file" } else { "memory" },
                last_write_failed: false,
                wants_flush: false,
                wants_save: false,
                saved_at: started_at,
                dirty: 0,
                dirty_at_start: 0,
                dirty_before: 0,
                save_failed: false,
                wants_snapshot: false,
                snapshot: None,
                accesses: Accesses::new(started_at.div_euclid(1000)),
                eviction: Eviction::default(),
                observers: Observers::default(),
                modules: ModuleStates::default(),
                watched: Watched::default(),
                waiting: Waiting::default(),
                pause: Pause::default(),
                subscriptions: Subscriptions::default(),
                tracking: Tracking::default(),
                monitors: Vec::new(),
                slowlog: SlowLog::default(),
                latency: Latency::default(),
                failed: None,
                outbox: Vec::new(),
                arrived: Vec::new(),
                clients: 0,
                buffered: 0,
                is_any_over: false,
                look_next: started_at,
                woken: Vec::new(),
                pace: Pace::default(),
            },
            table,
            next_session: 1,
            dirty_since: None,
            wrote_at: started_at,
            tidy_next: None,
            expire_next: started_at,
            host,
        };
        engine.apply_appendfsync()?;
        engine.server.accesses.follow(&engine.server.config);
        // What was killed may have left much of it.
        if engine.database.connection().log_state()? != LogState::Small {
            engine.tidy_next = Some(started_at);
        }
        Ok(engine)
    }

    /// Has a module's observer hear of all changes from now on.
    pub fn observe(&mut self, observer: Box<dyn Observer>) {
        self.server.observers.add(observer);
    }

    /// Starts a session. An empty address means the program that runs the engine: it needs no password,
    /// because it could read the file anyway.
    pub fn connect(&mut self, address: &str) -> u64 {
        let id = self.next_session;
        self.next_session += 1;
        let is_authenticated = address.is_empty() || self.server.config.requirepass.is_empty();
        let mut session = Session::new(id, address, is_authenticated, self.host.now());
        self.server.admit(&mut session);
        self.server.sessions.insert(id, session);
        id
    }

    /// Ends a session.
    pub fn disconnect(&mut self, session: u64) {
        if let Some(mut gone) = self.server.sessions.remove(&session) {
            self.server.let_go(&mut gone);
            for ticket in self.server.waiting.of(session) {
                self.server.waiting.release(ticket);
            }
            self.server.dismiss(&mut gone);
            self.server.tracking.lose(session, gone.client);
        }
    }

    /// The protocol that the session speaks, 2 or 3.
    pub fn protocol(&self, session: u64) -> u8 {
        self.server.sessions.get(&session).map_or(2, |s| s.resp)
    }

    /// The connection, to look at the file in tests.
    pub fn connection(&self) -> &Connection {
        self.database.connection()
    }

    /// The store, to look at it in tests.
    pub fn store(&mut self) -> &mut Store {
        &mut self.database.store
    }
}

fn hex_digit(digit: u64) -> char {
    char::from_digit(digit as u32, 16).unwrap_or('0')
}
