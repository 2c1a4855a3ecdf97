//! Random commands on redlet and on a real redis-server: every reply must be the same, to the byte.
//!
//! `REDLET_SEED` and `REDLET_COMMANDS` choose what is run. A difference is reported with its seed
//! and as the shortest sequence that still shows it.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use redlet::command;
use redlet::engine::Engine;
use redlet::engine::config::{self, Config};
use redlet::number;
use redlet::protocol::text;
use redlet::reply::Reply;
use support::asked::{Version, is_asked, is_left_out};
use support::grammar::{self, Dice, Line};
use support::native::{self, Clock};
use support::oracle::{Connection, Oracle};
use support::resp;

/// Commands after which both start anew.
const STORY: usize = 150;
/// Sessions that take part in a story; most is said by the first.
const SESSIONS: usize = 3;

/// What a session says.
type Turn = (usize, Line);

/// What is compared otherwise than to the byte, and why.
enum Rule {
    Exact,
    /// Redis's order is that of its hash table.
    Unordered,
    /// Time passes between the two: so far apart at most.
    Near(i64),
    /// A picture of its own, with parameters of its own.
    Any,
    /// Redis 7.0 prints doubles with 17 digits.
    Scores,
    /// The same, in the order of a hash table.
    UnorderedScores,
    /// Random, or telling of the server itself: the same type of reply.
    Shape,
}

fn rule(line: &Line, version: Version) -> Rule {
    let upper = |at: usize| {
        line.get(at)
            .map(|w| String::from_utf8_lossy(w).to_uppercase())
    };
    let name = upper(0).unwrap_or_default();
    match (name.as_str(), upper(1).unwrap_or_default().as_str()) {
        // A cursor that no scan gave means nothing.
        ("SCAN", cursor) if cursor != "0" => Rule::Shape,
        ("HSCAN" | "ZSCAN", _) if upper(2).is_none_or(|cursor| cursor != "0") => Rule::Shape,
        ("ZSCAN", _) => Rule::UnorderedScores,
        ("ZRANDMEMBER", _) => Rule::Shape,
        // By how many members it was given, not by how many it has: since 7.2.
        ("OBJECT", "ENCODING") if version == Version::V7_0 => Rule::Shape,
        (name, _) if version == Version::V7_0 && is_scored(name) => Rule::Scores,
        ("KEYS" | "SCAN" | "HSCAN" | "HGETALL" | "HKEYS" | "HVALS", _) => Rule::Unordered,
        ("TTL" | "EXPIRETIME" | "HTTL" | "HEXPIRETIME", _) => Rule::Near(2),
        ("PTTL" | "PEXPIRETIME" | "HPTTL" | "HPEXPIRETIME", _) => Rule::Near(2_000),
        ("RANDOMKEY" | "HRANDFIELD" | "TIME" | "HELLO" | "INFO", _) => Rule::Shape,
        ("CLIENT", "ID" | "INFO" | "LIST")
        | ("OBJECT", "FREQ" | "IDLETIME" | "REFCOUNT")
        | (_, "HELP") => Rule::Shape,
        ("COMMAND", "" | "COUNT" | "DOCS" | "LIST" | "INFO") => Rule::Shape,
        ("UNSUBSCRIBE" | "PUNSUBSCRIBE" | "SUNSUBSCRIBE", "") => Rule::Shape,
        ("PUBSUB", "CHANNELS" | "SHARDCHANNELS") => Rule::Unordered,
        ("LOLWUT", _) => Rule::Any,
        ("CONFIG", "GET") => Rule::Unordered,
        _ => Rule::Exact,
    }
}

/// One reply, as it came and as what it means.
struct Said {
    raw: Vec<u8>,
    reply: Reply,
}

/// Whether its replies have scores, or coordinates.
fn is_scored(name: &str) -> bool {
    name.starts_with('Z') || name.starts_with("GEO")
}

fn is_same(line: &Line, version: Version, ours: &Said, theirs: &Said) -> bool {
    match (rule(line, version), &ours.reply, &theirs.reply) {
        (Rule::Any, ..) => true,
        // Errors are text in redlet: of what they quote, bytes that are no UTF-8 are replaced.
        (_, Reply::Error(_), _) => {
            String::from_utf8_lossy(&ours.raw) == String::from_utf8_lossy(&theirs.raw)
        }
        (Rule::Exact, ..) => ours.raw == theirs.raw,
        (Rule::Shape, ours, theirs) => {
            std::mem::discriminant(ours) == std::mem::discriminant(theirs)
        }
        (Rule::Near(far), one, other) => match (ints(one), ints(other)) {
            (Some(one), Some(other)) => {
                one.len() == other.len() && one.iter().zip(other).all(|(a, b)| is_near(*a, b, far))
            }
            _ => ours.raw == theirs.raw,
        },
        (Rule::Unordered, ours, theirs) => sorted(ours) == sorted(theirs),
        (Rule::Scores, ours, theirs) => scores(ours) == scores(theirs),
        (Rule::UnorderedScores, ours, theirs) => {
            let sorted = |reply| {
                let mut all = scores(reply);
                all.sort();
                all
            };
            sorted(ours) == sorted(theirs)
        }
    }
}

/// Below 0 is no time: -1 and -2 have meanings.
fn is_near(ours: i64, theirs: i64, far: i64) -> bool {
    ours == theirs || (ours >= 0 && theirs >= 0 && (ours - theirs).abs() <= far)
}

fn ints(reply: &Reply) -> Option<Vec<i64>> {
    match reply {
        Reply::Int(n) => Some(vec![*n]),
        Reply::Array(items) => Some(items.iter().map(ints).collect::<Option<Vec<_>>>()?.concat()),
        _ => None,
    }
}

/// What it is made of, with numbers printed in one way.
fn scores(reply: &Reply) -> Vec<String> {
    match reply {
        Reply::Array(items) => {
            let inner = items.iter().flat_map(scores);
            std::iter::once(format!("array of {}", items.len()))
                .chain(inner)
                .collect()
        }
        // Which zeros keep their sign depends on the encoding; 7.0 cuts coordinates off.
        Reply::Double(number) => vec![format!("{:.10}", number + 0.0)],
        Reply::Bulk(bytes) => match number::parse_f64(bytes) {
            Some(number) => vec![format!("\"{:.10}\"", number + 0.0)],
            None => vec![text::display(reply)],
        },
        other => vec![text::display(other)],
    }
}

/// What it is made of, in one order.
fn sorted(reply: &Reply) -> Vec<String> {
    let mut all = match reply {
        Reply::Array(items) => items.iter().flat_map(sorted).collect(),
        Reply::Map(pairs) => pairs
            .iter()
            .flat_map(|(k, v)| [sorted(k), sorted(v)].concat())
            .collect(),
        other => vec![text::display(other)],
    };
    all.sort();
    all
}

/// Both, side by side, each over RESP.
struct Pair {
    engine: Engine,
    clock: Clock,
    /// Each session's number in the engine, and its connection to the server.
    sessions: Vec<(u64, Connection)>,
    /// What each session has queued since MULTI.
    queued: Vec<Vec<Line>>,
    version: Version,
}

impl Pair {
    fn new(oracle: &Oracle, version: Version) -> Pair {
        let clock = Clock::new(1);
        let mut engine = native::memory_engine(&clock);
        let connect = |_| (engine.connect("127.0.0.1:1"), oracle.connect());
        let sessions = (0..SESSIONS).map(connect).collect();
        let mut pair = Pair {
            engine,
            clock,
            sessions,
            queued: vec![Vec::new(); SESSIONS],
            version,
        };
        pair.settle();
        pair
    }

    /// Empties the server, and gives it what the engine is configured to.
    fn settle(&mut self) {
        let say =
            |words: &[&str]| -> Line { words.iter().map(|w| w.as_bytes().to_vec()).collect() };
        let theirs = &mut self.sessions[0].1;
        theirs.run(&say(&["FLUSHALL"]));
        // Neither deletes expired keys on its own.
        theirs.run(&say(&["DEBUG", "SET-ACTIVE-EXPIRE", "0"]));
        for parameter in grammar::PARAMETERS
            .iter()
            .chain(&["notify-keyspace-events"])
        {
            if let Some(known) = config::parameter(parameter.as_bytes()) {
                let value = known.get(&Config::default());
                let mut line = say(&["CONFIG", "SET", parameter]);
                line.push(value);
                theirs.run(&line);
            }
        }
    }

    /// Says one line to both; what differs in what any session is told. As much is read from the
    /// server as redlet says: what it says beyond that is taken for its next word, which differs.
    fn step(&mut self, (speaker, line): &Turn) -> Option<String> {
        self.clock.follow();
        let command = resp::write_command(line);
        self.engine.receive(self.sessions[*speaker].0, &command);
        self.engine.run();
        self.sessions[*speaker].1.send(&command);
        let engine = &mut self.engine;
        let queued = &mut self.queued[*speaker];
        let version = self.version;
        let told = |(at, (id, theirs)): (usize, &mut (u64, Connection))| {
            let said = pairs(&engine.output(*id), theirs);
            let difference = differs(line, version, queued, &said);
            if at == *speaker {
                if said.is_empty() {
                    // No reply says that the server has read it: the next line, which may come over
                    // another connection, must not be read first.
                    std::thread::sleep(std::time::Duration::from_millis(2));
                }
                keep_queue(queued, line, said.first());
            }
            difference
        };
        self.sessions.iter_mut().enumerate().find_map(told)
    }
}

/// Keeps what waits for EXEC, to know how each of its replies is to be compared.
fn keep_queue(queued: &mut Vec<Line>, line: &Line, said: Option<&(Said, Option<Said>)>) {
    let is_queued = said.is_some_and(|(ours, _)| ours.reply == Reply::Status("QUEUED".into()));
    if is_queued {
        queued.push(line.clone());
    } else if ["EXEC", "DISCARD", "RESET"].iter().any(|name| {
        line.first()
            .is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()))
    }) {
        queued.clear();
    }
}

/// What redlet told a session, reply by reply, and as many from the server.
fn pairs(raw: &[u8], theirs: &mut Connection) -> Vec<(Said, Option<Said>)> {
    let mut rest = raw;
    let mut said = Vec::new();
    while !rest.is_empty() {
        let mut raw = Vec::new();
        let reply = resp::read_reply(&mut rest, &mut raw);
        let reply = reply.expect("our own reply is well formed");
        let theirs = theirs.try_read();
        let theirs = theirs.map(|(reply, raw)| Said { raw, reply });
        said.push((Said { raw, reply }, theirs));
    }
    said
}

/// Whether EXEC answers each of the queued commands in the same way.
fn is_exec_same(version: Version, queued: &[Line], ours: &Said, theirs: &Said) -> bool {
    let (Reply::Array(ours), Reply::Array(theirs)) = (&ours.reply, &theirs.reply) else {
        return false;
    };
    let said = |reply: &Reply| Said {
        raw: format!("{reply:?}").into_bytes(),
        reply: reply.clone(),
    };
    let replies = ours.iter().zip(theirs);
    ours.len() == theirs.len()
        && ours.len() == queued.len()
        && queued
            .iter()
            .zip(replies)
            .all(|(line, (ours, theirs))| is_same(line, version, &said(ours), &said(theirs)))
}

fn differs(
    line: &Line,
    version: Version,
    queued: &[Line],
    said: &[(Said, Option<Said>)],
) -> Option<String> {
    let is_exec = line.len() == 1 && line[0].eq_ignore_ascii_case(b"EXEC");
    // Its several replies follow each other in EXEC's array, which counts them as one: whose is
    // whose can't be told any more.
    let subscribes = |line: &Line| line[0].to_ascii_uppercase().ends_with(b"SUBSCRIBE");
    if is_exec && queued.iter().any(subscribes) {
        return None;
    }
    let is_pair_same = |(ours, theirs): &(Said, Option<Said>)| {
        theirs.as_ref().is_some_and(|theirs| {
            is_same(line, version, ours, theirs)
                || is_exec && is_exec_same(version, queued, ours, theirs)
        })
    };
    if said.iter().all(is_pair_same) {
        return None;
    }
    // Several messages: those of several patterns come in the order of Redis's hash table.
    let mut ours: Vec<&[u8]> = said.iter().map(|(ours, _)| ours.raw.as_slice()).collect();
    let theirs = said.iter().filter_map(|(_, theirs)| theirs.as_ref());
    let mut theirs: Vec<&[u8]> = theirs.map(|said| said.raw.as_slice()).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    if ours == theirs {
        return None;
    }
    let show = |said: Vec<&Said>| {
        let shown = said.iter().map(|said| {
            let raw = String::from_utf8_lossy(&said.raw);
            format!("{}    {raw:?}", text::display(&said.reply))
        });
        shown.collect::<Vec<_>>().join("\n")
    };
    let ours = show(said.iter().map(|(ours, _)| ours).collect());
    let theirs = show(
        said.iter()
            .filter_map(|(_, theirs)| theirs.as_ref())
            .collect(),
    );
    Some(format!("--- redlet\n{ours}\n--- redis-server\n{theirs}"))
}

/// Plays a story from the start; where and how it differs.
fn play(oracle: &Oracle, version: Version, story: &[Turn]) -> Option<(usize, String)> {
    let mut pair = Pair::new(oracle, version);
    story
        .iter()
        .enumerate()
        .find_map(|(at, turn)| pair.step(turn).map(|what| (at, what)))
}

/// Leaves out lines for as long as the rest still shows a difference, `what` at line `at` at first.
fn shrink(
    oracle: &Oracle,
    version: Version,
    mut story: Vec<Turn>,
    at: usize,
    mut what: String,
) -> (Vec<Turn>, String) {
    story.truncate(at + 1);
    let mut at = 0;
    while at < story.len() {
        let mut shorter = story.clone();
        shorter.remove(at);
        match play(oracle, version, &shorter) {
            Some((last, difference)) => {
                shorter.truncate(last + 1);
                story = shorter;
                what = difference;
            }
            None => at += 1,
        }
    }
    (story, what)
}

/// The commands that an oracle lacks.
fn unknown_to(oracle: &Oracle) -> Vec<String> {
    let mut connection = oracle.connect();
    let is_unknown = |name: &String| {
        let words = vec![
            b"COMMAND".to_vec(),
            b"INFO".to_vec(),
            name.clone().into_bytes(),
        ];
        matches!(connection.run(&words).0, Reply::Array(items) if items[0] == Reply::NilArray || items[0] == Reply::Nil)
    };
    command::all()
        .map(command::Command::full_name)
        .filter(is_unknown)
        .collect()
}

/// Who speaks: one has most of the story.
fn speaker(dice: &mut Dice) -> usize {
    match dice.below(10) {
        0 => 2,
        1 | 2 => 1,
        _ => 0,
    }
}

fn from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect("a number"))
}

fn compare(oracle: &Oracle, version: Version, commands: u64) {
    let unknown = unknown_to(oracle);
    let mut seed = from_env("REDLET_SEED", 1);
    let (mut played, mut chances) = (0, 0);
    while played < commands {
        let mut dice = Dice::new(seed);
        let turns = std::iter::repeat_with(|| (speaker(&mut dice), grammar::line(&mut dice)));
        let mut story: Vec<Turn> = turns
            .filter(|(_, line)| is_asked(line, version, &unknown))
            .filter(|(_, line)| !is_left_out(line, seed))
            .take(STORY)
            .collect();
        if seed.is_multiple_of(3) {
            story.insert(0, (0, vec![b"HELLO".to_vec(), b"3".to_vec()]));
        }
        if seed.is_multiple_of(4) {
            // Everything that happens to keys is heard.
            let words = |line: &[&str]| line.iter().map(|w| w.as_bytes().to_vec()).collect();
            let listen = words(&["PSUBSCRIBE", "*"]);
            let ask = words(&["CONFIG", "SET", "notify-keyspace-events", "KEAn"]);
            story.splice(0..0, [(2, listen), (0, ask)]);
        }
        for session in 0..SESSIONS {
            let words = [&["CLIENT", "REPLY", "ON"][..], &["QUIT"]];
            let lines = words.map(|line| line.iter().map(|w| w.as_bytes().to_vec()).collect());
            story.extend(lines.map(|line| (session, line)));
        }
        // What does not differ again did so by chance: the machine stood still between the two.
        let mut differs = play(oracle, version, &story);
        if differs.is_some() {
            differs = play(oracle, version, &story);
            chances += u64::from(differs.is_none());
        }
        if let Some((at, what)) = differs {
            let (story, what) = shrink(oracle, version, story, at, what);
            let said: Vec<String> = story.iter().map(show).collect();
            panic!(
                "REDLET_SEED={seed} differs after {played} commands:\n{}\n{what}",
                said.join("\n")
            );
        }
        played += story.len() as u64;
        seed += 1;
    }
    assert!(chances < 4, "{chances} stories differed once, and then not");
    println!("{played} commands, no difference");
}

#[test]
fn random_commands_are_answered_as_by_redis_server() {
    let commands = from_env("REDLET_COMMANDS", 100_000);
    compare(&Oracle::start(), Version::V7_0, commands);
}

/// What Redis 7.0 lacks.
#[test]
fn random_commands_are_answered_as_by_a_newer_redis_server() {
    let commands = from_env("REDLET_COMMANDS", 100_000);
    if let Some(oracle) = Oracle::start_newer() {
        compare(&oracle, Version::V8_0, commands);
    }
}

fn show((session, line): &Turn) -> String {
    let mut out = format!("{}>", session + 1);
    for word in line {
        out.push(' ');
        text::quote(word, &mut out);
    }
    out
}

#[test]
fn the_grammar_leaves_no_command_out() {
    let mut dice = Dice::new(7);
    let lines: Vec<Line> = (0..200_000).map(|_| grammar::line(&mut dice)).collect();
    let said = |title: &str| {
        let words: Vec<&str> = title.split(' ').collect();
        lines.iter().any(|line| {
            words
                .iter()
                .zip(line)
                .all(|(w, l)| w.as_bytes() == l.as_slice())
        })
    };
    let missing: Vec<String> = command::all()
        .map(command::Command::title)
        .filter(|t| !said(t))
        .collect();
    assert!(missing.is_empty(), "never drawn: {}", missing.join(", "));
}
