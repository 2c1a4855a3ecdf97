//! Which register an element belongs to: MurmurHash64A (Austin Appleby, public domain).

use super::registers::{INDEX_BITS, RANK_BITS};

const MULTIPLIER: u64 = 0xc6a4_a793_5bd1_e995;
const SHIFT: u32 = 47;
/// Redis's seed.
const SEED: u64 = 0xadc8_3b19;

fn mixed(word: u64) -> u64 {
    let word = word.wrapping_mul(MULTIPLIER);
    (word ^ (word >> SHIFT)).wrapping_mul(MULTIPLIER)
}

fn murmur(bytes: &[u8]) -> u64 {
    let start = SEED ^ (bytes.len() as u64).wrapping_mul(MULTIPLIER);
    let (words, tail) = bytes.as_chunks::<8>();
    let mut hash = words.iter().fold(start, |hash, word| {
        (hash ^ mixed(u64::from_le_bytes(*word))).wrapping_mul(MULTIPLIER)
    });
    if !tail.is_empty() {
        let last = tail.iter().rev();
        hash ^= last.fold(0, |word, byte| word << 8 | u64::from(*byte));
        hash = hash.wrapping_mul(MULTIPLIER);
    }
    hash = (hash ^ (hash >> SHIFT)).wrapping_mul(MULTIPLIER);
    hash ^ (hash >> SHIFT)
}

/// An element's register, and its rank: how many zeros its other bits end in, and one.
pub fn place(element: &[u8]) -> (usize, u8) {
    let hash = murmur(element);
    let register = hash & ((1 << INDEX_BITS) - 1);
    let others = (hash >> INDEX_BITS) | 1 << RANK_BITS;
    (register as usize, others.trailing_zeros() as u8 + 1)
}
