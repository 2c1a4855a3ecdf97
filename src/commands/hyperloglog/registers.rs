//! The bytes of a HyperLogLog: a head of 16, then the registers, sparse or dense.
//!
//! Head: `HYLL`, the form (0 dense, 1 sparse), three zeros, the cached cardinality, whose highest bit
//! says that it is stale. Dense: 6 bits a register, the lowest first. Sparse: runs of registers, as
//! [`Run`] says. Which runs stand for the same registers depends on how they came about: what is
//! split and joined here is what Redis splits and joins.

use crate::error::{CORRUPTED_HLL, Error};

/// How many registers there are.
pub const COUNT: usize = 1 << INDEX_BITS;
/// The bits of a hash that choose its register, and the others.
pub const INDEX_BITS: u32 = 14;
pub const RANK_BITS: u32 = 64 - INDEX_BITS;

const HEAD: usize = 16;
const FORM: usize = 4;
const CACHE: std::ops::Range<usize> = 8..16;
const DENSE: u8 = 0;
const SPARSE: u8 = 1;
const DENSE_SIZE: usize = HEAD + COUNT * 6 / 8;
const STALE: u64 = 1 << 63;

/// The highest rank and the most registers that one run of a rank tells.
const HIGHEST: u8 = 32;
const LONGEST: usize = 4;
/// The most empty registers that a short run of them tells.
const SHORT: usize = 64;
/// How many runs Redis looks at for neighbours to join after a change.
const JOIN_SPAN: usize = 5;

/// Registers without anything.
pub fn none() -> Vec<u8> {
    vec![0; COUNT]
}

/// A run of equal registers: `00llllll` and `01llllll llllllll` are empty ones, `1rrrrrll` some of
/// a rank; length and rank count from 1.
#[derive(Clone, Copy)]
struct Run {
    rank: u8,
    length: usize,
    /// The bytes that it takes.
    size: usize,
}

impl Run {
    fn read(bytes: &[u8], at: usize) -> Option<Run> {
        let byte = *bytes.get(at)?;
        Some(match byte >> 6 {
            0 => Run {
                rank: 0,
                length: usize::from(byte) + 1,
                size: 1,
            },
            1 => Run {
                rank: 0,
                length: (usize::from(byte & 0x3f) << 8 | usize::from(*bytes.get(at + 1)?)) + 1,
                size: 2,
            },
            _ => Run {
                rank: (byte >> 2 & 0x1f) + 1,
                length: usize::from(byte & 3) + 1,
                size: 1,
            },
        })
    }

    /// Appends it to `out`; one without registers is nothing.
    fn write(rank: u8, length: usize, out: &mut Vec<u8>) {
        let Some(less) = length.checked_sub(1) else {
            return;
        };
        match rank {
            0 if length <= SHORT => out.push(less as u8),
            0 => out.extend([0x40 | (less >> 8) as u8, less as u8]),
            _ => out.push(0x80 | (rank - 1) << 2 | less as u8),
        }
    }
}

/// A HyperLogLog as it stands in its key.
pub struct HyperLogLog(Vec<u8>);

impl HyperLogLog {
    /// One that has seen nothing, sparse.
    pub fn new() -> HyperLogLog {
        let mut bytes = b"HYLL\x01".to_vec();
        bytes.resize(HEAD, 0);
        Run::write(0, COUNT, &mut bytes);
        HyperLogLog(bytes)
    }

    /// Takes a string for one, if it looks like one.
    pub fn from_bytes(bytes: Vec<u8>) -> Option<HyperLogLog> {
        let form = bytes.get(FORM).copied().unwrap_or(u8::MAX);
        let fits = bytes.len() >= HEAD && (form == SPARSE || bytes.len() == DENSE_SIZE);
        (bytes.starts_with(b"HYLL") && form <= SPARSE && fits).then_some(HyperLogLog(bytes))
    }

    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub fn is_dense(&self) -> bool {
        self.0.get(FORM) == Some(&DENSE)
    }

    fn cache_word(&self) -> u64 {
        let bytes = self.0.get(CACHE).unwrap_or_default();
        bytes.try_into().map_or(STALE, u64::from_le_bytes)
    }

    /// The cardinality that was computed last, unless registers changed since.
    pub fn cached(&self) -> Option<u64> {
        Some(self.cache_word()).filter(|word| word & STALE == 0)
    }

    pub fn cache(&mut self, cardinality: u64) {
        if let Some(bytes) = self.0.get_mut(CACHE) {
            bytes.copy_from_slice(&cardinality.to_le_bytes());
        }
    }

    /// Says that the cached cardinality no longer holds.
    pub fn mark_stale(&mut self) {
        self.cache(self.cache_word() | STALE);
    }

    /// Raises `all` to its registers where they are higher.
    pub fn merge_into(&self, all: &mut [u8]) -> Result<(), Error> {
        if self.is_dense() {
            for (at, register) in all.iter_mut().enumerate() {
                *register = dense_rank(&self.0, at).max(*register);
            }
            return Ok(());
        }
        let (mut at, mut first) = (HEAD, 0);
        while at < self.0.len() {
            let run = Run::read(&self.0, at).ok_or(CORRUPTED_HLL)?;
            let registers = all.get_mut(first..first + run.length);
            for register in registers.ok_or(CORRUPTED_HLL)? {
                *register = run.rank.max(*register);
            }
            first += run.length;
            at += run.size;
        }
        match first == COUNT {
            true => Ok(()),
            false => Err(CORRUPTED_HLL),
        }
    }

    /// Gives each register its own bits.
    pub fn make_dense(&mut self) -> Result<(), Error> {
        if self.is_dense() {
            return Ok(());
        }
        let mut all = none();
        self.merge_into(&mut all)?;
        self.0.truncate(HEAD);
        self.0.resize(DENSE_SIZE, 0);
        if let Some(form) = self.0.get_mut(FORM) {
            *form = DENSE;
        }
        for (register, rank) in all.into_iter().enumerate() {
            raise_dense(&mut self.0, register, rank);
        }
        Ok(())
    }

    /// Raises a register to `rank`. Returns whether it was lower. What takes more than `most` bytes in the
    /// sparse form, or a rank that it can't tell, makes it dense.
    pub fn raise(&mut self, register: usize, rank: u8, most: i64) -> Result<bool, Error> {
        if self.is_dense() {
            return Ok(raise_dense(&mut self.0, register, rank));
        }
        if rank <= HIGHEST
            && let Some(changed) = self.raise_sparse(register, rank, most)?
        {
            return Ok(changed);
        }
        self.make_dense()?;
        Ok(raise_dense(&mut self.0, register, rank))
    }

    /// `None` where it has to become dense.
    fn raise_sparse(
        &mut self,
        register: usize,
        rank: u8,
        most: i64,
    ) -> Result<Option<bool>, Error> {
        let (mut at, mut before, mut first) = (HEAD, HEAD, 0);
        let run = loop {
            let run = Run::read(&self.0, at).ok_or(CORRUPTED_HLL)?;
            if register < first + run.length {
                break run;
            }
            before = at;
            at += run.size;
            first += run.length;
        };
        if run.rank >= rank {
            return Ok(Some(false));
        }
        let mut runs = Vec::with_capacity(5);
        Run::write(run.rank, register - first, &mut runs);
        Run::write(rank, 1, &mut runs);
        Run::write(run.rank, first + run.length - register - 1, &mut runs);
        let size = self.0.len() - run.size + runs.len();
        if runs.len() > run.size && size as i64 > most {
            return Ok(None);
        }
        self.0.splice(at..at + run.size, runs);
        self.join(before);
        Ok(Some(true))
    }

    /// Joins neighbours of the same rank among the runs from `at` on.
    fn join(&mut self, mut at: usize) {
        for _ in 0..JOIN_SPAN {
            let Some(run) = Run::read(&self.0, at) else {
                return;
            };
            let next = Run::read(&self.0, at + run.size).filter(|next| next.rank == run.rank);
            match next.map(|next| run.length + next.length) {
                Some(length) if run.rank > 0 && length <= LONGEST => {
                    let mut joined = Vec::with_capacity(1);
                    Run::write(run.rank, length, &mut joined);
                    self.0.splice(at..at + 2, joined);
                }
                _ => at += run.size,
            }
        }
    }
}

/// Where a dense register's 6 bits start: the byte, and the bit in it.
fn dense_place(register: usize) -> (usize, usize) {
    (HEAD + register * 6 / 8, register * 6 % 8)
}

/// The two bytes that may hold a dense register; the last one's second is beyond the end.
fn dense_word(bytes: &[u8], byte: usize) -> u16 {
    let get = |at: usize| bytes.get(at).copied().unwrap_or(0);
    u16::from_le_bytes([get(byte), get(byte + 1)])
}

fn dense_rank(bytes: &[u8], register: usize) -> u8 {
    let (byte, bit) = dense_place(register);
    (dense_word(bytes, byte) >> bit & 0x3f) as u8
}

fn raise_dense(bytes: &mut [u8], register: usize, rank: u8) -> bool {
    if dense_rank(bytes, register) >= rank {
        return false;
    }
    let (byte, bit) = dense_place(register);
    let word = dense_word(bytes, byte) & !(0x3f << bit) | u16::from(rank) << bit;
    for (place, new) in bytes.iter_mut().skip(byte).zip(word.to_le_bytes()) {
        *place = new;
    }
    true
}
