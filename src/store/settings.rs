//! What CONFIG REWRITE kept: parameters that differ from their defaults.

use super::{Result, Store};

impl Store {
    /// The names and the values.
    pub fn settings(&self) -> Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let sql = "SELECT name, value FROM settings";
        self.conn.all(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Keeps these, and no others.
    pub fn keep_settings(&self, settings: &[(&str, Vec<u8>)]) -> Result<()> {
        self.conn.run("DELETE FROM settings", ())?;
        for (name, value) in settings {
            let sql = "INSERT INTO settings VALUES (?1, ?2)";
            self.conn.run(sql, (name.as_bytes(), value.as_slice()))?;
        }
        Ok(())
    }
}
