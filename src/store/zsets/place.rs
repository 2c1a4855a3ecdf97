//! Places in a sorted set's order: at an element, or between two.

use rusqlite::types::Value;

/// A place in the order of (score, member): before whatever is at it.
///
/// SQLite sorts numbers before blobs of bytes. So an integer for a member stands before all members
/// of a score, and bytes for a score stand behind all scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    pub(super) score: Value,
    pub(super) member: Value,
}

const BEFORE_ALL: Value = Value::Integer(0);

impl Place {
    /// Before all members.
    pub fn start() -> Place {
        Place::before_score(f64::NEG_INFINITY)
    }

    /// Behind all members.
    pub fn end() -> Place {
        Place {
            score: Value::Blob(Vec::new()),
            member: BEFORE_ALL,
        }
    }

    /// Before all members of a score.
    pub fn before_score(score: f64) -> Place {
        Place {
            score: Value::Real(score),
            member: BEFORE_ALL,
        }
    }

    /// Behind all members of a score.
    pub fn after_score(score: f64) -> Place {
        match score == f64::INFINITY {
            true => Place::end(),
            false => Place::before_score(score.next_up()),
        }
    }

    /// At a member.
    pub fn at(score: f64, member: &[u8]) -> Place {
        Place {
            score: Value::Real(score),
            member: Value::Blob(member.to_vec()),
        }
    }

    /// Right behind a member: no bytes stand between some bytes and the same with a zero.
    pub fn after(score: f64, member: &[u8]) -> Place {
        Place::at(score, &[member, &[0]].concat())
    }
}
