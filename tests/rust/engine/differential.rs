//! Random commands on redlet and on a real redis-server: every reply must be the same, to the byte.
//!
//! `REDLET_SEED` and `REDLET_COMMANDS` choose what is run. A difference is reported with its seed
//! and as the shortest sequence that still shows it.

use std::collections::VecDeque;

use crate::support::asked::{Version, WAITS, is_asked, is_called, is_left_out};
use crate::support::grammar::{self, Dice, Line};
use crate::support::native::{self, Clock};
use crate::support::oracle::{Connection, Oracle};
use crate::support::resp;
use crate::support::same::{Said, is_same};
use crate::support::time;
use redlet::command;
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::config::{self, Config};
use redlet::protocol::text;

/// Commands after which both start anew.
const STORY: usize = 150;
/// Sessions that take part in a story; most is said by the first.
const SESSIONS: usize = 3;

/// What a session says.
type Turn = (usize, Line);

/// Both, side by side, each over RESP.
struct Pair {
    engine: Engine,
    clock: Clock,
    /// Each session's number in the engine, and its connection to the server.
    sessions: Vec<(u64, Connection)>,
    heard: Vec<Heard>,
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
            heard: (0..SESSIONS).map(|_| Heard::default()).collect(),
            version,
        };
        pair.settle();
        pair
    }

    /// Empties the server, and gives it what the engine is configured to.
    fn settle(&mut self) {
        let say =
            |words: &[&str]| -> Line { words.iter().map(|w| w.as_bytes().to_vec()).collect() };
        let (id, theirs) = &mut self.sessions[0];
        for line in [&["FLUSHALL"][..], &["SAVE"], &["CONFIG", "RESETSTAT"]] {
            theirs.run(&say(line));
        }
        // Neither deletes expired keys on its own.
        let line = ["DEBUG", "SET-ACTIVE-EXPIRE", "0"];
        theirs.run(&say(&line));
        let own = line.map(str::as_bytes).to_vec();
        self.engine.run_lines(*id, &[own]);
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
        if line.is_empty() {
            std::thread::sleep(time::PASSES);
            self.clock.follow();
        }
        // Waits that are over by now.
        self.engine.tick();
        if line.is_empty() {
            return self.listen(None);
        }
        let command = resp::write_command(line);
        self.engine.receive(self.sessions[*speaker].0, &command);
        self.engine.run();
        self.sessions[*speaker].1.send(&command);
        self.heard[*speaker].expect(line);
        self.listen(Some(*speaker))
    }

    /// What differs in what any session is told. The speaker may have been told nothing.
    fn listen(&mut self, speaker: Option<usize>) -> Option<String> {
        let engine = &mut self.engine;
        let version = self.version;
        let told = |(at, ((id, theirs), heard)): (usize, (&mut (u64, Connection), &mut Heard))| {
            let said = pairs(&engine.output(*id), theirs);
            if speaker == Some(at) && said.is_empty() {
                // No reply says that the server has read it: the next line, which may come over
                // another connection, must not be read first.
                std::thread::sleep(std::time::Duration::from_millis(2));
            }
            heard.differs(version, &said)
        };
        let sessions = self.sessions.iter_mut().zip(&mut self.heard);
        sessions.enumerate().find_map(told)
    }
}

/// What a session has said and not been answered yet.
#[derive(Default)]
struct Heard {
    /// More than one line only while the first of them waits.
    unanswered: VecDeque<Line>,
    last: Line,
    /// How many more confirmations of it will come.
    more: usize,
    /// The lines since MULTI.
    queued: Vec<Line>,
}

/// Whether this was told unasked.
fn is_message(reply: &Reply) -> bool {
    let (Reply::Push(items) | Reply::Array(items)) = reply else {
        return false;
    };
    let words = ["message", "pmessage", "smessage", "invalidate"];
    let is_first = |word: &&str| items.first() == Some(&Reply::Bulk(word.as_bytes().to_vec()));
    words.iter().any(is_first)
}

/// Which command a reply confirms: `subscribe`, `punsubscribe` ...
fn confirmed(reply: &Reply) -> Option<String> {
    let (Reply::Push(items) | Reply::Array(items)) = reply else {
        return None;
    };
    match items.as_slice() {
        [Reply::Bulk(word), _, Reply::Int(_)] if word.ends_with(b"subscribe") => {
            Some(String::from_utf8_lossy(word).into_owned())
        }
        _ => None,
    }
}

impl Heard {
    fn expect(&mut self, line: &Line) {
        // What is not answered was silenced, unless it waits.
        let first = self.unanswered.front();
        if !first.is_some_and(|line| is_called(line, WAITS)) {
            self.unanswered.clear();
        }
        self.unanswered.push_back(line.clone());
    }

    fn differs(&mut self, version: Version, said: &[(Said, Option<Said>)]) -> Option<String> {
        let mut all_same = true;
        for (ours, theirs) in said {
            let line = match is_message(&ours.reply) {
                true => Line::new(),
                false => self.answered(&ours.reply),
            };
            let queued = self.keep_queue(&line, ours);
            // Its several replies follow each other in EXEC's array, which counts them as one:
            // whose is whose can't be told any more.
            let subscribes = |line: &Line| line[0].to_ascii_uppercase().ends_with(b"SUBSCRIBE");
            // So do messages that a session of 7.0 sends itself there.
            let is_mixed = version == Version::V7_0
                && !queued.is_empty()
                && said.iter().any(|(ours, _)| is_message(&ours.reply));
            if queued.iter().any(subscribes) || is_mixed {
                return None;
            }
            let same = |theirs| answers_same(&line, &queued, version, ours, theirs);
            all_same &= theirs.as_ref().is_some_and(same);
        }
        match all_same {
            true => None,
            false => show_difference(said),
        }
    }

    /// The line that a reply belongs to; the confirmations of one SUBSCRIBE are several.
    fn answered(&mut self, reply: &Reply) -> Line {
        let next = self.unanswered.front();
        if let Some(word) = confirmed(reply) {
            let is_first = next.is_some_and(|line| is_called(line, &[&word]));
            if self.more > 0 || !is_first {
                self.more = self.more.saturating_sub(1);
                return self.last.clone();
            }
        }
        if let Some(line) = self.unanswered.pop_front() {
            self.more = confirmed(reply).map_or(0, |_| line.len().saturating_sub(2));
            self.last = line;
        }
        self.last.clone()
    }

    /// Keeps what waits for EXEC, and gives it to EXEC.
    fn keep_queue(&mut self, line: &Line, ours: &Said) -> Vec<Line> {
        if ours.reply == Reply::Status("QUEUED".into()) {
            self.queued.push(line.clone());
            return Vec::new();
        }
        match is_called(line, &["EXEC", "DISCARD", "RESET"]) {
            true => std::mem::take(&mut self.queued),
            false => Vec::new(),
        }
    }
}

fn answers_same(
    line: &Line,
    queued: &[Line],
    version: Version,
    ours: &Said,
    theirs: &Said,
) -> bool {
    is_same(line, version, ours, theirs) || is_exec_same(version, queued, ours, theirs)
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

/// Several messages may come in another order: those of several patterns come in that of Redis's
/// hash table.
fn show_difference(said: &[(Said, Option<Said>)]) -> Option<String> {
    let mut ours: Vec<&[u8]> = said.iter().map(|(ours, _)| ours.raw.as_slice()).collect();
    let theirs = said.iter().filter_map(|(_, theirs)| theirs.as_ref());
    let mut theirs: Vec<&[u8]> = theirs.map(|said| said.raw.as_slice()).collect();
    ours.sort_unstable();
    theirs.sort_unstable();
    if ours == theirs {
        return None;
    }
    let short = |text: &str| text.chars().take(2000).collect::<String>();
    let show = |said: Vec<&Said>| {
        let shown = said.iter().map(|said| {
            let raw = short(&String::from_utf8_lossy(&said.raw));
            format!("{}    {raw:?}", short(&text::display(&said.reply)))
        });
        shown.collect::<Vec<_>>().join("\n")
    };
    let ours = show(said.iter().map(|(ours, _)| ours).collect());
    let theirs = said.iter().filter_map(|(_, theirs)| theirs.as_ref());
    let theirs = show(theirs.collect());
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

/// What differs, and not by chance: the machine may have stood still between the two.
fn differs(oracle: &Oracle, version: Version, story: &[Turn]) -> Option<(usize, String)> {
    let tries = if story.contains(&time::pass()) { 3 } else { 2 };
    let mut plays = (0..tries).map(|_| play(oracle, version, story));
    plays
        .try_fold(None, |_, differs| differs.map(Some))
        .flatten()
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
        match differs(oracle, version, &shorter) {
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
    redlet::table()
        .all()
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

fn line(words: &[&str]) -> Line {
    words.iter().map(|word| word.as_bytes().to_vec()).collect()
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
        let passes = seed % 5 == 1;
        if passes {
            let is_known = |line: &Line| {
                let name = String::from_utf8_lossy(&line[0]).to_lowercase();
                !unknown.contains(&name) && !is_left_out(line, seed)
            };
            time::let_pass(&mut story, &mut dice, is_known);
        }
        if seed.is_multiple_of(3) {
            story.insert(0, (0, vec![b"HELLO".to_vec(), b"3".to_vec()]));
        }
        if seed.is_multiple_of(4) && !passes {
            // Everything that happens to keys is heard; of a key that is over Redis says so or not,
            // by how a command comes upon it.
            let listen = line(&["PSUBSCRIBE", "*"]);
            let ask = line(&["CONFIG", "SET", "notify-keyspace-events", "KEAnm"]);
            story.splice(0..0, [(2, listen), (0, ask)]);
        }
        if seed % 7 == 2 && !passes {
            // What each command did to the figures. 7.0 counts looks of SCAN, and does not count as a
            // change what a command takes that has waited.
            story.retain(|(_, line)| !is_called(line, &["SCAN"]));
            if version == Version::V7_0 {
                story.retain(|(_, line)| !is_called(line, WAITS));
            }
            let ask = line(&["INFO", "stats", "persistence"]);
            let told = |turn: Turn| [(turn.0, ask.clone()), turn];
            story = story.into_iter().flat_map(told).collect();
        }
        for session in 0..SESSIONS {
            let words = [&["CLIENT", "REPLY", "ON"][..], &["QUIT"]];
            let lines = words.map(|line| line.iter().map(|w| w.as_bytes().to_vec()).collect());
            story.extend(lines.map(|line| (session, line)));
        }
        let first = play(oracle, version, &story);
        let again = first.and_then(|_| {
            let again = differs(oracle, version, &story);
            chances += u64::from(again.is_none() && !passes);
            again
        });
        if let Some((at, what)) = again {
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
fn random_commands_are_answered_as_by_redis_8_0() {
    let commands = from_env("REDLET_COMMANDS", 100_000);
    if let Some(oracle) = Oracle::of(Version::V8_0) {
        compare(&oracle, Version::V8_0, commands);
    }
}

/// What Redis 8.0 lacks.
#[test]
fn random_commands_are_answered_as_by_redis_8_2() {
    let commands = from_env("REDLET_COMMANDS", 100_000);
    if let Some(oracle) = Oracle::of(Version::V8_2) {
        compare(&oracle, Version::V8_2, commands);
    }
}

fn show((session, line): &Turn) -> String {
    if line.is_empty() {
        return "! time passes".into();
    }
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
    let missing: Vec<String> = redlet::table()
        .all()
        .map(command::Command::title)
        .filter(|t| !said(t))
        .collect();
    assert!(missing.is_empty(), "never drawn: {}", missing.join(", "));
}
