//! Redis's Lua: what runs scripts and the functions of libraries for the engine.
//!
//! The engine and the interpreter know each other by the two traits of [`interpreter`] alone: the engine asks
//! [`Interpreter`] to run something, and is asked through [`Host`] for what a script wants of Redis. So the
//! interpreter may be linked into the engine's program (`Vm`), or be a WebAssembly instance of its own
//! ([`Remote`](remote::Remote)).

#[cfg(feature = "instance")]
mod instance;
pub mod interpreter;
// The engine's own: it depends on this crate.
#[cfg(feature = "vm")]
#[allow(dead_code, unused_imports)]
#[path = "../../src/number/mod.rs"]
mod number;
mod reader;
pub mod remote;
pub mod request;
pub mod sha1;
#[cfg(any(feature = "instance", all(test, feature = "vm")))]
mod strtod;
mod value;
#[cfg(feature = "vm")]
mod vm;

pub use interpreter::{
    Failure, Function, Host, Input, Interpreter, Memory, ScriptError, Source, Value,
};
#[cfg(feature = "vm")]
pub use vm::{Settings, Vm};

/// How many bytes scripts may use, and libraries, if nothing else is said.
pub(crate) const MEMORY: u32 = 64 << 20;
