//! The engine and a real redis-server side by side: whatever any session is told must be the same.
//!
//! `a> words` says a command as session `a` (`;;` between several that are sent at once); `a! words`
//! does, and its reply may differ; `a= words` does, and waits for what it is told, as the reply of a command that
//! waits may come at once on a slow machine; `a<` waits until session `a` is told something; `a~110` lets 110 ms
//! pass; `# title` starts anew on an empty database, with new sessions.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::protocol::text;

use super::native::{self, Clock};
use super::oracle::Oracle;
use super::resp;

/// What is compared of INFO.
const FIGURES: [&str; 6] = [
    "expired_keys",
    "expired_subkeys",
    "evicted_keys",
    "keyspace_hits",
    "keyspace_misses",
    "db",
];

/// For how long the same is waited for on both sides. A test that passes never waits so long.
const PATIENCE: Duration = Duration::from_secs(5);

/// One session of either side.
struct Session {
    id: u64,
    theirs: TcpStream,
    /// What came and is not compared yet.
    our_bytes: Vec<u8>,
    their_bytes: Vec<u8>,
}

/// Both sides.
pub struct Beside<'a> {
    oracle: &'a Oracle,
    clock: Clock,
    engine: Engine,
    sessions: BTreeMap<char, Session>,
}

impl<'a> Beside<'a> {
    /// A fresh engine beside the server.
    pub fn new(oracle: &'a Oracle) -> Beside<'a> {
        let clock = Clock::new(1);
        let engine = native::memory_engine(&clock);
        for line in ["FLUSHALL", "CONFIG RESETSTAT", "DEBUG SET-ACTIVE-EXPIRE 1"] {
            oracle.connect().run(&words(line));
        }
        Beside {
            oracle,
            clock,
            engine,
            sessions: BTreeMap::new(),
        }
    }

    fn session(&mut self, name: char) -> &mut Session {
        let (engine, port) = (&mut self.engine, self.oracle.port);
        self.sessions.entry(name).or_insert_with(|| {
            let theirs = TcpStream::connect(("127.0.0.1", port)).expect("the oracle listens");
            theirs.set_nodelay(true).expect("a TCP socket");
            theirs.set_nonblocking(true).expect("a TCP socket");
            Session {
                id: engine.connect("127.0.0.1:1"),
                theirs,
                our_bytes: Vec::new(),
                their_bytes: Vec::new(),
            }
        })
    }

    /// Plays one line; what differs.
    pub fn play(&mut self, line: &str) -> Option<String> {
        let name = line.chars().next()?;
        let (mark, mut rest) = line.get(1..)?.split_at(1);
        if mark == "~" {
            let ms = rest.parse().expect("a number of milliseconds");
            std::thread::sleep(Duration::from_millis(ms));
            rest = "";
        }
        let commands: Vec<u8> = rest
            .split(";;")
            .filter(|command| !command.trim().is_empty())
            .flat_map(|command| resp::write_command(&words(command.trim())))
            .collect();
        let session = self.session(name);
        session
            .theirs
            .write_all(&commands)
            .expect("the oracle reads");
        let id = session.id;
        self.clock.follow();
        self.engine.receive(id, &commands);
        self.engine.run();
        self.compare(line, name, mark)
    }

    /// Waits until every session has been told the same.
    fn compare(&mut self, line: &str, speaker: char, mark: &str) -> Option<String> {
        let must_speak = mark == "<" || mark == "=";
        let until = Instant::now() + PATIENCE;
        loop {
            self.listen();
            let mut difference = String::new();
            let mut has_spoken = false;
            for (name, session) in &self.sessions {
                let mut ours = shown(&session.our_bytes);
                let mut theirs = shown(&session.their_bytes);
                has_spoken |= *name == speaker && !ours.is_empty();
                if mark == "!" && *name == speaker && !ours.is_empty() && !theirs.is_empty() {
                    ours.remove(0);
                    theirs.remove(0);
                }
                if ours != theirs {
                    difference +=
                        &format!("{name} is told\n  by redlet {ours:#?}\n  by Redis {theirs:#?}\n");
                }
            }
            let is_over = Instant::now() > until;
            if is_over && difference.is_empty() && must_speak && !has_spoken {
                difference = format!("{speaker} is told nothing\n");
            }
            if is_over && !difference.is_empty() {
                return Some(format!("{line}\n{difference}"));
            }
            if difference.is_empty() && (has_spoken || !must_speak) {
                break;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        for session in self.sessions.values_mut() {
            session.our_bytes.clear();
            session.their_bytes.clear();
        }
        // What is not answered must be read before the next line, which may be another session's.
        std::thread::sleep(Duration::from_millis(1));
        None
    }

    fn listen(&mut self) {
        self.clock.follow();
        self.engine.tick();
        for session in self.sessions.values_mut() {
            session.our_bytes.extend(self.engine.output(session.id));
            let mut chunk = [0; 65_536];
            while let Ok(count @ 1..) = session.theirs.read(&mut chunk) {
                session.their_bytes.extend_from_slice(&chunk[..count]);
            }
        }
    }
}

/// Plays every case on both; what differs.
pub fn play_all(oracle: &Oracle, text: &str) -> Vec<String> {
    let cases = text.split("\n# ").skip(1);
    let cases = cases.map(|case| case.split_once('\n').unwrap_or((case, "")));
    cases
        .filter_map(|(title, lines)| play_case(oracle, title, lines))
        .collect()
}

/// Plays one case; what differs.
pub fn play_case(oracle: &Oracle, title: &str, lines: &str) -> Option<String> {
    let mut both = Beside::new(oracle);
    let mut lines = lines.lines().filter(|line| !line.trim().is_empty());
    let difference = lines.find_map(|line| both.play(line))?;
    Some(format!("# {title}\n{difference}"))
}

fn words(line: &str) -> Vec<Vec<u8>> {
    text::split(line.as_bytes()).expect("balanced quotes")
}

/// The replies and messages that are whole, without what no two servers have alike. Behind them is what
/// caches are to drop: in how many messages Redis says so depends on when its event loop comes round.
fn shown(bytes: &[u8]) -> Vec<String> {
    let mut cursor = Cursor::new(bytes);
    let mut all = Vec::new();
    let mut dropped = BTreeSet::new();
    while let Ok(reply) = resp::read_reply(&mut cursor, &mut Vec::new()) {
        match &reply {
            Reply::Push(words) if words.first() == Some(&Reply::Bulk(b"invalidate".to_vec())) => {
                match words.get(1) {
                    Some(Reply::Array(keys)) => dropped.extend(keys.iter().map(text::display)),
                    _ => drop(dropped.insert("everything".to_owned())),
                }
            }
            _ => all.push(plain(&text::display(&reply))),
        }
    }
    all.extend(dropped.into_iter().map(|what| format!("drop {what}")));
    all
}

/// Without the time and the address of MONITOR, and of INFO a few figures alone.
fn plain(shown: &str) -> String {
    if let Some((time, rest)) = shown.split_once(" [")
        && time.len() == 17
        && time
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Some((from, words)) = rest.split_once("] ")
    {
        let db = from.split(' ').next().unwrap_or_default();
        return format!("[{db}] {words}");
    }
    if !shown.contains("\\r\\n") {
        return shown.to_owned();
    }
    let is_compared = |line: &&str| FIGURES.iter().any(|name| line.starts_with(name));
    let lines = shown.split("\\r\\n").filter(is_compared);
    let plain = lines.map(|line| match line.split_once("avg_ttl=") {
        Some((start, rest)) => format!(
            "{start}{}",
            rest.trim_start_matches(|c: char| c.is_ascii_digit())
        ),
        None => line.to_owned(),
    });
    plain.collect::<Vec<_>>().join(" ")
}
