//! Lua scripts, and functions in libraries.
//!
//! A script runs within its command, and what it did before an error stays, as in Redis. If it is ended because it
//! takes too long or too much memory, what it did is taken back. The texts of scripts and libraries are in the file, so
//! that a client finds them in the next engine. The language itself is behind a trait ([`redlet_lua::Interpreter`]),
//! which the host implements.

mod error;
mod eval;
mod fcall;
mod figures;
mod function;
mod libraries;
mod metadata;
mod rules;
mod run;
mod script;
mod scripts;
mod state;
mod store;
mod values;
mod words;

use crate::command::Module;

/// What the list of modules has of this one.
pub const MODULE: Module = Module {
    name: "scripting",
    families: &[
        eval::COMMANDS,
        fcall::COMMANDS,
        function::COMMANDS,
        script::COMMANDS,
    ],
    tables: Some(&store::TABLES),
    figures: Some(figures::figures),
    ..Module::EMPTY
};
