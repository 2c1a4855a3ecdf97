//! Every change of a sorted set: members, then at the end the key's row and the counts for ranks.

use crate::command::Tx;
use crate::command::args::Key;
use crate::engine::state::changes::ZSET;
use crate::error::Result;
use crate::store::Encoding;
use crate::store::keys::KeyRow;
use crate::store::zsets::Scored;

/// So many changes, and an eighth of a set or more: then all counts are made anew at the end.
const MANY: i64 = 64;

/// A sorted set while it is changed. What it is must be written with [`Writer::finish`].
pub struct Writer {
    /// The set as the store sees it: counts are kept true only where it is a `skiplist`.
    zset: KeyRow,
    was: (i64, Encoding),
    /// What it is from now on.
    encoding: Encoding,
}

impl Writer {
    /// To change single members of a set that is there.
    pub fn of(zset: KeyRow) -> Writer {
        Writer {
            zset,
            was: (zset.size, zset.encoding),
            encoding: zset.encoding,
        }
    }

    /// To put `expected` members at most; makes the set if there is none.
    pub fn open(tx: &mut Tx, key: Key, zset: Option<KeyRow>, expected: usize) -> Result<Writer> {
        let zset = match zset {
            Some(zset) => zset,
            None => tx.store.new_zset(tx.db, key.0)?,
        };
        let expected = expected as i64;
        let mut writer = Writer::of(zset);
        // Redis goes by the number of members it is given, whichever of them are new.
        if expected > tx.server.config.zset_max_listpack_entries {
            writer.encoding = Encoding::Skiplist;
        }
        if expected >= MANY && expected >= zset.size / 8 {
            writer.zset.encoding = Encoding::Listpack;
        }
        Ok(writer)
    }

    /// The score of a member.
    pub fn score(&self, tx: &Tx, member: &[u8]) -> Result<Option<f64>> {
        Ok(tx.store.score(&self.zset, member)?)
    }

    /// Adds a member that is not there.
    pub fn add(&mut self, tx: &mut Tx, member: &[u8], score: f64) -> Result<()> {
        self.zset.size += 1;
        let config = &tx.server.config;
        if self.zset.size > config.zset_max_listpack_entries
            || member.len() as i64 > config.zset_max_listpack_value
        {
            self.encoding = Encoding::Skiplist;
        }
        let random = tx.server.random.bits();
        Ok(tx.store.add_member(&self.zset, member, score, random)?)
    }

    /// Gives a member another score.
    pub fn change(&mut self, tx: &mut Tx, member: &[u8], old: f64, new: f64) -> Result<()> {
        let random = tx.server.random.bits();
        Ok(tx.store.move_member(&self.zset, member, old, new, random)?)
    }

    /// Deletes a member.
    pub fn remove(&mut self, tx: &mut Tx, member: &[u8], score: f64) -> Result<()> {
        self.zset.size -= 1;
        Ok(tx.store.remove_member(&self.zset, member, score)?)
    }

    /// Writes what has become of the set; without members its key goes. How many are left.
    pub fn finish(mut self, tx: &mut Tx) -> Result<i64> {
        if self.encoding != self.zset.encoding && self.zset.size > 0 {
            let random = &mut tx.server.random;
            tx.store.build_ranks(&self.zset, || random.bits())?;
        }
        self.zset.encoding = self.encoding;
        if (self.zset.size, self.encoding) != self.was {
            tx.store.put_zset(tx.db, &self.zset)?;
        }
        Ok(self.zset.size)
    }
}

/// Makes a set a `skiplist`, however small it is: Redis's SORT leaves it so.
pub fn make_skiplist(tx: &mut Tx, zset: KeyRow) -> Result<()> {
    let mut writer = Writer::of(zset);
    writer.encoding = Encoding::Skiplist;
    writer.finish(tx).map(drop)
}

/// Puts members under a key in place of what was there; without any the key goes. How many they are.
pub fn store_result(tx: &mut Tx, key: Key, members: &[Scored], event: &str) -> Result<i64> {
    let replaced = tx.clear_target(key, members.len())?;
    if !members.is_empty() {
        let mut writer = Writer::open(tx, key, None, members.len())?;
        for Scored { member, score } in members {
            writer.add(tx, member, *score)?;
        }
        writer.finish(tx)?;
    }
    tx.stored(key, ZSET, event, members.len(), replaced)?;
    Ok(members.len() as i64)
}
