//! What a database over two host files promises, whatever the host does. A connection that is
//! dropped stands for a killed process: it writes nothing more (tested here as well).

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Connection, StorageError, Synchronous};
use crate::vfs::NativeFile;
use crate::vfs::double::{Disk, Event, Fault, File, Machine};

pub(super) const WRITE_FAULTS: [Fault; 3] = [Fault::Write, Fault::WriteDone, Fault::WriteHalf];

const TABLE: &str = "CREATE TABLE kv (k INTEGER PRIMARY KEY, v BLOB) STRICT";

#[derive(Default)]
pub(super) struct Disks {
    pub(super) database: Disk,
    pub(super) wal: Disk,
}

impl Disks {
    fn try_open(&self) -> Result<Connection, StorageError> {
        Connection::open(self.database.open(), self.wal.open())
    }

    pub(super) fn open(&self) -> Connection {
        self.try_open().unwrap()
    }

    /// A connection for a host that makes the writes of a turn atomic.
    fn open_atomic(&self) -> Connection {
        Connection::open_as(self.database.open(), self.wal.open(), true, &|_| Ok(())).unwrap()
    }

    /// A connection with a table, and no call counted yet.
    pub(super) fn with_table(&self) -> Connection {
        let conn = self.open();
        conn.script(TABLE).unwrap();
        self.take_calls();
        conn
    }

    fn take_calls(&self) {
        self.database.take_calls();
        self.wal.take_calls();
    }

    pub(super) fn set_faults(&self, faults: &[Fault]) {
        self.database.set_faults(faults);
        self.wal.set_faults(faults);
    }
}

pub(super) fn put(conn: &Connection, k: i64, v: &[u8]) -> Result<(), StorageError> {
    conn.run("INSERT OR REPLACE INTO kv VALUES (?, ?)", (k, v))
        .map(drop)
}

/// Puts the keys of the range in one transaction; rolled back if anything fails.
pub(super) fn put_all(
    conn: &Connection,
    keys: std::ops::Range<i64>,
    v: &[u8],
) -> Result<(), StorageError> {
    conn.begin()?;
    let result = keys.into_iter().try_for_each(|k| put(conn, k, v));
    match result {
        Ok(()) => conn.commit(),
        Err(error) => conn.rollback().and(Err(error)),
    }
}

/// Each key with its value's length and first byte.
pub(super) type Contents = BTreeMap<i64, (usize, u8)>;

pub(super) fn contents(conn: &Connection) -> Contents {
    let rows = conn.all("SELECT k, v FROM kv", (), |row| {
        let v: Vec<u8> = row.get(1)?;
        Ok((row.get(0)?, (v.len(), v[0])))
    });
    rows.unwrap().into_iter().collect()
}

#[test]
fn the_log_and_the_lock_are_as_asked() {
    let conn = Disks::default().open();
    for (pragma, expected) in [
        ("PRAGMA journal_mode", "wal"),
        ("PRAGMA locking_mode", "exclusive"),
    ] {
        let mode = conn.one(pragma, (), |row| row.get::<String>(0));
        assert_eq!(mode.unwrap().as_deref(), Some(expected));
    }
    for (pragma, expected) in [
        ("PRAGMA page_size", 4096),
        ("PRAGMA synchronous", 1),
        ("PRAGMA temp_store", 2),
        ("PRAGMA cache_size", -40960),
        ("PRAGMA wal_autocheckpoint", 16384),
    ] {
        let number = conn.one(pragma, (), |row| row.get::<i64>(0));
        assert_eq!(number.unwrap(), Some(expected), "{pragma}");
    }
}

#[test]
fn a_database_is_opened_and_closed_without_a_write() {
    let disks = Disks::default();
    disks.with_table().close().unwrap();
    disks.take_calls();
    disks.open().close().unwrap();
    for disk in [&disks.database, &disks.wal] {
        let calls = disk.take_calls();
        assert_eq!((calls.writes, calls.flushes), (0, 0), "{calls:?}");
    }
}

#[test]
fn where_the_host_is_atomic_a_commit_is_in_the_database_and_nothing_in_a_log() {
    let disks = Disks::default();
    let conn = disks.open_atomic();
    conn.script(TABLE).unwrap();
    put_all(&conn, 0..100, &[1; 500]).unwrap();
    conn.begin().unwrap();
    // More than the cache holds, so that some of it is written before it is taken back.
    (0..10_000)
        .try_for_each(|k| put(&conn, k, &[2; 1000]))
        .unwrap();
    conn.rollback().unwrap();
    assert!(disks.wal.bytes().is_empty());
    assert!(!conn.is_dirty());
    drop(conn);
    let conn = disks.open_atomic();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn), (0..100).map(|k| (k, (500, 1))).collect());
    conn.close().unwrap();
}

#[test]
fn a_dropped_connection_writes_nothing_more() {
    let disks = Disks::default();
    let conn = disks.with_table();
    put_all(&conn, 0..100, &[1; 500]).unwrap();
    conn.begin().unwrap();
    put(&conn, 1000, b"not committed").unwrap();
    let before = (disks.database.bytes(), disks.wal.bytes());
    drop(conn);
    assert!(before == (disks.database.bytes(), disks.wal.bytes()));
    let conn = disks.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn).len(), 100);
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("redlet-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn open(&self) -> Connection {
        let open = |name| Box::new(NativeFile::open(&self.0.join(name)).unwrap());
        Connection::open(open("db"), open("db-wal")).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).unwrap();
    }
}

#[test]
fn a_write_to_real_files_survives_a_kill_and_a_close() {
    let folder = Folder::new("kill");
    let conn = folder.open();
    conn.script("CREATE TABLE kv (k INTEGER PRIMARY KEY, v BLOB)")
        .unwrap();
    put_all(&conn, 0..500, &[7; 900]).unwrap();
    drop(conn);
    let conn = folder.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn).len(), 500);
    conn.close().unwrap();
    assert_eq!(std::fs::metadata(folder.0.join("db-wal")).unwrap().len(), 0);
    let conn = folder.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn).len(), 500);
}

#[test]
fn a_commit_of_many_pages_is_one_write_and_in_full_one_flush() {
    let disks = Disks::default();
    let conn = disks.with_table();
    for (synchronous, flushes) in [(Synchronous::Normal, 0), (Synchronous::Full, 1)] {
        conn.set_synchronous(synchronous).unwrap();
        put_all(&conn, 0..100, &[flushes as u8 + 1; 500]).unwrap();
        let calls = disks.wal.take_calls();
        assert_eq!((calls.writes, calls.flushes), (1, flushes));
        assert_eq!((calls.reads, calls.truncates), (0, 0));
        assert_eq!(disks.database.take_calls(), Default::default());
    }
}

#[test]
fn a_checkpoint_writes_neighbouring_pages_at_once() {
    let disks = Disks::default();
    let conn = disks.with_table();
    put_all(&conn, 0..1000, &[1; 3000]).unwrap();
    conn.checkpoint().unwrap();
    let calls = disks.database.take_calls();
    assert!(calls.writes <= 5, "{calls:?}");
    assert_eq!(calls.flushes, 1);
    assert_eq!(disks.wal.bytes().len(), 0);
    conn.integrity_check().unwrap();
}

#[test]
fn a_transaction_larger_than_the_cache_reads_its_own_pages() {
    let disks = Disks::default();
    let conn = disks.with_table();
    conn.script("PRAGMA cache_size = 10").unwrap();
    put_all(&conn, 0..50, &[9; 2000]).unwrap();
    conn.begin().unwrap();
    for k in 0..1500 {
        put(&conn, k, &[1; 2000]).unwrap();
        // Changes a page that was spilled: SQLite writes over its own frame in the log.
        put(&conn, k / 2, &[2; 2000]).unwrap();
    }
    assert!(disks.wal.bytes().len() > 1 << 20, "it was spilled");
    let inside = contents(&conn);
    assert_eq!(
        (inside.len(), inside[&0], inside[&1499]),
        (1500, (2000, 2), (2000, 1))
    );
    conn.commit().unwrap();
    drop(conn);
    let conn = disks.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn), inside);
}

#[test]
fn a_spilled_transaction_that_fits_the_buffer_is_one_write_too() {
    let disks = Disks::default();
    let conn = disks.with_table();
    conn.script("PRAGMA cache_size = 10").unwrap();
    conn.begin().unwrap();
    for k in 0..150 {
        put(&conn, k, &[1; 2000]).unwrap();
        put(&conn, k / 2, &[2; 2000]).unwrap();
    }
    conn.commit().unwrap();
    assert_eq!(disks.wal.take_calls().writes, 1);
    let before = contents(&conn);
    drop(conn);
    assert_eq!(contents(&disks.open()), before);
}

/// SQLite writes the first pages of such a value twice, and so corrects the checksum of every frame.
#[test]
fn a_value_larger_than_the_cache_takes_few_calls() {
    const MEGABYTES: usize = 16;
    let disks = Disks::default();
    let conn = disks.with_table();
    conn.script("PRAGMA cache_size = 100").unwrap();
    put_all(&conn, 0..1, &vec![7; MEGABYTES << 20]).unwrap();
    let calls = disks.wal.take_calls();
    assert!(calls.writes < 8 * MEGABYTES, "{calls:?}");
    assert!(calls.reads < 8 * MEGABYTES, "{calls:?}");
    drop(conn);
    let conn = disks.open();
    conn.integrity_check().unwrap();
    assert!(contents(&conn)[&0] == (MEGABYTES << 20, 7));
}

#[test]
fn a_rolled_back_spilled_transaction_leaves_nothing() {
    let disks = Disks::default();
    let conn = disks.with_table();
    conn.script("PRAGMA cache_size = 10").unwrap();
    put_all(&conn, 0..10, &[1; 2000]).unwrap();
    conn.begin().unwrap();
    (0..1500).for_each(|k| put(&conn, k, &[2; 2000]).unwrap());
    conn.rollback().unwrap();
    put_all(&conn, 10..12, &[3; 2000]).unwrap();
    let before = contents(&conn);
    assert_eq!(before.len(), 12);
    drop(conn);
    let conn = disks.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn), before);
}

#[test]
fn a_failed_commit_is_rolled_back_in_memory_and_on_disk() {
    let cases = WRITE_FAULTS.map(|fault| (fault, Synchronous::Normal));
    for (fault, synchronous) in cases.into_iter().chain([(Fault::Flush, Synchronous::Full)]) {
        for goes_on in [false, true] {
            let disks = Disks::default();
            let conn = disks.with_table();
            conn.set_synchronous(synchronous).unwrap();
            put_all(&conn, 0..20, &[1; 500]).unwrap();
            disks.wal.set_faults(&[fault]);
            let error = put_all(&conn, 0..60, &[2; 500]).unwrap_err();
            let has_host_words = |text: &str| text.contains(&format!("injected: {fault:?}"));
            assert!(
                matches!(&error, StorageError::Io(text) if has_host_words(text)),
                "{error}"
            );
            disks.set_faults(&[]);
            if goes_on {
                put_all(&conn, 100..101, &[3; 500]).unwrap();
            }
            let before = contents(&conn);
            assert_eq!(before.len(), 20 + usize::from(goes_on));
            drop(conn);
            let conn = disks.open();
            conn.integrity_check().unwrap();
            assert_eq!(contents(&conn), before, "{fault:?}");
        }
    }
}

#[test]
fn nothing_runs_while_a_failed_commit_is_still_on_disk() {
    let disks = Disks::default();
    let conn = disks.with_table();
    disks.wal.set_faults(&[Fault::WriteDone, Fault::Truncate]);
    put_all(&conn, 0..9, b"a").unwrap_err();
    assert!(matches!(conn.begin(), Err(StorageError::Poisoned(_))));
    disks.set_faults(&[]);
    put_all(&conn, 20..21, b"b").unwrap();
    drop(conn);
    assert_eq!(contents(&disks.open()).len(), 1);
}

#[test]
fn a_full_disk_is_told_and_gets_over() {
    let disks = Disks::default();
    let conn = disks.with_table();
    put_all(&conn, 0..20, &[1; 500]).unwrap();
    disks.wal.set_room(Some(disks.wal.bytes().len() + 5000));
    assert_eq!(put_all(&conn, 20..999, &[1; 500]), Err(StorageError::Full));
    assert_eq!(contents(&conn).len(), 20);
    disks.wal.set_room(None);
    put_all(&conn, 20..99, &[1; 500]).unwrap();
    // A checkpoint that finds no room keeps everything in the log.
    disks.database.set_room(Some(4096));
    assert_eq!(conn.checkpoint(), Err(StorageError::Full));
    put_all(&conn, 99..100, &[1; 500]).unwrap();
    assert_eq!(conn.close(), Err(StorageError::Full));
    disks.database.set_room(None);
    let conn = disks.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn).len(), 100);
    conn.close().unwrap();
}

#[test]
fn a_file_of_another_kind_is_left_as_it_is() {
    let long = b"this is no database ".repeat(1000);
    for content in [&b"x"[..], &[0; 5000], b"SQLite format 2", &long] {
        let disks = Disks {
            database: Disk::holding(content),
            wal: Disk::new(),
        };
        assert_eq!(disks.try_open().err(), Some(StorageError::NotADatabase));
        assert!(disks.database.bytes() == content);
        assert!(disks.wal.bytes().is_empty());
        let calls = disks.database.take_calls();
        assert_eq!((calls.writes, calls.truncates), (0, 0));
    }
}

#[test]
fn a_file_of_another_kind_with_a_log_is_left_as_it_is() {
    let disks = Disks::default();
    put_all(&disks.with_table(), 0..9, b"a").unwrap();
    let wal = disks.wal.bytes()[..1000].to_vec();
    let content = b"this is no database ".repeat(1000);
    let disks = Disks {
        database: Disk::holding(&content),
        wal: Disk::holding(&wal),
    };
    assert_eq!(disks.try_open().err(), Some(StorageError::NotADatabase));
    assert!(disks.database.bytes() == content && disks.wal.bytes() == wal);
}

#[test]
fn a_file_that_a_power_cut_left_blank_is_new() {
    let disks = Disks {
        database: Disk::holding(&[0; 4096]),
        wal: Disk::new(),
    };
    put_all(&disks.with_table(), 0..9, b"a").unwrap();
    assert_eq!(contents(&disks.open()).len(), 9);
}

#[test]
fn a_damaged_page_is_told() {
    let disks = Disks::default();
    let conn = disks.with_table();
    put_all(&conn, 0..200, &[1; 500]).unwrap();
    conn.close().unwrap();
    let mut bytes = disks.database.bytes();
    // Page 2 says where the others hang.
    bytes[8192..8292].fill(0xFF);
    let damaged = Disks {
        database: Disk::holding(&bytes),
        wal: Disk::new(),
    };
    let conn = damaged.open();
    let read = conn.one("SELECT v FROM kv", (), |row| row.get::<Vec<u8>>(0));
    assert!(matches!(read, Err(StorageError::Corrupt(_))));
    let check = conn.integrity_check();
    assert!(matches!(check, Err(StorageError::Corrupt(_))), "{check:?}");
}

#[test]
fn the_log_starts_anew_after_a_checkpoint() {
    let disks = Disks::default();
    let conn = disks.with_table();
    conn.script("PRAGMA wal_autocheckpoint = 20").unwrap();
    for round in 1..=100 {
        put_all(&conn, 0..50, &[round; 500]).unwrap();
    }
    assert!(disks.wal.bytes().len() < 60 * 4120);
    assert!(disks.wal.take_calls().writes < 150);
    let before = contents(&conn);
    drop(conn);
    let conn = disks.open();
    conn.integrity_check().unwrap();
    assert_eq!(contents(&conn), before);
    assert_eq!(before[&0], (500, 100));
}

#[test]
fn a_log_that_was_left_is_read_in_few_calls() {
    let disks = Disks::default();
    put_all(&disks.with_table(), 0..8000, &[1; 900]).unwrap();
    assert!(disks.wal.bytes().len() > 1500 * 4120);
    disks.take_calls();
    let conn = disks.open();
    let opening = disks.wal.take_calls().reads;
    assert_eq!(contents(&conn).len(), 8000);
    let reading = disks.wal.take_calls().reads;
    assert!(opening < 20 && reading < 30, "{opening}, {reading}");
}

#[test]
fn everysec_flushes_what_was_committed() {
    let disks = Disks::default();
    let conn = disks.with_table();
    conn.flush().unwrap();
    disks.take_calls();
    assert!(!conn.is_dirty());
    conn.flush().unwrap();
    assert_eq!(disks.wal.take_calls().flushes, 0);
    put_all(&conn, 0..3, b"a").unwrap();
    assert!(conn.is_dirty());
    disks.wal.set_faults(&[Fault::Flush]);
    assert!(matches!(conn.flush(), Err(StorageError::Io(_))));
    disks.wal.set_faults(&[]);
    assert!(conn.is_dirty(), "a failed flush did not flush");
    conn.flush().unwrap();
    assert!(!conn.is_dirty());
    assert_eq!(contents(&conn).len(), 3, "acknowledged writes stay");
}

#[test]
fn sizes_count_the_files_and_the_data() {
    let disks = Disks::default();
    let conn = disks.with_table();
    put_all(&conn, 0..200, &[1; 500]).unwrap();
    let files = disks.database.bytes().len() + disks.wal.bytes().len();
    assert_eq!(conn.size().unwrap(), files as u64);
    let full = conn.used_size().unwrap();
    conn.script("DELETE FROM kv").unwrap();
    assert!(conn.used_size().unwrap() < full / 4);
    let memory = Connection::memory().unwrap();
    memory.script("CREATE TABLE t (a)").unwrap();
    assert_eq!(memory.size().unwrap(), 8192);
}

#[test]
fn many_databases_live_side_by_side() {
    let all: Vec<Disks> = (0..8).map(|_| Disks::default()).collect();
    let conns: Vec<Connection> = all.iter().map(Disks::with_table).collect();
    for (k, conn) in conns.iter().enumerate() {
        put(conn, k as i64, &[1]).unwrap();
    }
    for (k, conn) in conns.into_iter().enumerate() {
        assert_eq!(contents(&conn).into_keys().collect::<Vec<_>>(), [k as i64]);
        conn.close().unwrap();
    }
}

/// Nothing was in it yet, and nobody could ever open it.
#[test]
fn a_file_that_a_kill_left_half_created_is_new() {
    let disks = Disks::default();
    drop(disks.open());
    let page = disks.database.bytes();
    for cut in [1, 16, 27, 40, 99, 101, 2000, 4095] {
        let disks = Disks {
            database: Disk::holding(&page[..cut]),
            wal: Disk::new(),
        };
        put_all(&disks.with_table(), 0..9, b"a").unwrap();
        assert_eq!(contents(&disks.open()).len(), 9, "{cut}");
    }
}

/// What is left of a database that had data is its owner's.
#[test]
fn a_database_cut_to_less_than_a_page_is_left_as_it_is() {
    let disks = Disks::default();
    let conn = disks.with_table();
    put_all(&conn, 0..99, &[1; 500]).unwrap();
    conn.close().unwrap();
    for cut in [32, 100, 4095] {
        let rest = disks.database.bytes()[..cut].to_vec();
        let disks = Disks {
            database: Disk::holding(&rest),
            wal: Disk::new(),
        };
        assert!(disks.try_open().is_err(), "{cut}");
        assert!(disks.database.bytes() == rest, "{cut}");
    }
}

/// Reads a snapshot while the database is written; both say what they should.
fn assert_snapshot_stays(mut conn: Connection) {
    put_all(&conn, 0..300, &[1; 700]).unwrap();
    conn.hold().unwrap();
    let mut copy = Vec::new();
    for round in 2.. {
        put_all(&conn, 0..300, &[round; 700]).unwrap();
        conn.checkpoint().unwrap();
        let part = conn.read_held(copy.len() as u64, 50_000).unwrap().unwrap();
        copy.extend_from_slice(&part);
        if part.len() < 50_000 {
            break;
        }
    }
    assert_eq!(conn.read_held(u64::MAX, 100).unwrap(), Some(vec![]));
    conn.release().unwrap();
    assert_eq!(conn.read_held(0, 100).unwrap(), None);
    let disks = Disks {
        database: Disk::holding(&copy),
        wal: Disk::new(),
    };
    let copied = disks.open();
    copied.integrity_check().unwrap();
    let found = contents(&copied);
    assert_eq!(found.len(), 300);
    assert!(found.values().all(|found| *found == (700, 1)));
    assert_ne!(contents(&conn)[&0], (700, 1));
    conn.close().unwrap();
}

#[test]
fn a_snapshot_stays_as_it_was_while_writes_go_on() {
    assert_snapshot_stays(Disks::default().with_table());
}

#[test]
fn without_a_log_a_snapshot_stays_as_it_was_too() {
    for conn in [
        Connection::memory().unwrap(),
        Disks::default().open_atomic(),
    ] {
        conn.script(TABLE).unwrap();
        assert_snapshot_stays(conn);
    }
}

/// Else a power cut could leave the old header, and some of the old log's frames before the zeros
/// that keep room: recovery would lay them over a database that has gone on since.
#[test]
fn a_log_starts_with_a_flushed_header_before_room_is_kept() {
    let machine = Machine::default();
    let conn = Connection::open(machine.open(File::Database), machine.open(File::Wal)).unwrap();
    conn.script(TABLE).unwrap();
    put_all(&conn, 0..200, &[1; 700]).unwrap();
    conn.checkpoint().unwrap();
    machine.record();
    put_all(&conn, 0..200, &[2; 700]).unwrap();
    let events = machine.events();
    assert!(matches!(&events[0], Event::Write(File::Wal, 0, bytes) if bytes.len() == 32));
    assert_eq!(events[1], Event::Flush(File::Wal));
    assert!(matches!(&events[2], Event::Write(File::Wal, 32, bytes) if bytes.len() > 100_000));
}
