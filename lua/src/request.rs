//! Requests: what both kinds of interpreters execute, the linked one and the one in an instance of its own.

use crate::interpreter::{Failure, Function, Host, Input, Interpreter, Memory, Source, Value};
use crate::value;

/// One call of [`Interpreter`].
#[derive(Debug, Clone, Copy)]
pub enum Request<'a> {
    /// Compile a script.
    Compile(Source<'a>),
    /// Run a script.
    Run(Source<'a>, Input<'a>),
    /// Load a library.
    Load(Source<'a>),
    /// Drop the library of this id.
    Unload(&'a str),
    /// Call a library's function of this name.
    Call(Source<'a>, &'a str, Input<'a>),
    /// Forget all scripts.
    FlushScripts,
    /// Forget all libraries.
    FlushLibraries,
}

/// How a request ended: what `value.rs` reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub(crate) status: u8,
    pub(crate) bytes: Vec<u8>,
}

/// What executes requests is an [`Interpreter`].
pub trait Executor {
    /// Executes a request. Only a running script asks `host`.
    fn execute(&mut self, request: Request, host: &mut dyn Host) -> Outcome;

    /// The memory in use.
    fn used(&self) -> Memory;
}

impl<E: Executor> Interpreter for E {
    fn compile(&mut self, script: Source) -> Result<(), Failure> {
        let Outcome { status, bytes } = self.execute(Request::Compile(script), &mut NoHost);
        value::check(status, &bytes)
    }

    fn run(&mut self, script: Source, input: Input, host: &mut dyn Host) -> Result<Value, Failure> {
        let Outcome { status, bytes } = self.execute(Request::Run(script, input), host);
        value::outcome(status, &bytes)
    }

    fn load(&mut self, library: Source, host: &mut dyn Host) -> Result<Vec<Function>, Failure> {
        let Outcome { status, bytes } = self.execute(Request::Load(library), host);
        value::functions(status, &bytes)
    }

    fn unload(&mut self, library: &str) {
        self.execute(Request::Unload(library), &mut NoHost);
    }

    fn call(
        &mut self,
        library: Source,
        function: &str,
        input: Input,
        host: &mut dyn Host,
    ) -> Result<Value, Failure> {
        let request = Request::Call(library, function, input);
        let Outcome { status, bytes } = self.execute(request, host);
        value::outcome(status, &bytes)
    }

    fn flush_scripts(&mut self) {
        self.execute(Request::FlushScripts, &mut NoHost);
    }

    fn flush_libraries(&mut self) {
        self.execute(Request::FlushLibraries, &mut NoHost);
    }

    fn memory(&self) -> Memory {
        self.used()
    }
}

/// The host of what runs nothing, and so asks nothing.
struct NoHost;

impl Host for NoHost {
    fn command(&mut self, _words: &[&[u8]], _resp: u8, _reply: &mut Vec<u8>) {}
    fn may_run(&mut self, _words: &[&[u8]]) -> Option<bool> {
        None
    }
    fn log(&mut self, _level: u8, _text: &[u8]) {}
    fn clock(&mut self) -> f64 {
        0.0
    }
    fn is_over(&mut self, _instructions: u64) -> bool {
        true
    }
}
