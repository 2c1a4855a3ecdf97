//! Stories in which time passes: keys and fields expire, and waits end by themselves.
//!
//! A real server's clock can't be moved, so both are let wait. What is given a short time is given
//! more than a few commands take, and less than the wait behind them.

use super::asked::is_called;
use super::grammar::{Dice, Line};

/// How long what is short lives, in milliseconds.
const SHORT: &str = "120";
const SHORT_SECONDS: &str = "0.12";
/// How long time then passes.
pub const PASSES: std::time::Duration = std::time::Duration::from_millis(140);
/// How many commands come between.
const BETWEEN: usize = 6;
/// How often in a story.
const TIMES: usize = 3;

/// What begins something that time ends; `K` is a key, `T` and `S` are the time.
const BEGINNINGS: &[&str] = &[
    "SET K v PX T",
    "PSETEX K T v",
    "PEXPIRE K T",
    "PEXPIRE K T",
    "PEXPIRE K T NX",
    "GETEX K PX T",
    "HPEXPIRE K T FIELDS 1 a",
    "HPEXPIRE K T FIELDS 2 a b",
    "BLPOP K none S",
    "BRPOP none S",
    "BLMOVE none K LEFT RIGHT S",
    "BZPOPMIN K S",
    "BLMPOP S 2 none K LEFT",
    "BZMPOP S 1 none MIN",
    "SET K v PX T;WATCH K",
];

/// What tells of time that is left, and of keys that are over and not deleted yet: WATCH deletes
/// them here and not in Redis.
const UNSURE: &[&str] = &["PTTL", "TTL", "HPTTL", "HTTL", "DBSIZE", "WATCH"];

/// The turn in which time passes: nobody says anything.
pub fn pass() -> (usize, Line) {
    (0, Line::new())
}

/// Puts short times into a story, and has them pass.
pub fn let_pass(story: &mut Vec<(usize, Line)>, dice: &mut Dice, is_known: impl Fn(&Line) -> bool) {
    for (_, line) in story.iter_mut() {
        if is_called(line, UNSURE) {
            *line = vec![b"PING".to_vec()];
        }
    }
    for _ in 0..TIMES {
        let mut at = dice.below(story.len());
        let mut waits = false;
        for _ in 0..3 {
            let key = dice.pick(&["a", "b", "c", "k", "h"]);
            for beginning in dice.pick(BEGINNINGS).split(';') {
                let words = beginning.split(' ').map(|word| match word {
                    "K" => key,
                    "T" => SHORT,
                    "S" => SHORT_SECONDS,
                    word => word,
                });
                let line: Line = words.map(|word| word.as_bytes().to_vec()).collect();
                // A second wait would begin when the first ends. The others go on meanwhile.
                let is_wait = line[0].starts_with(b"B");
                if is_known(&line) && !(is_wait && waits) {
                    waits |= is_wait;
                    story.insert(at, (if is_wait { 2 } else { 0 }, line));
                    at += 1;
                }
            }
        }
        story.insert(story.len().min(at + BETWEEN), pass());
    }
}
