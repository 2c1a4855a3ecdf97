//! What all sessions share besides the data: configuration, figures, and each other.

use std::collections::BTreeMap;

use super::accesses::Accesses;
use super::command_stats::CommandStats;
use super::config::Config;
use super::evict::Eviction;
use super::host::Random;
use super::latency::Latency;
use super::pace::Pace;
use super::pause::Pause;
use super::pubsub::Subscriptions;
use super::session::Session;
use super::slowlog::SlowLog;
use super::tracking::Tracking;
use super::waiting::Waiting;
use super::watch::Watched;
use crate::reply::Reply;
use crate::sqlite::StorageError;

/// The Redis that redlet does as: what HELLO and INFO tell to clients that ask.
pub const REDIS_VERSION: &str = "7.4.0";
/// redlet's own version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The engine's own state, as commands see it.
pub struct Server {
    /// CONFIG.
    pub config: Config,
    /// How often settings had been changed when sessions were last told what restores them.
    pub told_version: u64,
    /// What it was before the batch that runs changed it.
    pub config_before: Option<Config>,
    /// INFO's counters.
    pub stats: Stats,
    /// Every session but the one that runs.
    pub sessions: BTreeMap<u64, Session>,
    /// For choosing keys and fields.
    pub random: Random,
    /// 40 hexadecimal digits, new at each start.
    pub run_id: String,
    /// When the engine started, microseconds.
    pub started_at: i64,
    /// What the data stands on: `memory` or `file`.
    pub storage: &'static str,
    /// Whether the last commit or flush failed.
    pub last_write_failed: bool,
    /// Set by a command that needs a flush after its batch's commit (WAITAOF).
    pub wants_flush: bool,
    /// Set by a command that needs a checkpoint, too (SAVE).
    pub wants_save: bool,
    /// When everything was last in the database's file, microseconds; at first when the engine
    /// started.
    pub saved_at: i64,
    /// How many changes there were since, as Redis counts them: most commands that write count what
    /// they wrote.
    pub dirty: u64,
    /// What it was when the command began.
    pub dirty_at_start: u64,
    /// What it was before the batch.
    pub dirty_before: u64,
    /// Whether the last SAVE failed.
    pub save_failed: bool,
    /// Set by a command that needs a snapshot after its batch's commit.
    pub wants_snapshot: bool,
    /// The snapshot that is being read (SNAPSHOT).
    pub snapshot: Option<Snapshot>,
    /// When, or how often, keys were used.
    pub accesses: Accesses,
    /// Which keys go where there is no room.
    pub eviction: Eviction,
    /// WATCH.
    pub watched: Watched,
    /// Blocked commands.
    pub waiting: Waiting,
    /// CLIENT PAUSE.
    pub pause: Pause,
    /// Who listens to what.
    pub subscriptions: Subscriptions,
    /// Client-side caching.
    pub tracking: Tracking,
    /// The sessions that see every command (MONITOR).
    pub monitors: Vec<u64>,
    /// The commands that took long.
    pub slowlog: SlowLog,
    /// What took longer than it should.
    pub latency: Latency,
    /// Why the batch that runs must be rolled back.
    pub failed: Option<StorageError>,
    /// Messages on their way to sessions.
    pub outbox: Vec<(u64, Reply)>,
    /// How many connections there are: sessions of others than the program that holds the engine.
    pub clients: i64,
    /// What all of them sent that has not run, in bytes.
    pub buffered: usize,
    /// Whether the output of one of them is above a soft limit.
    pub is_any_over: bool,
    /// When it is next looked for connections whose time is over, microseconds.
    pub look_next: i64,
    /// Sessions whose bytes came in since the last batch, in that order.
    pub arrived: Vec<u64>,
    /// Sessions that others gave output.
    pub woken: Vec<u64>,
    /// What goes into the batch that runs.
    pub pace: Pace,
}

impl Server {
    /// Ends the connections of those who monitor: they can't be told a command.
    pub fn drop_monitors(&mut self) {
        for id in std::mem::take(&mut self.monitors) {
            if let Some(session) = self.sessions.get_mut(&id) {
                session.is_closing = true;
                self.woken.push(id);
            }
        }
    }

    /// Forgets what a session watches, listens to and tracks: it resets, or is gone. What it waits for
    /// is still to be answered: one that resets goes on waiting.
    pub fn let_go(&mut self, session: &mut Session) {
        session.transaction = None;
        self.watched.clear(session.id);
        self.subscriptions.clear(session.id);
        self.tracking.stop(session.id);
        self.monitors.retain(|id| *id != session.id);
        self.pause.forget(session.id);
    }
}

/// A snapshot of the database.
#[derive(Debug)]
pub struct Snapshot {
    /// What its owner calls it by.
    pub id: i64,
    /// When it was last read, microseconds.
    pub used_at: i64,
    /// How large the files were when it began.
    pub size: u64,
}

/// Counters since the start, or since CONFIG RESETSTAT.
#[derive(Debug, Default)]
pub struct Stats {
    /// Sessions that connected.
    pub connections: u64,
    /// Connections that were one too many.
    pub rejected: u64,
    /// Connections that were ended for what they sent.
    pub full_requests: u64,
    /// Connections that were ended for what they did not read.
    pub full_outputs: u64,
    /// Commands that ran.
    pub commands: u64,
    /// Reads that found their key.
    pub hits: u64,
    /// Reads that did not.
    pub misses: u64,
    /// Bytes of commands received.
    pub input_bytes: u64,
    /// Bytes of replies.
    pub output_bytes: u64,
    /// What each command has cost.
    pub commands_each: CommandStats,
    /// Errors by prefix (INFO errorstats).
    pub errors: Vec<(String, u64)>,
}
