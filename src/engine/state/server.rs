//! What all sessions share besides the data: configuration, figures, and each other.

use std::collections::BTreeMap;

use super::accesses::Accesses;
use super::changes::Observers;
use super::command_stats::CommandStats;
use super::config::Config;
use super::eviction::Eviction;
use super::host::Random;
use super::latency::Latency;
use super::modules::ModuleStates;
use super::pace::Pace;
use super::pause::Pause;
use super::pubsub::Subscriptions;
use super::session::Session;
use super::slowlog::SlowLog;
use super::tracking::Tracking;
use super::waiting::Waiting;
use super::watch::Watched;
use crate::command::reply::Reply;
use crate::sqlite::StorageError;

/// The version of Redis that redlet follows, for HELLO and INFO.
pub const REDIS_VERSION: &str = "7.4.0";
/// redlet's own version.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The state that all sessions share.
pub struct Server {
    /// CONFIG.
    pub config: Config,
    /// The version of the settings that was in the last restorations (see `restoration`).
    pub told_version: u64,
    /// The configuration before the current batch changed it.
    pub config_before: Option<Config>,
    /// INFO's counters.
    pub stats: Stats,
    /// Every session except the one whose command runs.
    pub sessions: BTreeMap<u64, Session>,
    /// For choosing keys and fields.
    pub random: Random,
    /// 40 hexadecimal digits, new at each start.
    pub run_id: String,
    /// When the engine started, microseconds.
    pub started_at: i64,
    /// Where the data is: `memory` or `file`.
    pub storage: &'static str,
    /// Whether the last commit or flush failed.
    pub last_write_failed: bool,
    /// Set by a command that needs a flush after its batch's commit (WAITAOF).
    pub wants_flush: bool,
    /// Set by a command that needs a checkpoint, too (SAVE).
    pub wants_save: bool,
    /// When all data was last moved into the database's file, or when the engine started, in
    /// microseconds.
    pub saved_at: i64,
    /// The number of changes since `saved_at`, counted as Redis does: most commands count each
    /// element that they write.
    pub dirty: u64,
    /// `dirty` when the command began.
    pub dirty_at_start: u64,
    /// `dirty` before the batch.
    pub dirty_before: u64,
    /// Whether the last SAVE failed.
    pub save_failed: bool,
    /// Set by a command that needs a snapshot after its batch's commit.
    pub wants_snapshot: bool,
    /// The snapshot that is being read (SNAPSHOT).
    pub snapshot: Option<Snapshot>,
    /// When, or how often, keys were used.
    pub accesses: Accesses,
    /// The state of eviction.
    pub eviction: Eviction,
    /// The observers of modules.
    pub observers: Observers,
    /// What modules remember.
    pub modules: ModuleStates,
    /// WATCH.
    pub watched: Watched,
    /// Blocked commands.
    pub waiting: Waiting,
    /// CLIENT PAUSE.
    pub pause: Pause,
    /// The sessions' subscriptions.
    pub subscriptions: Subscriptions,
    /// Client-side caching.
    pub tracking: Tracking,
    /// The sessions that monitor (MONITOR).
    pub monitors: Vec<u64>,
    /// The slow commands (SLOWLOG).
    pub slowlog: SlowLog,
    /// Slow events (LATENCY).
    pub latency: Latency,
    /// Why the current batch must be rolled back.
    pub failed: Option<StorageError>,
    /// Messages, with the ids of the sessions that they are for.
    pub outbox: Vec<(u64, Reply)>,
    /// The number of connections: sessions except those of the program that runs the engine.
    pub clients: i64,
    /// The bytes that connections have sent and that have not run.
    pub buffered: usize,
    /// Whether a connection's output is above a soft limit.
    pub is_any_over: bool,
    /// When connections are next checked for their limits of time, in microseconds.
    pub look_next: i64,
    /// Sessions that have sent bytes since the last batch, in the order of arrival.
    pub arrived: Vec<u64>,
    /// Sessions that may have output.
    pub woken: Vec<u64>,
    /// How much the current batch may still do.
    pub pace: Pace,
}

impl Server {
    /// Closes the connections that monitor: there is no memory to show them a command.
    pub fn drop_monitors(&mut self) {
        for id in std::mem::take(&mut self.monitors) {
            if let Some(session) = self.sessions.get_mut(&id) {
                session.close();
                self.woken.push(id);
            }
        }
    }

    /// Ends a session's transaction, watches, subscriptions and tracking, because it resets or has
    /// ended. Its waits are not ended: after RESET they go on.
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
    /// Its number, for SNAPSHOT READ and END.
    pub id: i64,
    /// When it was last read, microseconds.
    pub used_at: i64,
    /// The size of the files when it began, in bytes.
    pub size: u64,
}

/// Counters since the start, or since CONFIG RESETSTAT.
#[derive(Debug, Default)]
pub struct Stats {
    /// Sessions that connected.
    pub connections: u64,
    /// Connections refused because of `maxclients`.
    pub rejected: u64,
    /// Connections closed because of `client-query-buffer-limit`.
    pub full_requests: u64,
    /// Connections closed because of `client-output-buffer-limit`.
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
    /// Calls and times of each command (INFO commandstats).
    pub commands_each: CommandStats,
    /// Errors by prefix (INFO errorstats).
    pub errors: Vec<(String, u64)>,
}
