//! Redis's Lua: what runs scripts and the functions of libraries for the engine.
//!
//! The engine and the interpreter know each other by the two traits of [`interpreter`] alone: the engine asks
//! [`Interpreter`] to run something, and is asked through [`Host`] for what a script wants of Redis. So the
//! interpreter may be linked into the engine's program, or be a WebAssembly instance of its own.

pub mod interpreter;
pub mod sha1;

pub use interpreter::{
    Failure, Function, Host, Input, Interpreter, Memory, ScriptError, Source, Value,
};
