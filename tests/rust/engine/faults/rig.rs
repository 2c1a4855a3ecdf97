//! The engine on a machine, as a workload drives it.

use redlet::command::reply::Reply;
use redlet::engine::Engine;
use redlet::engine::state::config::{AppendFsync, Config};
use redlet::sqlite::{Connection, StorageError};
use redlet::vfs::double::{File, Machine};

use super::workload::{Action, Step, Workload};
use crate::support::contents::Contents;
use crate::support::native::Clock;

/// An engine, and what it stands on. Dropping it is killing its process.
pub struct Rig {
    pub machine: Machine,
    pub clock: Clock,
    pub engine: Engine,
    session: u64,
    mode: AppendFsync,
    pragmas: String,
}

impl Rig {
    /// Opens what the machine holds.
    pub fn open(
        machine: &Machine,
        clock: &Clock,
        workload: &Workload,
    ) -> Result<Rig, StorageError> {
        let (mode, pragmas) = (workload.mode, workload.pragmas.clone());
        let (engine, session) = open(machine, clock, mode, &pragmas)?;
        Ok(Rig {
            machine: machine.clone(),
            clock: clock.clone(),
            engine,
            session,
            mode,
            pragmas,
        })
    }

    /// Lets a step's time pass. Apart from `run`, which may have to be repeated.
    pub fn wait(&self, step: &Step) {
        self.clock.advance(step.wait);
    }

    /// Takes a step. The error is what the engine told, word for word; then nothing was
    /// acknowledged.
    pub fn run(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::Batch(lines) => {
                let replies = self.batch(lines);
                refusal(&replies)
            }
            Action::Tick => {
                self.engine.tick();
                Ok(())
            }
            Action::Checkpoint => self.connection().checkpoint().map_err(|e| e.to_string()),
            Action::Reopen => {
                // The old one must be gone before, and an engine can't be without one.
                let nothing = Machine::default();
                let (idle, _) =
                    open(&nothing, &self.clock, self.mode, "").map_err(|e| e.to_string())?;
                let closed = std::mem::replace(&mut self.engine, idle).close();
                let opened = open(&self.machine, &self.clock, self.mode, &self.pragmas);
                let opened = opened.or_else(|error| {
                    // What failed once need not fail again.
                    assert_ne!(error.code(), "REFUSED", "{error}");
                    self.machine.mend();
                    open(&self.machine, &self.clock, self.mode, &self.pragmas)
                });
                (self.engine, self.session) = opened.unwrap();
                closed.map_err(|e| e.to_string())
            }
        }
    }

    /// Ends what lasts. Commands that add are refused for a second after the storage was full, or
    /// until something was changed: here that time passes without passing for the data.
    pub fn mend(&mut self) {
        use redlet::engine::Host;
        self.machine.mend();
        let now = self.clock.now();
        self.clock.set(now + 1_100_000);
        let lines = ["SET probe x", "DEL probe"];
        self.batch(&lines.map(|line| line.split(' ').map(|word| word.into()).collect()));
        self.clock.set(now);
    }

    /// Runs commands as one batch.
    pub fn batch(&mut self, lines: &[Vec<Vec<u8>>]) -> Vec<Reply> {
        let lines: Vec<Vec<&[u8]>> = lines
            .iter()
            .map(|line| line.iter().map(Vec::as_slice).collect())
            .collect();
        self.engine.run_lines(self.session, &lines)
    }

    pub fn connection(&mut self) -> &Connection {
        self.engine.connection()
    }

    pub fn contents(&mut self) -> Result<Contents, StorageError> {
        Contents::read(self.connection())
    }

    /// The `appendfsync` in force.
    pub fn engine_mode(&mut self) -> String {
        let line = ["CONFIG", "GET", "appendfsync"]
            .map(|word| word.into())
            .to_vec();
        match self.batch(&[line]).as_slice() {
            [Reply::Map(pairs)] => match pairs.as_slice() {
                [(_, Reply::Bulk(mode))] => String::from_utf8_lossy(mode).into_owned(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    /// The clock in milliseconds.
    pub fn now(&self) -> i64 {
        use redlet::engine::Host;
        self.clock.now().div_euclid(1000)
    }
}

fn open(
    machine: &Machine,
    clock: &Clock,
    mode: AppendFsync,
    pragmas: &str,
) -> Result<(Engine, u64), StorageError> {
    let conn = Connection::open(machine.open(File::Database), machine.open(File::Wal))?;
    conn.script(pragmas)?;
    let config = Config {
        appendfsync: mode,
        ..Config::default()
    };
    let mut engine = redlet::open(conn, Box::new(clock.clone()), config)?;
    let session = engine.connect("");
    Ok((engine, session))
}

/// What the batch was refused with. Either all its commands are, in the same words, or none is.
fn refusal(replies: &[Reply]) -> Result<(), String> {
    let told = |reply: &Reply| match reply {
        Reply::Error(text) if text.starts_with("MISCONF") || text.starts_with("OOM") => {
            Some(text.clone())
        }
        _ => None,
    };
    let refusals: Vec<Option<String>> = replies.iter().map(told).collect();
    let first = refusals.first().cloned().flatten();
    assert!(
        refusals.iter().all(|one| *one == first),
        "a part was refused: {replies:?}"
    );
    first.map_or(Ok(()), Err)
}
