//! The cursors of ZSCAN.
//!
//! A scan goes through the members by name: that order stays whatever happens to the scores. A name
//! does not fit a cursor of 64 bits, so the cursor is a hash of the last name given, and memory
//! holds which name that was. What memory has lost, after a restart or because other scans came
//! between, is found by hashing the members again; and if that one is gone, the scan starts anew,
//! which repeats members, as SCAN may, and misses none.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hasher};

use super::{KeyRow, Store};
use crate::store::Result;
use rusqlite::types::Value;

/// Where the last scans stopped.
#[derive(Debug, Default)]
pub struct Cursors(VecDeque<(u64, Vec<u8>)>);

/// How many scans are remembered.
const MOST: usize = 128;
/// Longer names are not worth their memory.
const LONGEST: usize = 1024;

/// A cursor that stands for a name.
fn cursor(member: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(member);
    // 0 is the start.
    hasher.finish().max(1)
}

impl Cursors {
    /// The cursor of a scan that goes on behind this member.
    pub fn remember(&mut self, member: &[u8]) -> u64 {
        let cursor = cursor(member);
        if member.len() <= LONGEST {
            self.0.truncate(MOST - 1);
            self.0.push_front((cursor, member.to_vec()));
        }
        cursor
    }
}

impl Store {
    /// The name behind which a scan goes on; what stands before all names at the start.
    pub(super) fn scanned_to(&self, zset: &KeyRow, from: u64) -> Result<Value> {
        const START: Value = Value::Integer(0);
        if from == 0 {
            return Ok(START);
        }
        let found = self.cursors.0.iter().find(|(cursor, _)| *cursor == from);
        if let Some((_, member)) = found {
            return Ok(Value::Blob(member.clone()));
        }
        let mut found = START;
        let sql = "SELECT member FROM scores WHERE key_id = ?1 ORDER BY member";
        self.conn.walk(sql, (zset.id,), |row| {
            let is_other = cursor(row.get_ref(0)?.as_blob()?) != from;
            if !is_other {
                found = row.get(0)?;
            }
            Ok(is_other)
        })?;
        Ok(found)
    }
}
