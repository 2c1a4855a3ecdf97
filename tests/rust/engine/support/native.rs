//! The engine in memory, with a clock that moves only when a test says so.

use redlet::command::reply::Reply;
use redlet::engine::state::config::Config;
use redlet::engine::{Engine, Host};
use redlet::sqlite::Connection;
use std::cell::Cell;
use std::rc::Rc;

/// A clock that a test moves, and a seed that it chooses.
#[derive(Clone)]
pub struct Clock {
    micros: Rc<Cell<i64>>,
    seed: u64,
}

impl Clock {
    /// Starts at the real time, so that absolute times mean the same to the oracle.
    pub fn new(seed: u64) -> Clock {
        Clock {
            micros: Rc::new(Cell::new(real_micros())),
            seed,
        }
    }

    /// Sets it to the real time, where another server runs beside.
    pub fn follow(&self) {
        self.micros.set(Clock::new(0).micros.get());
    }

    /// Sets it.
    pub fn set(&self, micros: i64) {
        self.micros.set(micros);
    }

    /// Lets time pass.
    pub fn advance(&self, micros: i64) {
        self.micros.set(self.micros.get() + micros);
    }
}

#[cfg(not(target_family = "wasm"))]
fn real_micros() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.expect("a clock after 1970").as_micros() as i64
}

#[cfg(target_family = "wasm")]
fn real_micros() -> i64 {
    (js_sys::Date::now() * 1000.0) as i64
}

impl Host for Clock {
    fn now(&self) -> i64 {
        self.micros.get()
    }
    fn entropy(&self, bytes: &mut [u8]) {
        for (byte, from) in bytes.iter_mut().zip(self.seed.to_le_bytes().iter().cycle()) {
            *byte = *from;
        }
    }
    fn sleep(&self, micros: u64) -> bool {
        self.advance(micros as i64);
        true
    }
}

/// A fresh engine in memory.
pub fn memory_engine(clock: &Clock) -> Engine {
    let conn = Connection::memory().expect("SQLite opens in memory");
    redlet::open(conn, Box::new(clock.clone()), Config::default()).expect("a fresh engine opens")
}

/// Runs one command as a batch of its own.
pub fn run(engine: &mut Engine, session: u64, words: &[Vec<u8>]) -> Reply {
    let line: Vec<&[u8]> = words.iter().map(Vec::as_slice).collect();
    engine
        .run_lines(session, &[line])
        .pop()
        .expect("a reply to each command")
}
