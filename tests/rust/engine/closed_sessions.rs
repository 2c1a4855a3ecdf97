//! What is left of a session that is gone.

use crate::support::native::{Clock, memory_engine};
use redlet::engine::Engine;

fn say(engine: &mut Engine, session: u64, line: &str) -> String {
    engine.receive(session, format!("{line}\r\n").as_bytes());
    engine.run();
    String::from_utf8(engine.output(session)).unwrap()
}

#[test]
fn a_redirection_to_nobody_is_told_to_the_one_that_tracks() {
    let mut engine = memory_engine(&Clock::new(1));
    let mut connect = || engine.connect("127.0.0.1:1");
    let (tracks, hears, writes) = (connect(), connect(), connect());
    say(&mut engine, tracks, "HELLO 3");
    say(
        &mut engine,
        tracks,
        &format!("CLIENT TRACKING ON REDIRECT {hears}"),
    );
    say(&mut engine, tracks, "GET k");
    engine.disconnect(hears);
    say(&mut engine, writes, "SET k v");
    let told = String::from_utf8(engine.output(tracks)).unwrap();
    assert_eq!(
        told,
        format!(">2\r\n$21\r\ntracking-redir-broken\r\n:{hears}\r\n")
    );
    let info = say(&mut engine, tracks, "CLIENT TRACKINGINFO");
    assert!(info.contains("broken_redirect"), "{info}");
}

#[test]
fn a_pause_forgets_who_is_gone() {
    let mut engine = memory_engine(&Clock::new(1));
    let (pauses, writes) = (engine.connect("127.0.0.1:1"), engine.connect("127.0.0.1:1"));
    say(&mut engine, pauses, "CLIENT PAUSE 60000 WRITE");
    assert_eq!(say(&mut engine, writes, "SET k v"), "");
    let blocked = |info: &str| info.contains("blocked_clients:1");
    assert!(blocked(&say(&mut engine, pauses, "INFO clients")));
    engine.disconnect(writes);
    assert!(!blocked(&say(&mut engine, pauses, "INFO clients")));
}
