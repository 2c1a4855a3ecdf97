//! When, or how often, keys were used: for OBJECT IDLETIME and FREQ, and for eviction.
//!
//! A table of fixed size in memory, by the key's id, because a read must cost no write, and a million
//! keys no more memory than a few. Keys in one slot share its value, so a key may seem to be used later
//! or more often than it was, never less. Under an LFU policy a slot has Redis's counter in its low
//! byte, and above it the minute of its last decay; otherwise the time of the last use.

use super::config::Config;
use super::host::Random;

/// 1 MB.
const SLOTS: usize = 1 << 18;

/// The unit of times, in milliseconds: 32 bits hold eight years, then start again.
const MOMENT: i64 = 64;

/// The counter of a new key, so that it is not the first to be evicted.
const NEW_COUNT: u32 = 5;
/// The minutes that a slot has bits for.
const MINUTES: u32 = 0x00ff_ffff;

/// The values of keys, by slot; 0 if there is none.
pub struct Accesses {
    slots: Vec<u32>,
    /// When the table began, in milliseconds. Keys without a value are idle at least since then.
    opened_at: i64,
    rule: Rule,
}

/// What the slots contain, by the configuration.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Rule {
    is_lfu: bool,
    log_factor: i64,
    decay_time: i64,
}

impl Accesses {
    /// Starts at `now`, Unix milliseconds.
    pub fn new(now: i64) -> Accesses {
        Accesses {
            slots: Vec::new(),
            opened_at: now,
            rule: Rule::default(),
        }
    }

    /// Follows the configuration. If it switches between times and counters, the table is emptied.
    pub fn follow(&mut self, config: &Config) {
        let was_lfu = self.rule.is_lfu;
        self.rule = Rule {
            is_lfu: config.maxmemory_policy.ends_with("lfu"),
            log_factor: config.lfu_log_factor,
            decay_time: config.lfu_decay_time,
        };
        if was_lfu != self.rule.is_lfu {
            self.slots.clear();
        }
    }

    /// Whether the slots contain counters, not times.
    pub fn is_lfu(&self) -> bool {
        self.rule.is_lfu
    }

    /// The key with this id is used.
    pub fn record(&mut self, id: i64, now: i64, random: &mut Random) {
        let slot = match self.rule.is_lfu {
            false => moment(now),
            true => self.counted(id, now, random),
        };
        self.put(id, slot);
    }

    /// The key's counter after one more use.
    #[inline(never)]
    fn counted(&self, id: i64, now: i64, random: &mut Random) -> u32 {
        let count = self.frequency(id, now);
        let above = u64::from(count.saturating_sub(NEW_COUNT));
        let odds = above.saturating_mul(self.rule.log_factor as u64);
        let is_counted = count < 255 && random.below(odds.saturating_add(1)) == 0;
        counter(now, count + u32::from(is_counted))
    }

    /// Sets the value of a new key, or of one that RESTORE creates.
    pub fn start(&mut self, id: i64, now: i64, idle_seconds: i64, frequency: Option<i64>) {
        let slot = match self.rule.is_lfu {
            false => moment(now.saturating_sub(idle_seconds.saturating_mul(1000))),
            true => counter(now, frequency.map_or(NEW_COUNT, |count| count as u32)),
        };
        self.put(id, slot);
    }

    fn put(&mut self, id: i64, value: u32) {
        if self.slots.is_empty() {
            self.slots = vec![0; SLOTS];
        }
        if let Some(slot) = self.slots.get_mut(id as usize % SLOTS) {
            *slot = value;
        }
    }

    /// The key's value; none if it was not used since the start.
    fn value(&self, id: i64) -> Option<u32> {
        let slot = self.slots.get(id as usize % SLOTS);
        slot.copied().filter(|value| *value > 0)
    }

    /// The seconds since the key was used.
    pub fn idle_seconds(&self, id: i64, now: i64) -> i64 {
        (i64::from(self.idle_moments(id, now)) + 1) * MOMENT / 1000
    }

    fn idle_moments(&self, id: i64, now: i64) -> u32 {
        let last = self.value(id).unwrap_or_else(|| moment(self.opened_at));
        moment(now).wrapping_sub(last)
    }

    /// How often the key is used, from 0 to 255 on a logarithmic scale; less with each
    /// `lfu-decay-time` minutes without a use.
    pub fn frequency(&self, id: i64, now: i64) -> u32 {
        let new = || counter(self.opened_at, NEW_COUNT);
        let value = self.value(id).unwrap_or_else(new);
        let minutes = minute(now).wrapping_sub(value >> 8) & MINUTES;
        let periods = match self.rule.decay_time {
            0 => 0,
            each => i64::from(minutes) / each,
        };
        (value & 0xff).saturating_sub(periods as u32)
    }

    /// The rank of a key for eviction: the highest is evicted first.
    pub fn age(&self, id: i64, now: i64) -> i64 {
        match self.rule.is_lfu {
            true => 255 - i64::from(self.frequency(id, now)),
            false => self.idle_moments(id, now).into(),
        }
    }
}

fn moment(now: i64) -> u32 {
    // 0 says that a key was not used.
    ((now.max(0) / MOMENT) as u32).max(1)
}

fn minute(now: i64) -> u32 {
    (now / 60_000) as u32 & MINUTES
}

/// A slot of an LFU policy.
fn counter(now: i64, count: u32) -> u32 {
    minute(now) << 8 | count
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    const NOW: i64 = 1_800_000_000_000;

    fn lfu(log_factor: i64, decay_time: i64) -> Accesses {
        let mut accesses = Accesses::new(NOW);
        accesses.follow(&Config {
            maxmemory_policy: "allkeys-lfu".into(),
            lfu_log_factor: log_factor,
            lfu_decay_time: decay_time,
            ..Config::default()
        });
        accesses
    }

    #[test]
    fn a_counter_loses_one_in_each_period() {
        for (decay_time, minutes, want) in [
            (1, 0, 100),
            (1, 30, 70),
            (2, 31, 85),
            (0, 999, 100),
            (1, 999, 0),
        ] {
            let mut accesses = lfu(10, decay_time);
            accesses.start(7, NOW, 0, Some(100));
            let later = NOW + minutes * MINUTE;
            assert_eq!(accesses.frequency(7, later), want, "{decay_time} {minutes}");
        }
    }

    #[test]
    fn a_counter_grows_with_the_logarithm_of_the_uses() {
        let mut random = Random::seeded(1);
        // Redis's documentation has such a table, by experiment.
        for (factor, uses, want) in [
            (0, 100, 105..=105),
            (10, 100, 7..=13),
            (10, 100_000, 125..=160),
            (100, 1000, 7..=15),
        ] {
            let mut accesses = lfu(factor, 1);
            accesses.start(7, NOW, 0, None);
            (0..uses).for_each(|_| accesses.record(7, NOW, &mut random));
            let count = accesses.frequency(7, NOW);
            assert!(want.contains(&count), "{factor} {uses}: {count}");
        }
    }

    #[test]
    fn keys_that_share_a_slot_share_the_time() {
        let mut accesses = Accesses::new(NOW);
        accesses.record(5, NOW + 20_000, &mut Random::seeded(1));
        for id in [5, 5 + SLOTS as i64] {
            assert_eq!(accesses.idle_seconds(id, NOW + 30_000), 10);
        }
        assert_eq!(accesses.idle_seconds(6, NOW + 30_000), 30);
    }
}
