//! The VFS: the files that SQLite opens.
//!
//! Each database has a VFS of its own, with a unique name. It has two files of the host: the database
//! and its `-wal`. Other files that SQLite opens are in memory until they are closed: temporary files,
//! and the rollback journal, which is used only while a new file is switched to WAL, when there is one
//! page to lose. The VFS is unregistered when the [`Mount`] is dropped, unless a connection still has
//! it open.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rsqlite_vfs::{
    AccessMode, DeviceCharacteristics, FileKind, LockLevel, MemChunksFile, OpenAccess, OpenOptions,
    OpenRequest, OpenedFile, OsCallback, SQLiteIoMethods, SQLiteVfs, SyncOptions, VfsError,
    VfsErrorCode, VfsFile, VfsRegistration, VfsResult, VfsStore, register_vfs,
};

use super::file::{HostError, HostFile};
use super::joined::JoinedFile;
use super::wal::WalFile;

/// The database's name inside its own VFS.
const DATABASE: &str = "redlet.db";
const WAL: &str = "redlet.db-wal";

/// Temporary files and the journal grow in pieces of a page.
const MEMORY_CHUNK: usize = 4096;

/// Numbers the VFS names. Two databases of a process must never share one.
static MOUNTED: AtomicU64 = AtomicU64::new(0);

/// Two host files, registered as a VFS.
pub struct Mount {
    registration: Option<VfsRegistration<Rc<Files>>>,
    files: Rc<Files>,
    name: String,
}

/// What the callbacks of a VFS share with its [`Mount`].
struct Files {
    database: RefCell<JoinedFile>,
    wal: RefCell<WalFile>,
    /// How many files SQLite has open.
    open: Cell<usize>,
    last_error: RefCell<Option<VfsError>>,
}

impl Mount {
    /// Registers a VFS over the two files.
    pub fn new(database: Box<dyn HostFile>, wal: Box<dyn HostFile>) -> Result<Mount, HostError> {
        let files = Rc::new(Files {
            database: RefCell::new(JoinedFile::new(database)),
            wal: RefCell::new(WalFile::new(wal)),
            open: Cell::new(0),
            last_error: RefCell::new(None),
        });
        let name = format!("redlet-{}", MOUNTED.fetch_add(1, Ordering::Relaxed));
        // SAFETY: `Vfs` and `Io` use the crate's own constructor, file layout and callbacks, and
        // agree on `Store` and its app data, which the registration owns. The name is used once in
        // the process, so that the lookup can't race with a registration of the same name, and
        // SQLite guards its list of VFSs by a mutex where there are threads. `Files` is neither
        // Send nor shared: `Mount` keeps its connection on this thread (it is !Send by its Rc).
        let registered = unsafe { register_vfs::<Io, Vfs>(&name, Rc::clone(&files), false) };
        let registration = registered.map_err(|error| HostError::Io(error.to_string()))?;
        Ok(Mount {
            registration: Some(registration),
            files,
            name,
        })
    }

    /// The name to open the database by.
    pub fn path(&self) -> &'static str {
        DATABASE
    }

    /// The name of the VFS to open it with.
    pub fn vfs_name(&self) -> &str {
        &self.name
    }

    /// The bytes that both files take in the host's storage.
    pub fn size(&self) -> Result<u64, HostError> {
        let database = self.files.database.borrow_mut().size()?;
        Ok(database + self.files.wal.borrow_mut().size()?)
    }

    /// Bytes of the database file; fewer than asked at its end.
    pub fn read(&self, buf: &mut [u8], at: u64) -> Result<usize, HostError> {
        self.files.database.borrow_mut().read(buf, at)
    }

    /// The first bytes of the write-ahead log.
    pub fn wal_header(&self, buf: &mut [u8]) -> Result<usize, HostError> {
        self.files.wal.borrow_mut().read(buf, 0)
    }

    /// The size of the write-ahead log.
    pub fn wal_size(&self) -> Result<u64, HostError> {
        self.files.wal.borrow_mut().size()
    }

    /// How long the log is at most: its file may be longer, with what will be overwritten.
    pub fn wal_end(&self) -> Result<u64, HostError> {
        self.files.wal.borrow_mut().end()
    }

    /// Keeps the room in the log's file that it starts with.
    pub fn reserve_log(&self) -> Result<(), HostError> {
        self.files.wal.borrow_mut().reserve()
    }

    /// Empties the database file.
    pub fn clear(&self) -> Result<(), HostError> {
        self.files.database.borrow_mut().truncate(0)
    }

    /// Whether commits were written that a power cut could still take.
    pub fn is_dirty(&self) -> bool {
        self.files.wal.borrow().is_dirty()
    }

    /// Flushes the commits to the device.
    pub fn flush(&self) -> Result<(), HostError> {
        self.files.wal.borrow_mut().sync()
    }

    /// Tells whether SQLite flushes each commit (`synchronous=FULL`).
    pub fn set_commits_are_flushed(&self, flushed: bool) {
        self.files.wal.borrow_mut().set_commits_are_flushed(flushed);
    }

    /// Removes what a failed commit left in the log. An error means that it is still there.
    pub fn heal(&self) -> Result<(), HostError> {
        self.files.wal.borrow_mut().heal()
    }

    /// What the host said about its last failure, in its own words, the first time it is asked.
    pub fn take_last_error(&self) -> Option<String> {
        let error = self.files.last_error.take();
        error.map(|error| error.message().to_owned())
    }

    /// Gives the files back to the host. SQLite must have closed them.
    pub fn close(&mut self) -> Result<(), HostError> {
        self.unregister();
        let wal = self.files.wal.borrow_mut().close();
        self.files.database.borrow_mut().close().and(wal)
    }

    /// Takes the VFS out of SQLite's list, unless a connection is open.
    fn unregister(&mut self) {
        if self.files.open.get() > 0 {
            // Better leaked than freed under a connection.
            return;
        }
        if let Some(registration) = self.registration.take() {
            // SAFETY: A connection keeps its database file open from its first moment to its last,
            // and none is open: so no connection, file or callback uses the VFS. SQLite takes it
            // from its list under the same mutex as above; the pointer was given to nobody else.
            let result = unsafe { registration.unregister() };
            if let Err((kept, _)) = result {
                self.registration = Some(kept);
            }
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        self.unregister();
    }
}

impl fmt::Debug for Mount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mount").field("name", &self.name).finish()
    }
}

struct Store;
struct Io;
struct Vfs;

/// An open file.
enum OpenFile {
    Database(Rc<Files>),
    Wal(Rc<Files>),
    Memory(MemChunksFile),
}

impl SQLiteIoMethods for Io {
    type Store = Store;
}

impl SQLiteVfs<Io> for Vfs {
    type Os = NoServices;

    fn os(_: &Rc<Files>) -> &NoServices {
        &NoServices
    }
}

/// The engine brings its own clock and randomness, so SQL gets neither from here: SQLite takes its
/// randomness from the default VFS, and nothing ever waits for a lock.
struct NoServices;

impl OsCallback for NoServices {
    fn sleep(&self, _: Duration) {}

    fn random(&self, _: &mut [u8]) -> usize {
        0
    }

    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        Err(VfsError::new(
            VfsErrorCode::Error,
            "the storage has no clock".into(),
        ))
    }
}

impl VfsStore for Store {
    type File = OpenFile;
    type AppData = Rc<Files>;

    fn record_error(files: &Rc<Files>, error: VfsError) {
        // A short read is how SQLite learns where a file ends.
        if error.code() != VfsErrorCode::IoShortRead {
            files.last_error.replace(Some(error));
        }
    }

    fn last_error(files: &Rc<Files>) -> Option<VfsError> {
        files.last_error.borrow().clone()
    }

    fn open_file(files: &Rc<Files>, request: OpenRequest<'_>) -> VfsResult<OpenedFile<OpenFile>> {
        let name = request.filename.map(|name| name.path());
        let file = match (request.options.kind(), name) {
            (Some(FileKind::MainDb), Some(DATABASE)) => OpenFile::Database(Rc::clone(files)),
            (Some(FileKind::Wal), Some(WAL)) => OpenFile::Wal(Rc::clone(files)),
            (Some(FileKind::MainDb | FileKind::Wal), _) => {
                return Err(VfsError::new(
                    VfsErrorCode::CantOpen,
                    "the storage has one database".into(),
                ));
            }
            _ => OpenFile::Memory(MemChunksFile::new(MEMORY_CHUNK)),
        };
        files.open.set(files.open.get() + 1);
        Ok(OpenedFile {
            file,
            access: OpenAccess::ReadWrite,
        })
    }

    fn close_file(
        files: &Rc<Files>,
        _: Option<&str>,
        _: OpenFile,
        _: OpenOptions,
    ) -> VfsResult<()> {
        // Nothing is written out: what still waits belongs to a transaction that did not commit.
        files.open.set(files.open.get().saturating_sub(1));
        Ok(())
    }

    fn access(files: &Rc<Files>, name: &str, _: AccessMode) -> VfsResult<bool> {
        match name {
            DATABASE => Ok(true),
            WAL => Ok(files.wal.borrow_mut().size().map_err(at_stat)? > 0),
            // A journal lives in memory, so none is ever left over from before.
            _ => Ok(false),
        }
    }

    fn full_pathname(_: &Rc<Files>, name: &str) -> VfsResult<String> {
        Ok(name.into())
    }

    fn delete_file(files: &Rc<Files>, name: &str, _: bool) -> VfsResult<()> {
        match name {
            WAL => files.wal.borrow_mut().truncate(0).map_err(at_truncate),
            _ => Ok(()),
        }
    }
}

impl VfsFile for OpenFile {
    fn read(&mut self, buf: &mut [u8], at: u64) -> VfsResult<usize> {
        match self {
            OpenFile::Database(files) => files.database.borrow_mut().read(buf, at),
            OpenFile::Wal(files) => files.wal.borrow_mut().read(buf, at),
            OpenFile::Memory(file) => return file.read(buf, at),
        }
        .map_err(|error| as_vfs_error(error, VfsErrorCode::IoRead))
    }

    fn write(&mut self, bytes: &[u8], at: u64) -> VfsResult<()> {
        match self {
            OpenFile::Database(files) => files.database.borrow_mut().write(bytes, at),
            OpenFile::Wal(files) => {
                let database = &mut files.database.borrow_mut();
                files.wal.borrow_mut().write(bytes, at, database)
            }
            OpenFile::Memory(file) => return file.write(bytes, at),
        }
        .map_err(|error| as_vfs_error(error, VfsErrorCode::IoWrite))
    }

    fn truncate(&mut self, size: u64) -> VfsResult<()> {
        match self {
            OpenFile::Database(files) => files.database.borrow_mut().truncate(size),
            OpenFile::Wal(files) => files.wal.borrow_mut().truncate(size),
            OpenFile::Memory(file) => return file.truncate(size),
        }
        .map_err(at_truncate)
    }

    fn sync(&mut self, options: SyncOptions) -> VfsResult<()> {
        match self {
            OpenFile::Database(files) => files.database.borrow_mut().sync(),
            OpenFile::Wal(files) => files.wal.borrow_mut().sync(),
            OpenFile::Memory(file) => return file.sync(options),
        }
        .map_err(|error| as_vfs_error(error, VfsErrorCode::IoSync))
    }

    fn size(&self) -> VfsResult<u64> {
        match self {
            OpenFile::Database(files) => files.database.borrow_mut().size(),
            OpenFile::Wal(files) => files.wal.borrow_mut().size(),
            OpenFile::Memory(file) => return file.size(),
        }
        .map_err(at_stat)
    }

    /// Bytes beside a write keep what they were at a power cut: true of every file system that a
    /// host file stands on, and it spares the padding of commits to whole sectors; the default
    /// sector size of 4096 then only spaces the journal in memory. SUBPAGE_READ would be true as
    /// well, but SQLite would read large values past its page cache, and a read of the host costs
    /// more than one of the cache. Nothing is claimed about atomicity or the order of writes.
    fn device_characteristics(&self) -> DeviceCharacteristics {
        DeviceCharacteristics::POWERSAFE_OVERWRITE
    }

    fn lock(&mut self, _: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn unlock(&mut self, _: LockLevel) -> VfsResult<()> {
        Ok(())
    }

    fn check_reserved_lock(&self) -> VfsResult<bool> {
        Ok(false)
    }
}

fn at_stat(error: HostError) -> VfsError {
    as_vfs_error(error, VfsErrorCode::IoStat)
}

fn at_truncate(error: HostError) -> VfsError {
    as_vfs_error(error, VfsErrorCode::IoTruncate)
}

/// The host's failure as SQLite's; `code` says what was being done.
fn as_vfs_error(error: HostError, code: VfsErrorCode) -> VfsError {
    match error {
        HostError::Full => VfsError::new(VfsErrorCode::Full, error.to_string().into()),
        HostError::Io(message) => VfsError::new(code, message.into()),
    }
}
