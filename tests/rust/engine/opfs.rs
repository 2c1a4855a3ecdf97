//! The engine in a browser's worker, over sync access handles of the origin private file system:
//! every transcript, and what a reopened database still holds.

use crate::support::keyspace::{check, random_command, run};
use crate::support::native::Clock;
use crate::support::play::{OnEngine, play};
use crate::support::transcript;
use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::config::Config;
use redlet::engine::state::host::Random;
use redlet::sqlite::Connection;
use redlet::vfs::browser::JsHostFile;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
export async function openFile(name) {
  const root = await navigator.storage.getDirectory();
  const handle = await (await root.getFileHandle(name, { create: true })).createSyncAccessHandle();
  return {
    isFull: false,
    refused: 0,
    read: (buffer, at) => handle.read(buffer, { at }),
    write(buffer, at) {
      if (!this.isFull) return handle.write(buffer, { at });
      this.refused++;
      return 0xfffffff8; // as Chromium does at the quota
    },
    truncate: (size) => handle.truncate(size),
    flush: () => handle.flush(),
    size: () => handle.getSize(),
    close: () => handle.close(),
  };
}
export async function deleteFile(name) {
  const root = await navigator.storage.getDirectory();
  await root.removeEntry(name).catch(() => {});
}
"#)]
extern "C" {
    #[wasm_bindgen(js_name = openFile, catch)]
    async fn open_file(name: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_name = deleteFile)]
    async fn delete_file(name: &str);
}

async fn file(name: &str) -> JsValue {
    open_file(name).await.expect("a sync access handle")
}

fn engine(files: &[JsValue; 2], clock: &Clock) -> Engine {
    let [db, wal] = files
        .clone()
        .map(|file| Box::new(file.unchecked_into::<JsHostFile>()));
    let conn = Connection::open(db, wal).expect("SQLite opens the files");
    redlet::open(conn, Box::new(clock.clone()), Config::default()).expect("the engine opens")
}

async fn open(name: &str, clock: &Clock) -> Engine {
    engine(
        &[file(name).await, file(&format!("{name}-wal")).await],
        clock,
    )
}

async fn fresh(name: &str, clock: &Clock) -> Engine {
    delete_file(name).await;
    delete_file(&format!("{name}-wal")).await;
    open(name, clock).await
}

/// Every row, and what SQLite says of the file.
fn content(engine: &mut Engine) -> Vec<String> {
    let sql = "SELECT quote(db) || quote(key) || quote(expire_at) || size || quote(value) FROM keys
               UNION ALL SELECT key_id || quote(name) || quote(expire_at) || quote(value) FROM elements";
    let conn = engine.connection();
    let rows = |sql| conn.all(sql, (), |row| row.get::<String>(0));
    let mut content = rows(sql).expect("the rows are read");
    content.extend(rows("PRAGMA integrity_check").expect("the file is checked"));
    content
}

#[wasm_bindgen_test]
async fn every_transcript_is_answered_and_what_it_wrote_is_there_when_reopened() {
    let mut failures = Vec::new();
    let cases = transcript::all();
    assert!(cases.len() > 50, "transcripts are played");
    // Scripts need an interpreter, which is an instance beside the engine's: there is none here.
    let suits = |case: &&transcript::Case| !case.is_in_memory() && case.file != "scripting";
    for case in cases.iter().filter(suits) {
        let clock = Clock::new(1);
        let mut on = OnEngine::new(clock.clone(), fresh("transcript.db", &clock).await);
        failures.extend(play(case, &mut on));
        let mut engine = on.into_engine();
        let before = content(&mut engine);
        assert_eq!(
            before.last().map(String::as_str),
            Some("ok"),
            "{}",
            case.title
        );
        engine.close().expect("the files are closed");
        let mut engine = open("transcript.db", &clock).await;
        assert_eq!(content(&mut engine), before, "{}: reopened", case.title);
        engine.close().expect("the files are closed");
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[wasm_bindgen_test]
async fn counts_agree_with_the_rows_after_any_commands() {
    let clock = Clock::new(7);
    let mut random = Random::new(&clock);
    let mut engine = fresh("keyspace.db", &clock).await;
    let mut session = engine.connect("");
    for round in 0..500 {
        let count = 1 + random.below(4);
        let lines: Vec<String> = (0..count).map(|_| random_command(&mut random)).collect();
        if random.below(40) == 0 {
            engine.close().expect("the files are closed");
            engine = open("keyspace.db", &clock).await;
            session = engine.connect("");
        }
        run(&mut engine, session, &lines);
        clock.advance(random.below(20_000) as i64);
        check(&mut engine, &format!("round {round}: {lines:?}"));
    }
}

#[wasm_bindgen_test]
async fn a_batch_that_finds_the_disk_full_changes_nothing() {
    let clock = Clock::new(3);
    delete_file("full.db").await;
    delete_file("full.db-wal").await;
    let files = [file("full.db").await, file("full.db-wal").await];
    let mut engine = engine(&files, &clock);
    let session = engine.connect("");
    let mut say = |lines: &[&str]| {
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        run(&mut engine, session, &lines)
    };
    let set_full = |is_full: bool| {
        for file in &files {
            js_sys::Reflect::set(file, &"isFull".into(), &is_full.into()).expect("an object");
        }
    };
    say(&["SET k v"]);
    set_full(true);
    for reply in say(&["SET k w", "SET l w"]) {
        let is_told = matches!(&reply, Reply::Error(text) if text.starts_with("MISCONF"));
        assert!(is_told, "{reply:?}");
    }
    let refused = |file| js_sys::Reflect::get(file, &"refused".into()).ok()?.as_f64();
    assert!(files.iter().any(|file| refused(file) > Some(0.0)));
    set_full(false);
    assert_eq!(
        say(&["GET k", "GET l"]),
        [Reply::Bulk(b"v".to_vec()), Reply::Nil]
    );
    assert_eq!(say(&["SET k w"]), [Reply::Ok]);
}
