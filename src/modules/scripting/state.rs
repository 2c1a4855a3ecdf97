//! What is remembered between scripts. All of it can be read from the file again.

use super::libraries::Functions;
use super::scripts::Scripts;
use crate::command::Tx;
use crate::error::Result;
use redlet_lua::Interpreter;

/// What is remembered between scripts.
#[derive(Default)]
pub struct State {
    /// What runs them; made with the first.
    pub interpreter: Option<Box<dyn Interpreter>>,
    /// The scripts that were used.
    pub scripts: Scripts,
    /// The functions that were used.
    pub functions: Functions,
    /// The store's count of what was taken back, when the file was last read.
    rollbacks: u64,
}

/// Works with what is remembered, if it still holds.
pub fn with_state<T>(
    tx: &mut Tx,
    work: impl FnOnce(&mut Tx, &mut State) -> Result<T>,
) -> Result<T> {
    let mut state = tx.server.modules.take::<State>();
    if state.rollbacks != tx.store.rollbacks {
        state.rollbacks = tx.store.rollbacks;
        state.scripts.forget();
        state.functions.forget();
    }
    let done = work(tx, &mut state);
    tx.server.modules.put(state);
    done
}
