//! Values that go from redlet to a real redis-server and back by DUMP and RESTORE, and what becomes of
//! payloads that are not whole.

use crate::support::asked::Version;
use crate::support::grammar::{Dice, Line};
use crate::support::native::{self, Clock};
use crate::support::oracle::{Connection, Oracle};
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::rdb;

/// How many values of each type are tried with each server.
const VALUES: usize = 80;

/// Sizes around which Redis holds collections in another form, and lengths of their elements.
const SIZES: [usize; 12] = [1, 2, 3, 17, 63, 64, 127, 128, 129, 511, 513, 700];
const LENGTHS: [usize; 12] = [0, 1, 11, 20, 21, 44, 63, 64, 65, 127, 300, 5000];
const INTEGERS: [i64; 18] = [
    0,
    12,
    13,
    -1,
    127,
    128,
    -128,
    4095,
    -4097,
    32_767,
    -32_769,
    8_388_607,
    -8_388_609,
    2_147_483_647,
    -2_147_483_649,
    12_345_678_901,
    i64::MAX,
    i64::MIN,
];
const SCORES: [&str; 9] = [
    "0",
    "1",
    "-17",
    "1.5",
    "0.1",
    "inf",
    "-inf",
    "1e-300",
    "12345678901234567890",
];

fn line(words: &[&str]) -> Line {
    words.iter().map(|word| word.as_bytes().to_vec()).collect()
}

/// What the values of one story are made of.
#[derive(Clone, Copy)]
enum Words {
    Integers,
    Short,
    Mixed,
}

fn word(dice: &mut Dice, words: Words, number: usize) -> Vec<u8> {
    let integer = |dice: &mut Dice| {
        let near = INTEGERS[dice.below(INTEGERS.len())].wrapping_add(dice.below(3) as i64 - 1);
        near.to_string().into_bytes()
    };
    match words {
        Words::Integers if dice.below(2) == 0 => number.to_string().into_bytes(),
        Words::Integers => integer(dice),
        Words::Short => format!("word {number}").into_bytes(),
        Words::Mixed if dice.below(4) == 0 => integer(dice),
        Words::Mixed => {
            let length = LENGTHS[dice.below(LENGTHS.len())];
            // Half of them can be packed.
            let spread = [2, 256][dice.below(2)];
            (0..length).map(|_| dice.below(spread) as u8).collect()
        }
    }
}

/// The commands that make a random value under `key`.
fn value(dice: &mut Dice, kind: &str, is_newer: bool) -> Vec<Line> {
    let size = SIZES[dice.below(SIZES.len())];
    let words = [Words::Integers, Words::Short, Words::Mixed][dice.below(3)];
    let mut lines = Vec::new();
    if kind == "string" {
        return vec![[line(&["SET", "key"]), vec![word(dice, Words::Mixed, size)]].concat()];
    }
    if kind == "stream" {
        return stream(dice, size);
    }
    let all: Line = (0..size).map(|number| word(dice, words, number)).collect();
    for (number, word) in all.into_iter().enumerate() {
        let score = SCORES[dice.below(SCORES.len())];
        lines.push(match kind {
            "list" => [line(&["RPUSH", "key"]), vec![word]].concat(),
            "set" => [line(&["SADD", "key"]), vec![word]].concat(),
            "zset" => [line(&["ZADD", "key", score]), vec![word]].concat(),
            _ => {
                let value = self::word(dice, words, number + 7);
                [line(&["HSET", "key"]), vec![word, value]].concat()
            }
        });
    }
    if kind == "hash" && is_newer && dice.below(2) == 0 {
        for field in lines.iter().map(|hset| hset[2].clone()).collect::<Line>() {
            if dice.below(3) > 0 {
                continue;
            }
            let at = (33_177_117_420_000 + dice.below(100_000)).to_string();
            let head = line(&["HPEXPIREAT", "key", &at, "FIELDS", "1"]);
            lines.push([head, vec![field]].concat());
        }
    }
    lines
}

/// A stream of which some entries were deleted, and others delivered and acknowledged.
fn stream(dice: &mut Dice, size: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut ids = Vec::new();
    for number in 0..size {
        let id = format!(
            "{}-{}",
            1000 + number / 3,
            dice.below(1000) + 1000 * (number % 3)
        );
        let mut xadd = line(&["XADD", "key", &id]);
        for field in 0..1 + dice.below(3) {
            let name = ["f", "g", "7"][(field + dice.below(2)) % 3];
            xadd.extend([name.into(), word(dice, Words::Mixed, number)]);
        }
        if !id.ends_with("-0") {
            ids.push(id);
            lines.push(xadd);
        }
    }
    for group in 0..dice.below(3) {
        let group = format!("group{group}");
        let start = ["0", "1001-1", "$"][dice.below(3)];
        lines.push(line(&[
            "XGROUP", "CREATE", "key", &group, start, "MKSTREAM",
        ]));
        for _ in 0..dice.below(4) {
            let consumer = ["ann", "bob", "7"][dice.below(3)];
            let count = dice.below(9).to_string();
            let head = ["XREADGROUP", "GROUP", &group, consumer, "COUNT", &count];
            lines.push([line(&head), line(&["STREAMS", "key", ">"])].concat());
        }
        for id in ids.iter().take(9) {
            if dice.below(3) == 0 {
                lines.push(line(&["XACK", "key", &group, id]));
            }
        }
    }
    for id in &ids {
        if dice.below(5) == 0 {
            lines.push(line(&["XDEL", "key", id]));
        }
    }
    lines
}

/// The whole of a value, as commands see it.
fn looks(kind: &str, key: &str, is_newer: bool) -> Vec<Line> {
    let mut looks = vec![line(&["TYPE", key])];
    looks.extend(match kind {
        "string" => vec![line(&["GET", key])],
        "list" => vec![line(&["LRANGE", key, "0", "-1"]), line(&["LLEN", key])],
        "set" => vec![line(&["SMEMBERS", key]), line(&["SCARD", key])],
        "zset" => vec![
            line(&["ZRANGE", key, "0", "-1", "WITHSCORES"]),
            line(&["ZCARD", key]),
        ],
        "stream" => vec![
            line(&["XRANGE", key, "-", "+"]),
            line(&["XINFO", "STREAM", key, "FULL", "COUNT", "0"]),
        ],
        _ => vec![line(&["HGETALL", key]), line(&["HLEN", key])],
    });
    if kind == "hash" && is_newer {
        looks.push(line(&["HKEYS", key]));
    }
    looks
}

/// Both sides, and what each of them says.
struct Pair {
    engine: Engine,
    session: u64,
    server: Connection,
    is_newer: bool,
}

impl Pair {
    fn new(oracle: &Oracle, is_newer: bool) -> Pair {
        let mut engine = native::memory_engine(&Clock::new(1));
        let session = engine.connect("");
        Pair {
            engine,
            session,
            server: oracle.connect(),
            is_newer,
        }
    }

    fn ours(&mut self, words: &Line) -> Reply {
        native::run(&mut self.engine, self.session, words).into_resp2()
    }

    fn theirs(&mut self, words: &Line) -> Reply {
        self.server.run(words).0
    }

    fn clear(&mut self) {
        let flush = line(&["FLUSHALL"]);
        self.ours(&flush);
        self.theirs(&flush);
    }

    /// What the whole value is on both sides, sorted where the order is chance.
    fn compare(&mut self, kind: &str, what: &str) {
        for look in looks(kind, "copy", self.is_newer) {
            let (ours, theirs) = (self.ours(&look), self.theirs(&look));
            let (ours, theirs) = match kind {
                "stream" => (told(ours, self.is_newer), told(theirs, self.is_newer)),
                _ => (ours, theirs),
            };
            let is_sorted = kind == "set" || kind == "hash";
            let shown = |reply: &Reply| match (reply, is_sorted) {
                (Reply::Array(items), true) => {
                    let mut items: Vec<String> = items.iter().map(|i| format!("{i:?}")).collect();
                    items.sort();
                    items.join(" ")
                }
                _ => format!("{reply:?}"),
            };
            // 7.0 prints scores with 17 digits.
            let is_same = match kind {
                "zset" => scores(&ours) == scores(&theirs),
                _ => shown(&ours) == shown(&theirs),
            };
            assert!(
                is_same,
                "{what}: {look:?}\n{}\n{}",
                shown(&ours),
                shown(&theirs)
            );
        }
        if kind == "hash" && self.is_newer {
            self.compare_deadlines(what);
        }
    }

    fn compare_deadlines(&mut self, what: &str) {
        let Reply::Array(fields) = self.theirs(&line(&["HKEYS", "copy"])) else {
            panic!("no fields");
        };
        let names = fields.iter().map(|field| match field {
            Reply::Bulk(name) => name.clone(),
            other => panic!("{other:?} is no field"),
        });
        let count = fields.len().to_string();
        let ask = [
            line(&["HPEXPIRETIME", "copy", "FIELDS", &count]),
            names.collect(),
        ]
        .concat();
        assert_eq!(self.ours(&ask), self.theirs(&ask), "{what}: deadlines");
    }
}

/// What XINFO tells, without Redis's trees; 7.0 has no times of activity.
fn told(reply: Reply, is_newer: bool) -> Reply {
    let Reply::Array(items) = reply else {
        return reply;
    };
    let is_left_out = |item: &Reply| {
        let name = |name: &str| *item == Reply::Bulk(name.into());
        name("radix-tree-keys") || name("radix-tree-nodes") || !is_newer && name("active-time")
    };
    let mut kept = Vec::new();
    let mut items = items.into_iter();
    while let Some(item) = items.next() {
        match is_left_out(&item) {
            true => drop(items.next()),
            false => kept.push(told(item, is_newer)),
        }
    }
    Reply::Array(kept)
}

fn scores(reply: &Reply) -> Vec<String> {
    let Reply::Array(items) = reply else {
        return vec![format!("{reply:?}")];
    };
    let shown = items.iter().map(|item| match item {
        Reply::Bulk(bytes) => match redlet::number::parse_f64(bytes) {
            Some(number) => format!("{number:e}"),
            None => format!("{bytes:?}"),
        },
        other => format!("{other:?}"),
    });
    shown.collect()
}

fn payload(reply: Reply) -> Vec<u8> {
    match reply {
        Reply::Bulk(bytes) | Reply::Opaque(bytes) => bytes,
        other => panic!("DUMP answered {other:?}"),
    }
}

fn restore(key: &str, payload: &[u8]) -> Line {
    let mut line = line(&["RESTORE", key, "0"]);
    line.push(payload.to_vec());
    line.push(b"REPLACE".to_vec());
    line
}

/// Both sides restore a payload in the same way: to the same value, in the same encoding.
fn both_restore(pair: &mut Pair, kind: &str, payload: &[u8], what: &str) {
    let restore = restore("copy", payload);
    assert_eq!(pair.theirs(&restore), Reply::Ok, "{what}, on redis-server");
    assert_eq!(pair.ours(&restore), Reply::Ok, "{what}, on redlet");
    pair.compare(kind, what);
    // Of strings 8.2 says it by the length of the key, too.
    if pair.is_newer && kind != "string" {
        let ask = line(&["OBJECT", "ENCODING", "copy"]);
        assert_eq!(pair.ours(&ask), pair.theirs(&ask), "{what}: encoding");
    }
}

fn travel(oracle: &Oracle, is_newer: bool) {
    let mut pair = Pair::new(oracle, is_newer);
    let mut dice = Dice::new(11);
    let dump = line(&["DUMP", "key"]);
    for kind in ["string", "list", "set", "zset", "hash", "stream"] {
        for number in 0..VALUES {
            pair.clear();
            for line in value(&mut dice, kind, is_newer) {
                pair.ours(&line);
                pair.theirs(&line);
            }
            let what = format!("{kind} {number}");
            let ours = payload(pair.ours(&dump));
            both_restore(&mut pair, kind, &ours, &format!("{what} of redlet"));
            let theirs = payload(pair.theirs(&dump));
            both_restore(&mut pair, kind, &theirs, &format!("{what} of redis-server"));
        }
    }
}

#[test]
fn values_travel_between_redlet_and_redis_server() {
    travel(&Oracle::start(), false);
}

#[test]
fn values_travel_between_redlet_and_redis_8_0() {
    if let Some(oracle) = Oracle::of(Version::V8_0) {
        travel(&oracle, true);
    }
}

#[test]
fn values_travel_between_redlet_and_redis_8_2() {
    if let Some(oracle) = Oracle::of(Version::V8_2) {
        travel(&oracle, true);
    }
}

/// A string of the format: its length, and its bytes.
fn string(bytes: &[u8]) -> Vec<u8> {
    let length = (bytes.len() as u32).to_be_bytes();
    [&[0x80], &length[..], bytes].concat()
}

/// A ziplist, in which every string stands with the same head.
fn ziplist(words: &[&[u8]]) -> Vec<u8> {
    let (mut entries, mut before, mut last) = (Vec::new(), 0, 10);
    for word in words {
        let start = entries.len();
        last = 10 + start;
        match before {
            ..254 => entries.push(before as u8),
            _ => {
                entries.push(254);
                entries.extend((before as u32).to_le_bytes());
            }
        }
        match redlet::number::parse_i64(word) {
            Some(small @ 0..=12) => entries.push(0xf1 + small as u8),
            Some(tiny @ -128..=127) => entries.extend([0xfe, tiny as u8]),
            Some(short @ -32_768..=32_767) => {
                entries.push(0xc0);
                entries.extend((short as i16).to_le_bytes());
            }
            Some(medium @ -8_388_608..=8_388_607) => {
                entries.push(0xf0);
                entries.extend(&(medium as i32).to_le_bytes()[..3]);
            }
            Some(long @ -2_147_483_648..=2_147_483_647) => {
                entries.push(0xd0);
                entries.extend((long as i32).to_le_bytes());
            }
            Some(number) => {
                entries.push(0xe0);
                entries.extend(number.to_le_bytes());
            }
            None => {
                match word.len() {
                    length @ ..64 => entries.push(length as u8),
                    length @ 64..16_384 => {
                        entries.extend([0x40 | (length >> 8) as u8, length as u8])
                    }
                    length => {
                        entries.push(0x80);
                        entries.extend((length as u32).to_be_bytes());
                    }
                }
                entries.extend_from_slice(word);
            }
        }
        before = entries.len() - start;
    }
    let size = 10 + entries.len() as u32 + 1;
    let mut out = size.to_le_bytes().to_vec();
    out.extend((last as u32).to_le_bytes());
    out.extend((words.len() as u16).to_le_bytes());
    out.extend(entries);
    out.push(0xff);
    out
}

/// A stream with a group as Redis 5 wrote them: nobody counted what was added.
fn old_stream() -> Vec<u8> {
    let id = [&5u64.to_be_bytes()[..], &1u64.to_be_bytes()].concat();
    let numbers = |numbers: &[u8]| numbers.iter().flat_map(|n| [*n, 1]).collect::<Vec<u8>>();
    let entry = [&numbers(&[2, 0, 0])[..], b"\x81v\x02", &numbers(&[4])].concat();
    let words = [
        &numbers(&[1, 0, 1])[..],
        b"\x81f\x02",
        &numbers(&[0]),
        &entry,
    ]
    .concat();
    let size = 6 + words.len() as u32 + 1;
    let node = [&size.to_le_bytes()[..], &[10, 0], &words, &[0xff]].concat();
    let pending = [&id[..], &1_790_000_000_000u64.to_le_bytes(), &[3]].concat();
    let consumer = [
        &[1, b'c'][..],
        &1_790_000_000_001u64.to_le_bytes(),
        &[1],
        &id,
    ]
    .concat();
    let group = [&[1, b'g', 5, 1, 1][..], &pending, &[1], &consumer].concat();
    let head = [&[15, 1, 16][..], &id, &string(&node)].concat();
    [&head[..], &[1, 5, 1, 1], &group].concat()
}

/// What older versions wrote: it must be read as redis-server reads it.
fn old_payloads() -> Vec<(&'static str, Vec<u8>)> {
    let long = vec![b'x'; 300];
    let longest = vec![b'y'; 20_000];
    let words: Vec<&[u8]> = vec![
        b"a",
        b"0",
        b"12",
        b"13",
        b"-100",
        b"300",
        b"-70000",
        b"20000000",
        b"-12345678901",
        &long,
        b"",
        &longest,
        b"last",
    ];
    let scored: Vec<&[u8]> = vec![b"m", b"-1.5", b"n", b"2", b"17", b"1e300"];
    let fields: Vec<&[u8]> = vec![b"f", b"1", b"5", &long, b"", b""];
    let count = |n: usize| vec![n as u8];
    let strings = |words: &[&[u8]]| {
        words
            .iter()
            .flat_map(|word| string(word))
            .collect::<Vec<u8>>()
    };
    let text = |member: &[u8], score: &[u8]| {
        let length = [score.len() as u8];
        [&string(member)[..], &length, score].concat()
    };
    let texts = [
        text(b"m", b"1.25"),
        text(b"n", b"-3"),
        [&string(b"p")[..], &[254]].concat(),
        [&string(b"q")[..], &[255]].concat(),
    ];
    let of = |kind: u8, parts: &[&[u8]]| [&[kind], &parts.concat()[..]].concat();
    vec![
        ("list", of(1, &[&count(words.len()), &strings(&words)])),
        ("list", of(10, &[&string(&ziplist(&words[..11]))])),
        (
            "list",
            of(
                14,
                &[
                    &count(2),
                    &string(&ziplist(&words)),
                    &string(&ziplist(&words[..3])),
                ],
            ),
        ),
        ("set", of(2, &[&count(words.len()), &strings(&words)])),
        ("zset", of(3, &[&count(4), &texts.concat()])),
        ("zset", of(12, &[&string(&ziplist(&scored))])),
        ("hash", of(4, &[&count(3), &strings(&fields)])),
        ("stream", old_stream()),
        ("hash", of(13, &[&string(&ziplist(&fields))])),
    ]
}

#[test]
fn what_older_versions_wrote_is_read() {
    for version in [Version::V7_0, Version::V8_0, Version::V8_2] {
        let Some(oracle) = Oracle::of(version) else {
            continue;
        };
        let is_newer = version > Version::V7_0;
        let mut pair = Pair::new(&oracle, is_newer);
        for (kind, value) in old_payloads() {
            let what = format!("type {}", value[0]);
            both_restore(&mut pair, kind, &rdb::sealed(value, 6), &what);
        }
    }
}
