//! Random workloads: what is run against the failing machine, the same every time for one seed.
//!
//! What a command does must follow from the data and the clock alone, so that a batch that is run
//! again after it failed does what it would have done: none draws by lot, and none waits.

use std::fmt;

use redlet::engine::state::config::AppendFsync;
use redlet::engine::state::host::Random;

use crate::support::native::Clock;

/// A command's words.
pub type Line = Vec<Vec<u8>>;

/// One thing that is done to the engine.
pub enum Action {
    /// Commands in one batch.
    Batch(Vec<Line>),
    /// The background work.
    Tick,
    /// Everything is moved from the log to the database.
    Checkpoint,
    /// The database is closed and opened.
    Reopen,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Action::Batch(lines) => lines.iter().try_for_each(|line| {
                let shown = |word: &Vec<u8>| {
                    String::from_utf8_lossy(&word[..word.len().min(20)]).into_owned()
                };
                let words: Vec<String> = line.iter().map(shown).collect();
                write!(f, "{}; ", words.join(" "))
            }),
            Action::Tick => f.write_str("tick"),
            Action::Checkpoint => f.write_str("checkpoint"),
            Action::Reopen => f.write_str("reopen"),
        }
    }
}

/// An action and the time that has passed before it.
pub struct Step {
    pub wait: i64,
    pub action: Action,
}

pub struct Workload {
    pub seed: u64,
    pub mode: AppendFsync,
    pub steps: Vec<Step>,
    /// How many steps are over before the machine is watched.
    pub prepared: usize,
    /// Whether the database was closed after them, or its process killed.
    pub is_closed: bool,
    /// SQLite's settings: small, so that little data overflows them.
    pub pragmas: String,
}

impl Workload {
    pub fn new(seed: u64, mode: AppendFsync) -> Workload {
        let mut random = Random::new(&Clock::new(seed));
        let prepared = [0, 0, 3, 8][random.below(4) as usize];
        let watched = 5 + random.below(16) as usize;
        let cache = [5, 8, 20, -65536][random.below(4) as usize];
        let checkpoint = [3, 10, 30, 2048][random.below(4) as usize];
        Workload {
            seed,
            mode,
            steps: (0..prepared + watched).map(|_| step(&mut random)).collect(),
            prepared,
            is_closed: random.below(2) == 0,
            pragmas: format!(
                "PRAGMA cache_size = {cache}; PRAGMA wal_autocheckpoint = {checkpoint}"
            ),
        }
    }
}

fn step(random: &mut Random) -> Step {
    let wait = match random.below(5) {
        0 => 0,
        1 => 1_100_000,
        _ => random.below(60_000) as i64,
    };
    let action = match random.below(20) {
        0 => Action::Checkpoint,
        1 => Action::Reopen,
        2..=5 => Action::Tick,
        _ => Action::Batch(batch(random)),
    };
    Step { wait, action }
}

fn batch(random: &mut Random) -> Vec<Line> {
    let count = 1 + random.below(6);
    let mut lines: Vec<Line> = (0..count).map(|_| line(random)).collect();
    let around = match random.below(6) {
        0 => "MULTI",
        1 => "ATOMIC",
        _ => return lines,
    };
    lines.insert(random.below(count) as usize, vec![around.into()]);
    lines.push(vec![b"EXEC".to_vec()]);
    lines
}

/// The rarer, because they leave little to go on with, or end a mode.
const RARE: &[&str] = &["FLUSHDB", "FLUSHALL", "SWAPDB D D"];

const SHAPES: &[&str] = &[
    "SET s V",
    "SET s V PX T",
    "SET s LONG",
    "MSET s V s V",
    "GET s",
    "GETEX s PX T",
    "APPEND s V",
    "INCR n",
    "INCR s",
    "SETRANGE s N V",
    "SETBIT b N 1",
    "BITOP OR b b b",
    "HSET h F V F V",
    "HSET h F LONG",
    "HINCRBY h n 3",
    "HDEL h F F",
    "HPEXPIRE h T FIELDS 2 F F",
    "HGETALL h",
    "RPUSH l V V V",
    "LPUSH l V V",
    "LPOP l",
    "RPOP l 2",
    "LINSERT l BEFORE V V",
    "LREM l 0 V",
    "LTRIM l 0 10",
    "LMOVE l l LEFT RIGHT",
    "SADD t M M M",
    "SADD t N N",
    "SREM t M M",
    "SUNIONSTORE t t t",
    "SMOVE t t M",
    "ZADD z N M N M",
    "ZADD z N M N M N M N M N M",
    "ZINCRBY z 1 M",
    "ZREM z M M",
    "ZREMRANGEBYRANK z 2 6",
    "ZPOPMIN z 2",
    "ZUNIONSTORE z 2 z z",
    "GEOADD z 13.3 38.1 M",
    "PFADD p M M M",
    "PFMERGE p p p",
    "XADD x * F V",
    "XADD x * F V F V",
    "XTRIM x MAXLEN 5",
    "XGROUP CREATE x g 0 MKSTREAM",
    "XREADGROUP GROUP g c COUNT 2 STREAMS x >",
    "XACK x g 1-1",
    "XAUTOCLAIM x g d 0 0",
    "DEL K K",
    "UNLINK K",
    "RENAME K K",
    "COPY K K REPLACE",
    "COPY K K DB D REPLACE",
    "MOVE K D",
    "PEXPIRE K T",
    "PEXPIRE K T",
    "PERSIST K",
    "EXISTS K K",
    "SORT l ALPHA STORE l",
    "WAITAOF 1 0 0",
];

/// Changes of what the engine itself does; a reopened one has forgotten them.
const SETTINGS: &[&str] = &[
    "CONFIG SET appendfsync always",
    "CONFIG SET appendfsync everysec",
    "CONFIG SET appendfsync no",
    "CONFIG SET zset-max-listpack-entries 2",
    "CONFIG SET set-max-intset-entries 2",
];

/// A command.
pub fn line(random: &mut Random) -> Line {
    let from = match random.below(60) {
        0 => RARE,
        1 => SETTINGS,
        _ => SHAPES,
    };
    let shape = from[random.below(from.len() as u64) as usize];
    shape.split(' ').map(|part| word(part, random)).collect()
}

fn word(part: &str, random: &mut Random) -> Vec<u8> {
    let mut number = |below: u64| random.below(below);
    match part {
        "s" | "h" | "l" | "t" | "z" | "x" | "b" | "p" => format!("{part}{}", number(3)).into(),
        "K" => {
            let kinds = b"shltzxbp";
            let kind = kinds[number(8) as usize] as char;
            format!("{kind}{}", number(3)).into()
        }
        "F" => format!("f{}", number(5)).into(),
        "M" => format!("m{}", number(40)).into(),
        "N" => number(300).to_string().into(),
        "D" => number(3).to_string().into(),
        "T" => (1 + number(200)).to_string().into(),
        "V" => vec![b'a' + number(26) as u8; number(120) as usize],
        "LONG" => vec![b'a' + number(26) as u8; 1000 + number(12_000) as usize],
        other => other.into(),
    }
}
