//! Errors of strings, of bitmaps and HyperLogLogs, and of hash fields with a time to live.

use super::{Error, quoted};

/// LCS of a key of another type.
pub const LCS_NEEDS_STRINGS: Error =
    Error::text("ERR The specified keys must contain string values");
/// LCS with both forms of answer.
pub const LCS_LEN_AND_IDX: Error =
    Error::text("ERR If you want both the length and indexes, please just use IDX.");
/// LCS of strings whose table would not fit memory.
pub const LCS_TOO_LONG: Error =
    Error::text("ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");

/// HSETEX of no fields.
pub const INVALID_FIELD_COUNT: Error = Error::text("ERR invalid number of fields");
/// HSETEX with two conditions.
pub const ONE_FIELD_CONDITION: Error =
    Error::text("ERR Only one of FXX or FNX arguments can be specified");
/// HSETEX with two times.
pub const ONE_EXPIRATION: Error =
    Error::text("ERR Only one of EX, PX, EXAT, PXAT or KEEPTTL arguments can be specified");

/// HSETEX with a word that is no option.
pub fn unknown_argument(word: &[u8]) -> Error {
    let shown = quoted(word);
    Error::Other(format!("ERR unknown argument: {shown}").into())
}

/// A HyperLogLog that is none.
pub const INVALID_HLL: Error =
    Error::text("WRONGTYPE Key is not a valid HyperLogLog string value.");
/// A HyperLogLog whose registers make no sense.
pub const CORRUPTED_HLL: Error = Error::text("INVALIDOBJ Corrupted HLL object detected");
/// A place of a bit that is none.
pub const BIT_OFFSET_OUT_OF_RANGE: Error =
    Error::text("ERR bit offset is not an integer or out of range");
/// SETBIT to neither 0 nor 1.
pub const BIT_NOT_AN_INTEGER: Error = Error::text("ERR bit is not an integer or out of range");
/// BITPOS of neither 0 nor 1.
pub const BIT_NEITHER_0_NOR_1: Error = Error::text("ERR The bit argument must be 1 or 0.");
/// BITOP NOT of several keys.
pub const BITOP_NOT_TAKES_ONE: Error =
    Error::text("ERR BITOP NOT must be called with a single source key.");
/// BITFIELD with no width.
pub const INVALID_BITFIELD_TYPE: Error = Error::text(
    "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.",
);
/// BITFIELD OVERFLOW with a word that it does not take.
pub const INVALID_OVERFLOW_TYPE: Error = Error::text("ERR Invalid OVERFLOW type specified");
/// BITFIELD_RO that would write.
pub const BITFIELD_RO_ONLY_GETS: Error =
    Error::text("ERR BITFIELD_RO only supports the GET subcommand");

/// BITOP DIFF of one key.
pub fn bitop_takes_two(operation: &str) -> Error {
    Error::Other(
        format!("ERR BITOP {operation} must be called with at least two source keys.").into(),
    )
}

/// IFDEQ with something that is no digest.
pub const INVALID_DIGEST: Error = Error::text("ERR must be exactly 16 hexadecimal characters");
/// MSETEX of no keys.
pub const INVALID_NUMKEYS: Error = Error::text("ERR invalid numkeys value");
/// MSETEX with fewer keys than it says.
pub const WRONG_NUMBER_OF_PAIRS: Error = Error::text("ERR wrong number of key-value pairs");
/// SORT of what is no number.
pub const SORT_SCORE_IS_NO_DOUBLE: Error =
    Error::text("ERR One or more scores can't be converted into double");
