//! Which modules have tables in the file, and of which version.
//!
//! A module's tables are made when it first writes, and recorded with its version in the same transaction. So a
//! file that never used a module does not need it, and one that did is refused by a build without it.

use super::{Result, StorageError, Store};
use crate::sqlite::Connection;

/// The schema since which there is a table of modules.
const SINCE: i32 = 7;

/// The tables of a module.
#[derive(Debug)]
pub struct Tables {
    /// The module's name.
    pub module: &'static str,
    /// The version of its tables. It grows with each change of the schema.
    pub version: i32,
    /// The statements that make them, or bring those of an older version up to date: what is there is left.
    pub schema: &'static str,
}

/// Refuses a file that needs a module which is not among these, or a newer one.
pub fn check(conn: &Connection, version: i32, modules: &[&Tables]) -> Result<()> {
    if version < SINCE {
        return Ok(());
    }
    let sql = "SELECT name, version FROM modules";
    for (name, found) in conn.all(sql, (), |row| Ok((row.get::<String>(0)?, row.get(1)?)))? {
        let known = modules.iter().find(|tables| tables.module == name);
        let supported = known.map(|tables| tables.version);
        if supported.is_none_or(|supported| i64::from(supported) < found) {
            return Err(StorageError::Module {
                name,
                found,
                supported,
            });
        }
    }
    Ok(())
}

impl Store {
    /// The connection, for the SQL of a module that writes: its tables are there.
    ///
    /// # Errors
    /// Fails if the storage does.
    pub fn tables(&mut self, tables: &'static Tables) -> Result<&Connection> {
        if !self.with_tables.contains(&tables.module) {
            if self.version_of(tables)? != Some(i64::from(tables.version)) {
                self.conn.script(tables.schema)?;
                let sql = "INSERT OR REPLACE INTO modules (name, version) VALUES (?1, ?2)";
                self.conn.run(sql, (tables.module, tables.version))?;
            }
            self.with_tables.push(tables.module);
        }
        Ok(&self.conn)
    }

    /// The connection, for the SQL of a module that reads; none if it has never written to this file.
    ///
    /// # Errors
    /// Fails if the storage does.
    pub fn tables_if_any(&mut self, tables: &'static Tables) -> Result<Option<&Connection>> {
        match self.with_tables.contains(&tables.module) || self.version_of(tables)?.is_some() {
            true => self.tables(tables).map(Some),
            false => Ok(None),
        }
    }

    fn version_of(&self, tables: &Tables) -> Result<Option<i64>> {
        let sql = "SELECT version FROM modules WHERE name = ?1";
        self.conn.int(sql, (tables.module,))
    }
}
