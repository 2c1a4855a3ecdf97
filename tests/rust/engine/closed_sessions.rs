//! What is left of a session that is gone.

use crate::support::native::{Clock, memory_engine, run};
use redlet::command::reply::Reply;
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

#[test]
fn quit_leaves_a_session_of_the_program_as_it_was() {
    let mut engine = memory_engine(&Clock::new(1));
    let (session, other) = (engine.connect(""), engine.connect(""));
    let words = |line: &str| -> Vec<Vec<u8>> {
        let words = line.split(' ');
        words.map(|word| word.as_bytes().to_vec()).collect()
    };
    for line in ["SELECT 1", "SUBSCRIBE c", "MONITOR", "MULTI"] {
        run(&mut engine, session, &words(line));
    }
    assert_eq!(run(&mut engine, session, &words("QUIT now")), Reply::Ok);
    assert!(!engine.is_closing(session));
    engine.output(session);
    run(&mut engine, other, &words("ECHO seen"));
    run(&mut engine, other, &words("PUBLISH c heard"));
    let told = String::from_utf8_lossy(&engine.output(session)).into_owned();
    assert!(told.contains("seen") && told.contains("heard"), "{told}");
    run(&mut engine, session, &words("PING"));
    let Reply::Array(done) = run(&mut engine, session, &words("EXEC")) else {
        panic!("the transaction is gone");
    };
    assert_eq!(done.len(), 1);
    let Reply::Verbatim(info) = run(&mut engine, session, &words("CLIENT INFO")) else {
        panic!("no information");
    };
    assert!(
        info.contains(" flags=OP ") && info.contains(" db=1 "),
        "{info}"
    );
}
