//! What sessions are told that have not asked for it, compared with real servers: the lines of MONITOR,
//! and what follows from keys and fields that change or go, in every way that they can.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

use support::asked::Version;
use support::beside::play_all;
use support::oracle::Oracle;

const MONITOR: &str = include_str!("told/monitor.txt");

/// Plays it beside every server that there is.
fn play(text: &str, versions: &[Version]) {
    for oracle in versions.iter().filter_map(|version| Oracle::of(*version)) {
        let failures = play_all(&oracle, text);
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }
}

#[test]
fn monitor_shows_what_it_shows_in_redis() {
    play(MONITOR, &[Version::V7_0, Version::V8_0, Version::V8_2]);
}
