//! A file that keeps the rows that writes replace can go back: after random stories, undoing gives every
//! row of every table what it was, byte for byte.

use redlet::command::reply::Reply;
use redlet::sqlite::Connection;

use crate::support::grammar::Line;
use crate::support::on_disks::OnDisks;
use crate::support::stories::Stories;

const STORIES: u64 = 20;
const STEPS: usize = 120;

/// The rows of each table of data as they stand in the file.
const ROWS: [&str; 12] = [
    "SELECT id || '|' || db || quote(key) || type || '|' || encoding || quote(expire_at) || '|' || size || quote(value) FROM keys",
    "SELECT key_id || quote(name) || seq || quote(expire_at) || quote(value) FROM elements",
    "SELECT id || '|' || key_id || quote(value) FROM large_values",
    "SELECT key_id || quote(member) || quote(score) FROM scores",
    "SELECT key_id || '|' || level || quote(score) || quote(member) || count FROM ranks",
    "SELECT id || '|' || key_id || '|' || pos || quote(item) FROM items",
    "SELECT key_id || '|' || length || quote(last_id) || quote(max_deleted) || added || '|' || node || '|' || node_entries || '|' || node_bytes FROM streams",
    "SELECT id || '|' || key_id || quote(entry_id) || node || quote(fields) FROM entries",
    "SELECT id || '|' || key_id || quote(name) || quote(last_id) || quote(entries_read) FROM stream_groups",
    "SELECT id || '|' || group_id || quote(name) || seen_at || quote(active_at) FROM consumers",
    "SELECT group_id || quote(entry_id) || consumer_id || '|' || delivered_at || '|' || deliveries FROM pending",
    "SELECT number || '|' || storage FROM databases",
];

fn rows(conn: &Connection) -> Vec<String> {
    let mut all = Vec::new();
    for (table, sql) in ROWS.iter().enumerate() {
        let rows = conn.all(sql, (), |row| row.get::<String>(0)).unwrap();
        all.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
    }
    all.sort();
    all
}

/// Does something within a transaction.
fn within(on: &mut OnDisks, work: impl FnOnce(&mut redlet::store::Store)) {
    let store = on.engine.store();
    store.begin().unwrap();
    work(store);
    on.engine.connection().commit().unwrap();
}

#[test]
fn undoing_what_was_replaced_leads_back_to_every_state() {
    let first: u64 = std::env::var("REDLET_SEED").map_or(1, |seed| seed.parse().unwrap());
    let mut undone = 0;
    for seed in first..first + STORIES {
        let mut on = OnDisks::new();
        on.clock.set(1_700_000_000_000_000);
        on.say("CONFIG SET appendfsync no");
        within(&mut on, |store| store.keep_replaced(true).unwrap());
        let mut stories = Stories::new(seed);
        let mut states = Vec::new();
        for step in 0..STEPS {
            on.clock.advance(stories.dice.below(8_000) as i64);
            match stories.dice.below(20) {
                0..=2 => {
                    on.clock.advance(100_000);
                    on.engine.tick();
                }
                3..=5 => {
                    let state = on.engine.store().last_replaced().unwrap();
                    states.push((state, rows(on.engine.connection())));
                }
                6 if !states.is_empty() => {
                    let at = stories.dice.below(states.len());
                    let (state, then) = states.swap_remove(at);
                    within(&mut on, |store| store.undo_to(state).unwrap());
                    let now = rows(on.engine.connection());
                    assert!(
                        now == then,
                        "REDLET_SEED={seed}, step {step}: {}",
                        differ(&now, &then)
                    );
                    undone += 1;
                }
                _ => {
                    let lines = stories.batch();
                    let words = lines
                        .iter()
                        .map(|line: &Line| line.iter().map(Vec::as_slice).collect());
                    let words: Vec<Vec<&[u8]>> = words.collect();
                    let session = on.session;
                    on.engine.run_lines(session, &words);
                }
            }
        }
        on.check();
    }
    assert!(undone > STORIES, "{undone}");
    println!("{undone} times undone");
}

fn differ(now: &[String], then: &[String]) -> String {
    let only = |a: &[String], b: &[String]| {
        let only = a.iter().filter(|row| !b.contains(row));
        only.map(|row| row.chars().take(90).collect())
            .collect::<Vec<String>>()
    };
    format!("now {:?}, then {:?}", only(now, then), only(then, now))
}

#[test]
fn nothing_is_kept_before_it_is_asked_for_or_after() {
    let mut on = OnDisks::new();
    let kept = |on: &mut OnDisks| {
        let sql = "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'replaced%'";
        on.engine.connection().int(sql, ()).unwrap()
    };
    assert_eq!(kept(&mut on), Some(0));
    within(&mut on, |store| store.keep_replaced(true).unwrap());
    on.say("SET k 1");
    let state = on.engine.store().last_replaced().unwrap();
    assert!(state > 0);
    within(&mut on, |store| store.keep_replaced(false).unwrap());
    assert_eq!(kept(&mut on), Some(0));
    assert_eq!(on.say("GET k"), Reply::Bulk(b"1".to_vec()));
}
