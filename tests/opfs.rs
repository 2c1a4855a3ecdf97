//! The engine in a browser's worker, over sync access handles of the origin private file system:
//! every transcript, and what a reopened database still holds.
#![cfg(target_family = "wasm")]
#![allow(clippy::expect_used)]

mod support;

use redlet::engine::Engine;
use redlet::engine::config::Config;
use redlet::sqlite::Connection;
use redlet::vfs::JsHostFile;
use support::native::Clock;
use support::play::{OnEngine, play};
use support::transcript;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen(inline_js = r#"
export async function openFile(name) {
  const root = await navigator.storage.getDirectory();
  const handle = await (await root.getFileHandle(name, { create: true })).createSyncAccessHandle();
  return {
    read: (buffer, at) => handle.read(buffer, { at }),
    write: (buffer, at) => handle.write(buffer, { at }),
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

async fn file(name: &str) -> Box<JsHostFile> {
    let file = open_file(name).await.expect("a sync access handle");
    Box::new(file.unchecked_into())
}

async fn open(name: &str, clock: &Clock) -> Engine {
    let (db, wal) = (file(name).await, file(&format!("{name}-wal")).await);
    let conn = Connection::open(db, wal).expect("SQLite opens the files");
    Engine::open(conn, Box::new(clock.clone()), Config::default()).expect("the engine opens")
}

async fn fresh(name: &str, clock: &Clock) -> Engine {
    delete_file(name).await;
    delete_file(&format!("{name}-wal")).await;
    open(name, clock).await
}

/// Every row, and what SQLite says of the file.
fn content(engine: &mut Engine) -> Vec<String> {
    let sql = "SELECT quote(db) || quote(key) || quote(expire_at) || size || quote(value) FROM keys
               UNION ALL SELECT key_id || quote(field) || quote(expire_at) || quote(value) FROM fields
               UNION ALL SELECT integrity_check FROM pragma_integrity_check";
    let conn = engine.store().connection();
    conn.all(sql, (), |row| row.get(0))
        .expect("the rows are read")
}

#[wasm_bindgen_test]
async fn every_transcript_is_answered_and_what_it_wrote_is_there_when_reopened() {
    let mut failures = Vec::new();
    let cases = transcript::all();
    assert!(cases.len() > 50, "transcripts are played");
    for case in cases.iter().filter(|case| !case.is_in_memory()) {
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
