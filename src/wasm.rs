//! The boundary to JavaScript: one class, `Engine`, and the host that JavaScript passes to it.

#[cfg(feature = "scripting")]
use redlet_lua::remote::{Remote, Transport};
use wasm_bindgen::prelude::*;

use crate::engine::state::config::Config;
use crate::engine::{Engine, Host, refused};
use crate::error::Error;
use crate::sqlite::{Connection, StorageError};
use crate::store;
use crate::vfs::browser::JsHostFile;

#[global_allocator]
static HEAP: crate::memory::Heap = crate::memory::Heap;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A file of the host, synchronous. Counts are bytes; a short count of `write` means a full disk. */
export interface HostFile {
  read(buffer: Uint8Array, at: number): number;
  write(buffer: Uint8Array, at: number): number;
  truncate(size: number): void;
  flush(): void;
  size(): number;
  close(): void;
}
/** What the engine needs from its host. Without files the database is in memory. */
export interface EngineOptions {
  db?: HostFile;
  wal?: HostFile;
  /** The host itself makes a turn's writes to `db` one atomic write: no log is kept in `wal`. */
  isAtomic?: boolean;
  /** Milliseconds since 1970, with a fraction where the host has one. */
  now(): number;
  /** Fills the buffer with random bytes. */
  entropy(buffer: Uint8Array): void;
  /** Stops the thread, for DEBUG SLEEP. Left out where the host can't. */
  sleep?(milliseconds: number): void;
  /** More lines of INFO persistence, each with its line end. */
  figures?(): string;
  /** Passes a request to the interpreter of scripts; nothing where that failed. `ask` answers a script's questions. */
  script?(request: Uint8Array, ask: { (question: Uint8Array): Uint8Array }): Uint8Array | undefined;
  /** Where a server over this engine listens, for INFO and CONFIG. */
  port?: number;
}
"#;

#[wasm_bindgen]
extern "C" {
    /// The options that JavaScript gives.
    #[wasm_bindgen(typescript_type = "EngineOptions")]
    pub type EngineOptions;

    #[wasm_bindgen(method, getter)]
    fn db(this: &EngineOptions) -> Option<JsHostFile>;
    #[wasm_bindgen(method, getter)]
    fn wal(this: &EngineOptions) -> Option<JsHostFile>;
    #[wasm_bindgen(method, getter, js_name = isAtomic)]
    fn is_atomic(this: &EngineOptions) -> bool;
    #[wasm_bindgen(method)]
    fn now(this: &EngineOptions) -> f64;
    #[wasm_bindgen(method)]
    fn entropy(this: &EngineOptions, buffer: &mut [u8]);
    #[wasm_bindgen(method, getter)]
    fn sleep(this: &EngineOptions) -> Option<js_sys::Function>;
    #[wasm_bindgen(method, getter)]
    fn figures(this: &EngineOptions) -> Option<js_sys::Function>;
    #[cfg(feature = "scripting")]
    #[wasm_bindgen(method, getter, js_name = script)]
    fn interpreter(this: &EngineOptions) -> Option<js_sys::Function>;
    #[cfg(feature = "scripting")]
    #[wasm_bindgen(method, js_name = script)]
    fn run_script(
        this: &EngineOptions,
        request: &[u8],
        ask: &mut dyn FnMut(Vec<u8>) -> Vec<u8>,
    ) -> Option<Vec<u8>>;
    #[wasm_bindgen(method, getter)]
    fn port(this: &EngineOptions) -> Option<u16>;
}

impl Host for EngineOptions {
    fn now(&self) -> i64 {
        (EngineOptions::now(self) * 1000.0) as i64
    }
    fn entropy(&self, bytes: &mut [u8]) {
        EngineOptions::entropy(self, bytes);
    }
    fn sleep(&self, micros: u64) -> bool {
        let sleep = EngineOptions::sleep(self);
        let millis = JsValue::from_f64(micros as f64 / 1000.0);
        sleep.is_some_and(|sleep| sleep.call1(self, &millis).is_ok())
    }
    #[cfg(feature = "scripting")]
    fn interpreter(&self) -> Option<Box<dyn redlet_lua::Interpreter>> {
        EngineOptions::interpreter(self)?;
        let options = Scripts(JsValue::from(self).unchecked_into());
        let version = crate::engine::state::server::REDIS_VERSION;
        Some(Box::new(Remote::new(options, version)))
    }
    fn figures(&self) -> String {
        let text = EngineOptions::figures(self).and_then(|figures| figures.call0(self).ok());
        text.and_then(|text| text.as_string()).unwrap_or_default()
    }
}

/// The way to the instance that runs scripts. What JavaScript throws there is a trap of the engine, which it passes on.
#[cfg(feature = "scripting")]
struct Scripts(EngineOptions);

#[cfg(feature = "scripting")]
impl Transport for Scripts {
    fn send(
        &mut self,
        request: &[u8],
        answer: &mut dyn FnMut(&[u8]) -> Vec<u8>,
    ) -> Option<Vec<u8>> {
        self.0
            .run_script(request, &mut |question: Vec<u8>| answer(&question))
    }
}

/// A storage error as a JavaScript `Error` with a `code`.
fn throw(error: &StorageError) -> JsValue {
    fail(error.code(), &error.to_string())
}

fn fail(code: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    // Setting a property of a new object does not fail.
    let _ = js_sys::Reflect::set(&error, &"code".into(), &code.into());
    error.into()
}

/// The engine, as JavaScript sees it. Session ids are small: numbers hold them.
#[wasm_bindgen(js_name = Engine)]
pub struct JsEngine(Option<Engine>);

#[wasm_bindgen(js_class = Engine)]
impl JsEngine {
    /// Opens the database in the given files, or in memory.
    ///
    /// # Errors
    /// Throws an `Error` whose `code` names the cause: `NOTADB`, `CORRUPT`, `IO`, `FULL`, `TOONEW`, `MODULE`.
    pub fn open(options: EngineOptions) -> Result<JsEngine, JsValue> {
        let conn = match (options.db(), options.wal()) {
            (Some(db), Some(wal)) => store::open_files(
                Box::new(db),
                Box::new(wal),
                options.is_atomic(),
                &crate::modules::tables(),
            ),
            _ => Connection::memory(),
        };
        let config = Config {
            port: options.port().unwrap_or_default(),
            ..Config::default()
        };
        let engine = conn.and_then(|conn| crate::open(conn, Box::new(options), config));
        engine
            .map(|engine| JsEngine(Some(engine)))
            .map_err(|error| throw(&error))
    }

    /// Reads all of the database in the given files, and closes them.
    ///
    /// # Errors
    /// Throws an `Error` whose `code` names what is wrong with it, as `open` does.
    pub fn inspect(options: EngineOptions) -> Result<(), JsValue> {
        let (Some(db), Some(wal)) = (options.db(), options.wal()) else {
            return Err(throw(&StorageError::NotADatabase));
        };
        store::inspect(Box::new(db), Box::new(wal), &crate::modules::tables())
            .map_err(|error| throw(&error))
    }

    fn engine(&mut self) -> Result<&mut Engine, JsValue> {
        self.0
            .as_mut()
            .ok_or_else(|| fail("CLOSED", "the database is closed"))
    }

    /// Starts a session; an empty address is the program itself.
    pub fn connect(&mut self, address: &str) -> Result<u32, JsValue> {
        Ok(self.engine()?.connect(address) as u32)
    }

    /// Says whose session it is, across engines: a number below 2^47. From now on its frames and its
    /// output say what restores it; `restoration` is what was said last in an engine before, or empty.
    pub fn attach(&mut self, session: u32, client: f64, restoration: &[u8]) -> Result<(), JsValue> {
        let engine = self.engine()?;
        engine.attach(u64::from(session), client as i64, restoration);
        Ok(())
    }

    /// The tickets of the waits of a session.
    pub fn waiting(&mut self, session: u32) -> Result<Vec<f64>, JsValue> {
        let tickets = self.engine()?.waiting(u64::from(session)).into_iter();
        Ok(tickets.map(|ticket| ticket as f64).collect())
    }

    /// The replies to a numbered batch that has already taken effect.
    pub fn answered(&mut self, session: u32, number: f64) -> Result<Option<Vec<u8>>, JsValue> {
        Ok(self.engine()?.answered(u64::from(session), number as i64))
    }

    /// Ends a session.
    pub fn disconnect(&mut self, session: u32) -> Result<(), JsValue> {
        self.engine()?.disconnect(u64::from(session));
        Ok(())
    }

    /// Runs a batch frame of a session in one transaction; gives the frame of its replies.
    /// With a number, that batch of the session's client takes effect once: see `answered`.
    pub fn exec(
        &mut self,
        session: u32,
        frame: &[u8],
        number: Option<f64>,
    ) -> Result<Vec<u8>, JsValue> {
        let number = number.map(|number| number as i64);
        let replies = self.engine()?.exec_once(u64::from(session), frame, number);
        replies.map_err(|_| fail("PROTOCOL", "a malformed frame or an unknown session"))
    }

    /// Takes in bytes of a RESP connection.
    pub fn receive(&mut self, session: u32, bytes: &[u8]) -> Result<(), JsValue> {
        self.engine()?.receive(u64::from(session), bytes);
        Ok(())
    }

    /// Runs all whole commands of all connections as one batch; the sessions to look after.
    pub fn run(&mut self) -> Result<Vec<u32>, JsValue> {
        let sessions = self.engine()?.run();
        Ok(sessions.into_iter().map(|id| id as u32).collect())
    }

    /// Whether `run` is to be called again, once the output is taken.
    #[wasm_bindgen(js_name = isBehind)]
    pub fn is_behind(&mut self) -> Result<bool, JsValue> {
        Ok(self.engine()?.is_behind())
    }

    /// Runs nothing of a session for as long as it does not read what it was sent.
    pub fn hold(&mut self, session: u32, is_held: bool) -> Result<(), JsValue> {
        self.engine()?.hold(u64::from(session), is_held);
        Ok(())
    }

    /// Whether there is memory for so many bytes to be passed in: without it the program would end.
    #[wasm_bindgen(js_name = hasRoom)]
    pub fn has_room(&self, bytes: u32) -> bool {
        crate::memory::has_room(bytes as usize)
    }

    /// What a frame of so many commands is answered that could not be passed in.
    pub fn refuse(&self, count: u32) -> Result<Vec<u8>, JsValue> {
        refused(count as usize, &Error::NoMemory).map_err(|_| fail("OOM", "no memory is left"))
    }

    /// The sessions that were given output by others, or by time, since this was last asked.
    pub fn woken(&mut self) -> Result<Vec<u32>, JsValue> {
        let sessions = self.engine()?.take_woken();
        Ok(sessions.into_iter().map(|id| id as u32).collect())
    }

    /// Takes the bytes to send to a RESP connection; of the program's own session, its messages and
    /// deferred replies as values of a frame.
    pub fn output(&mut self, session: u32) -> Result<Vec<u8>, JsValue> {
        Ok(self.engine()?.output(u64::from(session)))
    }

    /// Whether a RESP connection is to be closed once its output is sent.
    #[wasm_bindgen(js_name = isClosing)]
    pub fn is_closing(&mut self, session: u32) -> Result<bool, JsValue> {
        Ok(self.engine()?.is_closing(u64::from(session)))
    }

    /// Whether it is to be closed at once, whatever was not sent.
    #[wasm_bindgen(js_name = isCut)]
    pub fn is_cut(&mut self, session: u32) -> Result<bool, JsValue> {
        Ok(self.engine()?.is_cut(u64::from(session)))
    }

    /// Takes note of how many bytes the host has of a RESP connection's output, and could not send.
    pub fn unsent(&mut self, session: u32, bytes: f64) -> Result<(), JsValue> {
        self.engine()?.unsent(u64::from(session), bytes as usize);
        Ok(())
    }

    /// `tcp-keepalive`, in seconds.
    pub fn keepalive(&mut self) -> Result<u32, JsValue> {
        Ok(self.engine()?.keepalive())
    }

    /// Does the background work that is due; milliseconds until the next, or -1.
    pub fn tick(&mut self) -> Result<f64, JsValue> {
        Ok(self.engine()?.tick().map_or(-1.0, f64::from))
    }

    /// Flushes and closes the files.
    pub fn close(&mut self) -> Result<(), JsValue> {
        match self.0.take() {
            Some(engine) => engine.close().map_err(|error| throw(&error)),
            None => Ok(()),
        }
    }
}
