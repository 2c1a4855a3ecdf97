//! What redlet says of itself, beside what a redis-server says of itself: names of commands, and what
//! commands leave behind in INFO.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use redlet::command;
use redlet::reply::Reply;
use support::grammar::Line;
use support::native::{self, Clock};
use support::oracle::Oracle;

fn line(words: &[&str]) -> Line {
    words.iter().map(|word| word.as_bytes().to_vec()).collect()
}

fn names(reply: Reply) -> Vec<String> {
    let Reply::Array(names) = reply else {
        panic!("{reply:?} are no names");
    };
    let text = |name| match name {
        Reply::Bulk(name) | Reply::Opaque(name) => String::from_utf8_lossy(&name).into_owned(),
        other => panic!("{other:?} is no name"),
    };
    names.into_iter().map(text).collect()
}

/// COMMAND LIST has subcommands, COMMAND COUNT and COMMAND DOCS do not count them.
fn agree(mut ask: impl FnMut(&Line) -> Reply) {
    let listed = names(ask(&line(&["COMMAND", "LIST"])));
    let filter = line(&["COMMAND", "LIST", "FILTERBY", "PATTERN", "*"]);
    assert_eq!(listed.len(), names(ask(&filter)).len());
    assert!(listed.contains(&"client|list".to_owned()));
    let top = listed.iter().filter(|name| !name.contains('|')).count();
    assert_eq!(ask(&line(&["COMMAND", "COUNT"])), Reply::Int(top as i64));
    let Reply::Array(docs) = ask(&line(&["COMMAND", "DOCS"])) else {
        panic!("no docs");
    };
    assert_eq!(docs.len(), 2 * top);
    let Reply::Array(infos) = ask(&line(&["COMMAND"])) else {
        panic!("no commands");
    };
    assert_eq!(infos.len(), top);
}

#[test]
fn command_list_names_subcommands_and_command_count_does_not_count_them() {
    let mut engine = native::memory_engine(&Clock::new(1));
    let session = engine.connect("");
    let mut ours = |words: &Line| native::run(&mut engine, session, words).into_resp2();
    assert_eq!(
        names(ours(&line(&["COMMAND", "LIST"]))).len(),
        command::all().count()
    );
    agree(ours);
    let oracle = Oracle::start();
    let mut server = oracle.connect();
    agree(|words| server.run(words).0);
}
