//! An engine in memory for one input, and a check that small inputs make no large allocations.
#![allow(dead_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::rc::Rc;

use redlet::engine::state::config::Config;
use redlet::engine::{Engine, Host};
use redlet::sqlite::Connection;

/// A clock that stands still at 2026, and random bytes that are always the same.
#[derive(Clone)]
pub struct Still(pub Rc<Cell<i64>>);

pub const NOW_MILLIS: i64 = 1_790_000_000_000;

impl Host for Still {
    fn now(&self) -> i64 {
        self.0.get()
    }
    fn entropy(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
    fn sleep(&self, _micros: u64) -> bool {
        true
    }
}

pub fn engine() -> Engine {
    let host = Still(Rc::new(Cell::new(NOW_MILLIS * 1000)));
    let conn = Connection::memory().expect("SQLite opens in memory");
    redlet::open(conn, Box::new(host), Config::default()).expect("a fresh engine opens")
}

/// What SQLite says of the database, which must be `ok`.
pub fn assert_sound(engine: &mut Engine) {
    let check = engine
        
        .connection()
        .one("PRAGMA integrity_check", (), |row| row.get::<String>(0));
    assert_eq!(check.expect("the check runs").as_deref(), Some("ok"));
}

/// Whether a few bytes ask, as they may in Redis too, for up to 512 MB of zeros or for a reply of any
/// length. That is work for seconds, and no fault.
pub fn is_huge<T: AsRef<[u8]>>(words: &[T]) -> bool {
    let Some((name, rest)) = words.split_first() else {
        return false;
    };
    let number = |word: &T| std::str::from_utf8(word.as_ref()).ok()?.parse::<i64>().ok();
    [&b"SETRANGE"[..], b"HRANDFIELD"]
        .iter()
        .any(|each| name.as_ref().eq_ignore_ascii_case(each))
        && rest
            .iter()
            .filter_map(number)
            .any(|n| (1 << 20..=1 << 62).contains(&n.saturating_abs()))
}

/// The data as commands see it: what has expired is not there, deleted or not. Of a long string
/// both ends stand for it, or every look at one of 512 MB would take seconds.
pub fn rows(engine: &mut Engine) -> Vec<String> {
    let sql = format!(
        "SELECT db || quote(key) || type || encoding || quote(expire_at) || size
             || quote(substr(value, 1, 100)) || quote(substr(value, -100))
         FROM keys WHERE expire_at IS NULL OR expire_at > {NOW_MILLIS}
         UNION ALL SELECT key_id || quote(name) || quote(expire_at) || quote(value)
         FROM elements WHERE expire_at IS NULL OR expire_at > {NOW_MILLIS}
         UNION ALL SELECT number || ' ' || storage FROM databases"
    );
    let rows = engine.connection().all(&sql, (), |row| row.get(0));
    rows.expect("the rows are read")
}

/// Aborts where one allocation is larger than the limit in force.
struct Watched;

thread_local! {
    static LIMIT: Cell<usize> = const { Cell::new(usize::MAX) };
}

unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() > LIMIT.get() {
            LIMIT.set(usize::MAX);
            panic!("an allocation of {} bytes", layout.size());
        }
        // SAFETY: the layout is the caller's.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: it was allocated above.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Watched = Watched;

/// Runs `work` with no single allocation beyond some times the input: what an input only claims must
/// cost nothing.
pub fn frugally<T>(input: usize, work: impl FnOnce() -> T) -> T {
    LIMIT.set(64 * input + 65_536);
    let done = work();
    LIMIT.set(usize::MAX);
    done
}
