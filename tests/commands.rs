//! Every `tests/commands/*.test`, on the native engine and on a real redis-server.
//!
//! The server proves that a transcript is right; the engine, that redlet does the same.
#![allow(clippy::expect_used)]

mod support;

use redlet::command;
use redlet::protocol::text;
use redlet::reply::Reply;
use std::collections::HashMap;
use support::native::{self, Clock};
use support::oracle::{Connection, Oracle};
use support::transcript::{self, Case, Since, Step};

/// Something that commands can be said to.
trait Peer {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) -> Reply;
    fn wait(&mut self, ms: u64);
}

struct Native {
    clock: Clock,
    engine: redlet::engine::Engine,
    sessions: HashMap<usize, u64>,
}

impl Native {
    fn new() -> Native {
        let clock = Clock::new(1);
        let engine = native::memory_engine(&clock);
        Native {
            clock,
            engine,
            sessions: HashMap::new(),
        }
    }
}

impl Peer for Native {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) -> Reply {
        let engine = &mut self.engine;
        let id = *self
            .sessions
            .entry(session)
            .or_insert_with(|| engine.connect("127.0.0.1:1"));
        // A real server is never faster than this between two commands.
        self.clock.advance(10);
        let reply = native::run(engine, id, words);
        match engine.protocol(id) {
            2 => reply.into_resp2(),
            _ => reply,
        }
    }
    fn wait(&mut self, ms: u64) {
        self.clock.advance(ms as i64 * 1000);
    }
}

struct Real<'a> {
    oracle: &'a Oracle,
    sessions: HashMap<usize, Connection>,
}

impl Peer for Real<'_> {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) -> Reply {
        let oracle = self.oracle;
        let connection = self
            .sessions
            .entry(session)
            .or_insert_with(|| oracle.connect());
        connection.run(words).0
    }
    fn wait(&mut self, ms: u64) {
        std::thread::sleep(std::time::Duration::from_millis(ms));
    }
}

/// What does not match, as a report; `None` where all does.
fn play(case: &Case, peer: &mut dyn Peer) -> Option<String> {
    for step in &case.steps {
        match step {
            Step::Wait(ms) => peer.wait(*ms),
            Step::Say {
                session,
                line,
                want,
                at,
            } => {
                let words = text::split(line.as_bytes()).expect("balanced quotes");
                let got = text::display(&peer.say(*session, &words));
                if !transcript::matches(want, &got) {
                    let file = case.file.display();
                    let want = want.join("\n");
                    return Some(format!(
                        "{file}:{at}: {}\n> {line}\n--- want\n{want}\n--- got\n{got}\n",
                        case.title
                    ));
                }
            }
        }
    }
    None
}

fn report(failures: Vec<String>, played: usize) {
    assert!(played > 0, "no transcript was played");
    assert!(
        failures.is_empty(),
        "{} of {played} cases differ\n\n{}",
        failures.len(),
        failures.join("\n")
    );
    println!("{played} cases");
}

#[test]
fn the_native_engine_answers_as_the_transcripts_say() {
    let cases = transcript::all();
    let failures = cases
        .iter()
        .filter_map(|case| play(case, &mut Native::new()))
        .collect();
    report(failures, cases.len());
}

/// Plays on a server what suits it.
fn play_on(oracle: &Oracle, since: Since) {
    let cases: Vec<Case> = transcript::all()
        .into_iter()
        .filter(|case| case.since() == Some(since))
        .collect();
    let mut cleaner = oracle.connect();
    let failures = cases
        .iter()
        .filter_map(|case| {
            for reset in [&["FLUSHALL"][..], &["CONFIG", "RESETSTAT"]] {
                let words: Vec<Vec<u8>> = reset.iter().map(|w| w.as_bytes().to_vec()).collect();
                cleaner.run(&words);
            }
            let sessions = HashMap::new();
            play(case, &mut Real { oracle, sessions })
        })
        .collect();
    report(failures, cases.len());
}

#[test]
fn a_real_redis_server_answers_as_the_transcripts_say() {
    play_on(&Oracle::start(), Since::Redis7);
}

#[test]
fn a_newer_redis_server_answers_as_the_transcripts_say() {
    if let Some(oracle) = Oracle::start_newer() {
        play_on(&oracle, Since::Newer);
    }
}

#[test]
fn every_command_has_a_transcript() {
    let said: Vec<String> = transcript::all()
        .iter()
        .flat_map(|case| &case.steps)
        .filter_map(|step| match step {
            Step::Say { line, .. } => Some(line.to_uppercase() + " "),
            Step::Wait(_) => None,
        })
        .collect();
    let missing: Vec<String> = command::all()
        .map(command::Command::title)
        .filter(|title| {
            !said
                .iter()
                .any(|line| line.starts_with(&format!("{title} ")))
        })
        .collect();
    assert!(
        missing.is_empty(),
        "no transcript for: {}",
        missing.join(", ")
    );
}
