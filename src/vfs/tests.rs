//! What the two files promise by themselves; the promises of a database stand in `sqlite/tests.rs`.

use super::double::{Calls, Disk, Fault};
use super::joined::JoinedFile;
use super::wal::WalFile;
use super::{HostError, HostFile, Mount, NativeFile};

fn calls(writes: usize, reads: usize) -> Calls {
    Calls {
        writes,
        reads,
        ..Calls::default()
    }
}

fn read(file: &mut JoinedFile, at: u64, count: usize) -> Vec<u8> {
    let mut buf = vec![0xEE; count];
    let count = file.read(&mut buf, at).unwrap();
    buf.truncate(count);
    buf
}

#[test]
fn neighbouring_writes_become_one() {
    let disk = Disk::new();
    let mut file = JoinedFile::new(disk.open());
    for (at, bytes) in [(0, "ab"), (2, "cd"), (4, "e"), (1, "XYZ"), (5, "f")] {
        file.write(bytes.as_bytes(), at).unwrap();
    }
    assert_eq!(disk.take_calls(), calls(0, 0));
    assert_eq!(read(&mut file, 0, 10), b"aXYZef");
    file.write_out().unwrap();
    let once = Calls {
        sizes: 1,
        ..calls(1, 0)
    };
    assert_eq!(disk.take_calls(), once);
    assert_eq!(disk.bytes(), b"aXYZef");
}

#[test]
fn a_write_elsewhere_sends_off_what_waits() {
    let disk = Disk::new();
    let mut file = JoinedFile::new(disk.open());
    file.write(b"one", 0).unwrap();
    file.write(b"two", 10).unwrap();
    assert_eq!(disk.bytes(), b"one");
    assert_eq!(file.size().unwrap(), 13);
    assert_eq!(read(&mut file, 1, 20), b"ne\0\0\0\0\0\0\0two");
    file.sync().unwrap();
    assert_eq!(disk.bytes(), b"one\0\0\0\0\0\0\0two");
}

#[test]
fn a_read_sees_waiting_bytes_over_the_file() {
    let disk = Disk::holding(b"0123456789");
    let mut file = JoinedFile::new(disk.open());
    file.write(b"ab", 4).unwrap();
    for (at, count, expected) in [
        (0, 10, "0123ab6789"),
        (4, 2, "ab"),
        (5, 3, "b67"),
        (2, 3, "23a"),
        (9, 5, "9"),
        (10, 5, ""),
        (50, 5, ""),
    ] {
        assert_eq!(read(&mut file, at, count), expected.as_bytes(), "{at}");
    }
}

#[test]
fn a_truncation_cuts_what_waits() {
    let disk = Disk::holding(b"0123456789");
    let mut file = JoinedFile::new(disk.open());
    file.write(b"abcdef", 8).unwrap();
    file.truncate(9).unwrap();
    assert_eq!(disk.bytes(), b"01234567a");
    file.truncate(3).unwrap();
    assert_eq!(read(&mut file, 0, 9), b"012");
    assert_eq!(disk.bytes(), b"012");
    disk.take_calls();
    file.truncate(3).unwrap();
    assert_eq!(disk.take_calls(), calls(0, 0), "it has that size");
}

#[test]
fn a_failed_write_is_forgotten() {
    let disk = Disk::holding(b"0123");
    let mut file = JoinedFile::new(disk.open());
    disk.set_faults(&[Fault::Write]);
    file.write(b"ab", 1).unwrap();
    assert!(matches!(file.write_out(), Err(HostError::Io(_))));
    disk.set_faults(&[]);
    file.sync().unwrap();
    assert_eq!(read(&mut file, 0, 9), b"0123");
}

#[test]
fn a_short_write_is_a_full_disk() {
    let disk = Disk::new();
    let mut file = JoinedFile::new(disk.open());
    disk.set_room(Some(3));
    file.write(b"abcdef", 0).unwrap();
    assert_eq!(file.write_out(), Err(HostError::Full));
    assert_eq!(file.size().unwrap(), 3);
}

#[test]
fn a_flush_with_nothing_written_costs_nothing() {
    let disk = Disk::new();
    let mut file = JoinedFile::new(disk.open());
    file.sync().unwrap();
    assert_eq!(disk.take_calls().flushes, 0);
    file.write(b"a", 0).unwrap();
    assert!(file.is_dirty());
    file.sync().unwrap();
    file.sync().unwrap();
    assert_eq!(disk.take_calls().flushes, 1);
    assert!(!file.is_dirty());
}

/// A read that the host cuts short inside the file must not pass for the file's end.
#[test]
fn a_short_read_inside_the_file_is_an_error() {
    struct Lazy;
    impl HostFile for Lazy {
        fn read(&mut self, _: &mut [u8], _: u64) -> Result<usize, HostError> {
            Ok(1)
        }
        fn write(&mut self, _: &[u8], _: u64) -> Result<usize, HostError> {
            Ok(0)
        }
        fn truncate(&mut self, _: u64) -> Result<(), HostError> {
            Ok(())
        }
        fn flush(&mut self) -> Result<(), HostError> {
            Ok(())
        }
        fn size(&mut self) -> Result<u64, HostError> {
            Ok(100)
        }
        fn close(&mut self) -> Result<(), HostError> {
            Ok(())
        }
    }
    let result = JoinedFile::new(Box::new(Lazy)).read(&mut [0; 10], 0);
    assert!(matches!(result, Err(HostError::Io(_))));
}

/// A frame's header: commits or not, with salt and checksum or not.
fn header(commits: bool, sealed: bool) -> [u8; 24] {
    let mut header = [0; 24];
    header[3] = 7;
    header[7] = u8::from(commits);
    header[8..].fill(u8::from(sealed));
    header
}

#[test]
fn a_commit_frame_sends_off_the_transaction() {
    let disk = Disk::new();
    let mut database = JoinedFile::new(Disk::new().open());
    let mut wal = WalFile::new(disk.open());
    for (at, commits) in [(32, false), (568, false), (1104, true)] {
        assert_eq!(disk.take_calls().writes, 0);
        wal.write(&header(commits, true), at, &mut database)
            .unwrap();
        wal.write(&[9; 512], at + 24, &mut database).unwrap();
    }
    assert_eq!(disk.take_calls().writes, 1);
    assert_eq!(disk.bytes().len(), 1104 + 536);
}

#[test]
fn a_commit_frame_without_checksum_waits_for_it() {
    let disk = Disk::new();
    let mut database = JoinedFile::new(Disk::new().open());
    let mut wal = WalFile::new(disk.open());
    for (at, commits) in [(32, false), (568, true)] {
        wal.write(&header(commits, false), at, &mut database)
            .unwrap();
        wal.write(&[9; 512], at + 24, &mut database).unwrap();
    }
    wal.write(&header(false, true), 32, &mut database).unwrap();
    assert_eq!(disk.take_calls().writes, 0);
    wal.write(&header(true, true), 568, &mut database).unwrap();
    assert_eq!(disk.take_calls().writes, 1);
}

#[test]
fn a_failed_commit_is_cut_off_even_if_it_was_written() {
    let disk = Disk::new();
    let mut database = JoinedFile::new(Disk::new().open());
    let mut wal = WalFile::new(disk.open());
    wal.write(&header(true, true), 32, &mut database).unwrap();
    wal.write(&[9; 512], 56, &mut database).unwrap();
    disk.set_faults(&[Fault::WriteDone, Fault::Truncate]);
    wal.write(&header(true, true), 568, &mut database).unwrap();
    wal.write(&[9; 512], 592, &mut database).unwrap_err();
    assert_eq!(disk.bytes().len(), 1104, "it could not be cut off");
    wal.heal().unwrap_err();
    wal.write(&header(true, true), 568, &mut database)
        .unwrap_err();
    disk.set_faults(&[]);
    wal.heal().unwrap();
    assert_eq!(disk.bytes().len(), 568);
}

#[test]
fn a_mount_unregisters_its_vfs() {
    let mut mount = Mount::new(Disk::new().open(), Disk::new().open()).unwrap();
    let other = Mount::new(Disk::new().open(), Disk::new().open()).unwrap();
    // SAFETY: the pointer is compared with null and not used.
    let is_registered =
        |name: &str| unsafe { rsqlite_vfs::registered_vfs(name).unwrap().is_some() };
    let name = mount.vfs_name().to_owned();
    assert!(is_registered(&name) && is_registered(other.vfs_name()));
    mount.close().unwrap();
    assert!(!is_registered(&name) && is_registered(other.vfs_name()));
    let name = other.vfs_name().to_owned();
    drop(other);
    assert!(!is_registered(&name));
}

#[test]
fn a_native_file_has_one_owner() {
    let path = std::env::temp_dir().join(format!("redlet-owner-{}", std::process::id()));
    let first = NativeFile::open(&path).unwrap();
    let second = NativeFile::open(&path).unwrap_err();
    assert_eq!(second.kind(), std::io::ErrorKind::WouldBlock);
    drop(first);
    NativeFile::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_commit_has_the_database_grow_before_it_counts() {
    let (disk, data) = (Disk::new(), Disk::new());
    let mut database = JoinedFile::new(data.open());
    let mut wal = WalFile::new(disk.open());
    data.set_room(Some(3000));
    wal.write(&header(true, true), 32, &mut database).unwrap();
    let refused = wal.write(&[9; 4096], 56, &mut database);
    assert!(matches!(refused, Err(HostError::Full)));
    assert!(disk.bytes().len() <= 32);
    data.set_room(None);
    wal.write(&header(true, true), 32, &mut database).unwrap();
    wal.write(&[9; 4096], 56, &mut database).unwrap();
    assert_eq!(data.bytes().len(), 64 * 4096);
    assert_eq!((data.take_calls().writes, disk.take_calls().writes), (2, 1));
}

/// The pages of large values are before or behind that of the row, which is anywhere.
#[test]
fn what_is_read_near_each_other_as_a_rule_becomes_one_read() {
    const PAGE: u64 = 4096;
    let bytes: Vec<u8> = (0..1000 * PAGE).map(|at| (at / PAGE) as u8).collect();
    let disk = Disk::holding(&bytes);
    let mut file = JoinedFile::new(disk.open());
    let mut pages = |near: &[i64]| {
        disk.take_calls();
        for row in (0..1000).step_by(90).chain((45..1000).step_by(90)) {
            for page in near.iter().map(|page| row + page).filter(|page| *page >= 0) {
                let found = read(&mut file, page as u64 * PAGE, PAGE as usize);
                assert_eq!(found, [page as u8; PAGE as usize], "page {page}");
            }
        }
        disk.take_calls().reads
    };
    pages(&[0, -2, -1]);
    assert_eq!(pages(&[0, -2, -1]), 23, "one for each row");
    assert_eq!(pages(&[0, 1, 2]), 23, "one for each row");
}
