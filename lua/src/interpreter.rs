//! The seam between the engine and the interpreter: two traits, and the values that they pass.
//!
//! Whatever a script does, a call of [`Interpreter`] comes back: endless loops, recursion and memory end in a
//! [`Failure`], and the next call finds an interpreter that works.

/// Runs scripts and functions. Scripts share one set of global variables, libraries another.
///
/// It keeps what it compiled under the source's id, but may forget it at any time: so each call brings the text.
pub trait Interpreter {
    /// Compiles a script, and keeps it for [`run`](Interpreter::run).
    ///
    /// # Errors
    /// [`Failure::Compile`], or [`Failure::Memory`].
    fn compile(&mut self, script: Source) -> Result<(), Failure>;

    /// Runs a script. Errors that it returns as its value are a [`Value::Error`].
    ///
    /// # Errors
    /// Whatever ended it before it returned.
    fn run(&mut self, script: Source, input: Input, host: &mut dyn Host) -> Result<Value, Failure>;

    /// Runs the code of a library, and gives the functions that it registers. It replaces no other: two versions of a
    /// library have two ids, until one is [dropped](Interpreter::unload).
    ///
    /// # Errors
    /// Whatever ended it. Nothing is kept of it then.
    fn load(&mut self, library: Source, host: &mut dyn Host) -> Result<Vec<Function>, Failure>;

    /// Drops a library.
    fn unload(&mut self, library: &str);

    /// Runs a function of a library; the library is loaded first where it is not known.
    ///
    /// # Errors
    /// Whatever ended it before it returned.
    fn call(
        &mut self,
        library: Source,
        function: &str,
        input: Input,
        host: &mut dyn Host,
    ) -> Result<Value, Failure>;

    /// Forgets all scripts, and begins with new global variables.
    fn flush_scripts(&mut self);

    /// Forgets all libraries.
    fn flush_libraries(&mut self);

    /// The memory in use.
    fn memory(&self) -> Memory;
}

/// What a script asks of the engine while it runs.
pub trait Host {
    /// Runs a command, and appends its reply in the bytes of RESP version `resp`, 2 or 3. An error is such a reply, too.
    fn command(&mut self, words: &[&[u8]], resp: u8, reply: &mut Vec<u8>);

    /// Whether the user may run a command; `None` where the first word names none.
    fn may_run(&mut self, words: &[&[u8]]) -> Option<bool>;

    /// Takes a line for the server's log; the level is 0 (debug) to 3 (warning).
    fn log(&mut self, level: u8, text: &[u8]);

    /// Seconds from some moment on, with a fraction, for `os.clock`.
    fn clock(&mut self) -> f64;

    /// Asked every few thousand instructions, with how many were run: `true` ends the script, whatever it catches.
    fn is_over(&mut self, instructions: u64) -> bool;
}

/// The source of a script or of a library.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What it is known by: the digest of a script; of a library what no other text has.
    pub id: &'a str,
    /// Its text without the words of a `#!` line, whose line end stays: lines are counted from 1.
    pub text: &'a [u8],
}

/// What a script or function is called with.
#[derive(Debug, Clone, Copy, Default)]
pub struct Input<'a> {
    /// The names of keys.
    pub keys: &'a [&'a [u8]],
    /// The other words.
    pub arguments: &'a [&'a [u8]],
}

/// A function that a library registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name: letters, digits and underscores.
    pub name: Vec<u8>,
    /// What `description` said.
    pub description: Option<Vec<u8>>,
    /// Its flags, each once: the words of `flags` that [`FLAGS`] has.
    pub flags: Vec<&'static str>,
}

/// The flags that a function or script may have.
pub const FLAGS: [&str; 6] = [
    "no-writes",
    "allow-oom",
    "allow-stale",
    "no-cluster",
    "allow-cross-slot-keys",
    "allow-key-locking",
];

/// What a script returns, after Redis's conversions.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `nil`, and `false` under RESP2.
    Nil,
    /// A boolean under RESP3. Under RESP2 `true` is the integer 1.
    Bool(bool),
    /// A number, cut to an integer.
    Int(i64),
    /// A table with `double`.
    Double(f64),
    /// A table with `big_number`.
    BigNumber(Vec<u8>),
    /// A string.
    Bulk(Vec<u8>),
    /// A table with `ok`.
    Status(Vec<u8>),
    /// A table with `err`.
    Error(ScriptError),
    /// A table with `verbatim_string`.
    Verbatim {
        /// Three letters.
        format: Vec<u8>,
        /// The text.
        text: Vec<u8>,
    },
    /// A table's elements up to the first `nil`.
    Array(Vec<Value>),
    /// A table with `map`.
    Map(Vec<(Value, Value)>),
    /// A table with `set`.
    Set(Vec<Value>),
}

/// An error of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptError {
    /// The whole text, with its prefix (`ERR ...`), on one line.
    pub text: Vec<u8>,
    /// It is the error of a command that the script ran: the statistics of errors have it already.
    pub is_counted: bool,
}

/// Why a call gave no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The source does not compile: Lua's text, with its line.
    Compile(Vec<u8>),
    /// An error was raised and not caught.
    Raised(ScriptError),
    /// [`Host::is_over`] ended it.
    Over,
    /// It wanted more memory than there is for scripts.
    Memory,
    /// The interpreter failed, and is a new one now.
    Lost,
}

/// Bytes of memory in use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Memory {
    /// By scripts.
    pub scripts: usize,
    /// By libraries.
    pub libraries: usize,
}
