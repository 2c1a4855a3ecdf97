//! The cardinality that registers stand for, by the estimator of Otmar Ertl ("New cardinality
//! estimation algorithms for HyperLogLog sketches", 2017, algorithm 6): no table, no correction.

use super::registers::{COUNT, RANK_BITS};

/// The elements that have been seen, about.
pub fn cardinality(registers: &[u8]) -> u64 {
    let mut with_rank = [0u32; 64];
    for rank in registers {
        if let Some(count) = with_rank.get_mut(usize::from(*rank)) {
            *count += 1;
        }
    }
    let size = COUNT as f64;
    let share = |rank: usize| f64::from(with_rank.get(rank).copied().unwrap_or(0));
    let largest = RANK_BITS as usize + 1;
    let mut sum = size * tau((size - share(largest)) / size);
    for rank in (1..largest).rev() {
        sum = 0.5 * (sum + share(rank));
    }
    sum += size * sigma(share(0) / size);
    let alpha = 0.5 / std::f64::consts::LN_2;
    (alpha * size * size / sum).round() as u64
}

/// Corrects for registers that are at their highest.
fn tau(mut x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let (mut weight, mut sum) = (1.0, 1.0 - x);
    loop {
        x = x.sqrt();
        weight *= 0.5;
        let next = sum - (1.0 - x) * (1.0 - x) * weight;
        if next == sum {
            return sum / 3.0;
        }
        sum = next;
    }
}

/// Corrects for registers that are still empty.
fn sigma(mut x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    let (mut weight, mut sum) = (1.0, x);
    loop {
        x *= x;
        let next = sum + x * weight;
        weight += weight;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}
