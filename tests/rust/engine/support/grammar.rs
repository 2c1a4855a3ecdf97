//! Random commands, drawn from the descriptions in the command table.

use redlet::command::Command;
use redlet::command::spec::{Kind, Spec};

/// A small seeded generator (xorshift64*, Vigna 2016).
pub struct Dice {
    state: u64,
    /// What the command that is drawn takes for an end of a range.
    ends: Ends,
    /// Whether it walks: then it must do so in one step, since no two servers stop at the same place.
    is_scan: bool,
    /// Whether it is about streams, and what their ids may be.
    stream: Option<&'static str>,
    /// Whether it is of the family that `REDLET_GROUP` names.
    is_focused: bool,
}

/// What an end of a range of a sorted set is.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    Rank,
    Score,
    Lex,
}

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            ends: Ends::Rank,
            is_scan: false,
            stream: None,
            is_focused: false,
        }
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        let bits = self.state.wrapping_mul(0x2545_f491_4f6c_dd1d);
        ((u128::from(bits) * limit as u128) >> 64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

pub type Line = Vec<Vec<u8>>;

/// A random command of the table.
pub fn line(dice: &mut Dice) -> Line {
    let mut all: Vec<&Command> = redlet::table().all().collect();
    // `REDLET_GROUP=sorted-set` draws mostly commands of one family.
    let group = std::env::var("REDLET_GROUP").ok();
    dice.is_focused = group.is_some() && dice.chance(85);
    if let Some(group) = group.filter(|_| dice.is_focused) {
        let is_meant = |command: &&Command| {
            command.description().group == group || command.name.eq_ignore_ascii_case(&group)
        };
        let feeders = |command: &&Command| FEEDERS.contains(&command.name);
        let has_feeders = all.iter().filter(|c| is_meant(c)).any(feeders);
        match dice.chance(20) {
            // What the others then find something in.
            true if has_feeders => all.retain(|c| is_meant(c) && feeders(c)),
            true => all.retain(feeders),
            false => all.retain(is_meant),
        }
    }
    let mut command = all[dice.below(all.len())];
    // A flush ends the story, and so do those that change the connection: seldom enough.
    while is_rare(command) && !dice.chance(10) {
        command = all[dice.below(all.len())];
    }
    let mut words: Line = command
        .title()
        .split(' ')
        .map(|w| w.as_bytes().to_vec())
        .collect();
    dice.ends = ends(command, dice);
    dice.is_scan = command.name.ends_with("SCAN");
    dice.stream = (command.description().group == "stream").then_some(command.name);
    match command.title().as_str() {
        "CONFIG GET" => {
            (0..1 + dice.below(2)).for_each(|_| words.extend(owned(&[dice.pick(PARAMETERS)])))
        }
        "CONFIG SET" => words.extend(settings(dice)),
        "DEBUG" => words.extend(owned(dice.pick(DEBUG))),
        "COMMAND GETKEYS" | "COMMAND GETKEYSANDFLAGS" => words.extend(line(dice)),
        _ => {
            for arg in &command.description().args {
                argument(arg, dice, &mut words);
            }
        }
    }
    if ["ZRANGE", "ZRANGESTORE"].contains(&command.name) && dice.chance(95) {
        words.retain(|word| !word.starts_with(b"BY"));
        match dice.ends {
            Ends::Rank => {}
            Ends::Score => words.push(b"BYSCORE".to_vec()),
            Ends::Lex => words.push(b"BYLEX".to_vec()),
        }
    }
    if dice.chance(6) {
        spoil(dice, &mut words);
    }
    words
}

/// The commands that put elements into collections.
const FEEDERS: &[&str] = &[
    "HSET",
    "ZADD",
    "GEOADD",
    "SADD",
    "RPUSH",
    "SET",
    "PSUBSCRIBE",
    "XADD",
    "XREADGROUP",
];

fn ends(command: &Command, dice: &mut Dice) -> Ends {
    match command.name {
        name if name.contains("LEX") => Ends::Lex,
        name if name.contains("SCORE") || name == "ZCOUNT" => Ends::Score,
        "ZRANGE" | "ZRANGESTORE" => [Ends::Rank, Ends::Score, Ends::Lex][dice.below(3)],
        _ => Ends::Rank,
    }
}

fn is_rare(command: &Command) -> bool {
    let rare = [
        "FLUSHALL", "FLUSHDB", "SWAPDB", "QUIT", "RESET", "HELLO", "SELECT", "AUTH", "MOVE",
        "CONFIG", "CLIENT",
    ];
    rare.contains(&command.name)
}

fn argument(spec: &Spec, dice: &mut Dice, words: &mut Line) {
    if spec.optional && !dice.chance(40) {
        return;
    }
    let is_repeated = spec.multiple || spec.token == Some("STREAMS");
    let times = if is_repeated { 1 + dice.below(3) } else { 1 };
    if let [offset, count] = spec.children.as_slice()
        && offset.name == "offset"
        && count.name == "count"
    {
        words.push(b"LIMIT".to_vec());
        words.extend(owned(&[dice.pick(&["0", "0", "1", "2", "-1", "abc"])]));
        words.extend(owned(&[dice.pick(&["1", "2", "5", "0", "-1", "-2", ""])]));
        return;
    }
    if let (Some(token), true) = (spec.token, spec.kind != Kind::PureToken) {
        words.push(token.as_bytes().to_vec());
    }
    if let [count, each] = spec.children.as_slice()
        && spec.kind == Kind::Block
        && ["numfields", "numkeys", "numids"].contains(&count.name)
    {
        let fields = 1 + dice.below(3);
        let announced = if dice.chance(3) {
            dice.below(5)
        } else {
            fields
        };
        words.push(announced.to_string().into_bytes());
        let each = Spec {
            multiple: false,
            ..each.clone()
        };
        (0..fields).for_each(|_| argument(&each, dice, words));
        return;
    }
    if spec.token == Some("STREAMS") {
        // As many ids as keys.
        for child in &spec.children {
            (0..times).for_each(|_| words.push(word(child, dice)));
        }
        return;
    }
    for _ in 0..times {
        match spec.kind {
            Kind::OneOf => {
                let child = &spec.children[dice.below(spec.children.len())];
                let child = Spec {
                    optional: false,
                    ..child.clone()
                };
                argument(&child, dice, words);
            }
            Kind::Block => spec.children.iter().for_each(|c| argument(c, dice, words)),
            Kind::Options => {
                let first = dice.below(spec.children.len().max(1));
                let (before, after) = spec.children.split_at(first);
                after
                    .iter()
                    .chain(before)
                    .for_each(|c| argument(c, dice, words));
            }
            _ => words.push(word(spec, dice)),
        }
    }
}

const KEYS: &[&str] = &["a", "b", "c", "d", "e", "\u{0}\u{ff}", ""];
const FIELDS: &[&str] = &["f", "g", "h", "i", ""];
/// Larger than what a hash keeps in the row of its field.
const LARGE: &str = match std::str::from_utf8(&[b'x'; 300]) {
    Ok(text) => text,
    Err(_) => "",
};
const VALUES: &[&str] = &[
    LARGE,
    "",
    "0",
    "1",
    "-5",
    "10",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "1.5",
    "0.1",
    "3.0e3",
    "-0",
    " 1",
    "01",
    "1e400",
    "inf",
    "nan",
    "0x1p3",
    "abc",
    "hello world",
    "\r\n",
    "\u{0}binary\u{ff}",
    "12345678901234567890",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];
const SCORES: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "-1",
    "1.5",
    "0.1",
    "-0",
    "inf",
    "-inf",
    "+2",
    "1e20",
    "1e-7",
    "3.0e3",
    "12345678901234567890",
    "0x10",
    "nan",
    "abc",
    "1e400",
];
const MEMBERS: &[&str] = &["f", "g", "h", "i", "ab", "ac", "b", "", "10", "\u{0}\u{ff}"];
/// Integers of BITFIELD.
const BIT_WIDTHS: &[&str] = &[
    "u1", "u4", "u8", "u13", "u63", "i1", "i5", "i8", "i16", "i64", "u64", "i65", "i0", "U8", "u",
];
const PATTERNS: &[&str] = &["*", "a", "?", "[a-c]", "[^a]", "*b*", "\\a", "[", ""];

/// Where SORT looks for weights and values: an empty element leads to a key, too.
const SORT_PATTERNS: &[&str] = &[
    "*", "a*", "*b", "c*", "*->f", "a*->f", "b*->g", "*->", "#", "x", "a",
];

/// What CONFIG SET changes.
pub const PARAMETERS: &[&str] = &[
    "appendfsync",
    "hash-max-listpack-entries",
    "HASH-MAX-ZIPLIST-VALUE",
    "zset-max-listpack-entries",
    "ZSET-MAX-LISTPACK-VALUE",
    "hll-sparse-max-bytes",
    "maxmemory-policy",
    "maxmemory",
    "slowlog-max-len",
    "stream-node-max-entries",
    "bogus",
];
/// Values as DUMP has them, with the version that they need; the last are none that Redis makes.
/// In the lists' nodes is what is in redlet's, so that both take the same turn when they shrink.
const DUMPED: &[(&[u8], u16)] = &[
    (b"\0\xc0\x0c", 10),
    (b"\0\x05hello", 10),
    (b"\0\xc3\x09\x40\x64\x01aa\xe0\x57\0\x01aa", 10),
    (b"\x12\x01\x02\x10\x10\0\0\0\x03\0\x81a\x02\x01\x01\xf1x\xec\x03\xff", 10),
    (b"\x01\x02\x01a\xc0\x07", 6),
    (b"\x0b\x0e\x02\0\0\0\x03\0\0\0\x01\0\x02\0\x03\0", 10),
    (b"\x02\x02\x01f\xc0\x0a", 10),
    (b"\x14\x0c\x0c\0\0\0\x02\0\x0a\x01\x81f\x02\xff", 12),
    (b"\x11\x14\x14\0\0\0\x04\0\x81f\x02\x01\x01\x81g\x02\x832.5\x04\xff", 10),
    (b"\x05\x02\x01f\0\0\0\0\0\0\xf8\x3f\x01g\0\0\0\0\0\0\x14\x40", 10),
    (b"\x03\x02\x01f\x031.5\x01g\xfe", 10),
    (b"\x10\x0d\x0d\0\0\0\x02\0\x81f\x02\x81v\x02\xff", 10),
    (b"\x04\x02\x01f\x01v\x01g\xc0\x05", 10),
    (b"\x19\xe0iL\xa6,\x1e\0\0\x17\x17\0\0\0\x03\0\x81f\x02\x81v\x02\xf4\xe0iL\xa6,\x1e\0\0\x09\xff", 12),
    (b"\x18\xe0iL\xa6,\x1e\0\0\x02\0\x01f\x01v\x05\x01g\xc0\x05", 12),
    (
        b"\x13\x01\x10\0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\x0144\0\0\0\x13\0\x02\x01\0\x01\x01\x01\x81f\x02\0\x01\x02\x01\0\x01\0\x01\x81v\x02\x04\x01\0\x01\x01\x01\xdf\xff\x02\x02\x01\x81g\x02\x81x\x02\x81h\x02\x81y\x02\x08\x01\xff\x02\x06\0\x05\x01\0\0\x02\x01\x01g\x05\x01\x81\xff\xff\xff\xff\xff\xff\xff\xff\0\0",
        10,
    ),
    (b"\0\x05hello", 99),
    (b"\x02\0", 10),
    (b"\x02\x02\x01f\x01f", 10),
    (b"\x63\0", 10),
];
const NAMES: &[&str] = &[
    "get",
    "SET",
    "hset",
    "config",
    "config|get",
    "object|encoding",
    "bogus",
    "config|bogus",
    "",
];
/// None that stops the server.
const DEBUG: &[&[&str]] = &[
    &["SLEEP", "0"],
    &["sleep", "abc"],
    &["SLEEP"],
    &["SLEEP", "0", "0"],
    &["bogus"],
    &[""],
];

fn owned(words: &[&str]) -> Line {
    words.iter().map(|word| bytes(word)).collect()
}

/// Each character as one byte, so that a word need not be UTF-8.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|c| c as u8).collect()
}

/// Parameters and values for CONFIG SET: none that would change what a later story sees, as a
/// password would.
fn settings(dice: &mut Dice) -> Line {
    let mut words = Line::new();
    for _ in 0..1 + dice.below(2) {
        let parameter = dice.pick(PARAMETERS);
        let value = match parameter {
            "appendfsync" => dice.pick(&["always", "EVERYSEC", "no", "bogus", ""]),
            "maxmemory-policy" => dice.pick(&["noeviction", "allkeys-lru", "bogus"]),
            // More than either will use.
            "maxmemory" => dice.pick(&["0", "10gb", "18446744073709551615", "9gbb", "-1"]),
            _ => dice.pick(&[
                "0",
                "1",
                "3",
                "64",
                "1k",
                "-1",
                "abc",
                "",
                "9223372036854775807",
            ]),
        };
        words.extend(owned(&[parameter, value]));
    }
    words
}

/// One word for an argument, by what it is and what it is called.
fn word(spec: &Spec, dice: &mut Dice) -> Vec<u8> {
    if let Some(command) = dice.stream
        && let Some(text) = stream_word(command, spec.name, dice)
    {
        return bytes(&text);
    }
    let text = match spec.kind {
        // Few keys, where mostly one family is drawn: that its commands meet.
        Kind::Key if dice.is_focused && dice.chance(85) => dice.pick(&["a", "b", "c"]),
        Kind::Key => dice.pick(KEYS),
        Kind::Pattern if ["by_pattern", "get_pattern"].contains(&spec.name) => {
            dice.pick(SORT_PATTERNS)
        }
        Kind::Pattern => dice.pick(PATTERNS),
        Kind::PureToken => spec.name,
        // Far away or past: what expires while the two run would differ by chance.
        Kind::UnixTime => dice.pick(&[
            "1",
            "0",
            "-1",
            "33177117420",
            "33177117420000",
            "9223372036854775807",
            "abc",
        ]),
        Kind::Integer if ["seconds", "milliseconds"].contains(&spec.name) && dice.chance(80) => {
            return relative(dice);
        }
        // Waits end by a change, or not within the story.
        Kind::Double if spec.name == "timeout" => {
            dice.pick(&["0", "0", "0", "0.0", "1e5", "-1", "abc"])
        }
        Kind::Double if dice.chance(90) => return double(spec.name, dice),
        Kind::Double => dice.pick(VALUES),
        Kind::Integer => integer(spec.name, dice),
        _ => match spec.name {
            "field" => dice.pick(FIELDS),
            "encoding" if dice.chance(95) => dice.pick(BIT_WIDTHS),
            "serialized_value" if dice.chance(95) => return payload(dice),
            "channel" | "shardchannel" => dice.pick(&["ch", "ch", "news.1", "news.2", ""]),
            "member" if dice.chance(90) => dice.pick(MEMBERS),
            "member1" | "member2" => dice.pick(MEMBERS),
            "start" | "stop" | "min" | "max" if dice.chance(95) => return end(dice),
            "command_name" => dice.pick(NAMES),
            "section" => dice.pick(&["server", "keyspace", "all", "bogus", ""]),
            "username" => dice.pick(&["default", "default", "bob", ""]),
            "protover" => dice.pick(&["2", "3", "3", "4", "abc"]),
            "client_id" => dice.pick(&["1", "0", "-1", "abc"]),
            "cursor" => dice.pick(&["0", "0", "0", "abc"]),
            "type_name" => dice.pick(&["string", "hash", "HASH", "zset", "bogus"]),
            "timeout" => dice.pick(&["0", "-1", "abc"]),
            "db" | "index1" | "index2" => dice.pick(&["0", "1", "2", "99", "-1", "abc"]),
            _ => dice.pick(VALUES),
        },
    };
    bytes(text)
}

/// What DUMP may have given.
fn payload(dice: &mut Dice) -> Vec<u8> {
    let (value, version) = DUMPED[dice.below(DUMPED.len())];
    let mut payload = redlet::rdb::sealed(value.to_vec(), version);
    if dice.chance(4) {
        let at = dice.below(payload.len());
        payload[at] ^= 1;
    }
    payload
}

/// A word of a command about streams, if it is one of its own.
fn stream_word(command: &str, name: &str, dice: &mut Dice) -> Option<String> {
    let text = match name {
        "group" => dice.pick(&["g", "g", "g", "h", ""]),
        "consumer" => dice.pick(&["c", "c", "d", ""]),
        // Not what becomes true or false within the story.
        "min_idle_time" => dice.pick(&["0", "0", "0", "100000000", "-1", "abc"]),
        "block_ms" => dice.pick(&["0", "0", "100000000", "-1", "abc"]),
        "ms" => dice.pick(&["0", "100000", "-1", "abc"]),
        "unix_time_milliseconds" => dice.pick(&["1", "1700000000000", "-1", "abc"]),
        "entries_read" | "entries_added" => dice.pick(&["0", "1", "2", "5", "-1", "abc"]),
        "limit" => dice.pick(&["0", "1", "2", "3", "100", "-1", "abc"]),
        "threshold" if dice.chance(40) => dice.pick(&["0", "1", "2", "3", "-1", "abc"]),
        "id" | "start" | "end" | "last_id" | "lastid" | "max_deleted_id" | "threshold" => {
            return Some(stream_id(command, dice));
        }
        _ => return None,
    };
    Some(text.to_owned())
}

/// An id of an entry; none that the clock decides about, which is not the same to both.
fn stream_id(command: &str, dice: &mut Dice) -> String {
    let special: &[&str] = match command {
        "XADD" => &["9-*", "9-*", "9-*", "5-*"],
        "XREAD" => &["$", "0", "0", "+", ">"],
        "XREADGROUP" => &[">", ">", ">", "0", "$", "+"],
        "XGROUP" => &["$", "0", "0"],
        "XRANGE" | "XREVRANGE" | "XPENDING" => &["-", "+", "-", "+"],
        _ => &["0", "9-1", "9-2"],
    };
    match dice.below(100) {
        0..50 => dice.pick(special).to_owned(),
        50..55 => dice
            .pick(&[
                "abc",
                "0-0",
                "5",
                "18446744073709551615-18446744073709551615",
                "(5-1",
                "(",
                "01-+2",
                "",
            ])
            .to_owned(),
        _ => format!("{}-{}", [1, 5, 9][dice.below(3)], dice.below(9)),
    }
}

/// A double by what it is. Coordinates differ from each other: at the same distance chance decides
/// which member is nearer.
fn double(name: &str, dice: &mut Dice) -> Vec<u8> {
    let size = match name {
        "longitude" => 200,
        "latitude" => 88,
        "radius" | "width" | "height" => {
            let digits = dice.below(8) as u32;
            return dice.below(10usize.pow(digits + 1)).to_string().into_bytes();
        }
        _ => return bytes(dice.pick(SCORES)),
    };
    let whole = dice.below(2 * size) as i64 - size as i64;
    format!("{whole}.{:06}", dice.below(1_000_000)).into_bytes()
}

/// An end of a range by rank, score or name.
fn end(dice: &mut Dice) -> Vec<u8> {
    let kind = match dice.ends {
        _ if dice.chance(4) => 3,
        ends => ends as usize,
    };
    let text = match kind {
        0 => dice
            .pick(&["0", "1", "-1", "2", "-3", "100", "-100"])
            .to_owned(),
        1 => ["", "("][dice.below(2)].to_owned() + dice.pick(SCORES),
        2 if dice.chance(70) => ["[", "("][dice.below(2)].to_owned() + dice.pick(MEMBERS),
        2 => dice.pick(&["-", "+"]).to_owned(),
        _ => dice
            .pick(&["-", "+", "-inf", "+inf", "-", "+", "(", "[", "abc", "(-"])
            .to_owned(),
    };
    bytes(&text)
}

/// A time to live. No two are nearly the same: the two servers' clocks are read at different moments,
/// which must not decide whether one deadline is later than another.
fn relative(dice: &mut Dice) -> Vec<u8> {
    let hundreds = 1_000 + dice.below(1_000_000);
    (hundreds * 100).to_string().into_bytes()
}

fn integer<'a>(name: &str, dice: &mut Dice) -> &'a str {
    match name {
        "seconds" | "milliseconds" => dice.pick(&["0", "-1", "9223372036854775807", "abc"]),
        "destination_db" | "index" => dice.pick(&["0", "1", "0", "99", "-1", "abc"]),
        "count" if !dice.is_scan && dice.chance(60) => dice.pick(&["1", "2", "3"]),
        "count" => dice.pick(&["1000", "1000", "5000", "0", "-3", "abc"]),
        "offset" => dice.pick(&[
            "0",
            "1",
            "3",
            "20",
            "100",
            "#0",
            "#2",
            "-1",
            "536870912",
            "9223372036854775807",
            "abc",
        ]),
        "numfields" if dice.chance(80) => dice.pick(&["1", "1", "2"]),
        "bit" | "value" if dice.chance(80) => dice.pick(&["0", "1"]),
        "ttl" if dice.chance(80) => "0",
        // What passes 64 bits is chance in Redis: it may have passed, or never come.
        "ttl" => dice.pick(&["33177117420000", "-1", "abc"]),
        // A time-out beyond 64 bits is an error in 7.4 alone.
        "timeout" => dice.pick(&["0", "-1", "abc"]),
        "numreplicas" | "numlocal" => dice.pick(&["0", "0", "abc"]),
        _ => dice.pick(&[
            "0",
            "1",
            "2",
            "-1",
            "-3",
            "5",
            "9223372036854775807",
            "-9223372036854775808",
            "abc",
            "",
        ]),
    }
}

/// Makes the line wrong, or at least unusual.
fn spoil(dice: &mut Dice, words: &mut Line) {
    match dice.below(4) {
        0 if words.len() > 1 => {
            words.pop();
        }
        1 => words.push(bytes(dice.pick(VALUES))),
        2 => {
            let at = dice.below(words.len());
            words[at] = words[at].to_ascii_lowercase();
        }
        _ => {
            let at = dice.below(words.len());
            words[at] = bytes(dice.pick(VALUES));
        }
    }
}
