//! What is remembered of eviction between commands.

/// How many candidates are kept, as in Redis.
const CANDIDATES: usize = 16;

/// The state of eviction.
#[derive(Debug, Default)]
pub struct Eviction {
    /// The best of the sampled keys: their ranks and ids. The low byte of a rank is random, to decide
    /// between equals. Rank 0 is an empty place.
    candidates: [(i64, i64); CANDIDATES],
    /// Whether the data may be too large, so that more is evicted between batches.
    pub is_pending: bool,
    /// How many small commands may run before the next check. While there is much room, a check would
    /// take as long as a SET.
    pub spared: u32,
    /// How many keys were evicted, for INFO.
    pub keys: u64,
    /// Until when writes are refused because the storage was full, in microseconds; 0 if it was not.
    pub full_until: i64,
}

impl Eviction {
    /// Drops the candidates, because the policy has changed.
    pub fn start_anew(&mut self) {
        self.candidates = Default::default();
        self.is_pending = true;
        self.spared = 0;
    }

    /// Replaces the worst candidate, if this one is better.
    pub fn add(&mut self, rank: i64, id: i64) {
        if self.candidates.iter().any(|(_, known)| *known == id) {
            return;
        }
        if let Some(worst) = self.candidates.iter_mut().min()
            && worst.0 < rank
        {
            *worst = (rank, id);
        }
    }

    /// Removes and returns the best candidate.
    pub fn best(&mut self) -> Option<(i64, i64)> {
        let best = self.candidates.iter_mut().max()?;
        Some(std::mem::take(best)).filter(|(rank, _)| *rank > 0)
    }
}
