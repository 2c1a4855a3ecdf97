//! HyperLogLogs of many elements: the same bytes as redis-server's, sparse and dense.

use crate::support::native::{self, Clock};
use crate::support::oracle::Oracle;
use crate::support::resp;

/// Enough for the sparse form to be full.
const ELEMENTS: usize = 30_000;
const AT_ONCE: usize = 50;

fn words(text: &str) -> Vec<Vec<u8>> {
    text.split(' ')
        .map(|word| word.as_bytes().to_vec())
        .collect()
}

#[test]
fn many_elements_make_the_same_bytes_as_in_redis_server() {
    let oracle = Oracle::start();
    let mut theirs = oracle.connect();
    let clock = Clock::new(1);
    let mut engine = native::memory_engine(&clock);
    let session = engine.connect("127.0.0.1:1");
    for first in (0..ELEMENTS).step_by(AT_ONCE) {
        let key = if first % 3 == 0 { "a" } else { "b" };
        let elements: Vec<String> = (first..first + AT_ONCE).map(|n| format!("{n:x}")).collect();
        for line in [
            format!("PFADD {key} {}", elements.join(" ")),
            format!("GET {key}"),
            "PFCOUNT a".to_owned(),
            "PFCOUNT a b".to_owned(),
            "PFMERGE c a b".to_owned(),
            "GET a".to_owned(),
            "GET c".to_owned(),
        ] {
            engine.receive(session, &resp::write_command(&words(&line)));
            engine.run();
            let ours = engine.output(session);
            assert!(ours == theirs.run(&words(&line)).1, "after {first}: {line}");
        }
    }
}
