//! Opening a database: the checks before SQLite touches the files, and the pragmas in their order.

use std::cell::RefCell;

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;

use super::{Connection, StorageError, Synchronous};
use crate::vfs::{HostFile, Mount};

/// Every statement of the store stays prepared.
const STATEMENTS: usize = 1024;

pub(super) const PAGE_SIZE: usize = 4096;

/// What every SQLite file starts with.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// What holds for every database. SQLite's defaults differ between builds, so all are set.
const COMMON: &str = "
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA automatic_index = OFF;
";

/// While there is no time to tidy up the log grows to 64 MiB before its pages go into the database:
/// each costs a write of its own there, however often it is in the log.
pub(super) const CHECKPOINTS: &str = "PRAGMA wal_autocheckpoint = 16384";

/// What holds for files. Of the pages that were used last 40 MiB stay in memory, so that all of the
/// engine stays under 64 MiB. The log may keep its size for the next commits to overwrite.
const FILES: &str = "
    PRAGMA cache_size = -40960;
    PRAGMA journal_size_limit = 67108864;
";

/// What holds where the host makes the writes of a turn atomic: what a rollback needs is kept in
/// memory, and no more pages than an object may have of the memory that it shares with others.
const ATOMIC: &str = "PRAGMA cache_size = -4096";

impl Connection {
    /// A database in memory, gone when it is dropped.
    pub fn memory() -> Result<Connection, StorageError> {
        crate::memory::install();
        let raw = rusqlite::Connection::open_in_memory()?;
        Connection::set_up(raw, None, false, &|_| Ok(()))
    }

    /// The database in these two files, which must be empty or a database and its log.
    pub fn open(
        database: Box<dyn HostFile>,
        wal: Box<dyn HostFile>,
    ) -> Result<Connection, StorageError> {
        Connection::open_as(database, wal, false, &|_| Ok(()))
    }

    /// The same, where `check` takes what is in it: before that nothing is written. Where the host is
    /// atomic there is no log: all that is written to the database before the host's next turn is
    /// kept as a whole, or nothing of it is.
    pub fn open_as(
        database: Box<dyn HostFile>,
        wal: Box<dyn HostFile>,
        is_atomic: bool,
        check: &dyn Fn(&Connection) -> Result<(), StorageError>,
    ) -> Result<Connection, StorageError> {
        crate::memory::install();
        let mount = Mount::new(database, wal)?;
        check_header(&mount)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let raw =
            rusqlite::Connection::open_with_flags_and_vfs(mount.path(), flags, mount.vfs_name())?;
        // SQLite would checkpoint when a connection is dropped, and swallow the errors.
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Connection::set_up(raw, Some(mount), is_atomic, check)
    }

    fn set_up(
        raw: rusqlite::Connection,
        mount: Option<Mount>,
        is_atomic: bool,
        check: &dyn Fn(&Connection) -> Result<(), StorageError>,
    ) -> Result<Connection, StorageError> {
        raw.set_prepared_statement_cache_capacity(STATEMENTS);
        // Else SQLite plans a statement anew whenever a parameter of a range was bound.
        raw.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        let mut conn = Connection {
            raw,
            held: RefCell::default(),
            mount,
            page_size: 0,
        };
        conn.script("PRAGMA page_size = 4096")?;
        if conn.mount.is_some() {
            // Without shared memory SQLite can use a log only if it knows, before it touches the
            // file, that nobody else does.
            conn.set("PRAGMA locking_mode = EXCLUSIVE", "exclusive")?;
            check(&conn).map_err(StorageError::of_a_file)?;
            // So that a file can shrink; one that is there keeps what it was made with, and is not written.
            if conn.page_count()? == 0 {
                conn.script("PRAGMA auto_vacuum = INCREMENTAL")?;
            }
            // If SQLite can't use a log, it says so in the mode it answers, not with an error.
            if is_atomic {
                conn.set("PRAGMA journal_mode = memory", "memory")?;
                conn.script(ATOMIC)?;
            } else {
                conn.set("PRAGMA journal_mode = wal", "wal")?;
                conn.script(FILES)?;
                conn.script(CHECKPOINTS)?;
            }
        }
        conn.script(COMMON)?;
        conn.set_synchronous(Synchronous::Normal)?;
        conn.page_size = conn.number("PRAGMA page_size")?;
        Ok(conn)
    }

    /// Runs a pragma that answers with the value that holds from now on.
    fn set(&self, pragma: &str, expected: &str) -> Result<(), StorageError> {
        let mode = self.one(pragma, (), |row| row.get::<String>(0))?;
        match mode {
            Some(mode) if mode == expected => Ok(()),
            _ => Err(StorageError::Refused(pragma.into())),
        }
    }
}

/// Refuses a file of another kind before SQLite may write to it.
fn check_header(mount: &Mount) -> Result<(), StorageError> {
    let mut page = [0; PAGE_SIZE];
    let count = mount.read(&mut page, 0)?;
    let start = page.get(..count).unwrap_or_default();
    if mount.wal_size()? > 0 {
        return check_log(mount, start);
    }
    let is_whole = count == PAGE_SIZE;
    if start.is_empty() {
        return Ok(());
    }
    if is_whole && start.starts_with(MAGIC) {
        let is_usual = page.get(16..18) == Some(&(PAGE_SIZE as u16).to_be_bytes());
        let pages = page.get(28..32).filter(|_| is_usual);
        let pages = pages.and_then(|pages| pages.try_into().ok());
        let size = u64::from(pages.map_or(0, u32::from_be_bytes)) * PAGE_SIZE as u64;
        return match mount.size()? < size {
            true => Err(StorageError::Corrupt("it was cut short".into())),
            false => Ok(()),
        };
    }
    if mount.size()? <= PAGE_SIZE as u64 && is_unborn(start) {
        return Ok(mount.clear()?);
    }
    Err(StorageError::NotADatabase)
}

/// SQLite would believe the log, whatever the file is that it is laid over, and write over one that
/// it does not know. The log begins when the file is on the device, so that it has its first sector.
fn check_log(mount: &Mount, start: &[u8]) -> Result<(), StorageError> {
    let mut magic = [0; 4];
    let count = mount.wal_header(&mut magic)?;
    let found = magic.get(..count).unwrap_or_default();
    // A power cut may have left it blank, and a kill cut, with nothing or zeros behind.
    let begins = |with: &[u8; 4]| {
        let same = found.iter().zip(with).take_while(|(a, b)| a == b).count();
        found.iter().skip(same).all(|&byte| byte == 0)
    };
    match start.is_empty() {
        false if !start.starts_with(MAGIC) => Err(StorageError::NotADatabase),
        false if begins(b"7\x7f\x06\x82") || begins(b"7\x7f\x06\x83") => Ok(()),
        _ => Err(StorageError::Corrupt("the log is another file's".into())),
    }
}

/// Whether a process or a machine died while the file was created: what there is of its first page
/// is blank, or says that there is no other and no schema.
fn is_unborn(page: &[u8]) -> bool {
    let is_cut = page.len() < PAGE_SIZE && page.iter().zip(MAGIC).all(|(a, b)| a == b);
    let has_others = |pages: &[u8]| !matches!(pages, [0, 0, 0, 0 | 1]);
    let has_schema = page.get(60..64).is_some_and(|version| version != [0; 4]);
    let is_blank = page.iter().all(|&byte| byte == 0);
    is_blank || is_cut && !has_schema && !page.get(28..32).is_some_and(has_others)
}
