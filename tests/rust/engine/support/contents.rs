//! What a database says, row by row, without what may differ between two that say the same: ids,
//! places, encodings, and what has expired and is not deleted yet.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use redlet::sqlite::{self, Connection, StorageError};

/// The rows of each table: its database, key and time of expiry, that of the element, the rest. One by
/// one, as SQLite is built without UNION, and says nothing where it leaves out all SELECTs but the last.
const ROWS: [&str; 9] = [
    "SELECT db, key, expire_at, NULL, type || quote(expire_at) || CASE type WHEN 1 THEN quote(value) ELSE '' END
     FROM keys k WHERE type <> 5",
    "SELECT db, key, k.expire_at, f.expire_at, quote(name) || quote(f.expire_at)
        || quote(coalesce((SELECT value FROM large_values v WHERE v.id = f.value), f.value))
     FROM elements f JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL, quote(item) ||
        (pos - (SELECT min(pos) FROM items j WHERE j.key_id = i.key_id))
     FROM items i JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL, quote(member) || quote(score)
     FROM scores JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL, length || quote(last_id) || quote(max_deleted) || added
     FROM streams JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL, quote(entry_id) || quote(fields)
     FROM entries JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL, quote(name) || quote(last_id) || quote(entries_read)
     FROM stream_groups JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL,
        quote(g.name) || quote(c.name) || seen_at || quote(active_at)
     FROM consumers c JOIN stream_groups g ON g.id = group_id JOIN keys k ON k.id = key_id WHERE 1",
    "SELECT db, key, expire_at, NULL,
        quote(g.name) || quote(entry_id) || quote(c.name) || delivered_at || '-' || deliveries
     FROM pending p JOIN consumers c ON c.id = consumer_id JOIN stream_groups g ON g.id = p.group_id
        JOIN keys k ON k.id = key_id WHERE 1",
];

/// The databases that are stored under another number than their own.
const DATABASES: &str =
    "SELECT number, x'', NULL, NULL, '' || storage FROM databases WHERE number <> storage";

/// Each key with a number that stands for all that it holds, by its database's storage number and its
/// name.
pub type Digests = BTreeMap<(i64, Vec<u8>), u64>;

struct Row {
    place: (i64, Vec<u8>),
    key_expires: Option<i64>,
    element_expires: Option<i64>,
    hash: u64,
    text: String,
}

fn read_row(row: &sqlite::Row) -> rusqlite::Result<Row> {
    let (db, key): (i64, Vec<u8>) = (row.get(0)?, row.get(1)?);
    let expires: (Option<i64>, Option<i64>) = (row.get(2)?, row.get(3)?);
    let text: String = row.get(4)?;
    let mut hasher = DefaultHasher::new();
    (db, &key, &text, expires).hash(&mut hasher);
    Ok(Row {
        key_expires: expires.0,
        element_expires: expires.1,
        hash: hasher.finish(),
        text: format!("{db} {} {text}", String::from_utf8_lossy(&key)),
        place: (db, key),
    })
}

/// Rows come in any order: a sum does not mind.
fn sum<'a>(rows: impl Iterator<Item = &'a Row>) -> u64 {
    rows.fold(0, |sum, row| sum.wrapping_add(row.hash | 1))
}

/// What a database says.
pub struct Contents(Vec<Row>);

impl Contents {
    pub fn read(conn: &Connection) -> Result<Contents, StorageError> {
        let mut all = Vec::new();
        for sql in ROWS.iter().chain([&DATABASES]) {
            all.extend(conn.all(sql, (), read_row)?);
        }
        Ok(Contents(all))
    }

    /// What one key holds: a number that stands for it, what has expired included. None is no key.
    pub fn digest_of(conn: &Connection, db: i64, key: &[u8]) -> Result<Option<u64>, StorageError> {
        let mut all = Vec::new();
        for sql in ROWS {
            let sql = format!("{sql} AND k.db = ?1 AND k.key = ?2");
            all.extend(conn.all(&sql, (db, key), read_row)?);
        }
        Ok((!all.is_empty()).then(|| sum(all.iter())))
    }

    /// The same of all keys.
    pub fn digests(conn: &Connection) -> Result<Digests, StorageError> {
        let mut digests = Digests::new();
        for sql in ROWS {
            for row in conn.all(sql, (), read_row)? {
                let digest = digests.entry(row.place.clone()).or_default();
                *digest = digest.wrapping_add(row.hash | 1);
            }
        }
        Ok(digests)
    }

    fn live(&self, now: i64) -> impl Iterator<Item = &Row> {
        let is_live = move |at: Option<i64>| at.is_none_or(|at| at > now);
        let rows = self.0.iter();
        rows.filter(move |row| is_live(row.key_expires) && is_live(row.element_expires))
    }

    /// A number that two databases share if they say the same at a time in milliseconds.
    pub fn digest(&self, now: i64) -> u64 {
        sum(self.live(now))
    }

    /// What one says at that time and the other does not, for the report of a violation.
    pub fn difference(&self, other: &Contents, now: i64) -> String {
        let texts = |contents: &Contents| {
            let all = contents.live(now);
            all.map(|row| row.text.chars().take(90).collect())
                .collect::<BTreeSet<String>>()
        };
        let (ours, theirs) = (texts(self), texts(other));
        let only =
            |a: &BTreeSet<String>, b| a.difference(b).cloned().collect::<Vec<_>>().join("\n    ");
        format!(
            "\n  only found:\n    {}\n  only expected:\n    {}",
            only(&ours, &theirs),
            only(&theirs, &ours)
        )
    }
}
