//! The errors of stream commands.

use super::{Error, quoted};

/// What is no id of an entry.
pub const INVALID_STREAM_ID: Error =
    Error::text("ERR Invalid stream ID specified as stream command argument");
/// XADD of the least id.
pub const ID_ZERO: Error = Error::text("ERR The ID specified in XADD must be greater than 0-0");
/// XADD of an id that is not above the last.
pub const ID_TOO_SMALL: Error =
    Error::text("ERR The ID specified in XADD is equal or smaller than the target stream top item");
/// XADD after the last id that there can be.
pub const IDS_EXHAUSTED: Error =
    Error::text("ERR The stream has exhausted the last possible ID, unable to add more items");
/// XTRIM to less than nothing.
pub const TRIM_MAXLEN_NEGATIVE: Error = Error::text("ERR The MAXLEN argument must be >= 0.");
/// XTRIM of less than nothing.
pub const TRIM_LIMIT_NEGATIVE: Error = Error::text("ERR The LIMIT argument must be >= 0.");
/// XTRIM by two measures.
pub const TWO_TRIMMINGS: Error =
    Error::text("ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
/// XTRIM by none.
pub const NO_TRIMMING: Error =
    Error::text("ERR syntax error, XTRIM must be called with a trimming strategy");
/// XADD LIMIT alone.
pub const LIMIT_WITHOUT_TRIMMING: Error =
    Error::text("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
/// XTRIM LIMIT of an exact trimming.
pub const LIMIT_WITHOUT_ABOUT: Error =
    Error::text("ERR syntax error, LIMIT cannot be used without the special ~ option");
/// XRANGE from after the greatest id.
pub const INVALID_START_ID: Error = Error::text("ERR invalid start ID for the interval");
/// XRANGE to before the least id.
pub const INVALID_END_ID: Error = Error::text("ERR invalid end ID for the interval");
/// XSETID ENTRIESADDED below 0.
pub const ENTRIES_ADDED_NEGATIVE: Error = Error::text("ERR entries_added must be positive");
/// XSETID to before what it says was deleted.
pub const SETID_BELOW_GIVEN: Error =
    Error::text("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
/// XSETID to before what was deleted.
pub const SETID_BELOW_DELETED: Error =
    Error::text("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id");
/// XSETID to before the last entry.
pub const SETID_BELOW_LAST: Error =
    Error::text("ERR The ID specified in XSETID is smaller than the target stream top item");
/// XSETID ENTRIESADDED of less than there are.
pub const SETID_BELOW_LENGTH: Error = Error::text(
    "ERR The entries_added specified in XSETID is smaller than the target stream length",
);
/// XGROUP of a missing key.
pub const XGROUP_NEEDS_KEY: Error = Error::text(
    "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to use the MKSTREAM option to create an empty stream automatically.",
);
/// XGROUP CREATE of a name that a group has.
pub const GROUP_EXISTS: Error = Error::text("BUSYGROUP Consumer Group name already exists");
/// XGROUP CREATE with a count that is none.
pub const ENTRIES_READ_NEGATIVE: Error =
    Error::text("ERR value for ENTRIESREAD must be positive or -1");
/// XREADGROUP without its group.
pub const MISSING_GROUP: Error = Error::text("ERR Missing GROUP option for XREADGROUP");
/// XREAD of what only groups have.
pub const NEW_WITHOUT_GROUP: Error = Error::text(
    "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.",
);
/// XAUTOCLAIM of nothing.
pub const CLAIM_COUNT_NOT_POSITIVE: Error = Error::text("ERR COUNT must be > 0");
/// XAUTOCLAIM of more than memory holds.
pub const CLAIM_COUNT_TOO_HIGH: Error =
    Error::text("ERR Insufficient memory, failed allocating transient memory, COUNT too high.");
/// XDELEX of another number of ids than it says.
pub const NUMIDS_MISMATCH: Error =
    Error::text("ERR The `numids` parameter must match the number of arguments");
/// XDELEX of no ids.
pub const NUMIDS_NOT_POSITIVE: Error = Error::text("ERR Number of IDs must be a positive integer");

/// XREAD with an option of XREADGROUP.
pub fn only_for_groups(option: &str) -> Error {
    Error::Other(
        format!(
            "ERR The {option} option is only supported by XREADGROUP. You called XREAD instead."
        )
        .into(),
    )
}

/// XREADGROUP from an id that means nothing to a group.
pub fn meaningless_id(id: &str) -> Error {
    Error::Other(
        format!(
            "ERR The {id} ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The {id} ID would just return an empty result set."
        )
        .into(),
    )
}

/// XREAD with more keys than ids, or the other way round.
pub fn unbalanced_streams(is_group: bool) -> Error {
    let (name, ids) = match is_group {
        true => ("xreadgroup", "ID or '>'"),
        false => ("xread", "ID, '+', or '$'"),
    };
    Error::Other(
        format!(
            "ERR Unbalanced '{name}' list of streams: for each stream key an {ids} must be specified."
        )
        .into(),
    )
}

/// XCLAIM with a number that is none.
pub fn invalid_claim(what: &str, command: &str) -> Error {
    Error::Other(format!("ERR Invalid {what} argument for {command}").into())
}

/// XCLAIM with an option that there is not.
pub fn unrecognized_claim_option(word: &[u8]) -> Error {
    let word = quoted(word);
    Error::Other(format!("ERR Unrecognized XCLAIM option '{word}'").into())
}

/// A group that there is not.
pub fn no_such_group(group: &[u8], key: &[u8]) -> Error {
    let (group, key) = (quoted(group), quoted(key));
    Error::Other(format!("NOGROUP No such consumer group '{group}' for key name '{key}'").into())
}

/// A group or a key that there is not; `where` says more.
pub fn no_such_key_or_group(key: &[u8], group: &[u8], place: &str) -> Error {
    let (group, key) = (quoted(group), quoted(key));
    Error::Other(format!("NOGROUP No such key '{key}' or consumer group '{group}'{place}").into())
}
