//! Every error a command can reply with, and its exact Redis text.
//!
//! Nowhere else does an error text of Redis stand. A storage error is carried whole and becomes
//! text only here, so that nothing above has to recognise a message.

mod limits;
mod protocol;
mod streams;
mod strings;

use std::borrow::Cow;
use std::fmt;

use crate::memory::NoMemory;
use crate::sqlite::StorageError;
pub use limits::*;
pub use protocol::ProtocolError;
pub use streams::*;
pub use strings::*;

/// Why a command was refused. `Display` gives Redis's text, prefix included.
#[derive(Debug)]
pub enum Error {
    /// The key holds another type.
    WrongType,
    /// An argument is not a 64-bit signed integer.
    NotAnInteger,
    /// An argument or a value is not a float.
    NotAFloat,
    /// The words are not those of the command's syntax.
    Syntax,
    /// Too few or too many words; the name is the command's, lower-case, `|` before a subcommand.
    Arity(String),
    /// No such command; with the text of its first arguments, as Redis shows them.
    UnknownCommand(String),
    /// A container has no such subcommand.
    UnknownSubcommand {
        /// The container's name, upper-case.
        container: &'static str,
        /// What was asked for.
        subcommand: String,
    },
    /// The connection has not authenticated.
    NoAuth,
    /// The command has to wait: it is parked and answers later.
    Blocked,
    /// There is no memory for it, or it is more than one command may hold.
    NoMemory,
    /// A reply whose whole text, prefix included, is particular to one command.
    Other(Cow<'static, str>),
    /// The whole text of an error that has been counted already: a script passes on a command's.
    Counted(String),
    /// The storage below failed; the whole batch is rolled back.
    Storage(StorageError),
}

/// A command's result.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error particular to one command. `text` starts with its prefix.
    pub const fn text(text: &'static str) -> Error {
        Error::Other(Cow::Borrowed(text))
    }
}

/// A word as an error shows it: to Redis it is a C string, which a zero ends.
pub fn quoted(word: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(word.split(|byte| *byte == 0).next().unwrap_or_default())
}

/// AUTH or HELLO with a wrong name or password.
pub const WRONG_PASSWORD: Error =
    Error::text("WRONGPASS invalid username-password pair or user is disabled.");
/// AUTH with a password alone, where none is set.
pub const AUTH_WITHOUT_PASSWORD: Error = Error::text(
    "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
);
/// HELLO in a protocol that does not exist.
pub const NO_SUCH_PROTOCOL: Error = Error::text("NOPROTO unsupported protocol version");
/// HELLO in what is no number.
pub const PROTOCOL_NOT_AN_INTEGER: Error =
    Error::text("ERR Protocol version is not an integer or out of range");
/// HELLO before AUTH.
pub const HELLO_WITHOUT_AUTH: Error = Error::text(
    "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time",
);
/// A batch that was sent again, and whose replies were too large to be kept.
pub const REPLY_TOO_LARGE: Error =
    Error::text("REPLYLOST the command was carried out, but its reply was too large to be kept");
/// CLIENT SETNAME of what does not fit a line of CLIENT LIST.
pub const BAD_CLIENT_NAME: Error =
    Error::text("ERR Client names cannot contain spaces, newlines or special characters.");
/// CLIENT LIST ID of what is no number.
pub const INVALID_CLIENT_ID: Error = Error::text("ERR Invalid client ID");
/// COMMAND GETKEYS of what is no command.
pub const INVALID_COMMAND: Error = Error::text("ERR Invalid command specified");
/// COMMAND GETKEYS of a command without keys.
pub const NO_KEY_ARGUMENTS: Error = Error::text("ERR The command has no key arguments");
/// COMMAND GETKEYS of a command with too few or too many words.
pub const INVALID_NUMBER_OF_ARGUMENTS: Error =
    Error::text("ERR Invalid number of arguments specified for command");
/// COMMAND GETKEYS of a command whose keys can't be found.
pub const INVALID_ARGUMENTS: Error = Error::text("ERR Invalid arguments specified for command");
/// CONFIG REWRITE: redlet reads no file.
pub const NO_CONFIG_FILE: Error = Error::text("ERR The server is running without a config file");
/// DEBUG SLEEP where the host can't stop the thread.
pub const CANNOT_SLEEP: Error = Error::text("ERR DEBUG SLEEP: this host can't stop its thread");
/// DEBUG SLEEP for longer than a page may hang.
pub const SLEEP_TOO_LONG: Error = Error::text("ERR DEBUG SLEEP takes at most 60 seconds here");

/// HELLO with a word that is no option, or one without its values.
pub fn hello_option(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Syntax error in HELLO option '{word}'").into())
}

/// CLIENT SETINFO of what there is not.
pub fn unrecognized_attribute(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unrecognized option '{word}'").into())
}

/// CLIENT SETINFO with a value that does not fit a line of CLIENT LIST.
pub fn bad_attribute(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(
        format!("ERR {word} cannot contain spaces, newlines or special characters.").into(),
    )
}

/// CLIENT LIST TYPE of what there is not.
pub fn unknown_client_type(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unknown client type '{word}'").into())
}

/// ACL CAT of a category that there is not.
pub fn unknown_category(name: &[u8]) -> Error {
    let name = quoted(name);
    Error::Other(format!("ERR Unknown category '{name}'").into())
}

/// A subcommand with words that it does not take. Of a long one the first 128 bytes are shown.
pub fn usage(container: &str, subcommand: &[u8]) -> Error {
    let word = quoted(subcommand.get(..128).unwrap_or(subcommand));
    Error::Other(
        format!(
            "ERR unknown subcommand or wrong number of arguments for '{word}'. Try {container} HELP."
        )
        .into(),
    )
}

/// CONFIG SET of a parameter that does not exist.
pub fn unknown_parameter(name: &[u8]) -> Error {
    let name = quoted(name);
    Error::Other(
        format!("ERR Unknown option or number of arguments for CONFIG SET - '{name}'").into(),
    )
}

/// CONFIG SET that can't be.
pub fn config_refused(name: &[u8], why: &ConfigRefusal) -> Error {
    let name = quoted(name);
    Error::Other(
        format!("ERR CONFIG SET failed (possibly related to argument '{name}') - {why}").into(),
    )
}

/// Why a parameter can't have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigRefusal {
    /// It is settled at the start.
    Immutable,
    /// It is settled at the start, for safety.
    Protected,
    /// It was named twice.
    Duplicate,
    /// Neither `yes` nor `no`.
    NotYesOrNo,
    /// None of these words.
    NotOneOf(&'static [&'static str]),
    /// No integer.
    NotAnInteger,
    /// No size.
    NotMemory,
    /// Below the first or above the second.
    OutOfRange(i64, i64),
    /// Not pairs of seconds and changes.
    NotSaves,
    /// A letter that is no class of events.
    NotEvents,
    /// Not numbers.
    NotPercentiles,
    /// Below 0 or above 100.
    PercentilesOutOfRange,
    /// No limits of output: the reason.
    OutputLimits(&'static str),
    /// Memory can't become files, nor files memory.
    StorageIsSettled,
}

impl fmt::Display for ConfigRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Immutable => f.write_str("can't set immutable config"),
            Self::Protected => f.write_str("can't set protected config"),
            Self::Duplicate => f.write_str("duplicate parameter"),
            Self::NotYesOrNo => f.write_str("argument must be 'yes' or 'no'"),
            Self::NotOneOf(words) => write!(
                f,
                "argument(s) must be one of the following: {}",
                words.join(", ")
            ),
            Self::NotAnInteger => f.write_str("argument couldn't be parsed into an integer"),
            Self::NotMemory => f.write_str("argument must be a memory value"),
            Self::OutOfRange(low, high) => {
                write!(f, "argument must be between {low} and {high} inclusive")
            }
            Self::NotSaves => f.write_str("Invalid save parameters"),
            Self::NotEvents => f.write_str("Invalid event class character. Use 'Ag$lshzxeKEtmdn'."),
            Self::NotPercentiles => {
                f.write_str("Invalid latency-tracking-info-percentiles parameters")
            }
            Self::PercentilesOutOfRange => f.write_str(
                "latency-tracking-info-percentiles parameters should sit between [0.0,100.0]",
            ),
            Self::OutputLimits(why) => f.write_str(why),
            Self::StorageIsSettled => {
                f.write_str("the storage is chosen when the database is opened")
            }
        }
    }
}

/// CLIENT UNBLOCK with another reason.
pub const UNBLOCK_REASON: Error =
    Error::text("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
/// CLIENT KILL of an address that nobody has.
pub const NO_SUCH_CLIENT: Error = Error::text("ERR No such client");
/// SLOWLOG GET of a number that is none.
pub const SLOWLOG_COUNT: Error = Error::text("ERR count should be greater than or equal to -1");
/// CLIENT PAUSE of what can't be paused.
pub const PAUSE_MODE: Error = Error::text("ERR CLIENT PAUSE mode must be WRITE or ALL");
/// CLIENT KILL ID of what is none.
pub const CLIENT_ID_NOT_POSITIVE: Error = Error::text("ERR client-id should be greater than 0");
/// CLIENT KILL's.
pub const MAXAGE_NOT_AN_INTEGER: Error =
    Error::text("ERR maxage is not an integer or out of range");
/// CLIENT KILL's.
pub const MAXAGE_NOT_POSITIVE: Error = Error::text("ERR maxage should be greater than 0");
/// CLIENT CACHING without tracking by option.
pub const CACHING_WITHOUT_TRACKING: Error = Error::text(
    "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled",
);
/// CLIENT CACHING YES in the other mode.
pub const CACHING_YES_WITHOUT_OPTIN: Error =
    Error::text("ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
/// CLIENT CACHING NO in the other mode.
pub const CACHING_NO_WITHOUT_OPTOUT: Error =
    Error::text("ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
/// CLIENT TRACKING with a prefix of what is not told.
pub const PREFIX_WITHOUT_BCAST: Error =
    Error::text("ERR PREFIX option requires BCAST mode to be enabled");
/// CLIENT TRACKING from one mode to another.
pub const BCAST_SWITCH: Error = Error::text(
    "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and then re-enabling it with a different mode.",
);
/// The same.
pub const OPT_SWITCH: Error = Error::text(
    "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and then re-enabling it with a different mode.",
);
/// CLIENT TRACKING with both.
pub const OPT_WITH_BCAST: Error = Error::text("ERR OPTIN and OPTOUT are not compatible with BCAST");
/// CLIENT TRACKING with both.
pub const OPTIN_AND_OPTOUT: Error =
    Error::text("ERR You can't specify both OPTIN mode and OPTOUT mode");
/// CLIENT TRACKING to nobody.
pub const NO_SUCH_REDIRECT: Error =
    Error::text("ERR The client ID you want redirect to does not exist");
/// CLIENT TRACKING to two connections.
pub const SECOND_REDIRECT: Error =
    Error::text("ERR A client can only redirect to a single other client");

/// CLIENT KILL of another user's connections.
pub fn no_such_user(name: &[u8]) -> Error {
    let name = quoted(name);
    Error::Other(format!("ERR No such user '{name}'").into())
}

/// CLIENT TRACKING with prefixes of which one is a prefix of another.
pub fn prefixes_overlap(prefix: &[u8], which: &str, other: &[u8]) -> Error {
    let (prefix, other) = (quoted(prefix), quoted(other));
    Error::Other(
        format!(
            "ERR Prefix '{prefix}' overlaps with {which} prefix '{other}'. Prefixes for a single client must not overlap."
        )
        .into(),
    )
}

/// SINTERCARD with more keys than words.
pub const TOO_MANY_NUMKEYS: Error =
    Error::text("ERR Number of keys can't be greater than number of args");
/// LSET beyond the list.
pub const INDEX_OUT_OF_RANGE: Error = Error::text("ERR index out of range");
/// LPOS RANK 0.
pub const RANK_ZERO: Error = Error::text(
    "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
);
/// LPOS with a count that is none.
pub const COUNT_NEGATIVE: Error = Error::text("ERR COUNT can't be negative");
/// LPOS with a length that is none.
pub const MAXLEN_NEGATIVE: Error = Error::text("ERR MAXLEN can't be negative");

/// EXEC after a command that was refused.
pub const EXEC_ABORTED: Error =
    Error::text("EXECABORT Transaction discarded because of previous errors.");
/// EXEC before MULTI.
pub const EXEC_WITHOUT_MULTI: Error = Error::text("ERR EXEC without MULTI");
/// DISCARD before MULTI.
pub const DISCARD_WITHOUT_MULTI: Error = Error::text("ERR DISCARD without MULTI");
/// MULTI in a transaction.
pub const MULTI_IN_MULTI: Error = Error::text("ERR MULTI calls can not be nested");
/// WATCH in a transaction.
pub const WATCH_IN_MULTI: Error = Error::text("ERR WATCH inside MULTI is not allowed");
/// Keys, to a session that monitors.
pub const MONITOR_MAY_NOT: Error = Error::text("ERR Replica can't interact with the keyspace");
/// MONITOR where nothing may wait.
pub const MONITOR_IN_MULTI: Error =
    Error::text("ERR MONITOR isn't allowed for DENY BLOCKING client");
/// What a transaction can't hold.
pub const NOT_IN_TRANSACTION: Error = Error::text("ERR Command not allowed inside a transaction");
/// A time-out that is no number.
pub const TIMEOUT_NOT_A_FLOAT: Error = Error::text("ERR timeout is not a float or out of range");
/// What ends the wait of a command by CLIENT UNBLOCK ... ERROR.
pub const UNBLOCKED: Error = Error::text("UNBLOCKED client unblocked via CLIENT UNBLOCK");

/// SSUBSCRIBE in a transaction.
pub const SSUBSCRIBE_IN_EXEC: Error =
    Error::text("ERR SSUBSCRIBE isn't allowed for a DENY BLOCKING client");

/// EXEC that is itself no command, `why`.
pub fn exec_refused(why: &Error) -> Error {
    let why = why.to_string();
    let why = why.strip_prefix("ERR ").unwrap_or(&why);
    Error::Other(format!("EXECABORT Transaction discarded because of: {why}").into())
}

/// ATOMIC ... EXEC with a command that failed; `why` is its error.
pub fn rolled_back(why: &str) -> Error {
    Error::Other(format!("EXECABORT Transaction rolled back because of: {why}").into())
}

/// What a RESP2 connection can't send while it is subscribed.
pub fn only_while_subscribed(command: &str) -> Error {
    Error::Other(
        format!(
            "ERR Can't execute '{command}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context"
        )
        .into(),
    )
}

/// RENAME of a missing key.
pub const NO_SUCH_KEY: Error = Error::text("ERR no such key");
/// A database that does not exist.
pub const DB_OUT_OF_RANGE: Error = Error::text("ERR DB index is out of range");
/// SWAPDB of what is no number.
pub const FIRST_DB_NOT_INTEGER: Error = Error::text("ERR invalid first DB index");
/// SWAPDB with what is no number.
pub const SECOND_DB_NOT_INTEGER: Error = Error::text("ERR invalid second DB index");
/// MOVE or COPY to where the key is.
pub const SAME_OBJECT: Error = Error::text("ERR source and destination objects are the same");
/// A time-out that is no number.
pub const TIMEOUT_NOT_INTEGER: Error = Error::text("ERR timeout is not an integer or out of range");
/// A time-out that ends after the last moment that can be told.
pub const TIMEOUT_OUT_OF_RANGE: Error = Error::text("ERR timeout is out of range");
/// A time-out below zero.
pub const TIMEOUT_NEGATIVE: Error = Error::text("ERR timeout is negative");
/// A number outside its range.
pub const OUT_OF_RANGE: Error = Error::text("ERR value is out of range, must be positive");
/// WAITAOF on a database in memory.
pub const WAITAOF_WITHOUT_AOF: Error =
    Error::text("ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.");
/// SNAPSHOT of one that is over, or was taken by another owner of the database.
pub const NO_SNAPSHOT: Error = Error::text("ERR there is no such snapshot any more");
/// SNAPSHOT START during another.
pub const SNAPSHOT_BUSY: Error = Error::text("ERR another snapshot is being read");
/// EXPIRE NX with another condition.
pub const EXPIRE_CONFLICT: Error =
    Error::text("ERR NX and XX, GT or LT options at the same time are not compatible");
/// EXPIRE GT LT.
pub const EXPIRE_GT_AND_LT: Error =
    Error::text("ERR GT and LT options at the same time are not compatible");
/// SCAN from what is no cursor.
pub const INVALID_CURSOR: Error = Error::text("ERR invalid cursor");
/// SSCAN's and its kin's.
pub const NOVALUES_OUTSIDE_HSCAN: Error =
    Error::text("ERR NOVALUES option can only be used in HSCAN");
/// RESTORE over a key that is there.
pub const BUSY_KEY: Error = Error::text("BUSYKEY Target key name already exists.");
/// RESTORE with a time to live below 0.
pub const TTL_NEGATIVE: Error = Error::text("ERR Invalid TTL value, must be >= 0");
/// RESTORE with an idle time below 0.
pub const IDLETIME_NEGATIVE: Error = Error::text("ERR Invalid IDLETIME value, must be >= 0");
/// RESTORE with a frequency beyond its range.
pub const FREQ_OUT_OF_RANGE: Error = Error::text("ERR Invalid FREQ value, must be >= 0 and <= 255");
/// RESTORE of what no DUMP has given, or a newer one.
pub const PAYLOAD_WRONG: Error = Error::text("ERR DUMP payload version or checksum are wrong");
/// RESTORE of what is no value.
pub const PAYLOAD_MALFORMED: Error = Error::text("ERR Bad data format");
/// OBJECT IDLETIME with an LFU policy.
pub const IDLETIME_WITH_LFU: Error = Error::text(
    "ERR An LFU maxmemory policy is selected, idle time not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.",
);
/// OBJECT FREQ without an LFU policy.
pub const FREQ_WITHOUT_LFU: Error = Error::text(
    "ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that when switching between policies at runtime LRU and LFU data will take some time to adjust.",
);

/// EXPIRE with a word that is no condition.
pub fn unsupported_option(word: &[u8]) -> Error {
    let shown = quoted(word);
    Error::Other(format!("ERR Unsupported option {shown}").into())
}

/// An integer outside the range that a command takes.
pub fn not_between(min: i64, max: i64) -> Error {
    Error::Other(format!("ERR value is out of range, value must between {min} and {max}").into())
}

/// HINCRBY of a field that is no integer.
pub const HASH_VALUE_NOT_AN_INTEGER: Error = Error::text("ERR hash value is not an integer");
/// HINCRBYFLOAT of a field that is no number.
pub const HASH_VALUE_NOT_A_FLOAT: Error = Error::text("ERR hash value is not a float");
/// HINCRBYFLOAT by an infinity.
pub const VALUE_IS_NAN_OR_INFINITY: Error = Error::text("ERR value is NaN or Infinity");
/// A count beyond its range.
pub const OUT_OF_RANGE_VALUE: Error = Error::text("ERR value is out of range");
/// HEXPIRE without its fields.
pub const FIELDS_MISPLACED: Error =
    Error::text("ERR Mandatory argument FIELDS is missing or not at the right position");
/// HEXPIRE of no fields.
pub const NUMFIELDS_NOT_POSITIVE: Error =
    Error::text("ERR Parameter `numFields` should be greater than 0");
/// HEXPIRE with more or fewer fields than it says.
pub const NUMFIELDS_MISMATCH: Error =
    Error::text("ERR The `numfields` parameter must match the number of arguments");

/// ZMPOP of no keys.
pub const NUMKEYS_NOT_POSITIVE_WORDS: Error = Error::text("ERR numkeys should be greater than 0");
/// ZMPOP of no members.
pub const COUNT_NOT_POSITIVE: Error = Error::text("ERR count should be greater than 0");
/// ZADD NX XX.
pub const ZADD_NX_AND_XX: Error =
    Error::text("ERR XX and NX options at the same time are not compatible");
/// ZADD GT with LT or NX.
pub const ZADD_GT_LT_NX: Error =
    Error::text("ERR GT, LT, and/or NX options at the same time are not compatible");
/// ZADD INCR of several members.
pub const ZADD_INCR_OF_MANY: Error =
    Error::text("ERR INCR option supports a single increment-element pair");
/// ZINCRBY from one infinity by the other.
pub const SCORE_IS_NO_NUMBER: Error = Error::text("ERR resulting score is not a number (NaN)");
/// ZCOUNT from or to what is no score.
pub const MIN_OR_MAX_NOT_A_FLOAT: Error = Error::text("ERR min or max is not a float");
/// ZLEXCOUNT from or to what is no end of a range.
pub const MIN_OR_MAX_NOT_A_STRING: Error =
    Error::text("ERR min or max not valid string range item");
/// ZRANGE by rank with LIMIT.
pub const LIMIT_WITHOUT_BY: Error = Error::text(
    "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX",
);
/// ZRANGE BYLEX WITHSCORES.
pub const SCORES_BY_LEX: Error =
    Error::text("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
/// ZUNION with a weight that is none.
pub const WEIGHT_NOT_A_FLOAT: Error = Error::text("ERR weight value is not a float");
/// ZINTERCARD with a limit below 0.
pub const LIMIT_NEGATIVE: Error = Error::text("ERR LIMIT can't be negative");

/// ZUNION of no keys.
pub fn no_input_keys(command: &str) -> Error {
    let name = command.to_ascii_lowercase();
    Error::Other(format!("ERR at least 1 input key is needed for '{name}' command").into())
}

/// INCR beyond 64 bits.
pub const OVERFLOW: Error = Error::text("ERR increment or decrement would overflow");
/// DECRBY of the smallest integer.
pub const DECREMENT_OVERFLOW: Error = Error::text("ERR decrement would overflow");
/// INCRBYFLOAT to an infinity.
pub const INCREMENT_IS_NO_NUMBER: Error =
    Error::text("ERR increment would produce NaN or Infinity");
/// SETRANGE before the start.
pub const OFFSET_OUT_OF_RANGE: Error = Error::text("ERR offset is out of range");
/// HTTL of no fields.
pub const FIELD_COUNT_NOT_POSITIVE: Error =
    Error::text("ERR Number of fields must be a positive integer");
/// HEXPIRE with a time below 0.
pub const EXPIRE_TIME_NEGATIVE: Error = Error::text("ERR invalid expire time, must be >= 0");
/// A string beyond 512 MB.
pub const STRING_TOO_LONG: Error =
    Error::text("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
/// A write in a storage that is full. Redis says so of a disk that fails under its append-only file.
pub const DISK_FULL: Error =
    Error::text("MISCONF Errors writing to the AOF file: No space left on device");
/// What needs room beyond `maxmemory`; a string for which there is no memory.
pub const OUT_OF_MEMORY: Error =
    Error::text("OOM command not allowed when used memory > 'maxmemory'.");

/// A time to live that is not positive, or too far away.
pub fn invalid_expire_time(command: &str) -> Error {
    let name = command.to_ascii_lowercase();
    Error::Other(format!("ERR invalid expire time in '{name}' command").into())
}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::TooLarge => Error::NoMemory,
            error => Error::Storage(error),
        }
    }
}

impl From<NoMemory> for Error {
    fn from(_: NoMemory) -> Self {
        Error::NoMemory
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::WrongType => {
                f.write_str("WRONGTYPE Operation against a key holding the wrong kind of value")
            }
            Error::NotAnInteger => f.write_str("ERR value is not an integer or out of range"),
            Error::NotAFloat => f.write_str("ERR value is not a valid float"),
            Error::Syntax => f.write_str("ERR syntax error"),
            Error::Arity(name) => {
                write!(f, "ERR wrong number of arguments for '{name}' command")
            }
            Error::UnknownCommand(shown) => write!(f, "ERR unknown command {shown}"),
            Error::UnknownSubcommand {
                container,
                subcommand,
            } => write!(
                f,
                "ERR unknown subcommand '{subcommand}'. Try {container} HELP."
            ),
            Error::NoAuth => f.write_str("NOAUTH Authentication required."),
            Error::Blocked => f.write_str("ERR the command waits"),
            Error::NoMemory => f.write_str("OOM not enough memory for this command"),
            Error::Other(text) => f.write_str(text),
            Error::Counted(text) => f.write_str(text),
            Error::Storage(error) => write!(f, "{}", storage_text(error)),
        }
    }
}

/// Redis reports a disk that fails under its append-only file as MISCONF; so does redlet.
fn storage_text(error: &StorageError) -> String {
    match error {
        StorageError::Full => DISK_FULL.to_string(),
        StorageError::NoMemory => "OOM not enough memory: nothing of this batch was done".into(),
        other => format!("MISCONF Errors writing to the AOF file: {other}"),
    }
}
