//! Room for commands that may add data: under `maxmemory`, and in a full storage.
//!
//! Before such a command runs, keys are deleted by `maxmemory-policy` until the data fits, in the
//! batch's own transaction. What counts is the bytes of the database's pages that hold data, so that
//! an origin stays below its quota. In a full storage such commands are refused for a second at a
//! time, so that reads and deletions are not rolled back with them.

use super::dispatch::runs_at_once;
use crate::command::{Command, Flag, Tx};
use crate::engine::state::changes::{Change, EVICTED, KeyChange};
use crate::error::{DISK_FULL, OUT_OF_MEMORY, Result};
use crate::store::evict::Victim;

/// How many keys one command evicts at most, so that none waits long. The others follow with the next
/// command, or between batches.
const AT_ONCE: usize = 64;
/// With this much room left, in bytes, some small commands run without a check.
const MUCH_ROOM: u64 = 1 << 20;
const SPARED: u32 = 16;
const SMALL: usize = 4096;
/// How many keys are sampled at most, as in Redis 7.4.
const MOST_SAMPLES: i64 = 64;
/// How long commands that may add data are refused in a full storage, in microseconds.
pub(super) const FULL_FOR: i64 = 1_000_000;

impl Tx<'_> {
    /// Makes room for the command, or refuses it.
    pub(super) fn make_room(&mut self, command: &Command, words: &[&[u8]]) -> Result<()> {
        let is_full = self.is_full();
        let limit = self.server.config.maxmemory;
        if limit == 0 && !is_full {
            return Ok(());
        }
        let adds = self.does(command, |command| command.is(Flag::denyoom));
        // A queue takes memory, whatever is in it.
        let is_queued = self.session.transaction.is_some() && !runs_at_once(command);
        if limit > 0 && (adds || is_queued) {
            let is_small = words.iter().map(|word| word.len()).sum::<usize>() < SMALL;
            let spared = &mut self.server.eviction.spared;
            if is_small && *spared > 0 {
                *spared -= 1;
            } else {
                let has_room = self.evict()?;
                // It was no time of the command's.
                self.now_micros = self.host.now();
                if !has_room {
                    return Err(OUT_OF_MEMORY);
                }
            }
        }
        match is_full && adds {
            true => Err(DISK_FULL),
            false => Ok(()),
        }
    }

    /// Whether the storage was found to be full just now.
    pub(super) fn is_full(&self) -> bool {
        self.server.eviction.full_until > self.now_micros
    }

    /// Deletes keys until the data fits into `maxmemory`. Returns whether it does, or soon will.
    pub(super) fn evict(&mut self) -> Result<bool> {
        let limit = self.server.config.maxmemory;
        self.server.eviction.is_pending = false;
        for _ in 0..AT_ONCE {
            let room = match limit {
                0 => Some(0),
                _ => limit.checked_sub(self.store.used_size()?),
            };
            if let Some(room) = room {
                self.server.eviction.spared = if room > MUCH_ROOM { SPARED } else { 0 };
                return Ok(true);
            }
            let Some(victim) = self.victim()? else {
                return Ok(false);
            };
            self.store.delete(victim.db, &victim.row)?;
            self.server.eviction.keys += 1;
            if let Some(db) = self.store.number(victim.db) {
                let change = KeyChange::of(db, &victim.key, EVICTED, "evicted");
                let now = self.now();
                self.server.tell(&Change::Key(change), self.store, now)?;
            }
        }
        self.server.eviction.is_pending = true;
        Ok(true)
    }

    /// The key to evict, by the policy.
    fn victim(&mut self) -> Result<Option<Victim>> {
        let Some((whose, how)) = self.server.config.maxmemory_policy.split_once('-') else {
            return Ok(None);
        };
        let is_volatile = whose == "volatile";
        Ok(match how {
            "ttl" => self.store.expires_after(0)?,
            "random" => self.sample(is_volatile)?,
            _ => self.least_used(is_volatile)?,
        })
    }

    fn sample(&mut self, is_volatile: bool) -> Result<Option<Victim>> {
        let random = &mut self.server.random;
        Ok(self
            .store
            .sample(is_volatile, &mut |limit| random.below(limit))?)
    }

    /// The best candidate, after some random keys were added.
    fn least_used(&mut self, is_volatile: bool) -> Result<Option<Victim>> {
        let now = self.now();
        for _ in 0..self.server.config.maxmemory_samples.min(MOST_SAMPLES) {
            let Some(Victim { row, .. }) = self.sample(is_volatile)? else {
                return Ok(None);
            };
            let age = self.server.accesses.age(row.id, now);
            let chance = self.server.random.below(256) as i64;
            self.server.eviction.add(age << 8 | chance | 1, row.id);
        }
        while let Some((rank, id)) = self.server.eviction.best() {
            // It may have gone, been used or become another since.
            let found = self.store.with_id(id)?.filter(|victim| {
                let is_meant = !is_volatile || victim.row.expire_at.is_some();
                is_meant && self.server.accesses.age(id, now) >= rank >> 8
            });
            if found.is_some() {
                return Ok(found);
            }
        }
        self.sample(is_volatile)
    }
}
