//! `client-output-buffer-limit`: a class of connections, a hard limit, a soft limit and its seconds, as
//! often as wanted.

use super::rule::{LARGEST, memory};
use crate::error::{ConfigRefusal, OUTPUT_LIMIT_CLASS, OUTPUT_LIMIT_NUMBER, OUTPUT_LIMIT_WORDS};
use crate::number;

/// How much output may wait for connections of a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputLimit {
    /// What ends a connection at once, in bytes; 0 for no limit.
    pub hard: u64,
    /// What ends it after some time, in bytes; 0 for no limit.
    pub soft: u64,
    /// That time, in seconds.
    pub seconds: i64,
}

/// Redis's limits, in the order of [`CLASSES`].
pub const DEFAULT: [OutputLimit; 3] = [
    OutputLimit::new(0, 0, 0),
    OutputLimit::new(256, 64, 60),
    OutputLimit::new(32, 8, 60),
];

/// The classes as CONFIG GET names them.
const CLASSES: [&str; 3] = ["normal", "slave", "pubsub"];

impl OutputLimit {
    const fn new(hard: u64, soft: u64, seconds: i64) -> OutputLimit {
        OutputLimit {
            hard: hard << 20,
            soft: soft << 20,
            seconds,
        }
    }

    /// Whether there is any.
    pub fn is_set(self) -> bool {
        self.hard > 0 || self.soft > 0
    }
}

/// Sets the limits of the classes that are named.
///
/// # Errors
/// Fails with Redis's reason.
pub fn read(value: &[u8], limits: &mut [OutputLimit; 3]) -> Result<(), ConfigRefusal> {
    if value.is_empty() {
        return Ok(());
    }
    let words: Vec<&[u8]> = value.split(|byte| *byte == b' ').collect();
    if !words.len().is_multiple_of(4) {
        return Err(ConfigRefusal::OutputLimits(OUTPUT_LIMIT_WORDS));
    }
    for words in words.chunks_exact(4) {
        let [class, hard, soft, seconds] = words else {
            continue;
        };
        let name = match class.eq_ignore_ascii_case(b"replica") {
            true => b"slave",
            false => *class,
        };
        let mut classes = CLASSES.iter().zip(limits.iter_mut());
        let found = classes.find(|(known, _)| known.as_bytes().eq_ignore_ascii_case(name));
        let (_, limit) = found.ok_or(ConfigRefusal::OutputLimits(OUTPUT_LIMIT_CLASS))?;
        let bytes = |word| memory(word).and_then(|bytes| u64::try_from(bytes.min(LARGEST)).ok());
        let seconds = number::parse_i64(seconds).filter(|seconds| *seconds >= 0);
        let (Some(hard), Some(soft), Some(seconds)) = (bytes(hard), bytes(soft), seconds) else {
            return Err(ConfigRefusal::OutputLimits(OUTPUT_LIMIT_NUMBER));
        };
        *limit = OutputLimit {
            hard,
            soft,
            seconds,
        };
    }
    Ok(())
}

/// The limits as CONFIG GET prints them.
pub fn write(limits: &[OutputLimit; 3]) -> Vec<u8> {
    let line = |(class, limit): (&&str, &OutputLimit)| {
        format!("{class} {} {} {}", limit.hard, limit.soft, limit.seconds)
    };
    let lines: Vec<String> = CLASSES.iter().zip(limits).map(line).collect();
    lines.join(" ").into_bytes()
}
