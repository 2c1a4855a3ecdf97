//! A clock that starts at the same time in every run, so that a seed says all.

use std::cell::Cell;
use std::rc::Rc;

use redlet::engine::Host;

#[derive(Clone)]
pub struct Clock {
    micros: Rc<Cell<i64>>,
    seed: u64,
}

impl Clock {
    pub fn new(seed: u64) -> Clock {
        Clock {
            micros: Rc::new(Cell::new(1_800_000_000_000_000)),
            seed,
        }
    }

    pub fn advance(&self, micros: i64) {
        self.micros.set(self.micros.get() + micros);
    }

    pub fn set(&self, micros: i64) {
        self.micros.set(micros);
    }
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
}
