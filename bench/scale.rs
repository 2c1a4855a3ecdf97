//! What a command takes on collections of a million elements and of a thousand, natively and on files:
//! `npm run bench:scale` runs it, and does the same work in Chromium (`scale.ts`).
//!
//! Prints JSON. `cargo bench --bench scale -- elements=100000 rounds=3` is quicker.
#![allow(clippy::expect_used, clippy::indexing_slicing)]

use std::path::Path;
use std::time::{Duration, Instant};

use redlet::command::reply::Reply;
use redlet::engine::state::config::Config;
use redlet::engine::{Engine, Host};
use redlet::sqlite::Connection;
use redlet::vfs::NativeFile;

const SMALL: usize = 1000;
/// How many commands are one batch, and so one transaction.
const BATCHES: [usize; 2] = [1, 1000];
/// How long one way of working is timed in a round.
const ROUND: Duration = Duration::from_millis(100);
/// How long it goes on before: the pages that it needs come into SQLite's cache, in place of others.
const WARM_UP: Duration = Duration::from_secs(1);
/// How many elements a command brings that fills.
const FILL: usize = 1000;

type Line = Vec<Vec<u8>>;

/// The system's clock, and random bytes that are always the same.
struct Still;

impl Host for Still {
    fn now(&self) -> i64 {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed();
        since.expect("a clock after 1970").as_micros() as i64
    }
    fn entropy(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
    fn sleep(&self, _micros: u64) -> bool {
        true
    }
}

/// Random numbers (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % limit
    }
}

/// A database whose collections have so many elements each.
struct Side {
    engine: Engine,
    session: u64,
    size: usize,
    dice: Dice,
    /// Counts what is new.
    next: usize,
}

fn line(words: &[&str]) -> Line {
    words.iter().map(|word| word.as_bytes().to_vec()).collect()
}

impl Side {
    fn open(folder: &Path, size: usize) -> Side {
        let file = |end: &str| {
            let path = folder.join(format!("{size}.db{end}"));
            Box::new(NativeFile::open(&path).expect("a folder to write to"))
        };
        let conn = Connection::open(file(""), file("-wal")).expect("SQLite opens a file");
        let mut engine =
            redlet::open(conn, Box::new(Still), Config::default()).expect("a fresh engine opens");
        let session = engine.connect("");
        Side {
            engine,
            session,
            size,
            dice: Dice(88_172_645_463_325_252),
            next: 0,
        }
    }

    fn run(&mut self, lines: &[Line]) {
        let words: Vec<Vec<&[u8]>> = lines
            .iter()
            .map(|line| line.iter().map(Vec::as_slice).collect())
            .collect();
        let replies = self.engine.run_lines(self.session, &words);
        let is_bad = |reply: &&Reply| matches!(reply, Reply::Error(_) | Reply::Nil);
        assert_eq!(replies.iter().find(is_bad), None);
    }

    /// Elements in the order of their names.
    fn fill(&mut self) {
        let order: Vec<usize> = (0..self.size).collect();
        for part in order.chunks(FILL) {
            let (mut list, mut set) = (line(&["RPUSH", "list"]), line(&["SADD", "set"]));
            let (mut hash, mut zset) = (line(&["HSET", "hash"]), line(&["ZADD", "zset"]));
            for number in part {
                let name = member(*number);
                list.push(name.clone());
                set.push(name.clone());
                hash.extend([name.clone(), name.clone()]);
                zset.extend([score(number * 7 % self.size), name]);
            }
            self.run(&[list, set, hash, zset]);
        }
    }

    /// One command of a kind.
    fn line(&mut self, kind: &str) -> Line {
        let any = member(self.dice.below(self.size));
        self.next += 1;
        let (name, key) = kind.split_once(' ').unwrap_or((kind, ""));
        let mut words = line(&[name, key]);
        match name {
            "LPUSH" | "RPUSH" => words.push(any),
            "LINDEX" => words.push((self.size / 2).to_string().into_bytes()),
            "ZADD" => words.extend([
                score(self.dice.below(self.size)),
                format!("new:{}", self.next).into_bytes(),
            ]),
            "ZINCRBY" => words.extend([score(self.dice.below(1000)), any]),
            "LPOP" | "RPOP" | "DEL" => {}
            _ => words.push(any),
        }
        words
    }

    /// Microseconds that a command takes; what it adds is taken away again.
    fn time(&mut self, kind: &str, batch: usize, at_least: Duration) -> f64 {
        let mut spent = Duration::ZERO;
        let mut count = 0;
        while spent < at_least {
            let lines: Vec<Line> = (0..batch).map(|_| self.line(kind)).collect();
            let start = Instant::now();
            self.run(&lines);
            spent += start.elapsed();
            count += batch;
            self.engine.tick();
            self.settle(kind, &lines);
        }
        spent.as_secs_f64() * 1e6 / count as f64
    }

    /// Makes every collection as large as it was.
    fn settle(&mut self, kind: &str, lines: &[Line]) {
        let undo = |line: &Line| match kind.split(' ').next() {
            Some("ZADD") => Some(vec![b"ZREM".to_vec(), line[1].clone(), line[3].clone()]),
            Some("LPUSH") => Some(self::line(&["LPOP", "list"])),
            Some("RPUSH") => Some(self::line(&["RPOP", "list"])),
            Some("LPOP") => Some(self::line(&["LPUSH", "list", "x"])),
            Some("RPOP") => Some(self::line(&["RPUSH", "list", "x"])),
            _ => None,
        };
        let undo: Vec<Line> = lines.iter().filter_map(undo).collect();
        if !undo.is_empty() {
            self.run(&undo);
        }
    }
}

fn member(number: usize) -> Vec<u8> {
    format!("member:{number:08}").into_bytes()
}

fn score(number: usize) -> Vec<u8> {
    number.to_string().into_bytes()
}

const KINDS: [&str; 11] = [
    "LPUSH list",
    "RPUSH list",
    "LPOP list",
    "RPOP list",
    "LINDEX list",
    "HGET hash",
    "SISMEMBER set",
    "ZSCORE zset",
    "ZRANK zset",
    "ZADD zset",
    "ZINCRBY zset",
];

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn main() {
    let setting = |name: &str, default: usize| {
        let given = std::env::args()
            .find_map(|arg| arg.strip_prefix(name)?.strip_prefix('=')?.parse().ok());
        given.unwrap_or(default)
    };
    let (elements, rounds) = (setting("elements", 1_000_000), setting("rounds", 7));
    let folder = std::env::temp_dir().join(format!("redlet-scale-{}", std::process::id()));
    std::fs::create_dir(&folder).expect("a temporary folder");
    let mut sides = [SMALL, elements].map(|size| Side::open(&folder, size));
    sides.iter_mut().for_each(Side::fill);
    let mut shown = Vec::new();
    for batch in BATCHES {
        for kind in KINDS {
            let mut times = [Vec::new(), Vec::new()];
            for side in &mut sides {
                side.time(kind, batch, WARM_UP);
            }
            for _ in 0..rounds {
                for (side, times) in sides.iter_mut().zip(&mut times) {
                    times.push(side.time(kind, batch, ROUND));
                }
            }
            let [small, large] = times.map(median);
            let (command, _) = kind.split_once(' ').unwrap_or((kind, ""));
            eprintln!(
                "{command} x {batch}: {small:.2} us, {large:.2} us, {:.2} times",
                large / small
            );
            shown.push(format!(
                "{{\"command\":\"{command}\",\"batch\":{batch},\"small\":{small},\"large\":{large}}}"
            ));
        }
    }
    println!("[{}]", shown.join(",\n"));
    drop(sides);
    std::fs::remove_dir_all(&folder).expect("the folder was made above");
}
