//! How the store runs a statement: prepared once, kept, and given parameters, never pasted text.

use rusqlite::{Params, Row};

use super::{Connection, StorageError};

impl Connection {
    /// Runs a statement that gives no rows; the number of rows it changed.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StorageError> {
        Ok(self.raw.prepare_cached(sql)?.execute(params)?)
    }

    /// The first row, if there is one.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        let mut statement = self.raw.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        Ok(match rows.next()? {
            Some(row) => Some(read(row)?),
            None => None,
        })
    }

    /// Every row, in order.
    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let mut statement = self.raw.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }
}
