//! What the engine needs of its host: the time and randomness. Nothing else reads a clock.

/// The host of an engine. Tests have one of their own.
pub trait Host {
    /// The time, in microseconds since the Unix epoch.
    fn now(&self) -> i64;
    /// Fills `bytes` with randomness fit for seeding.
    fn entropy(&self, bytes: &mut [u8]);
    /// Stops the thread for so many microseconds (DEBUG SLEEP). Returns `false` if it can't.
    fn sleep(&self, micros: u64) -> bool {
        let _ = micros;
        false
    }
    /// Makes what runs scripts; none where the host has nothing that could.
    #[cfg(feature = "scripting")]
    fn interpreter(&self) -> Option<Box<dyn redlet_lua::Interpreter>> {
        linked_interpreter()
    }
    /// What the host knows of its storage, as lines of INFO persistence.
    fn figures(&self) -> String {
        String::new()
    }
}

/// A small generator for choosing keys and fields, where speed matters and secrecy does not
/// (SplitMix64, by Steele, Lea and Flood 2014).
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Seeds it from the host.
    pub fn new(host: &dyn Host) -> Random {
        let mut seed = [0; 8];
        host.entropy(&mut seed);
        Random(u64::from_le_bytes(seed))
    }

    /// One whose numbers are known, for tests.
    #[cfg(test)]
    pub fn seeded(seed: u64) -> Random {
        Random(seed)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 if `limit` is 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        // The high half of a 128-bit product: unbiased enough for limits far below 2^64.
        ((u128::from(self.bits()) * u128::from(limit)) >> 64) as u64
    }
}

/// The interpreter that is linked with the engine.
#[cfg(all(feature = "scripting", not(target_family = "wasm")))]
fn linked_interpreter() -> Option<Box<dyn redlet_lua::Interpreter>> {
    let settings = redlet_lua::Settings::new(super::server::REDIS_VERSION);
    Some(Box::new(redlet_lua::Vm::new(settings)))
}

/// In wasm it is an instance of its own, of which the host knows.
#[cfg(all(feature = "scripting", target_family = "wasm"))]
fn linked_interpreter() -> Option<Box<dyn redlet_lua::Interpreter>> {
    None
}
