//! `XTRIM ~` takes whole nodes: what it leaves is what Redis leaves, of entries of many shapes.

use crate::support::asked::Version;
use crate::support::beside::Beside;
use crate::support::native::{self, Clock};
use crate::support::oracle::Oracle;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::engine::state::host::Random;
use redlet::protocol::text;
use redlet::sqlite::Connection;
use redlet::vfs::double::Disk;

/// Limits of a node: bytes and entries.
const LIMITS: [(u32, u32); 9] = [
    (4096, 100),
    (4096, 0),
    (4096, 5),
    (100, 100),
    (1, 0),
    (1000, 1),
    (0, 7),
    (0, 0),
    (20_000, 1000),
];

/// How an entry may look.
#[derive(Debug, Clone, Copy)]
enum Shape {
    Same,
    Different,
    Numbers,
    Long,
    Many,
    Mixed,
}

const SHAPES: [Shape; 6] = [
    Shape::Same,
    Shape::Different,
    Shape::Numbers,
    Shape::Long,
    Shape::Many,
    Shape::Mixed,
];

fn run_of(length: u64) -> String {
    "x".repeat(length as usize)
}

/// Numbers of every size, and words that only look like some.
fn number(random: &mut Random) -> String {
    let edges = [
        "007",
        "-0",
        "+1",
        "\"\"",
        "9223372036854775808",
        "-9223372036854775808",
        "1e3",
    ];
    let edge = random.below(20) as usize;
    if let Some(edge) = edges.get(edge) {
        return (*edge).to_owned();
    }
    let number = (random.below(1 << 62) as i64) >> random.below(62);
    let sign = if random.below(2) == 0 { "-" } else { "" };
    format!("{sign}{number}")
}

fn length(random: &mut Random) -> u64 {
    let edges = [
        0, 1, 61, 62, 63, 64, 65, 123, 124, 125, 126, 127, 128, 1000, 4093, 4094, 4095, 4096, 4097,
    ];
    let at = random.below(edges.len() as u64 * 2) as usize;
    edges.get(at).copied().unwrap_or(random.below(300))
}

fn fields(shape: Shape, random: &mut Random) -> String {
    match shape {
        Shape::Same => format!(
            "sensor {} value {}",
            random.below(10),
            run_of(random.below(80))
        ),
        Shape::Different => format!("f{} v g{} w", random.below(3), random.below(4)),
        Shape::Numbers => format!(
            "a {} {} {}",
            number(random),
            random.below(200),
            number(random)
        ),
        Shape::Long => format!(
            "field a{} other b{}",
            run_of(length(random)),
            run_of(length(random))
        ),
        Shape::Many => (0..1 + random.below(40))
            .map(|at| format!("f{at} {}", number(random)))
            .collect::<Vec<_>>()
            .join(" "),
        Shape::Mixed => {
            let at = random.below(5) as usize;
            fields(SHAPES.get(at).copied().unwrap_or(Shape::Same), random)
        }
    }
}

/// Entries under ids that grow by little or much, in one stream or in many in turn, some of which are
/// deleted again if `deletes`; then the streams and a copy are trimmed step by step, so that every end of
/// a node shows.
fn story(
    shape: Shape,
    (bytes, entries): (u32, u32),
    deletes: bool,
    random: &mut Random,
) -> Vec<String> {
    let streams = if matches!(shape, Shape::Mixed) { 10 } else { 1 };
    let count = 120 + streams * random.below(60);
    let mut commands = Vec::new();
    let (mut ms, mut seq) = (1 + random.below(1 << 40), 0);
    let mut ids = Vec::new();
    for at in 0..count {
        match random.below(4) {
            0 => {
                ms += 1 + (random.below(1 << 20) >> random.below(20));
                seq = random.below(300);
            }
            _ => seq += 1 + (random.below(1 << 34) >> random.below(34)),
        }
        let stream = at % streams;
        commands.push(format!(
            "XADD s{stream} {ms}-{seq} {}",
            fields(shape, random)
        ));
        ids.push(format!("s{stream} {ms}-{seq}"));
        // Not of the last nodes: which are left of them when one of them is gone, redlet can't know.
        let early = (ids.len() as u64).saturating_sub(8 * streams);
        if deletes && early > 0 && random.below(6) == 0 {
            let at = random.below(early) as usize;
            commands.push(format!("XDEL {}", ids.remove(at)));
        }
    }
    commands.push("COPY s0 copy".to_owned());
    for at in 1..30 {
        commands.push(format!(
            "XADD copy {}-{at} {}",
            ms + 1,
            fields(shape, random)
        ));
    }
    for key in ["s0", "copy", "s9"] {
        let left = (0..count / streams + 30).rev().step_by(4);
        commands.extend(left.map(|left| format!("XTRIM {key} MAXLEN ~ {left} LIMIT 0")));
        commands.push(format!("XLEN {key}"));
    }
    let limits = format!("stream-node-max-bytes {bytes} stream-node-max-entries {entries}");
    vec![
        format!("a> CONFIG SET {limits}"),
        format!("a> {}", commands.join(";;")),
    ]
}

fn differences(oracle: &Oracle, deletes: bool) -> Vec<String> {
    let mut random = Random::new(&Clock::new(11));
    let mut all = Vec::new();
    for limits in LIMITS {
        for shape in SHAPES {
            let mut both = Beside::new(oracle);
            let lines = story(shape, limits, deletes, &mut random);
            if let Some(difference) = lines.iter().find_map(|line| both.play(line)) {
                let difference: String = difference.chars().take(300).collect();
                all.push(format!("{shape:?} {limits:?}: {difference}"));
            }
        }
    }
    all
}

fn assert_same(deletes: bool) {
    for oracle in [Version::V7_0, Version::V8_2]
        .into_iter()
        .filter_map(Oracle::of)
    {
        let all = differences(&oracle, deletes);
        assert!(all.is_empty(), "{} differ\n{}", all.len(), all.join("\n"));
    }
}

#[test]
fn trimming_of_whole_nodes_leaves_what_redis_leaves() {
    assert_same(false);
}

#[test]
fn deleted_entries_keep_their_place_in_a_node() {
    assert_same(true);
}

/// The names of a node's first entry decide what the others take: they are found again in the file.
#[test]
fn a_node_goes_on_after_the_database_was_opened_again() {
    let (database, wal) = (Disk::new(), Disk::new());
    let open = || {
        let conn = Connection::open(database.open(), wal.open()).expect("SQLite opens");
        let host = Box::new(Clock::new(1));
        redlet::open(conn, host, Config::default()).expect("an engine opens")
    };
    let say = |engine: &mut Engine, line: &str| {
        let session = engine.connect("");
        let words = text::split(line.as_bytes()).expect("balanced quotes");
        native::run(engine, session, &words)
    };
    let add = |engine: &mut Engine, from: u64, to: u64| {
        for at in from..to {
            let name = if at == 1 { "first" } else { "sensor" };
            say(engine, &format!("XADD s {at}-1 {name} {at:0>30}x"));
        }
    };
    let mut whole = native::memory_engine(&Clock::new(1));
    add(&mut whole, 1, 160);
    let want = say(&mut whole, "XTRIM s MAXLEN ~ 1");
    add(&mut open(), 1, 30);
    let mut again = open();
    add(&mut again, 30, 160);
    assert_eq!(say(&mut again, "XTRIM s MAXLEN ~ 1"), want);
}
