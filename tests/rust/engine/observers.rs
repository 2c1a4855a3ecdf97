//! Who observes changes hears of every one of them: a copy of the database that is kept by observing alone
//! is equal to it after each batch of random stories, in which keys and fields expire, are evicted, flushed,
//! swapped, renamed, restored and rolled back.
//!
//! Beside it there is a copy for each event that is deaf to it. Each must go wrong: so no place that tells
//! of a change can be left out unnoticed. `REDLET_SEED` chooses the first story.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::changes::{Change, KeyChange, Observer};
use redlet::engine::state::config::Config;
use redlet::sqlite::{Connection, StorageError};
use redlet::store::Store;
use redlet::store::databases::DATABASES;
use redlet::store::modules::Tables;
use redlet::vfs::double::{Disk, Fault};

use crate::support::contents::Contents;
use crate::support::grammar::Line;
use crate::support::native::Clock;
use crate::support::stories::Stories;

const STORIES: u64 = 60;
const STEPS: usize = 120;
const ROLLED_BACK: &str = "(rolled back)";

/// All that is told of changes: the letter of the class and the event.
const EVENTS: &[&str] = &[
    "$",
    "$append",
    "$incrby",
    "$incrbyfloat",
    "$pfadd",
    "$set",
    "$setbit",
    "$setrange",
    "(flush)",
    "(rolled back)",
    "(swap)",
    "eevicted",
    "gcopy_to",
    "gdel",
    "gexpire",
    "gmove_from",
    "gmove_to",
    "gpersist",
    "grename_from",
    "grename_to",
    "grestore",
    "hhdel",
    "hhexpire",
    "hhexpired",
    "hhincrby",
    "hhincrbyfloat",
    "hhpersist",
    "hhset",
    "llinsert",
    "llpop",
    "llpush",
    "llrem",
    "llset",
    "lltrim",
    "lrpop",
    "lrpush",
    "lsortstore",
    "ssadd",
    "ssdiffstore",
    "ssinterstore",
    "sspop",
    "ssrem",
    "ssunionstore",
    "t",
    "txadd",
    "txdel",
    "txgroup-create",
    "txgroup-createconsumer",
    "txgroup-delconsumer",
    "txgroup-destroy",
    "txgroup-setid",
    "txsetid",
    "txtrim",
    "xexpired",
    "zgeoradiusstore",
    "zgeosearchstore",
    "zzadd",
    "zzdiffstore",
    "zzincr",
    "zzinterstore",
    "zzpopmax",
    "zzpopmin",
    "zzrangestore",
    "zzrem",
    "zzremrangebylex",
    "zzremrangebyrank",
    "zzremrangebyscore",
    "zzunionstore",
];

/// Each key with a number that stands for what it holds, by the number of its database.
type Keys = BTreeMap<(usize, Vec<u8>), u64>;

/// The storage number of a database.
fn storage_number(conn: &Connection, db: usize) -> Result<i64, StorageError> {
    let sql = "SELECT storage FROM databases WHERE number = ?1";
    let found = conn.int(sql, (db as i64,))?;
    Ok(found.unwrap_or(db as i64))
}

/// All keys as they are.
fn keys(conn: &Connection) -> Result<Keys, StorageError> {
    let mut numbers = BTreeMap::new();
    for db in 0..DATABASES {
        numbers.insert(storage_number(conn, db)?, db);
    }
    let digests = Contents::digests(conn)?.into_iter();
    Ok(digests
        .map(|((db, key), digest)| ((numbers[&db], key), digest))
        .collect())
}

/// Copies that are kept by observing: one that hears everything, and those that are each deaf to one event.
#[derive(Default)]
struct Copies {
    whole: Keys,
    deaf: BTreeMap<String, Keys>,
    /// Why the next change is refused.
    fails: Option<StorageError>,
    /// What was told of keys that have moved or were copied, and is not so.
    untrue: Vec<String>,
}

impl Copies {
    /// Changes every copy but the one that does not hear of it.
    fn all_but(&mut self, event: &str, work: impl Fn(&mut Keys)) {
        let whole = &self.whole;
        self.deaf
            .entry(event.to_owned())
            .or_insert_with(|| whole.clone());
        let hearing = self.deaf.iter_mut().filter(|(name, _)| *name != event);
        hearing.for_each(|(_, keys)| work(keys));
        work(&mut self.whole);
    }

    fn key(&mut self, change: &KeyChange, conn: &Connection) -> Result<(), StorageError> {
        let db = storage_number(conn, change.db)?;
        let digest = Contents::digest_of(conn, db, change.key)?;
        let place = (change.db, change.key.to_vec());
        let event = format!("{}{}", change.class, change.event);
        if !is_other_right(change, conn)? {
            self.untrue.push(format!("{change:?}"));
        }
        self.all_but(&event, |keys| match digest {
            Some(digest) => drop(keys.insert(place.clone(), digest)),
            None => drop(keys.remove(&place)),
        });
        Ok(())
    }
}

/// Whether a change says where a key has gone to, come from, or was copied from, and so it is.
fn is_other_right(change: &KeyChange, conn: &Connection) -> Result<bool, StorageError> {
    let is_there = match change.event {
        "rename_from" | "move_from" | "copy_to" => true,
        "rename_to" | "move_to" => false,
        _ => return Ok(change.other.is_none()),
    };
    let Some((db, key)) = change.other else {
        return Ok(false);
    };
    let db = storage_number(conn, db)?;
    let found = Contents::digest_of(conn, db, key)?;
    Ok(found.is_some() == is_there)
}

fn is_in(db: Option<usize>, place: &(usize, Vec<u8>)) -> bool {
    db.is_none_or(|db| db == place.0)
}

fn swapped(keys: &Keys, a: usize, b: usize) -> Keys {
    let swap = |db| match db {
        db if db == a => b,
        db if db == b => a,
        db => db,
    };
    let keys = keys.iter();
    keys.map(|((db, key), digest)| ((swap(*db), key.clone()), *digest))
        .collect()
}

/// The observer is one of a module, which this is.
const MIRROR: Tables = Tables {
    module: "mirror",
    version: 1,
    schema: "",
};

fn open(conn: Connection, clock: &Clock) -> Result<Engine, StorageError> {
    let (host, config) = (Box::new(clock.clone()), Config::default());
    let tables = [redlet::modules::tables(), vec![&MIRROR]].concat();
    Engine::open(conn, host, config, redlet::table(), &tables)
}

/// The observer, and the test's own hold of it.
#[derive(Clone, Default)]
struct Mirror(Rc<RefCell<Copies>>);

impl Observer for Mirror {
    fn observe(
        &mut self,
        change: &Change,
        store: &mut Store,
        _now: i64,
    ) -> Result<(), StorageError> {
        let mut copies = self.0.borrow_mut();
        if let Some(error) = copies.fails.take() {
            return Err(error);
        }
        match *change {
            Change::Key(change) => copies.key(&change, store.tables(&MIRROR)?)?,
            Change::Flush(db) => copies.all_but("(flush)", |keys| {
                keys.retain(|place, _| !is_in(db, place));
            }),
            Change::Swap(..) => {}
            Change::Swapped(a, b) => copies.all_but("(swap)", |keys| *keys = swapped(keys, a, b)),
        }
        Ok(())
    }

    fn forget(&mut self, store: &mut Store) -> Result<(), StorageError> {
        let now = keys(store.tables(&MIRROR)?)?;
        self.0
            .borrow_mut()
            .all_but(ROLLED_BACK, |keys| *keys = now.clone());
        Ok(())
    }
}

/// An engine over two files that fail when a test says so.
struct Rig {
    clock: Clock,
    disks: [Disk; 2],
    engine: Engine,
    sessions: [u64; 2],
    mirror: Mirror,
}

impl Rig {
    fn new(seed: u64) -> Rig {
        let clock = Clock::new(seed);
        clock.set(1_700_000_000_000_000);
        let disks = [Disk::new(), Disk::new()];
        let conn = Connection::open(disks[0].open(), disks[1].open()).unwrap();
        let engine = open(conn, &clock).unwrap();
        let mut rig = Rig {
            clock,
            disks,
            engine,
            sessions: [0; 2],
            mirror: Mirror::default(),
        };
        rig.begin();
        rig
    }

    /// What is done with every engine that opens.
    fn begin(&mut self) {
        self.sessions = [0, 1].map(|_| self.engine.connect(""));
        self.engine.observe(Box::new(self.mirror.clone()));
        self.say("CONFIG SET appendfsync no");
    }

    fn say(&mut self, line: &str) -> Vec<Reply> {
        let line: Line = line.split(' ').map(Into::into).collect();
        self.batch(0, &[line])
    }

    fn batch(&mut self, session: usize, lines: &[Line]) -> Vec<Reply> {
        let words = lines
            .iter()
            .map(|line| line.iter().map(Vec::as_slice).collect());
        let words: Vec<Vec<&[u8]>> = words.collect();
        self.engine.run_lines(self.sessions[session], &words)
    }

    /// Another engine over the same files, as after an import or a crash.
    fn reopen(&mut self) {
        let nothing = Connection::memory().unwrap();
        let idle = open(nothing, &self.clock).unwrap();
        drop(std::mem::replace(&mut self.engine, idle));
        let conn = Connection::open(self.disks[0].open(), self.disks[1].open()).unwrap();
        self.engine = open(conn, &self.clock).unwrap();
        self.begin();
    }

    /// Asserts that the copy is equal, and moves what the deaf ones have missed to `missed`.
    fn compare(&mut self, what: &str, missed: &mut BTreeMap<String, bool>) {
        let now = keys(self.engine.connection()).unwrap();
        let mut copies = self.mirror.0.borrow_mut();
        let differ = |keys: &Keys| {
            let places = now.iter().chain(keys.iter());
            let wrong = places.filter(|(place, _)| now.get(place) != keys.get(place));
            let mut wrong: Vec<String> = wrong
                .map(|((db, key), _)| format!("{db} {:?}", String::from_utf8_lossy(key)))
                .collect();
            wrong.dedup();
            wrong
        };
        let wrong = differ(&copies.whole);
        assert!(wrong.is_empty(), "{what}: was not told of {wrong:?}");
        assert!(copies.untrue.is_empty(), "{what}: {:?}", copies.untrue);
        for (event, keys) in &mut copies.deaf {
            let is_wrong = *keys != now;
            *missed.entry(event.clone()).or_default() |= is_wrong;
            if is_wrong {
                *keys = now.clone();
            }
        }
    }
}

/// Takes one step of a story. Returns what it was.
fn step(rig: &mut Rig, stories: &mut Stories) -> String {
    rig.clock.advance(stories.dice.below(8_000) as i64);
    match stories.dice.below(40) {
        0 => {
            rig.reopen();
            "reopened".into()
        }
        1..=6 => {
            rig.clock.advance(100_000);
            rig.engine.tick();
            "background work".into()
        }
        7 => {
            let used = rig.engine.store().used_size().unwrap();
            let limit = used.saturating_sub(8192).max(1);
            rig.say(&format!(
                "CONFIG SET maxmemory-policy allkeys-random maxmemory {limit}"
            ));
            rig.say("SET evicts x");
            rig.engine.tick();
            rig.say("CONFIG SET maxmemory 0");
            "eviction".into()
        }
        8 => {
            let lines = stories.batch();
            rig.disks
                .iter()
                .for_each(|disk| disk.set_faults(&[Fault::Write]));
            rig.batch(0, &lines);
            rig.disks.iter().for_each(|disk| disk.set_faults(&[]));
            rig.clock.advance(2_000_000);
            rig.say("PING");
            "a batch that failed".into()
        }
        9 => {
            rig.mirror.0.borrow_mut().fails = Some(StorageError::Full);
            let lines = stories.batch();
            rig.batch(0, &lines);
            rig.mirror.0.borrow_mut().fails = None;
            rig.clock.advance(2_000_000);
            rig.say("PING");
            "an observer that failed".into()
        }
        _ => {
            let lines = stories.batch();
            rig.batch(stories.dice.below(2), &lines);
            let line = |line: &Line| String::from_utf8_lossy(&line.join(&b' ')).into_owned();
            lines.iter().map(line).collect::<Vec<_>>().join("; ")
        }
    }
}

#[test]
fn whoever_observes_changes_hears_of_every_one() {
    let first: u64 = std::env::var("REDLET_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut missed = BTreeMap::new();
    for seed in first..first + STORIES {
        let mut rig = Rig::new(seed);
        let mut stories = Stories::new(seed);
        for number in 0..STEPS {
            let what = step(&mut rig, &mut stories);
            rig.compare(
                &format!("REDLET_SEED={seed}, step {number}: {what}"),
                &mut missed,
            );
        }
    }
    let unproved: Vec<&String> = missed
        .iter()
        .filter(|(_, is)| !**is)
        .map(|(e, _)| e)
        .collect();
    assert!(
        unproved.is_empty(),
        "nothing goes wrong where these are not heard: {unproved:?}"
    );
    let events: Vec<&str> = missed.keys().map(String::as_str).collect();
    assert_eq!(events, EVENTS, "the stories have these (stories.rs)");
}

#[test]
fn an_observer_that_fails_makes_the_batch_fail() {
    let mut rig = Rig::new(1);
    rig.say("SET k 1");
    rig.mirror.0.borrow_mut().fails = Some(StorageError::Io("no".into()));
    let lines = ["SET a 1", "SET b 1", "GET k"];
    let lines = lines.map(|line| line.split(' ').map(Into::into).collect::<Line>());
    for reply in rig.batch(0, &lines) {
        assert!(
            matches!(&reply, Reply::Error(why) if why.contains("no")),
            "{reply:?}"
        );
    }
    assert_eq!(rig.say("EXISTS a b"), [Reply::Int(0)]);
    assert_eq!(rig.say("GET k"), [Reply::Bulk(b"1".to_vec())]);
}
