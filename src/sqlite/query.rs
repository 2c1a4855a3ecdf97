//! How the store runs a statement: prepared once, kept, and given parameters, never pasted text.

use rusqlite::{Params, Row};

use super::{Connection, StorageError};

impl Connection {
    /// Runs a statement that gives no rows; the number of rows it changed.
    pub fn run(&self, sql: &str, params: impl Params) -> Result<usize, StorageError> {
        let statement = self.raw.prepare_cached(sql);
        statement
            .and_then(|mut statement| statement.execute(params))
            .map_err(|error| self.failure(error))
    }

    /// The first row, if there is one.
    pub fn one<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        let run = || {
            let mut statement = self.raw.prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            rows.next()?.map(read).transpose()
        };
        run().map_err(|error| self.failure(error))
    }

    /// Row after row, in order, for as long as `read` wants more.
    pub fn walk(
        &self,
        sql: &str,
        params: impl Params,
        mut read: impl FnMut(&Row) -> rusqlite::Result<bool>,
    ) -> Result<(), StorageError> {
        let run = || {
            let mut statement = self.raw.prepare_cached(sql)?;
            let mut rows = statement.query(params)?;
            while let Some(row) = rows.next()? {
                if !read(row)? {
                    break;
                }
            }
            Ok(())
        };
        run().map_err(|error| self.failure(error))
    }

    /// Every row, in order.
    pub fn all<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let run = || {
            let mut statement = self.raw.prepare_cached(sql)?;
            let rows = statement.query_map(params, read)?;
            rows.collect::<rusqlite::Result<Vec<T>>>()
        };
        run().map_err(|error| self.failure(error))
    }
}
