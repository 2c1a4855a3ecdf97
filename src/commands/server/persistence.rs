//! SAVE, BGSAVE and LASTSAVE, and SNAPSHOT, with which `export()` reads the database while commands write.
//!
//! All acknowledged writes are already in the files. To save means to move the log into the database's
//! file and to flush it, so that a copy of that one file is complete.

use crate::command::Tx;
use crate::command::args::Any;
use crate::command::reply::{IntoReply, Reply};
use crate::commands;
use crate::engine::state::server::Snapshot;
use crate::error::{Error, NO_SNAPSHOT, Result, SNAPSHOT_BUSY};
use crate::number;

commands! { "server";
    /// Moves all data from the log into the database's file, and flushes it.
    BGSAVE(schedule): "1.0.0", "O(1)", [admin noscript], [] => bgsave;

    /// The time of the last save, in seconds since 1970.
    LASTSAVE(): "1.0.0", "O(1)", [loading stale fast], [], ["@admin" "@dangerous" "nondeterministic_output"] => lastsave;

    /// Moves all data from the log into the database's file, and flushes it.
    SAVE(): "1.0.0", "O(N) where N is the total number of keys in all databases", [admin noscript no_multi], [] => save;

    /// START begins a snapshot and returns its number, READ returns a part of it, END ends it.
    SNAPSHOT(subcommand, argument): "7.4.0", "O(1)", [admin noscript internal], [] => snapshot;
}

/// How long a snapshot is its owner's that nobody reads, in microseconds.
const PATIENCE: i64 = 10_000_000;
/// The most that is read at once.
const LARGEST: i64 = 1 << 20;

fn save(tx: &mut Tx) -> Result<()> {
    tx.server.wants_save = true;
    Ok(())
}

/// What BGSAVE answers.
struct SaveStarted;

impl IntoReply for SaveStarted {
    const TS: &'static str = "\"Background saving started\"";
    fn into_reply(self) -> Reply {
        Reply::Status("Background saving started".into())
    }
}

fn bgsave(tx: &mut Tx, schedule: Any<&[u8]>) -> Result<SaveStarted> {
    match schedule.0.as_slice() {
        [] => {}
        [word] if word.eq_ignore_ascii_case(b"SCHEDULE") => {}
        _ => return Err(Error::Syntax),
    }
    tx.server.wants_save = true;
    Ok(SaveStarted)
}

fn lastsave(tx: &mut Tx) -> Result<i64> {
    Ok(tx.server.saved_at.div_euclid(1_000_000))
}

fn snapshot(tx: &mut Tx, subcommand: &[u8], arguments: Any<&[u8]>) -> Result<Reply> {
    let numbers = arguments.0.iter().map(|word| number::parse_i64(word));
    let numbers: Option<Vec<i64>> = numbers.collect();
    let numbers = numbers.ok_or(Error::NotAnInteger)?;
    let name = subcommand.to_ascii_uppercase();
    match (name.as_slice(), numbers.as_slice()) {
        (b"START", []) => start(tx),
        (b"READ", [id, offset, count]) => read(tx, *id, *offset, *count),
        (b"END", [id]) => {
            let is_it = tx.server.snapshot.take_if(|it| it.id == *id).is_some();
            if is_it {
                tx.store.end_snapshot()?;
            }
            Ok(Reply::Ok)
        }
        _ => Err(Error::Syntax),
    }
}

/// The snapshot is taken when the batch is committed: it has what the batch did.
fn start(tx: &mut Tx) -> Result<Reply> {
    let now = tx.now_micros;
    if let Some(other) = &tx.server.snapshot
        && now - other.used_at < PATIENCE
    {
        return Err(SNAPSHOT_BUSY);
    }
    let id = tx.server.random.below(1 << 47) as i64;
    tx.server.snapshot = Some(Snapshot {
        id,
        used_at: now,
        size: 0,
    });
    tx.server.wants_snapshot = true;
    Ok(Reply::Int(id))
}

fn read(tx: &mut Tx, id: i64, offset: i64, count: i64) -> Result<Reply> {
    let now = tx.now_micros;
    let snapshot = tx.server.snapshot.as_mut().filter(|it| it.id == id);
    snapshot.ok_or(NO_SNAPSHOT)?.used_at = now;
    let count = count.clamp(0, LARGEST) as usize;
    let bytes = tx.store.read_snapshot(offset.max(0) as u64, count)?;
    bytes.map(Reply::Opaque).ok_or(NO_SNAPSHOT)
}
