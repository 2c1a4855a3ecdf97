//! Memory that runs out is an error of the command that wanted it, and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "engine/support/native.rs"]
#[allow(dead_code)]
mod native;

use native::{Clock, memory_engine};
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::memory::{self, Heap};

#[global_allocator]
static HEAP: Heap = Heap;

/// What is enough for a command of a few words: the reserve, and a little.
const LEAST: usize = (4 << 20) + (256 << 10);
const STEP: usize = 640 << 10;

fn words(line: &str) -> Vec<Vec<u8>> {
    let word = |word: &str| match word.strip_prefix("@") {
        // A large word: so many KB.
        Some(size) => vec![b'x'; size.parse::<usize>().unwrap() << 10],
        None => word.as_bytes().to_vec(),
    };
    line.split(' ').map(word).collect()
}

fn run(engine: &mut Engine, session: u64, lines: &[Vec<Vec<u8>>]) -> Vec<Reply> {
    let lines: Vec<Vec<&[u8]>> = lines
        .iter()
        .map(|words| words.iter().map(Vec::as_slice).collect())
        .collect();
    engine.run_lines(session, &lines)
}

/// An engine with a key of each type that takes about half a megabyte.
fn filled() -> (Engine, u64) {
    let mut engine = memory_engine(&Clock::new(1));
    let session = engine.connect("");
    let many = |head: &str, each: &dyn Fn(usize) -> String| {
        let all: Vec<String> = (0..2_000).map(each).collect();
        words(&format!("{head} {}", all.join(" ")))
    };
    let long = "y".repeat(200);
    let lines = [
        words("SET s @500"),
        words("SET t @400"),
        words("SET small 1"),
        words("SET lcs @10"),
        many("HSET h", &|at| format!("f{at} {long}{at}")),
        many("SADD m", &|at| format!("{long}{at}")),
        many("SADD n", &|at| format!("{long}{}", at + 1_000)),
        many("ZADD z", &|at| format!("{at} {long}{at}")),
        many("ZADD y", &|at| format!("{at} {long}{}", at + 1_000)),
        many("RPUSH l", &|at| format!("{long}{at}")),
        many("XADD x 1-1", &|at| format!("f{at} {long}")),
    ];
    for reply in run(&mut engine, session, &lines) {
        assert!(!matches!(reply, Reply::Error(_)), "{reply:?}");
    }
    (engine, session)
}

/// All that is in the database.
fn contents(engine: &mut Engine, session: u64) -> Vec<Reply> {
    let keys = run(engine, session, &[words("KEYS *")]);
    let Some(Reply::Array(mut keys)) = keys.into_iter().next() else {
        panic!("no keys");
    };
    keys.sort_by_key(|key| format!("{key:?}"));
    let dumps = keys.iter().map(|key| match key {
        Reply::Bulk(key) => vec![b"DUMP".to_vec(), key.clone()],
        _ => panic!("a key that is none"),
    });
    let dumps: Vec<_> = dumps.collect();
    [keys, run(engine, session, &dumps)].concat()
}

/// Gives the command more and more memory until it succeeds; until then it must change nothing, and
/// the engine must go on.
fn starve(line: &str, writes: bool) {
    let (mut engine, session) = filled();
    let look = |engine: &mut Engine| match writes {
        true => contents(engine, session),
        false => Vec::new(),
    };
    let before = look(&mut engine);
    let lines: Vec<_> = line.split(" ; ").map(words).collect();
    let mut has_failed = false;
    for limit in (LEAST..64 << 20).step_by(STEP) {
        memory::set_limit(limit);
        let replies = run(&mut engine, session, &lines);
        let pong = run(&mut engine, session, &[words("PING")]);
        memory::set_limit(usize::MAX);
        assert_eq!(pong, [Reply::Status("PONG".into())], "{line} at {limit}");
        let all: Vec<&Reply> = replies.iter().flat_map(flat).collect();
        let error = all.iter().find_map(|reply| match reply {
            Reply::Error(why) => Some(why),
            _ => None,
        });
        let Some(why) = error else {
            assert!(has_failed, "{line} never lacked memory");
            return;
        };
        assert!(
            why.starts_with("OOM ") || why.contains("OOM "),
            "{line} at {limit}: {why}"
        );
        assert!(
            look(&mut engine) == before,
            "{line} at {limit} failed and left something"
        );
        has_failed = true;
    }
    panic!("{line} never succeeded");
}

fn flat(reply: &Reply) -> Vec<&Reply> {
    match reply {
        Reply::Array(items) => items.iter().flat_map(flat).collect(),
        other => vec![other],
    }
}

#[test]
fn a_read_without_memory_is_refused() {
    for line in [
        "GET s",
        "MGET s t s t",
        "GETRANGE s 0 -1",
        "LRANGE l 0 -1",
        "HGETALL h",
        "SMEMBERS m",
        "SUNION m n",
        "SINTER m n",
        "SDIFF m n",
        "ZRANGE z 0 -1 WITHSCORES",
        "ZUNION 2 z y",
        "ZINTER 2 z y",
        "XRANGE x - +",
        "SORT l ALPHA GET # GET #",
        "SORT_RO m ALPHA",
        "DUMP h",
        "SRANDMEMBER m -3000",
        "HRANDFIELD h -3000 WITHVALUES",
        "ZRANDMEMBER z -3000",
        "SRANDMEMBER m 1500",
        "LCS lcs lcs LEN",
        "HSCAN h 0 COUNT 5000",
        "ECHO @2000",
    ] {
        starve(line, false);
    }
}

#[test]
fn a_write_without_memory_changes_nothing() {
    for line in [
        "SET new @700",
        "APPEND s @300",
        "SETRANGE s 900000 x",
        "SETBIT s 9000000 1",
        "BITOP XOR new s t s t",
        "BITOP ONE new s t s",
        "COPY h new",
        "SUNIONSTORE new m n",
        "ZUNIONSTORE new 2 z y",
        "SORT l ALPHA STORE new",
        "LPOP l 1000",
        "SPOP m 1000",
        "ZPOPMIN z 1000",
        "GETDEL s",
        "GETSET s @400",
        "LMPOP 1 l LEFT COUNT 1000",
        "DEL h m n",
        "RPUSH l @500",
        "HSET h f @500",
    ] {
        starve(line, true);
    }
}

#[test]
fn an_atomic_transaction_without_memory_changes_nothing() {
    starve("ATOMIC ; SET small 2 ; MGET s s s s ; EXEC", true);
}

#[test]
fn a_transaction_goes_on_after_a_read_without_memory() {
    let (mut engine, session) = filled();
    let gets = "GET s ; ".repeat(20);
    let lines = format!("MULTI ; SET small 2 ; {gets}SET t 2 ; EXEC");
    let lines: Vec<_> = lines.split(" ; ").map(words).collect();
    memory::set_limit(9 << 20);
    let replies = run(&mut engine, session, &lines);
    memory::set_limit(usize::MAX);
    let Some(Reply::Array(replies)) = replies.last() else {
        panic!("{:?}", replies.last());
    };
    let is_refused = |reply: &&Reply| matches!(reply, Reply::Error(why) if why.starts_with("OOM"));
    let refused = replies.iter().filter(is_refused).count();
    assert!((1..20).contains(&refused), "{refused}");
    assert_eq!(replies.first(), Some(&Reply::Ok));
    assert_eq!(replies.last(), Some(&Reply::Ok));
}
