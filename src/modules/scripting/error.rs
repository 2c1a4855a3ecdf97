//! The error texts of scripts and functions.

use crate::error::{Error, quoted};

/// EVALSHA of a digest that is not known.
pub const NO_SCRIPT: Error = Error::text("NOSCRIPT No matching script. Please use EVAL.");
/// SCRIPT KILL and FUNCTION KILL: nothing else runs while a script does.
pub const NOT_BUSY: Error = Error::text("NOTBUSY No scripts in execution right now.");
/// SCRIPT FLUSH with another word.
pub const SCRIPT_FLUSH_MODE: Error = Error::text("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
/// FUNCTION FLUSH with another word.
pub const FUNCTION_FLUSH_MODE: Error =
    Error::text("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
/// SCRIPT DEBUG with another word.
pub const DEBUG_MODE: Error = Error::text("ERR Use SCRIPT DEBUG YES/SYNC/NO");
/// SCRIPT DEBUG YES: there is no debugger.
pub const NO_DEBUGGER: Error = Error::text("ERR redlet has no debugger for scripts");
/// A number of keys below 0.
pub const KEYS_NEGATIVE: Error = Error::text("ERR Number of keys can't be negative");
/// More keys than words.
pub const KEYS_BEYOND_WORDS: Error =
    Error::text("ERR Number of keys can't be greater than number of args");
/// FCALL with what is no number of keys.
pub const KEYS_NOT_A_NUMBER: Error = Error::text("ERR Bad number of keys provided");
/// FCALL of what there is not.
pub const NO_FUNCTION: Error = Error::text("ERR Function not found");
/// FUNCTION DELETE of what there is not.
pub const NO_LIBRARY: Error = Error::text("ERR Library not found");
/// EVAL_RO of a script that says that it writes.
pub const MAY_WRITE: Error =
    Error::text("ERR Can not execute a script with write flag using *_ro command.");
/// A script that begins with `#!` and has no second line.
pub const SHEBANG: Error = Error::text("ERR Invalid script shebang");
/// A library without its `#!`.
pub const METADATA_MISSING: Error = Error::text("ERR Missing library metadata");
/// A library with a first line that can't be read.
pub const METADATA: Error = Error::text("ERR Invalid library metadata");
/// A library that is named twice.
pub const NAMED_TWICE: Error =
    Error::text("ERR Invalid metadata value, name argument was given multiple times");
/// A library without a name.
pub const UNNAMED: Error = Error::text("ERR Library name was not given");
/// A library with another name than this.
pub const LIBRARY_NAME: Error = Error::text(
    "ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character long",
);
/// A library that registers nothing.
pub const NO_FUNCTIONS: Error = Error::text("ERR No functions registered");
/// FUNCTION LIST LIBRARYNAME without a name.
pub const LIBRARY_NAME_MISSING: Error = Error::text("ERR library name argument was not given");
/// FUNCTION RESTORE with another word.
pub const RESTORE_POLICY: Error =
    Error::text("ERR Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.");
/// FUNCTION RESTORE of a payload with something else in it.
pub const NOT_A_LIBRARY: Error = Error::text("ERR given type is not a function");
/// FUNCTION RESTORE of what a release candidate of Redis 7.0 wrote.
pub const OLD_LIBRARY: Error = Error::text("ERR Pre-GA function format not supported");
/// FUNCTION RESTORE of a payload that is cut off.
pub const LIBRARY_PAYLOAD: Error = Error::text("ERR Failed loading library payload");
/// A script that needs too much memory.
pub const TOO_MUCH_MEMORY: Error = Error::text(
    "OOM Script killed: it needs more memory than a script may have. What it did was taken back.",
);
/// A script that made the interpreter fail.
pub const INTERPRETER_LOST: Error =
    Error::text("ERR Script killed: the interpreter failed. What it did was taken back.");
/// The host has no interpreter.
pub const NO_INTERPRETER: Error = Error::text("ERR This build of redlet can't run scripts");

/// `redis.call` of what is no command.
pub const UNKNOWN_IN_SCRIPT: Error = Error::text("ERR Unknown Redis command called from script");
/// `redis.call` with too few or too many words.
pub const ARITY_IN_SCRIPT: Error =
    Error::text("ERR Wrong number of args calling Redis command from script");
/// `redis.call` of a command that no script may run.
pub const NOT_IN_SCRIPT: Error = Error::text("ERR This Redis command is not allowed from script");
/// `redis.call` of a write in a script that only reads.
pub const WRITE_IN_READ_ONLY: Error =
    Error::text("ERR Write commands are not allowed from read-only scripts.");

/// A script of another language.
pub fn unexpected_engine(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unexpected engine in script shebang: {word}").into())
}

/// A script with a flag that there is not.
pub fn unexpected_flag(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unexpected flag in script shebang: {word}").into())
}

/// A script whose first line says what it can't.
pub fn unknown_shebang_option(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unknown lua shebang option: {word}").into())
}

/// A library whose first line says what it can't.
pub fn invalid_metadata(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Invalid metadata value given: {word}").into())
}

/// A library of another language.
pub fn no_engine(name: &[u8]) -> Error {
    let name = quoted(name);
    Error::Other(format!("ERR Engine '{name}' not found").into())
}

/// FUNCTION LOAD of a library that there is.
pub fn library_exists(name: &str) -> Error {
    Error::Other(format!("ERR Library '{name}' already exists").into())
}

/// FUNCTION RESTORE of a library that there is.
pub fn restored_library_exists(name: &str) -> Error {
    Error::Other(format!("ERR Library {name} already exists").into())
}

/// A function that another library has.
pub fn function_exists(name: &str) -> Error {
    Error::Other(format!("ERR Function {name} already exists").into())
}

/// FUNCTION LOAD with a word that is no option.
pub fn unknown_option(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unknown option given: {word}").into())
}

/// FUNCTION LIST with a word that is no option.
pub fn unknown_argument(word: &[u8]) -> Error {
    // Line ends at the end of a text are usually cut off, but not by this command.
    let word = quoted(word).replace(['\r', '\n'], " ");
    Error::Other(format!("ERR Unknown argument {word}").into())
}

/// A script that does not compile.
pub fn does_not_compile(why: &[u8]) -> Error {
    let why = String::from_utf8_lossy(why);
    Error::Other(format!("ERR Error compiling script (new function): {why}").into())
}

/// A library that does not compile.
pub fn library_does_not_compile(why: &[u8]) -> Error {
    let why = String::from_utf8_lossy(why);
    Error::Other(format!("ERR Error compiling function: {why}").into())
}

/// A library whose code fails as it is loaded.
pub fn does_not_register(why: &str) -> Error {
    Error::Other(format!("ERR Error registering functions: {why}").into())
}

/// A script that takes longer than `busy-reply-threshold`.
pub fn too_long(millis: i64) -> Error {
    Error::Other(
        format!(
            "ERR Script killed: it takes longer than {millis} milliseconds (busy-reply-threshold). What it did was taken back."
        )
        .into(),
    )
}
