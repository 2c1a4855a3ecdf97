//! The data: all SQL, a file for each data type.
//!
//! It knows keys, types and elements, but no command, session or reply. Every value is a BLOB. The
//! caller passes the time; nothing here reads a clock. Changes are made in the transaction that the
//! engine opened. After a rollback `forget` drops what is cached in memory.

pub mod databases;
pub mod evict;
pub mod hashes;
pub mod keys;
pub mod lists;
mod memory;
pub mod modules;
mod replaced;
mod replies;
mod schema;
pub mod sets;
mod settings;
pub mod streams;
pub mod strings;
pub mod types;
pub mod zsets;

use crate::sqlite::{Connection, StorageError};
use crate::vfs::HostFile;
use databases::Databases;
use modules::Tables;
use schema::{FIELDS_TO_ELEMENTS, SCHEMA};
use types::Types;
pub use types::{Encoding, Type};

/// The schema that this code reads and writes: SQLite's `user_version`. It grows with each change of
/// schema.sql.
pub const SCHEMA_VERSION: i32 = 7;

/// A storage result.
pub type Result<T> = std::result::Result<T, StorageError>;

/// Opens the files of a database, where this build has `modules`; files of others, and those that need
/// another module, are left as they are.
pub fn open_files(
    database: Box<dyn HostFile>,
    wal: Box<dyn HostFile>,
    is_atomic: bool,
    modules: &[&Tables],
) -> Result<Connection> {
    Connection::open_as(database, wal, is_atomic, &|conn| {
        let version = version(conn)?;
        modules::check(conn, version, modules)
    })
}

/// Reads all of a database that is to take another's place, and brings it up to date. What is wrong
/// with it, or that there is none, is told by the error.
pub fn inspect(
    database: Box<dyn HostFile>,
    wal: Box<dyn HostFile>,
    modules: &[&Tables],
) -> Result<()> {
    let conn = Connection::open_as(database, wal, false, &|conn| match (
        version(conn)?,
        conn.page_count()?,
    ) {
        (0, 0) => Err(StorageError::NotADatabase),
        (0, _) => Err(StorageError::Foreign),
        (version, _) => modules::check(conn, version, modules),
    })?;
    // Before anything of it is believed.
    conn.integrity_check()?;
    let database = Database::open(conn, &types::CORE, modules)?;
    // Settings belong to the place, not to the data: a file from elsewhere brings none.
    database.store.keep_settings(&[])?;
    database.close()
}

/// The schema's version; 0 where there is nothing yet.
fn version(conn: &Connection) -> Result<i32> {
    let version = conn.int("PRAGMA user_version", ())?.unwrap_or(0) as i32;
    // The oldest index there is, of 1 and all that will be; and what was renamed since.
    let own = "SELECT sum(name IN ('keys_by_name', ?1)) FROM sqlite_schema";
    let elements = if version < 5 { "fields" } else { "elements" };
    match (conn.int(own, (elements,))?, version) {
        (None, 0) => Ok(0),
        (Some(2), 1..=SCHEMA_VERSION) => Ok(version),
        (Some(1), 0..=SCHEMA_VERSION) => Err(StorageError::Corrupt("a table is missing".into())),
        (None | Some(1 | 2), found) if found > SCHEMA_VERSION => Err(StorageError::TooNew {
            found,
            supported: SCHEMA_VERSION,
        }),
        _ => Err(StorageError::Foreign),
    }
}

/// The store over one connection.
pub struct Store {
    conn: Connection,
    types: Types,
    databases: Databases,
    /// Whether memory may tell other than the file, because `forget` could not read it.
    is_stale: bool,
    /// The id that the next new key gets; `None` until it has been read from the file.
    next_id: Option<i64>,
    /// The first id given since `take_created`.
    created_from: Option<i64>,
    /// Those of them that `is_new` has told of.
    told_new: Vec<i64>,
    /// See `first_field_deadline`; `None` until it has been read from the file.
    first_field_deadline: Option<Option<i64>>,
    /// What was deleted because its time had come, until it is told of; recorded where `records_expired`
    /// says that somebody wants to know.
    pub expired: Vec<Expired>,
    /// Whether `expired` is filled.
    pub records_expired: bool,
    /// Whether expired keys are passed over, not deleted: for reads alone.
    pub keeps_expired: bool,
    /// How the last nodes of some streams began, by the ids of their keys and their numbers.
    firsts: Vec<((i64, i64), streams::Entry)>,
    /// The modules whose tables are known to be in the file.
    with_tables: Vec<&'static str>,
    /// Where ZSCANs go on.
    cursors: zsets::Cursors,
    /// How often something was taken back, since the store opened: what others remember of the file may be wrong then.
    pub rollbacks: u64,
    /// Keys deleted because their time had come, since the store opened.
    pub expired_keys: u64,
    /// Fields of hashes deleted because their time had come.
    pub expired_fields: u64,
}

/// A key that was deleted because its time had come, or some of its fields.
#[derive(Debug)]
pub struct Expired {
    /// Its database.
    pub db: databases::Db,
    /// Its name.
    pub key: Vec<u8>,
    /// Whether fields were deleted, and the key only where none is left.
    pub is_of_fields: bool,
    /// Whether the key is gone.
    pub is_gone: bool,
}

/// A store, and the connection below it for what runs transactions: commands have the store alone.
pub struct Database {
    /// The data.
    pub store: Store,
}

impl Database {
    /// Opens the store over a connection, making or checking its schema. Its keys hold values of these types.
    ///
    /// # Errors
    /// Fails if the storage does, or if the file is not one that this build can read.
    pub fn open(conn: Connection, types: &[Type], modules: &[&Tables]) -> Result<Database> {
        modules::check(&conn, version(&conn)?, modules)?;
        let store = Store::open(conn, types)?;
        Ok(Database { store })
    }

    /// The connection: transactions, durability, file size.
    pub fn connection(&self) -> &Connection {
        &self.store.conn
    }

    /// Flushes and closes the files.
    ///
    /// # Errors
    /// Fails if the host refuses to write.
    pub fn close(self) -> Result<()> {
        self.store.conn.close()
    }
}

impl Store {
    /// Opens the store, making or checking its schema. Its keys hold values of these types.
    fn open(conn: Connection, types: &[Type]) -> Result<Store> {
        let version = self::version(&conn)?;
        if version < SCHEMA_VERSION {
            conn.script("BEGIN")?;
            conn.script(SCHEMA)?;
            // What is new are tables, but for version 5, which clustered the fields.
            if (1..5).contains(&version) {
                conn.script(FIELDS_TO_ELEMENTS)?;
            }
            conn.script(&format!("PRAGMA user_version = {SCHEMA_VERSION}; COMMIT"))?;
        }
        let databases = Databases::load(&conn)?;
        Ok(Store {
            conn,
            types: Types::new(types),
            databases,
            is_stale: false,
            next_id: None,
            created_from: None,
            told_new: Vec::new(),
            first_field_deadline: None,
            expired: Vec::new(),
            records_expired: false,
            keeps_expired: false,
            firsts: Vec::new(),
            with_tables: Vec::new(),
            cursors: zsets::Cursors::default(),
            rollbacks: 0,
            expired_keys: 0,
            expired_fields: 0,
        })
    }

    /// The bytes that the data takes, free pages and the log aside.
    pub fn used_size(&self) -> Result<u64> {
        self.conn.used_size()
    }

    /// The bytes that the database takes in the host's storage.
    pub fn size(&self) -> Result<u64> {
        self.conn.size()
    }

    /// Begins a snapshot. Not inside a transaction.
    pub fn begin_snapshot(&mut self) -> Result<()> {
        self.conn.hold()
    }

    /// So many bytes of the snapshot, if there is one.
    pub fn read_snapshot(&self, at: u64, count: usize) -> Result<Option<Vec<u8>>> {
        self.conn.read_held(at, count)
    }

    /// Lets the snapshot go.
    pub fn end_snapshot(&self) -> Result<()> {
        self.conn.release()
    }

    /// Whether a power cut could still take a commit.
    pub fn is_dirty(&self) -> bool {
        self.conn.is_dirty()
    }

    /// Starts a transaction.
    pub fn begin(&mut self) -> Result<()> {
        self.conn.begin()?;
        match self.is_stale {
            true => self.forget(),
            false => Ok(()),
        }
    }

    /// Marks a point of the transaction to go back to.
    pub fn save(&mut self) -> Result<()> {
        self.conn.run("SAVEPOINT atomic", ()).map(drop)
    }

    /// Goes back to the point that [`Store::save`] marked.
    pub fn restore(&mut self) -> Result<()> {
        self.conn.script("ROLLBACK TO atomic; RELEASE atomic")?;
        self.forget()
    }

    /// Keeps what was done since [`Store::save`].
    pub fn keep(&mut self) -> Result<()> {
        self.conn.run("RELEASE atomic", ()).map(drop)
    }

    /// Drops what memory holds of the file. After a rollback it may be wrong.
    pub fn forget(&mut self) -> Result<()> {
        self.rollbacks += 1;
        self.next_id = None;
        self.first_field_deadline = None;
        self.created_from = None;
        self.expired.clear();
        self.firsts.clear();
        self.with_tables.clear();
        self.is_stale = true;
        self.databases = Databases::load(&self.conn)?;
        self.is_stale = false;
        Ok(())
    }
}
