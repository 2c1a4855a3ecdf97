//! Every `tests/commands/*.test`, on the native engine and on a real redis-server.
//!
//! The server proves that a transcript is right; the engine, that redlet does the same.

use crate::support::asked::Version;
use crate::support::native::{self, Clock};
use crate::support::oracle::{OnServer, Oracle};
use crate::support::play::{OnEngine, play};
use crate::support::transcript::{self, Case, Step};
use redlet::command;

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
        .filter_map(|case| {
            let clock = Clock::new(1);
            let engine = native::memory_engine(&clock);
            play(case, &mut OnEngine::new(clock, engine))
        })
        .collect();
    report(failures, cases.len());
}

/// Plays on a server what suits it.
fn play_on(oracle: &Oracle, version: Version) {
    let cases: Vec<Case> = transcript::all()
        .into_iter()
        .filter(|case| !case.is_own() && case.is_for(version))
        .collect();
    let mut cleaner = oracle.connect();
    let failures = cases
        .iter()
        .filter_map(|case| {
            for reset in [&["FLUSHALL"][..], &["CONFIG", "RESETSTAT"]] {
                let words: Vec<Vec<u8>> = reset.iter().map(|w| w.as_bytes().to_vec()).collect();
                cleaner.run(&words);
            }
            play(case, &mut OnServer::new(oracle))
        })
        .collect();
    report(failures, cases.len());
}

#[test]
fn a_real_redis_server_answers_as_the_transcripts_say() {
    play_on(&Oracle::start(), Version::V7_0);
}

#[test]
fn redis_8_0_answers_as_the_transcripts_say() {
    if let Some(oracle) = Oracle::of(Version::V8_0) {
        play_on(&oracle, Version::V8_0);
    }
}

#[test]
fn redis_8_2_answers_as_the_transcripts_say() {
    if let Some(oracle) = Oracle::of(Version::V8_2) {
        play_on(&oracle, Version::V8_2);
    }
}

#[test]
fn every_command_has_a_transcript() {
    let said: Vec<String> = transcript::all()
        .iter()
        .flat_map(|case| &case.steps)
        .filter_map(|step| match step {
            Step::Say { line, .. } => Some(line.to_uppercase() + " "),
            Step::Wait(_) | Step::Hear { .. } => None,
        })
        .collect();
    let missing: Vec<String> = redlet::table()
        .all()
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
