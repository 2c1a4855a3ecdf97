//! The numbered databases: which storage number each stands under, and how many keys it has.

use super::{Result, Store};
use crate::sqlite::Connection;

/// How many databases SELECT can reach.
pub const DATABASES: usize = 16;

/// A database as the store numbers it; SWAPDB changes which one a SELECT reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Db(pub(super) i64);

/// How many keys a database has.
#[derive(Debug, Clone, Copy, Default)]
pub struct Count {
    /// All keys.
    pub keys: i64,
    /// Those with a time to live.
    pub expires: i64,
}

/// What memory holds of the databases.
pub(super) struct Databases {
    storage: [i64; DATABASES],
    /// By storage number; `None` until somebody asks: counting reads the whole database.
    counts: [Option<Count>; DATABASES],
}

impl Databases {
    pub(super) fn load(conn: &Connection) -> Result<Databases> {
        let mut storage = std::array::from_fn(|i| i as i64);
        for (number, to) in conn.all("SELECT number, storage FROM databases", (), |row| {
            Ok((row.get::<i64>(0)?, row.get::<i64>(1)?))
        })? {
            if let Some(slot) = storage.get_mut(number as usize) {
                *slot = to;
            }
        }
        Ok(Databases {
            storage,
            counts: [None; DATABASES],
        })
    }

    /// Notes that keys or times to live came or went.
    pub(super) fn count(&mut self, db: Db, keys: i64, expires: i64) {
        if let Some(Some(count)) = self.counts.get_mut(db.0 as usize) {
            count.keys += keys;
            count.expires += expires;
        }
    }
}

impl Store {
    /// The database that SELECT calls `number`, if there is one.
    pub fn db(&self, number: usize) -> Option<Db> {
        self.databases.storage.get(number).copied().map(Db)
    }

    /// What SELECT calls the database.
    pub fn number(&self, db: Db) -> Option<usize> {
        self.databases.storage.iter().position(|to| *to == db.0)
    }

    /// How many keys `db` has, the expired that are not yet deleted among them.
    pub fn count(&mut self, db: Db) -> Result<Count> {
        let slot = db.0 as usize;
        if let Some(Some(count)) = self.databases.counts.get(slot) {
            return Ok(*count);
        }
        let keys = "SELECT count(*) FROM keys WHERE db = ?1";
        // By itself SQLite would read every row of the database.
        let expires = "SELECT count(*) FROM keys INDEXED BY keys_by_expiry
                       WHERE db = ?1 AND expire_at IS NOT NULL";
        let read = |sql: &str| self.conn.int(sql, (db.0,));
        let count = Count {
            keys: read(keys)?.unwrap_or(0),
            expires: read(expires)?.unwrap_or(0),
        };
        if let Some(kept) = self.databases.counts.get_mut(slot) {
            *kept = Some(count);
        }
        Ok(count)
    }

    /// The mean time to live of those keys among the first thousand that have one, in milliseconds.
    /// Keys are sorted by name, so the first are as good a sample as any, and cheap.
    pub fn sampled_ttl(&self, db: Db, now: i64) -> Result<i64> {
        let sql = "SELECT avg(max(expire_at - ?2, 0))
                   FROM (SELECT expire_at FROM keys WHERE db = ?1 LIMIT 1000)";
        let mean = self
            .conn
            .one(sql, (db.0, now), |row| row.get::<Option<f64>>(0))?;
        Ok(mean.flatten().unwrap_or(0.0) as i64)
    }

    /// How many hashes have fields with a time to live. Reads a row of each such hash.
    pub fn hashes_that_expire(&mut self, db: Db) -> Result<i64> {
        if self.first_field_deadline()?.is_none() {
            return Ok(0);
        }
        let next = "SELECT min(key_id) FROM elements WHERE expire_at IS NOT NULL AND key_id > ?1";
        let is_here = "SELECT 1 FROM keys WHERE id = ?1 AND db = ?2";
        let (mut count, mut id) = (0, 0);
        while let Some(hash) = self.conn.int(next, (id,))? {
            count += self.conn.int(is_here, (hash, db.0))?.unwrap_or(0);
            id = hash;
        }
        Ok(count)
    }

    /// Makes SELECT `a` reach what SELECT `b` reached, and the other way round.
    pub fn swap(&mut self, a: usize, b: usize) -> Result<()> {
        let (Some(first), Some(second)) = (self.db(a), self.db(b)) else {
            return Ok(());
        };
        let sql = "INSERT INTO databases VALUES (?1, ?2)
                   ON CONFLICT (number) DO UPDATE SET storage = excluded.storage";
        self.conn.run(sql, (a as i64, second.0))?;
        self.conn.run(sql, (b as i64, first.0))?;
        self.databases.storage.swap(a, b);
        Ok(())
    }

    /// Deletes every key of `db`.
    pub fn flush(&mut self, db: Db) -> Result<()> {
        if self.is_alone(db)? {
            return self.flush_all();
        }
        for sql in self.types()?.iter().flat_map(|each| each.flush) {
            self.conn.run(sql, (db.0,))?;
        }
        self.conn.run("DELETE FROM keys WHERE db = ?1", (db.0,))?;
        if let Some(kept) = self.databases.counts.get_mut(db.0 as usize) {
            *kept = Some(Count::default());
        }
        Ok(())
    }

    /// Deletes every key of every database. Without conditions SQLite frees whole tables, and reads
    /// no row.
    pub fn flush_all(&mut self) -> Result<()> {
        for table in self.element_tables()? {
            self.conn.script(&format!("DELETE FROM {}", table.name))?;
        }
        self.conn.run("DELETE FROM keys", ())?;
        self.databases.counts = [Some(Count::default()); DATABASES];
        Ok(())
    }

    /// Whether no other database has keys.
    fn is_alone(&self, db: Db) -> Result<bool> {
        for others in [
            "SELECT 1 FROM keys WHERE db < ?1 LIMIT 1",
            "SELECT 1 FROM keys WHERE db > ?1 LIMIT 1",
        ] {
            if self.conn.int(others, (db.0,))?.is_some() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
