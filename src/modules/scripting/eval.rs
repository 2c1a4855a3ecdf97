//! EVAL and its like: scripts that come with their call, or that are known by their digests.

use super::error::{NO_SCRIPT, does_not_compile};
use super::rules::Rules;
use super::run::{self, Called};
use super::scripts::Script;
use super::state::{State, with_state};
use super::words::ScriptKeys;
use crate::command::Tx;
use crate::command::args::Any;
use crate::command::reply::OfCaller;
use crate::commands;
use crate::error::Result;
use redlet_lua::{Failure, Input, Source, sha1};
use std::rc::Rc;

commands! { "scripting";
    /// Runs a Lua script.
    EVAL(script, keys, arg): "2.6.0", "Depends on the script that is executed.", [noscript stale skip_monitor no_mandatory_keys movablekeys shown_first may_replicate], [RW access update] => eval;

    /// Runs the Lua script with this SHA-1 digest.
    EVALSHA(sha1, keys, arg): "2.6.0", "Depends on the script that is executed.", [noscript stale skip_monitor no_mandatory_keys movablekeys shown_first may_replicate], [RW access update] => evalsha;

    /// Runs the Lua script with this SHA-1 digest, which may only read.
    EVALSHA_RO(sha1, keys, arg): "7.0.0", "Depends on the script that is executed.", [readonly noscript stale skip_monitor no_mandatory_keys movablekeys shown_first], [RO access] => evalsha;

    /// Runs a Lua script that may only read.
    EVAL_RO(script, keys, arg): "7.0.0", "Depends on the script that is executed.", [readonly noscript stale skip_monitor no_mandatory_keys movablekeys shown_first], [RO access] => eval;
}

/// How many digits a digest has.
const DIGEST: usize = 40;

fn eval(tx: &mut Tx, script: &[u8], keys: ScriptKeys, arg: Any<&[u8]>) -> Result<OfCaller> {
    let keys = keys.names()?;
    with_state(tx, |tx, state| {
        let digest = sha1::hex(script);
        let found = match state.scripts.find(tx, &digest)? {
            Some(found) => found,
            None => compile(tx, state, digest, script, false)?,
        };
        run_script(tx, state, &found, &keys, &arg.0)
    })
}

fn evalsha(tx: &mut Tx, sha1: &[u8], keys: ScriptKeys, arg: Any<&[u8]>) -> Result<OfCaller> {
    if sha1.len() != DIGEST {
        return Err(NO_SCRIPT);
    }
    let keys = keys.names()?;
    with_state(tx, |tx, state| {
        let digest = String::from_utf8_lossy(sha1).to_ascii_lowercase();
        let found = state.scripts.find(tx, &digest)?;
        run_script(tx, state, &*found.ok_or(NO_SCRIPT)?, &keys, &arg.0)
    })
}

/// Compiles a new script, and keeps it.
pub fn compile(
    tx: &mut Tx,
    state: &mut State,
    digest: String,
    source: &[u8],
    is_loaded: bool,
) -> Result<Rc<Script>> {
    let script = Script::new(digest, source)?;
    let compiled = run::interpreter(tx, state)?.compile(Source {
        id: &script.digest,
        text: &script.body,
    });
    compiled.map_err(|failure| match failure {
        Failure::Compile(why) => does_not_compile(&why),
        failure => run::error(tx, failure),
    })?;
    state.scripts.keep(tx, script, source, is_loaded)
}

fn run_script(
    tx: &mut Tx,
    state: &mut State,
    script: &Script,
    keys: &[&[u8]],
    arguments: &[&[u8]],
) -> Result<OfCaller> {
    let rules = Rules::new(tx, script.flags)?;
    let called = Called {
        source: Source {
            id: &script.digest,
            text: &script.body,
        },
        function: None,
        input: Input { keys, arguments },
    };
    run::run(tx, state, rules, called).map(OfCaller)
}
