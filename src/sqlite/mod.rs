//! STUB: the `vfs` worker replaces this file wholly (keep query.rs beside it; Connection needs begin, commit, rollback, run, one, all, script).
pub use rusqlite::Row;
mod query;
#[derive(Debug)]
#[allow(missing_docs)]
pub enum StorageError {
    Full,
    Io(String),
    TooNew { found: i32, supported: i32 },
}
impl std::fmt::Display for StorageError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}")
    }
}
impl From<rusqlite::Error> for StorageError {
    fn from(e: rusqlite::Error) -> Self {
        StorageError::Io(e.to_string())
    }
}
#[allow(missing_docs)]
pub struct Connection {
    raw: rusqlite::Connection,
}
#[allow(missing_docs)]
impl Connection {
    pub fn memory() -> Result<Self, StorageError> {
        let raw = rusqlite::Connection::open_in_memory()?;
        raw.set_prepared_statement_cache_capacity(256);
        Ok(Connection { raw })
    }
    pub fn begin(&self) -> Result<(), StorageError> {
        self.run("BEGIN", ()).map(drop)
    }
    pub fn commit(&self) -> Result<(), StorageError> {
        self.run("COMMIT", ()).map(drop)
    }
    pub fn rollback(&self) -> Result<(), StorageError> {
        self.run("ROLLBACK", ()).map(drop)
    }
    pub fn script(&self, sql: &str) -> Result<(), StorageError> {
        Ok(self.raw.execute_batch(sql)?)
    }
}
