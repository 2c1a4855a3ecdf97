//! Running a script: what it asks of the engine, what ends it, and what its end does.
//!
//! Time stands still for its commands, and the database that it selects is its own. A savepoint is made before its
//! first write. If the script is ended, that is where the data goes back to.

use super::error::{INTERPRETER_LOST, NO_INTERPRETER, TOO_MUCH_MEMORY, too_long};
use super::rules::Rules;
use super::state::State;
use super::values;
use crate::command::reply::Reply;
use crate::command::{Flag, Savepoint, Tx};
use crate::error::{Error, Result};
use crate::memory;
use crate::protocol::encode::encode;
use redlet_lua::{Failure, Function, Host, Input, Interpreter, ScriptError, Source, Value};

/// How many instructions count for a millisecond where the clock stands still while a program runs, as in a Durable
/// Object. It is what a fast machine runs, so that elsewhere the clock decides.
const INSTRUCTIONS_PER_MILLISECOND: u64 = 100_000;

/// A script or a function, and what it is called with.
pub struct Called<'a> {
    /// The script, or the function's library.
    pub source: Source<'a>,
    /// The function.
    pub function: Option<&'a str>,
    /// Its keys and arguments.
    pub input: Input<'a>,
}

/// The interpreter, which is made with the first script.
pub fn interpreter<'s>(tx: &Tx, state: &'s mut State) -> Result<&'s mut dyn Interpreter> {
    if state.interpreter.is_none() {
        state.interpreter = tx.host.interpreter();
    }
    match &mut state.interpreter {
        Some(interpreter) => Ok(interpreter.as_mut()),
        None => Err(NO_INTERPRETER),
    }
}

/// Runs a script or a function.
pub fn run(tx: &mut Tx, state: &mut State, rules: Rules, called: Called) -> Result<Reply> {
    let interpreter = interpreter(tx, state)?;
    let db = tx.session.db;
    let mut running = Running::new(tx, rules);
    let Called {
        source,
        function,
        input,
    } = called;
    let done = match function {
        None => interpreter.run(source, input, &mut running),
        Some(name) => interpreter.call(source, name, input, &mut running),
    };
    running.end(&done)?;
    if tx.session.db != db {
        tx.select(db)?;
    }
    if let Some(failed) = &tx.server.failed {
        return Err(Error::Storage(failed.clone()));
    }
    match done {
        Ok(Value::Error(why)) => Err(raised(why)),
        Ok(value) => Ok(values::reply(value)),
        Err(failure) => Err(error(tx, failure)),
    }
}

/// Runs the code of a library. It may run no command.
pub fn load(
    tx: &mut Tx,
    state: &mut State,
    source: Source,
) -> Result<std::result::Result<Vec<Function>, Failure>> {
    let interpreter = interpreter(tx, state)?;
    // A library with the same text begins anew.
    interpreter.unload(source.id);
    Ok(interpreter.load(source, &mut Running::new(tx, Rules::none())))
}

/// The error of a script that was ended.
pub fn error(tx: &Tx, failure: Failure) -> Error {
    match failure {
        Failure::Raised(why) => raised(why),
        Failure::Compile(why) => Error::Other(String::from_utf8_lossy(&why).into_owned().into()),
        Failure::Over => too_long(tx.server.config.busy_reply_threshold),
        Failure::Memory => TOO_MUCH_MEMORY,
        Failure::Lost => INTERPRETER_LOST,
    }
}

fn raised(why: ScriptError) -> Error {
    let text = String::from_utf8_lossy(&why.text).into_owned();
    match why.is_counted {
        true => Error::Counted(text),
        false => Error::Other(text.into()),
    }
}

/// A script that runs.
struct Running<'t, 'e> {
    tx: &'t mut Tx<'e>,
    rules: Rules,
    /// Before its first write.
    start: Option<Savepoint>,
    /// When it began, in microseconds.
    started_at: i64,
}

impl<'t, 'e> Running<'t, 'e> {
    fn new(tx: &'t mut Tx<'e>, rules: Rules) -> Running<'t, 'e> {
        Running {
            started_at: tx.host.now(),
            tx,
            rules,
            start: None,
        }
    }

    /// Keeps what it did, or takes it back if it was ended.
    fn end<T>(self, done: &std::result::Result<T, Failure>) -> Result<()> {
        let was_ended = matches!(done, Err(Failure::Over | Failure::Memory | Failure::Lost));
        match self.start {
            Some(start) if was_ended => start.take_back(self.tx),
            // The savepoint went with the transaction.
            Some(_) if self.tx.server.failed.is_some() => Ok(()),
            Some(start) => start.keep(self.tx),
            None => Ok(()),
        }
    }

    fn call(&mut self, words: &[&[u8]]) -> Result<Reply> {
        let (command, mut args) = match self.rules.admit(self.tx, words) {
            Ok(found) => found,
            Err(error) => {
                self.tx.was_rejected(words);
                return Err(error);
            }
        };
        if command.is(Flag::write) && self.start.is_none() {
            self.start = Some(Savepoint::new(self.tx)?);
        }
        self.tx.run_nested(command, &mut args, words)
    }
}

impl Host for Running<'_, '_> {
    fn command(&mut self, words: &[&[u8]], resp: u8, reply: &mut Vec<u8>) {
        let done = match self.call(words) {
            Ok(done) if memory::extend(reply, done.weight()).is_ok() => done,
            Ok(_) => self.tx.refuse(Error::NoMemory),
            Err(error) => self.tx.refuse(error),
        };
        encode(&done, resp, reply);
    }

    fn may_run(&mut self, words: &[&[u8]]) -> Option<bool> {
        self.tx.is_command(words).then_some(true)
    }

    /// redlet keeps no log.
    fn log(&mut self, _level: u8, _text: &[u8]) {}

    fn clock(&mut self) -> f64 {
        (self.tx.host.now() - self.tx.server.started_at) as f64 / 1e6
    }

    fn is_over(&mut self, instructions: u64) -> bool {
        if self.tx.server.failed.is_some() {
            return true;
        }
        let limit = self.tx.server.config.busy_reply_threshold;
        let micros = self.tx.host.now() - self.started_at;
        let most = (limit as u64).saturating_mul(INSTRUCTIONS_PER_MILLISECOND);
        limit > 0 && (micros / 1000 >= limit || instructions > most)
    }
}
