//! A session and its waits go on in another engine by what the engine before told, and by nothing else.

use crate::support::native::{Clock, memory_engine};
use redlet::command::Flag;
use redlet::engine::Engine;
use redlet::protocol::frame::{self, Commands};
use redlet::protocol::tag::Tag;

const CLIENT: i64 = 47;

/// A client that keeps its session, and the engine that it talks to.
struct World {
    clock: Clock,
    engine: Engine,
    session: u64,
    restoration: Vec<u8>,
}

impl World {
    fn new() -> World {
        let clock = Clock::new(1);
        let mut world = World {
            engine: memory_engine(&clock),
            clock,
            session: 0,
            restoration: Vec::new(),
        };
        world.take_over();
        world
    }

    /// Another engine, in which the client's session has another number.
    fn take_over(&mut self) {
        self.engine = memory_engine(&self.clock);
        self.engine.connect("");
        self.session = self.join(CLIENT, &self.restoration.clone());
    }

    fn join(&mut self, client: i64, restoration: &[u8]) -> u64 {
        let session = self.engine.connect("");
        self.engine.attach(session, client, restoration);
        session
    }

    /// Runs lines as one batch; gives the replies.
    fn send(&mut self, lines: &[&str]) -> Vec<u8> {
        let commands: Vec<Vec<u8>> = lines.iter().map(|line| command(line)).collect();
        self.exec(&commands)
    }

    fn exec(&mut self, commands: &[Vec<u8>]) -> Vec<u8> {
        let count = (commands.len() as u32).to_le_bytes();
        let batch = [&count[..], &commands.concat()].concat();
        let replies = self.engine.exec(self.session, &batch).unwrap();
        let (_, head) = frame::head(&replies);
        if head > 4 {
            self.restoration = replies[9..head].to_vec();
        }
        replies[head..].to_vec()
    }

    fn said(&mut self, line: &str) -> String {
        String::from_utf8_lossy(&self.send(&[line])).into_owned()
    }

    /// What the session is sent without asking.
    fn output(&mut self) -> Vec<u8> {
        self.engine.output(self.session)
    }
}

fn command(line: &str) -> Vec<u8> {
    let words: Vec<&[u8]> = line.split(' ').map(str::as_bytes).collect();
    let mut out = Vec::new();
    frame::command(&words, &mut out);
    out
}

fn shown(restoration: &[u8]) -> String {
    let mut lines = Vec::new();
    if let Ok(mut commands) = Commands::new(restoration) {
        let mut words = Vec::new();
        while commands.next(&mut words).unwrap() {
            lines.push(String::from_utf8_lossy(&words.join(&b' ')).into_owned());
        }
    }
    lines.join("; ")
}

/// What a session did, and what restores it.
const SESSIONS: &[(&str, &str)] = &[
    ("GET k", ""),
    ("SELECT 2; SELECT 3", "SELECT 3"),
    ("SELECT 3; SELECT 0", ""),
    ("SELECT 1; SELECT 99", "SELECT 1"),
    ("HELLO 3 SETNAME x", "HELLO 3; CLIENT SETNAME x"),
    (
        "client setname a; CLIENT SETINFO lib-name x; CLIENT SETINFO LIB-VER 1; CLIENT SETNAME b",
        "CLIENT SETNAME b; CLIENT SETINFO LIB-NAME x; CLIENT SETINFO LIB-VER 1",
    ),
    (
        "CLIENT NO-EVICT ON; CLIENT NO-TOUCH on",
        "CLIENT NO-EVICT ON; CLIENT NO-TOUCH ON",
    ),
    ("CLIENT NO-TOUCH ON; CLIENT NO-TOUCH OFF", ""),
    (
        "SUBSCRIBE a b; PSUBSCRIBE c*; SSUBSCRIBE d; UNSUBSCRIBE a; PUNSUBSCRIBE",
        "SUBSCRIBE b; SSUBSCRIBE d",
    ),
    (
        "MULTI; SUBSCRIBE a; SELECT 2; EXEC",
        "SELECT 2; SUBSCRIBE a",
    ),
    ("MULTI; SELECT 2; DISCARD", ""),
    ("MULTI; SELECT 2; NOSUCH; EXEC", ""),
    ("SELECT 1; MULTI; SELECT 2", "SELECT 1; MULTI"),
    ("WATCH k", "WATCH"),
    ("WATCH k; UNWATCH", ""),
    ("WATCH k; MULTI; EXEC", ""),
    ("MONITOR; CLIENT REPLY OFF", "MONITOR; CLIENT REPLY OFF"),
    ("CLIENT REPLY OFF; CLIENT REPLY ON", ""),
    ("CLIENT REPLY SKIP", "CLIENT REPLY SKIP"),
    ("CLIENT REPLY SKIP; PING", ""),
    ("CLIENT TRACKING ON NOLOOP", "CLIENT TRACKING ON NOLOOP"),
    ("CLIENT TRACKING ON; CLIENT TRACKING OFF", ""),
    // Prefixes add up over several commands.
    (
        "CLIENT TRACKING ON BCAST PREFIX a; CLIENT TRACKING on bcast prefix BCAST",
        "CLIENT TRACKING ON BCAST PREFIX BCAST PREFIX a",
    ),
    (
        "CLIENT TRACKING ON BCAST PREFIX a; CLIENT TRACKING ON BCAST",
        "CLIENT TRACKING ON BCAST PREFIX a; CLIENT TRACKING ON BCAST",
    ),
    ("CLIENT TRACKING ON BCAST", "CLIENT TRACKING ON BCAST"),
    ("CLIENT TRACKING ON OPTOUT", "CLIENT TRACKING ON OPTOUT"),
    (
        "CLIENT TRACKING ON OPTIN; CLIENT CACHING YES",
        "CLIENT TRACKING ON OPTIN; CLIENT CACHING YES",
    ),
    (
        "CLIENT TRACKING ON OPTIN; CLIENT CACHING YES; GET k",
        "CLIENT TRACKING ON OPTIN",
    ),
    (
        "CLIENT TRACKING ON REDIRECT 2",
        "CLIENT TRACKING ON; REDIRECT 47",
    ),
    (
        "SELECT 1; WATCH k; CLIENT SETNAME x; SUBSCRIBE c; RESET",
        "",
    ),
    (
        "CONFIG SET maxmemory 1mb maxmemory 2mb; CONFIG SET notify-keyspace-events KEA hash-max-ziplist-value 9",
        "CONFIG 2 notify-keyspace-events AKE hash-max-listpack-value 9",
    ),
];

#[test]
fn a_session_is_made_again_by_what_the_engine_tells() {
    for (lines, restored) in SESSIONS {
        let mut world = World::new();
        for line in lines.split("; ") {
            world.send(&[line]);
        }
        assert_eq!(shown(&world.restoration), *restored, "{lines}");
        world.take_over();
        // It would tell if it were another now.
        assert_eq!(world.output(), b"", "{lines}");
        let told = world.restoration.clone();
        world.send(&["CLIENT SETNAME other"]);
        world.send(&["CLIENT SETNAME "]);
        if !lines.contains("MULTI") && !lines.contains("SKIP") && !lines.contains("SETNAME") {
            assert_eq!(shown(&world.restoration), shown(&told), "{lines}");
        }
    }
}

#[test]
fn nobody_is_told_who_does_not_keep_the_session() {
    let mut world = World::new();
    world.session = world.engine.connect("");
    let replies = world.send(&["SELECT 2", "BLPOP l 0"]);
    assert!(world.restoration.is_empty());
    assert!(!String::from_utf8_lossy(&replies).contains("RESUME"));
}

#[test]
fn what_was_told_is_not_told_again() {
    let mut world = World::new();
    world.send(&["SELECT 2"]);
    world.restoration.clear();
    world.send(&["SELECT 2", "MULTI", "EXEC", "PING"]);
    assert!(world.restoration.is_empty());
}

#[test]
fn a_transaction_that_was_begun_or_had_watched_does_nothing_in_the_next_engine() {
    let mut world = World::new();
    world.send(&["MULTI", "SET k v"]);
    world.take_over();
    assert!(world.said("EXEC").contains("EXECABORT"));
    world.send(&["WATCH k"]);
    world.take_over();
    world.send(&["MULTI", "SET k v", "EXEC"]);
    assert!(world.send(&["EXISTS k"]).ends_with(&0_f64.to_le_bytes()));
}

#[test]
fn a_redirection_finds_its_client_and_nobody_else() {
    let mut world = World::new();
    let target = world.join(8, &[]);
    world.send(&[&format!("CLIENT TRACKING ON REDIRECT {target}")]);
    let (sender, told) = (world.restoration.clone(), 8);
    world.engine = memory_engine(&world.clock);
    // The number that the target had is another's now.
    for client in [90, 91, 92, 93] {
        world.join(client, &[]);
    }
    world.session = world.join(CLIENT, &sender);
    assert!(
        world
            .said("CLIENT TRACKINGINFO")
            .contains("broken_redirect")
    );
    let found = world.join(told, &[]);
    let redirect = world.send(&["CLIENT GETREDIR"]);
    assert_eq!(redirect[1..], (found as f64).to_le_bytes());
    assert!(
        !world
            .said("CLIENT TRACKINGINFO")
            .contains("broken_redirect")
    );
}

#[test]
fn settings_of_the_newest_version_hold() {
    let mut world = World::new();
    world.send(&["CONFIG SET maxmemory 100mb"]);
    let old = world.restoration.clone();
    let other = world.join(8, &[]);
    world.engine.output(other);
    world.send(&["CONFIG SET maxmemory 200mb"]);
    assert!(world.engine.take_woken().contains(&other));
    let told = world.engine.output(other);
    assert!(shown(&told[5..]).contains("maxmemory 209715200"));
    world.take_over();
    world.join(8, &old);
    assert!(world.said("CONFIG GET maxmemory").contains("209715200"));
}

/// Commands that wait, with what names and values could be taken for options; and what serves them.
const WAITS: &[(&str, &str)] = &[
    ("BLPOP 5 left 5", "RPUSH 5 v"),
    ("BRPOP block timeout 5", "RPUSH block v"),
    ("BLMOVE left right LEFT RIGHT 5", "RPUSH left v"),
    ("BRPOPLPUSH 7 8 5", "RPUSH 7 v"),
    ("BLMPOP 5 1 left LEFT", "RPUSH left v"),
    ("blmpop 5 2 block count LEFT COUNT 2", "RPUSH count v"),
    ("BZPOPMIN min 5", "ZADD min 1 v"),
    ("BZPOPMAX 1 2 5", "ZADD 2 1 v"),
    ("BZMPOP 5 1 min MIN", "ZADD min 1 v"),
    ("XREAD BLOCK 5000 STREAMS block 0", "XADD block * v v"),
    (
        "XREAD COUNT 9 block 5000 STREAMS streams block 0 0",
        "XADD block * v v",
    ),
    ("XREAD BLOCK 5000 STREAMS s $", "XADD s * v v"),
    (
        "XREADGROUP GROUP block 7 BLOCK 5000 STREAMS g >",
        "XADD g * v v",
    ),
    (
        "XREADGROUP BLOCK 5000 GROUP 7 block NOACK STREAMS g >",
        "XADD g * v v",
    ),
    (
        "XREADGROUP GROUP 7 BLOCK BLOCK 5000 STREAMS g >",
        "XADD g * v v",
    ),
    (
        "XREADGROUP GROUP group streams COUNT 1 BLOCK 5000 STREAMS g >",
        "XADD g * v v",
    ),
];

/// The ticket of the announcement, and the command that goes on with the wait.
fn announced(replies: &[u8]) -> (Vec<u8>, Vec<u8>) {
    assert_eq!(
        replies[0],
        Tag::Deferred as u8,
        "{}",
        String::from_utf8_lossy(replies)
    );
    (replies[1..9].to_vec(), replies[13..].to_vec())
}

fn prepare(world: &mut World) {
    for group in ["block", "7", "group"] {
        world.send(&[&format!("XGROUP CREATE g {group} $ MKSTREAM")]);
    }
}

#[test]
fn every_command_that_waits_waits_on_until_its_deadline() {
    for (line, _) in WAITS {
        let mut world = World::new();
        prepare(&mut world);
        let (ticket, again) = announced(&world.send(&[line]));
        world.clock.advance(3_000_000);
        world.take_over();
        prepare(&mut world);
        let (same, next) = announced(&world.exec(std::slice::from_ref(&again)));
        assert_eq!((same, next), (ticket, again), "{line}");
        world.clock.advance(1_999_000);
        world.engine.tick();
        assert_eq!(world.output(), b"", "{line}");
        world.clock.advance(1_000);
        world.engine.tick();
        assert_eq!(world.output()[0], Tag::Arrived as u8, "{line}");
    }
}

#[test]
fn every_command_that_waits_is_served_in_the_next_engine() {
    for (line, serves) in WAITS {
        let mut world = World::new();
        prepare(&mut world);
        // It waits where it began, and in whatever state the session is now.
        let (_, again) = announced(&world.send(&["SELECT 0", line])[1..]);
        for state in ["SELECT 3", "CLIENT REPLY SKIP", "CLIENT REPLY OFF", "MULTI"] {
            world.restoration.clear();
            world.take_over();
            prepare(&mut world);
            world.send(&[state]);
            announced(&world.exec(std::slice::from_ref(&again)));
            let other = world.join(8, &[]);
            let mine = std::mem::replace(&mut world.session, other);
            world.send(&[serves]);
            let told = world.engine.output(mine);
            assert_eq!(told[0], Tag::Arrived as u8, "{line} after {state}");
            assert!(told.contains(&b'v'), "{line} after {state}");
        }
    }
}

#[test]
fn all_that_may_wait_is_tried() {
    let is_tried = |name: &str| {
        let named = |(line, _): &(&str, &str)| line.to_uppercase().starts_with(&format!("{name} "));
        WAITS.iter().any(named)
    };
    for command in redlet::table()
        .all()
        .filter(|command| command.is(Flag::blocking))
    {
        // There are no replicas that could be waited for.
        let never_waits = command.name.starts_with("WAIT");
        assert!(is_tried(command.name) || never_waits, "{}", command.name);
    }
}

#[test]
fn what_comes_between_two_engines_is_read_by_who_waited_for_what_is_new() {
    let mut world = World::new();
    world.send(&["XADD s 1-1 old v"]);
    let (_, again) = announced(&world.send(&["XREAD BLOCK 0 STREAMS s $"]));
    world.take_over();
    world.send(&["XADD s 1-1 old v", "XADD s 1-2 new v"]);
    let replies = String::from_utf8_lossy(&world.exec(&[again])).into_owned();
    assert!(replies.contains("new") && !replies.contains("old"));
}

#[test]
fn a_wait_goes_on_for_who_keeps_its_session_alone() {
    let mut world = World::new();
    for line in [
        "CLIENT RESUME 1 0 0 GET k",
        "CLIENT RESUME 1 0 0 CLIENT RESUME 1 0 0 BLPOP k 0",
        "CLIENT RESUME 1 99 0 BLPOP k 0",
        "CLIENT RESUME 1 0 0 NOSUCH",
        "CLIENT RESUME 0 0 0 BLPOP k 0",
        "CLIENT RESUME 4503599627370496 0 0 BLPOP k 0",
    ] {
        assert!(world.said(line).contains("ERR"), "{line}");
    }
    world.session = world.engine.connect("127.0.0.1:7");
    let line = command("CLIENT RESUME 7 0 0 BLPOP k 0");
    assert_eq!(world.exec(&[line])[0], Tag::Error as u8);
}

#[test]
fn a_wait_that_is_cancelled_is_known_to_be_over() {
    let mut world = World::new();
    world.send(&["BLPOP a 0", "BLPOP b 0"]);
    let session = world.session;
    assert_eq!(world.engine.waiting(session), [1, 2]);
    world.send(&["CLIENT CANCEL 1", "RESET"]);
    assert_eq!(world.engine.waiting(session), [2]);
}
