//! The replies to the last batches that tabs sent: one that is sent again, because the tab that had
//! the database died, is answered from here and not run a second time.

use super::{Result, Store};

/// How many batches a client may have unanswered: each has a slot, which its 64th successor takes.
const SLOTS: i64 = 64;
/// How long a client may take to send a batch again, milliseconds.
const KEPT: i64 = 600_000;

/// The row of a client's batch.
fn row(client: i64, number: i64) -> i64 {
    client * SLOTS + number.rem_euclid(SLOTS)
}

impl Store {
    /// How many rows were changed since the file was opened.
    pub fn changes(&self) -> u64 {
        self.conn.changes()
    }

    /// Records what a batch was answered; part of the batch's own transaction.
    pub fn record_reply(&self, client: i64, number: i64, now: i64, reply: &[u8]) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO replies VALUES (?1, ?2, ?3, ?4)";
        let values = (row(client, number), number, now, reply);
        self.conn.run(sql, values).map(drop)
    }

    /// What a batch was answered, if it was committed.
    pub fn recorded_reply(&self, client: i64, number: i64) -> Result<Option<Vec<u8>>> {
        let sql = "SELECT reply FROM replies WHERE id = ?1 AND number = ?2";
        let values = (row(client, number), number);
        self.conn.one(sql, values, |row| row.get(0))
    }

    /// Deletes what nobody will ask for any more.
    pub fn delete_old_replies(&self, now: i64) -> Result<()> {
        let sql = "DELETE FROM replies WHERE at < ?1";
        self.conn.run(sql, (now - KEPT,)).map(drop)
    }
}
