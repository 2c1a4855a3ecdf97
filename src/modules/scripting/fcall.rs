//! FCALL: the functions of libraries.

use super::error::NO_FUNCTION;
use super::rules::Rules;
use super::run::{self, Called};
use super::state::with_state;
use super::words::ScriptKeys;
use crate::command::Tx;
use crate::command::args::Any;
use crate::command::reply::OfCaller;
use crate::commands;
use crate::error::Result;
use redlet_lua::{Input, Source};

commands! { "scripting";
    /// Calls a function of a library.
    FCALL(function, keys, arg): "7.0.0", "Depends on the function that is executed.", [noscript stale skip_monitor no_mandatory_keys movablekeys shown_first may_replicate], [RW access update] => fcall;

    /// Calls a function of a library, which may only read.
    FCALL_RO(function, keys, arg): "7.0.0", "Depends on the function that is executed.", [readonly noscript stale skip_monitor no_mandatory_keys movablekeys shown_first], [RO access] => fcall;
}

fn fcall(tx: &mut Tx, function: &[u8], keys: ScriptKeys, arg: Any<&[u8]>) -> Result<OfCaller> {
    with_state(tx, |tx, state| {
        let found = state.functions.find(tx, function)?.ok_or(NO_FUNCTION)?;
        let keys = keys.names()?;
        let rules = Rules::new(tx, Some(found.flags))?;
        let called = Called {
            source: Source {
                id: &found.library,
                text: &found.body,
            },
            function: Some(&found.name),
            input: Input {
                keys: &keys,
                arguments: &arg.0,
            },
        };
        run::run(tx, state, rules, called).map(OfCaller)
    })
}
