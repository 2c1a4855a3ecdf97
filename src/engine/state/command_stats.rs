//! Calls, times and failures of each command (INFO commandstats and latencystats, LATENCY HISTOGRAM).
//!
//! Times are counted in the classes of LATENCY HISTOGRAM, which double: a class is found without a loop,
//! and a command that never ran takes no memory.

/// Redis counts what took longer as a second: the class above it is the last.
const CLASSES: usize = 21;

/// One command's figures.
#[derive(Debug, Default, Clone)]
pub struct Figures {
    /// How often it ran.
    pub calls: u64,
    /// For how long in all, microseconds.
    pub micros: u64,
    /// How often it did not get to run.
    pub rejected: u64,
    /// How often it answered with an error.
    pub failed: u64,
    /// How many runs there were of each class of times.
    times: [u32; CLASSES],
}

/// The figures of all commands, by their numbers in the table.
#[derive(Debug, Default)]
pub struct CommandStats(Vec<Option<Box<Figures>>>);

impl CommandStats {
    /// Those of a command that has been called.
    pub fn of(&self, number: usize) -> Option<&Figures> {
        self.0.get(number)?.as_deref()
    }

    fn open(&mut self, number: usize) -> Option<&mut Figures> {
        if number >= self.0.len() {
            self.0.resize_with(number + 1, || None);
        }
        Some(self.0.get_mut(number)?.get_or_insert_default())
    }

    /// A command ran.
    pub fn ran(&mut self, number: usize, micros: i64, has_failed: bool, is_timed: bool) {
        let Some(figures) = self.open(number) else {
            return;
        };
        let micros = micros.unsigned_abs();
        figures.calls += 1;
        figures.micros += micros;
        figures.failed += u64::from(has_failed);
        if is_timed && let Some(count) = figures.times.get_mut(class(micros)) {
            *count = count.saturating_add(1);
        }
    }

    /// A command was refused before it ran.
    pub fn was_rejected(&mut self, number: usize) {
        if let Some(figures) = self.open(number) {
            figures.rejected += 1;
        }
    }
}

impl Figures {
    /// Of how many runs the time was counted.
    pub fn timed(&self) -> i64 {
        self.times.iter().map(|count| i64::from(*count)).sum()
    }

    /// The classes that have runs: the most microseconds, and how many runs took no longer.
    pub fn histogram(&self) -> Vec<(i64, i64)> {
        let mut sum = 0;
        let mut found = Vec::new();
        for (class, count) in self.times.iter().enumerate() {
            if *count > 0 {
                sum += i64::from(*count);
                found.push((longest(class), sum));
            }
        }
        found
    }

    /// The nanoseconds that `percent` of the runs did not exceed, as exactly as the classes tell it.
    pub fn percentile(&self, percent: f64) -> i64 {
        let wanted = (percent / 100.0 * self.timed() as f64 + 0.5) as i64;
        for (micros, sum) in self.histogram() {
            if sum >= wanted {
                // Redis keeps eight bits of a time, and says the longest that looks the same.
                let nanos = micros * 1000;
                return nanos | ((1 << (nanos.ilog2() - 7)) - 1);
            }
        }
        0
    }
}

/// The class of a time. They end where Redis's do, whose bounds are a little above powers of two.
fn class(micros: u64) -> usize {
    let longer = micros.saturating_mul(1000) / 1032;
    (u64::BITS - longer.leading_zeros()).min(CLASSES as u32 - 1) as usize
}

/// The most microseconds of a class.
fn longest(class: usize) -> i64 {
    ((1032 << class) - 1) / 1000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_end_where_those_of_redis_do() {
        let ends: Vec<i64> = (0..CLASSES).map(longest).collect();
        assert_eq!(ends[..8], [1, 2, 4, 8, 16, 33, 66, 132]);
        for (number, end) in ends.iter().enumerate() {
            assert_eq!(class(*end as u64), number);
        }
        assert_eq!((class(0), class(u64::MAX)), (0, CLASSES - 1));
    }

    #[test]
    fn percentiles_are_the_ends_of_classes() {
        let mut stats = CommandStats::default();
        (0..9).for_each(|_| stats.ran(3, 1, false, true));
        stats.ran(3, 100, true, true);
        stats.was_rejected(3);
        let figures = stats.of(3).cloned().unwrap_or_default();
        assert_eq!((figures.calls, figures.micros), (10, 109));
        assert_eq!((figures.failed, figures.rejected), (1, 1));
        assert_eq!(figures.histogram(), [(1, 9), (132, 10)]);
        let told = [0.0, 50.0, 90.0, 99.0, 100.0].map(|percent| figures.percentile(percent));
        assert_eq!(told, [1003, 1003, 1003, 132_095, 132_095]);
    }
}
