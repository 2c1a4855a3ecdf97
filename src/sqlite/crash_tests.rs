//! The host fails or dies at every single call in turn, or loses power: what may be found then.

use super::tests::{Contents, Disks, WRITE_FAULTS, contents, put, put_all};
use super::{Connection, Synchronous};
use crate::vfs::double::Fault;

/// A workload that goes through spills, overwritten frames, checkpoints and a restart of the log.
/// Gives what was acknowledged, and what a transaction in flight at the end would have made of it.
fn workload(conn: &Connection) -> [Contents; 2] {
    let mut model = Contents::new();
    for round in 1..=8_u8 {
        let keys = i64::from(round % 3) * 20..i64::from(round) * 25;
        let mut next = model.clone();
        next.extend(keys.clone().map(|k| (k, (700, round))));
        match put_all(conn, keys, &[round; 700]) {
            Ok(()) => model = next,
            Err(_) if conn.begin().and_then(|()| conn.rollback()).is_err() => return [model, next],
            Err(_) => assert_eq!(contents_if_readable(conn).unwrap_or(model.clone()), model),
        }
        if round == 4 {
            // May fail; the commits are then in the log.
            let _ = conn.checkpoint();
        }
    }
    [model.clone(), model]
}

/// The contents, unless the host fails to read.
fn contents_if_readable(conn: &Connection) -> Option<Contents> {
    let count = conn.one("SELECT sum(length(v)) FROM kv", (), |row| {
        row.get::<Option<i64>>(0)
    });
    count.is_ok().then(|| contents(conn))
}

/// Runs the workload with every call of a kind failing in turn, on one of the files.
fn fail_every_call(faults: &[Fault], once: bool, on_wal: bool, synchronous: Synchronous) {
    for spared in 0.. {
        let disks = Disks::default();
        let conn = disks.with_table();
        conn.script("PRAGMA cache_size = 10; PRAGMA wal_autocheckpoint = 40")
            .unwrap();
        conn.set_synchronous(synchronous).unwrap();
        let disk = if on_wal { &disks.wal } else { &disks.database };
        match once {
            true => disk.fail_once_after(spared, faults),
            false => disk.fail_after(spared, faults),
        }
        let allowed = workload(&conn);
        drop(conn);
        let has_failed = disk.has_failed();
        disks.set_faults(&[]);
        let conn = disks.open();
        conn.integrity_check().unwrap();
        let found = contents(&conn);
        let place = format!("{faults:?} call {spared} once {once} wal {on_wal} {synchronous:?}");
        assert!(allowed.contains(&found), "{place}");
        put_all(&conn, 0..300, &[99; 700]).unwrap();
        conn.close().unwrap();
        assert_eq!(contents(&disks.open()).len(), 300, "{place}");
        if !has_failed {
            assert!(spared > 0, "{place}: nothing was tried");
            return;
        }
    }
}

#[test]
fn no_failing_call_loses_or_invents_a_commit() {
    for fault in [
        Fault::Write,
        Fault::WriteDone,
        Fault::WriteHalf,
        Fault::Read,
        Fault::Flush,
    ] {
        for once in [true, false] {
            for on_wal in [true, false] {
                for synchronous in [Synchronous::Normal, Synchronous::Full] {
                    fail_every_call(&[fault], once, on_wal, synchronous);
                }
            }
        }
    }
}

/// A host that dies in the middle of a call, with half of it done or all of it, and for good.
#[test]
fn no_kill_loses_a_commit() {
    for write in WRITE_FAULTS {
        let everything = [write, Fault::Flush, Fault::Truncate, Fault::Read];
        for on_wal in [true, false] {
            fail_every_call(&everything, false, on_wal, Synchronous::Normal);
        }
    }
}

/// They are in the log before their frames have their checksums, which go out in long runs.
#[test]
fn no_failing_call_leaves_a_part_of_values_larger_than_the_cache() {
    let before = || (0..20).map(|k| (k, (700, 1))).collect::<Contents>();
    for fault in WRITE_FAULTS.into_iter().chain([Fault::Read]) {
        for spared in 0.. {
            let disks = Disks::default();
            let conn = disks.with_table();
            conn.script("PRAGMA cache_size = 10").unwrap();
            put_all(&conn, 0..20, &[1; 700]).unwrap();
            conn.flush().unwrap();
            disks.wal.fail_once_after(spared, &[fault]);
            conn.begin().unwrap();
            let rows = |v: &[u8]| (0..20).try_for_each(|k| put(&conn, k, v));
            let done = rows(&[7; 700])
                .and_then(|()| put(&conn, 50, &vec![7; 3 << 20]))
                .and_then(|()| rows(&[8; 700]))
                .and_then(|()| conn.commit());
            let place = format!("{fault:?} call {spared}");
            let mut expected = before();
            if done.is_ok() {
                expected = (0..20).map(|k| (k, (700, 8))).collect();
                expected.insert(50, (3 << 20, 7));
            }
            let mut dice = dice(spared as u64);
            let died = Disks {
                database: disks.database.after_power_cut(&mut dice),
                wal: disks.wal.after_power_cut(&mut dice),
            };
            drop(conn);
            let has_failed = disks.wal.has_failed();
            disks.set_faults(&[]);
            let (found, found_after_cut) = (disks.open(), died.open());
            found.integrity_check().unwrap();
            found_after_cut.integrity_check().unwrap();
            assert_eq!(contents(&found), expected, "{place}");
            let found = contents(&found_after_cut);
            assert!(found == before() || found == expected, "{place}");
            assert!(has_failed || done.is_ok(), "{place}");
            if !has_failed {
                assert!(spared > 0, "{place}: nothing was tried");
                break;
            }
        }
    }
}

/// A generator of numbers below a limit that the seed repeats (xorshift).
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move |limit| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % limit
    }
}

/// Commits rounds until the host dies in the middle of a call. Gives what each commit made of the
/// contents, the one that failed included, and how many of these were flushed.
fn run_until_death(
    disks: &Disks,
    spared: usize,
    synchronous: Synchronous,
) -> (Vec<Contents>, usize) {
    let conn = disks.with_table();
    conn.script("PRAGMA cache_size = 10; PRAGMA wal_autocheckpoint = 40")
        .unwrap();
    conn.set_synchronous(synchronous).unwrap();
    conn.flush().unwrap();
    let everything = [Fault::WriteHalf, Fault::Flush, Fault::Truncate];
    disks.wal.fail_after(spared, &everything);
    // The database is busy at a checkpoint only: then it dies first.
    disks.database.fail_after(spared / 3, &everything);
    let mut history = vec![Contents::new()];
    let mut flushed = 1;
    for round in 1..=9_u8 {
        let keys = i64::from(round % 3) * 20..i64::from(round) * 25;
        let mut next = history.last().unwrap().clone();
        next.extend(keys.clone().map(|k| (k, (700, round))));
        history.push(next);
        if put_all(&conn, keys, &[round; 700]).is_err() {
            break;
        }
        let is_flushed =
            synchronous == Synchronous::Full || (round % 4 == 0 && conn.flush().is_ok());
        if is_flushed {
            flushed = history.len();
        }
    }
    (history, flushed)
}

#[test]
fn a_power_cut_takes_only_what_was_not_flushed() {
    for synchronous in [Synchronous::Full, Synchronous::Normal] {
        for seed in 0..300 {
            let disks = Disks::default();
            let (history, flushed) = run_until_death(&disks, seed as usize % 40, synchronous);
            let mut dice = dice(seed + 1);
            let left = Disks {
                database: disks.database.after_power_cut(&mut dice),
                wal: disks.wal.after_power_cut(&mut dice),
            };
            let conn = left.open();
            conn.integrity_check().unwrap();
            let found = contents(&conn);
            let allowed = &history[flushed - 1..];
            assert!(allowed.contains(&found), "{synchronous:?} seed {seed}");
        }
    }
}
