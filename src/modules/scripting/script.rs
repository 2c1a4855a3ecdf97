//! SCRIPT: the scripts that are known by their digests.

use super::error::{DEBUG_MODE, NO_DEBUGGER, NOT_BUSY, SCRIPT_FLUSH_MODE};
use super::eval::compile;
use super::function::FlushType;
use super::state::with_state;
use super::store;
use crate::command::args::{Arg, Args, Many};
use crate::command::spec::{Kind, Spec};
use crate::command::{Tx, container, help};
use crate::commands;
use crate::error::Result;
use redlet_lua::sha1;

commands! { "scripting";
    /// Holds the commands on scripts.
    SCRIPT(): "2.6.0", "Depends on subcommand.", [], [] => container;

    /// There is no debugger: turns none off.
    SCRIPT "DEBUG"(mode): "3.2.0", "O(1)", [noscript], [], ["@scripting"] => debug;

    /// Which of these digests are of known scripts: 1, or 0.
    SCRIPT "EXISTS"(sha1): "2.6.0", "O(N) with N being the number of scripts to check (so checking a single script is an O(1) operation).", [noscript], [], ["@scripting" "request_policy:all_shards" "response_policy:agg_logical_and"] => exists;

    /// Forgets all scripts.
    SCRIPT "FLUSH"(flush_type): "2.6.0", "O(N) with N being the number of scripts in cache", [noscript], [], ["@scripting" "request_policy:all_nodes" "response_policy:all_succeeded"] => flush;

    /// What the subcommands do.
    SCRIPT "HELP"(): "5.0.0", "O(1)", [loading stale], [], ["@scripting"] => help;

    /// Ends the script that runs. There is never one when this command is run.
    SCRIPT "KILL"(): "2.6.0", "O(1)", [noscript allow_busy], [], ["@scripting" "request_policy:all_shards" "response_policy:one_succeeded"] => kill;

    /// Keeps a script without running it. Returns its SHA-1 digest.
    SCRIPT "LOAD"(script): "2.6.0", "O(N) with N being the length in bytes of the script body.", [noscript stale], [], ["@scripting" "request_policy:all_nodes" "response_policy:all_succeeded"] => load;
}

fn load(tx: &mut Tx, script: &[u8]) -> Result<Vec<u8>> {
    with_state(tx, |tx, state| {
        let digest = sha1::hex(script);
        match state.scripts.find(tx, &digest)? {
            // A script of EVAL is kept for good from now on.
            Some(_) => store::put_script(tx.store, &digest, script, true)?,
            None => drop(compile(tx, state, digest.clone(), script, true)?),
        }
        state.scripts.was_loaded(&digest);
        Ok(digest.into_bytes())
    })
}

fn exists(tx: &mut Tx, sha1: Many<&[u8]>) -> Result<Vec<i64>> {
    let mut found = Vec::new();
    for digest in sha1.0 {
        let digest = String::from_utf8_lossy(digest).to_ascii_lowercase();
        let script = with_state(tx, |tx, state| state.scripts.find(tx, &digest))?;
        found.push(script.is_some().into());
    }
    Ok(found)
}

fn flush(tx: &mut Tx, flush_type: Option<FlushType>) -> Result<()> {
    if let Some(FlushType(false)) = flush_type {
        return Err(SCRIPT_FLUSH_MODE);
    }
    with_state(tx, |tx, state| {
        if let Some(interpreter) = &mut state.interpreter {
            interpreter.flush_scripts();
        }
        state.scripts.flush(tx)
    })
}

fn kill(_tx: &mut Tx) -> Result<()> {
    Err(NOT_BUSY)
}

/// `YES | SYNC | NO`.
#[derive(Debug)]
struct DebugMode {
    is_on: bool,
}

impl<'a> Arg<'a> for DebugMode {
    fn describe(name: &'static str) -> Spec {
        let words = ["YES", "SYNC", "NO"].map(Spec::token).into();
        Spec::group(name, Kind::OneOf, words)
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let is_on = match () {
            () if args.token("NO") => false,
            () if args.token("YES") || args.token("SYNC") => true,
            () => return Err(DEBUG_MODE),
        };
        Ok(DebugMode { is_on })
    }
}

fn debug(_tx: &mut Tx, mode: DebugMode) -> Result<()> {
    match mode.is_on {
        true => Err(NO_DEBUGGER),
        false => Ok(()),
    }
}
