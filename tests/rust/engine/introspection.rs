//! What redlet says of itself, beside what a redis-server says of itself: names of commands, and what
//! commands leave behind in INFO.

use crate::support::asked::Version;
use crate::support::grammar::Line;
use crate::support::native::{self, Clock};
use crate::support::oracle::{OnServer, Oracle};
use crate::support::play::{OnEngine, Peer};
use crate::support::transcript::{self, Case, Step};
use redlet::command::reply::Reply;
use redlet::protocol::text;

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
        redlet::table().listed().count()
    );
    agree(ours);
    let oracle = Oracle::start();
    let mut server = oracle.connect();
    agree(|words| server.run(words).0);
}

/// What is compared of INFO: after each command the first three, and after each case all.
const FIGURES: [&str; 5] = [
    "keyspace_hits",
    "keyspace_misses",
    "rdb_changes_since_last_save",
    // When they grow depends on when the background comes round.
    "expired_keys",
    "evicted_keys",
];

/// The session that asks for figures; no transcript has so many.
const ASKING: usize = 99;

/// The figures; `None` where INFO is not answered just now.
fn figures(peer: &mut dyn Peer) -> Option<Vec<i64>> {
    peer.say(ASKING, &line(&["INFO", "stats", "persistence"]));
    let Some(Reply::Bulk(info)) = peer.hear(ASKING) else {
        return None;
    };
    let info = String::from_utf8_lossy(&info).into_owned();
    let figure = |name: &&str| {
        let mut lines = info.lines();
        let figure = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        figure.expect("INFO has it").parse().expect("a number")
    };
    Some(FIGURES.iter().map(figure).collect())
}

/// Plays a step; whether it went as it says.
fn play(step: &Step, peer: &mut dyn Peer) -> bool {
    let (session, want) = match step {
        Step::Say {
            session,
            line,
            want,
            ..
        } => {
            let words = text::split(line.as_bytes()).expect("balanced quotes");
            peer.say(*session, &words);
            (*session, want)
        }
        Step::Hear { session, want, .. } => (*session, want),
        Step::Wait(ms) => {
            peer.wait(*ms);
            return true;
        }
    };
    let heard = |reply: Reply| transcript::matches(want, &text::display(&reply));
    want.is_empty() || peer.hear(session).is_some_and(heard)
}

/// What each step of a case adds to the figures, as far as it goes as it says.
fn added(case: &Case, peer: &mut dyn Peer) -> Vec<Option<Vec<i64>>> {
    let mut before = figures(peer);
    let mut all = Vec::new();
    for step in &case.steps {
        if !play(step, peer) {
            break;
        }
        let now = figures(peer);
        let both = before.iter().flatten().zip(now.iter().flatten());
        let added: Vec<i64> = both.map(|(before, now)| now - before).collect();
        all.push(Some(added).filter(|added| !added.is_empty()));
        before = now;
    }
    all
}

/// Where a case counts otherwise on the server.
fn differences(case: &Case, oracle: &Oracle) -> Vec<String> {
    let mut cleaner = oracle.connect();
    for reset in [&["FLUSHALL"][..], &["SAVE"], &["CONFIG", "RESETSTAT"]] {
        cleaner.run(&line(reset));
    }
    let clock = Clock::new(1);
    let engine = native::memory_engine(&clock);
    let ours = added(case, &mut OnEngine::new(clock, engine));
    let theirs = added(case, &mut OnServer::new(oracle));
    let mut found = Vec::new();
    let mut sums = [[0; FIGURES.len()]; 2];
    for (step, both) in case.steps.iter().zip(ours.iter().zip(&theirs)) {
        let (Some(ours), Some(theirs)) = both else {
            continue;
        };
        for (sum, added) in sums.iter_mut().zip([ours, theirs]) {
            sum.iter_mut()
                .zip(added)
                .for_each(|(sum, more)| *sum += more);
        }
        if let Step::Say { line, at, .. } = step
            && ours[..3] != theirs[..3]
        {
            let file = case.file;
            found.push(format!(
                "{file}.test:{at}: {line}: {ours:?}, there {theirs:?}"
            ));
        }
    }
    if found.is_empty() && sums[0] != sums[1] {
        let (file, title) = (case.file, &case.title);
        found.push(format!(
            "{file}.test: {title}: {:?}, there {:?}",
            sums[0], sums[1]
        ));
    }
    found
}

/// Plays every transcript on redlet and on Redis 8.2. Older ones count some commands otherwise.
#[test]
fn commands_count_in_info_as_in_redis() {
    let Some(oracle) = Oracle::of(Version::V8_2) else {
        return;
    };
    let cases = transcript::all();
    let asked = cases.iter().filter(|case| !case.is_own());
    let found: Vec<String> = asked.flat_map(|case| differences(case, &oracle)).collect();
    assert!(found.is_empty(), "{FIGURES:?} differ\n{}", found.join("\n"));
}

/// What the facade alone sends.
const OF_THE_FACADE: [&str; 4] = [
    "client|cancel",
    "client|resume",
    "config|default",
    "snapshot",
];

/// Listed by the core, and in none of the servers that are compared: redlet's own, and those of Redis 8.4.
const NOT_OF_8_2: [&str; 4] = ["atomic", "delex", "digest", "msetex"];

/// Whether a module has the command: a server may lack it.
fn is_of_module(name: &str) -> bool {
    let mut commands = redlet::modules::families().flatten();
    commands.any(|command| command.full_name() == name)
}

/// All strings in a reply.
fn texts(reply: Reply) -> Vec<String> {
    match reply {
        Reply::Array(items) => items.into_iter().flat_map(texts).collect(),
        Reply::Bulk(text) | Reply::Opaque(text) => vec![String::from_utf8_lossy(&text).into()],
        Reply::Status(text) => vec![text.to_string()],
        _ => Vec::new(),
    }
}

#[test]
fn commands_of_the_facade_are_described_to_nobody() {
    let mut engine = native::memory_engine(&Clock::new(1));
    let session = engine.connect("");
    let mut ours = |words: &[&str]| native::run(&mut engine, session, &line(words)).into_resp2();
    let lists: [&[&str]; 9] = [
        &["COMMAND", "LIST"],
        &["COMMAND", "LIST", "FILTERBY", "PATTERN", "*"],
        &["COMMAND", "LIST", "FILTERBY", "ACLCAT", "slow"],
        &["ACL", "CAT", "slow"],
        &["COMMAND"],
        &["COMMAND", "INFO"],
        &["COMMAND", "INFO", "client", "config"],
        &["COMMAND", "DOCS"],
        &["COMMAND", "DOCS", "client", "config"],
    ];
    for list in lists {
        let told = texts(ours(list));
        assert!(told.iter().any(|name| name == "client|list"), "{list:?}");
        for name in OF_THE_FACADE {
            assert!(!told.iter().any(|text| text == name), "{list:?}: {name}");
        }
    }
    for container in ["CLIENT", "CONFIG"] {
        for text in texts(ours(&[container, "HELP"])) {
            let first = text.split(' ').next().unwrap().to_lowercase();
            let name = format!("{}|{first}", container.to_lowercase());
            assert!(!OF_THE_FACADE.contains(&name.as_str()), "{text}");
        }
    }
    for name in OF_THE_FACADE {
        let info = ours(&["COMMAND", "INFO", name]);
        assert_eq!(info, Reply::Array(vec![Reply::Nil]), "{name}");
        assert!(texts(ours(&["COMMAND", "DOCS", name])).is_empty(), "{name}");
    }
}

#[test]
fn every_command_that_is_listed_is_one_of_redis_or_is_documented() {
    let Some(oracle) = Oracle::of(Version::V8_2) else {
        return;
    };
    let list = line(&["COMMAND", "LIST"]);
    let known = names(oracle.connect().run(&list).0);
    let mut engine = native::memory_engine(&Clock::new(1));
    let session = engine.connect("");
    let mut others = names(native::run(&mut engine, session, &list).into_resp2());
    others.retain(|name| !known.contains(name) && !is_of_module(name));
    others.sort();
    assert_eq!(others, NOT_OF_8_2);
}
