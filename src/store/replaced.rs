//! The rows that writes replace: how a file can go back to what it was.
//!
//! While [`Store::keep_replaced`] is on, table `replaced` gets each row of keys and of their elements as it
//! was before a write of it, in the same transaction: SQLite's triggers put it there, so no statement can
//! forget to, neither one of a module. A module's tables that are made later need it to be turned on again.
//! While it is off there are no triggers, and nothing is asked or done.
//! The invariant: going through `replaced` backwards leads through every state that the tables were in.
//! That needs statements to say what they do: `INSERT OR REPLACE` deletes rows behind triggers' backs.

use rusqlite::ToSql;
use rusqlite::types::Value;

use super::types::Table;
use super::{Result, StorageError, Store};

/// The tables that are not those of a type. Where databases are stored is data, since SWAPDB changes it.
const SHARED: [Table; 2] = [Table::new("keys", 1), Table::new("databases", 1)];

/// The most columns that a table may have.
const COLUMNS: usize = 8;

/// `was` is 0 for a row that was not there: then only the columns of its primary key are kept.
const MAKE: &str = "CREATE TABLE IF NOT EXISTS replaced (
    seq INTEGER PRIMARY KEY, name TEXT NOT NULL, was INTEGER NOT NULL, c1, c2, c3, c4, c5, c6, c7, c8)";

impl Store {
    /// Begins to keep the rows that writes replace, or ends it and drops what was kept. The file remembers
    /// which.
    pub fn keep_replaced(&mut self, is_kept: bool) -> Result<()> {
        let tables = self.element_tables()?;
        for table in tables.iter().chain(&SHARED) {
            for on in ["INSERT", "UPDATE", "DELETE"] {
                let name = table.name;
                let drop = format!("DROP TRIGGER IF EXISTS replaced_{name}_{on}");
                self.conn.script(&drop)?;
            }
        }
        if !is_kept {
            return self.conn.script("DROP TABLE IF EXISTS replaced");
        }
        self.conn.script(MAKE)?;
        for table in tables.iter().chain(&SHARED) {
            let columns = self.conn.columns(&all_of(table.name))?;
            for (on, row, count) in [
                ("INSERT", "new", table.key),
                ("UPDATE", "old", columns.len()),
                ("DELETE", "old", columns.len()),
            ] {
                self.conn
                    .script(&trigger(table, on, row, columns.iter().take(count)))?;
            }
        }
        Ok(())
    }

    /// The number of the last row that was kept: a state to go back to.
    pub fn last_replaced(&self) -> Result<i64> {
        let sql = "SELECT max(seq) FROM replaced";
        Ok(self.conn.int(sql, ())?.unwrap_or(0))
    }

    /// Undoes every write after this state, the last first. What that replaces is kept as well.
    pub fn undo_to(&mut self, state: i64) -> Result<()> {
        let mut before = self.last_replaced()? + 1;
        let sql = "SELECT seq, name, was, c1, c2, c3, c4, c5, c6, c7, c8 FROM replaced
                   WHERE seq > ?1 AND seq < ?2 ORDER BY seq DESC LIMIT 1";
        while let Some((seq, name, was, row)) = self.conn.one(sql, (state, before), |row| {
            let values = (3..3 + COLUMNS).map(|at| row.get::<Value>(at));
            let values = values.collect::<rusqlite::Result<Vec<Value>>>()?;
            Ok((
                row.get(0)?,
                row.get::<String>(1)?,
                row.get::<bool>(2)?,
                values,
            ))
        })? {
            before = seq;
            self.undo(&name, was, &row)?;
        }
        self.forget()
    }

    /// Makes a row what it was.
    fn undo(&mut self, name: &str, was: bool, row: &[Value]) -> Result<()> {
        let tables = self.element_tables()?;
        let mut tables = tables.iter().chain(&SHARED);
        let Some(table) = tables.find(|table| table.name == name) else {
            return Err(StorageError::Corrupt(format!("{name} is no table")));
        };
        let columns = self.conn.columns(&all_of(name))?;
        let values: Vec<&dyn ToSql> = row.iter().map(|value| value as &dyn ToSql).collect();
        let is_key = columns.iter().take(table.key).zip(1..);
        let is_key: Vec<String> = is_key
            .map(|(column, at)| format!("{column} = ?{at}"))
            .collect();
        let delete = format!("DELETE FROM {name} WHERE {}", is_key.join(" AND "));
        let key = values.get(..table.key).unwrap_or_default();
        self.conn.run(&delete, key)?;
        if was {
            let places: Vec<String> = (1..=columns.len()).map(|at| format!("?{at}")).collect();
            let insert = format!("INSERT INTO {name} VALUES ({})", places.join(", "));
            let row = values.get(..columns.len()).unwrap_or_default();
            self.conn.run(&insert, row)?;
        }
        Ok(())
    }
}

/// What keeps rows of a table when they are written so.
fn trigger<'a>(
    table: &Table,
    on: &str,
    row: &str,
    columns: impl Iterator<Item = &'a String>,
) -> String {
    let name = table.name;
    let values: Vec<String> = columns.map(|column| format!("{row}.{column}")).collect();
    let places: Vec<String> = (1..=values.len()).map(|at| format!("c{at}")).collect();
    let was = u8::from(row == "old");
    format!(
        "CREATE TRIGGER replaced_{name}_{on} AFTER {on} ON {name} BEGIN
         INSERT INTO replaced (name, was, {}) VALUES ('{name}', {was}, {}); END",
        places.join(", "),
        values.join(", ")
    )
}

/// A statement that gives all of a table.
fn all_of(table: &str) -> String {
    format!("SELECT * FROM {table}")
}
