//! Strings: a key that holds bytes.

use crate::args::{Key, Many, UnixTime};
use crate::engine::Tx;
use crate::error::{Error, Result};
use crate::number;
use crate::reply::{IntoReply, Reply};
use crate::store::Encoding;
use crate::{commands, options, tokens};

commands! { "string";
    /// Reads the value of a key.
    GET(key): "1.0.0", "O(1)", [readonly fast], [RO access] => get;

    /// Reads the values of several keys, nil where there is no string.
    MGET(key): "1.0.0", "O(N)", [readonly fast], [RO access] => mget;

    /// Sets the value of a key, whatever it held before.
    SET(key, value, options): "1.0.0", "O(1)", [write denyoom], [RW access update] => set;
}

tokens! {
    /// When SET applies.
    Condition { NX, XX }
    /// Whether SET returns the old value.
    Get { GET }
    /// When the key expires.
    Expiry {
        EX(seconds: i64),
        PX(milliseconds: i64),
        EXAT(unix_time_seconds: UnixTime),
        PXAT(unix_time_milliseconds: UnixTime),
        KEEPTTL,
    }
}

options! {
    /// When SET applies, what it returns, and when the key expires.
    SetOptions {
        condition: Condition,
        get: Get,
        expiration: Expiry,
    }
}

fn get(tx: &mut Tx, key: Key) -> Result<Option<Vec<u8>>> {
    let value = tx.string(key)?;
    tx.count_read(value.is_some());
    Ok(value.map(|value| value.bytes))
}

fn mget(tx: &mut Tx, keys: Many<Key>) -> Result<Vec<Option<Vec<u8>>>> {
    let read = |key: Key| match tx.string(key) {
        Err(Error::WrongType) => Ok(None),
        found => Ok(found?.map(|value| value.bytes)),
    };
    keys.0.into_iter().map(read).collect()
}

/// What SET answers: OK, nil where the condition did not hold, or with GET the old value.
pub enum SetReply {
    /// It set the value, or did not.
    Done(bool),
    /// The old value.
    Old(Option<Vec<u8>>),
}

impl IntoReply for SetReply {
    const TS: &'static str = "string | null";
    fn into_reply(self) -> Reply {
        match self {
            SetReply::Done(true) => Reply::Ok,
            SetReply::Done(false) => Reply::Nil,
            SetReply::Old(old) => old.into_reply(),
        }
    }
}

fn set(tx: &mut Tx, key: Key, value: &[u8], options: SetOptions) -> Result<SetReply> {
    let _ = (options.expiration, options.get);
    let old = tx.find(key)?;
    let applies = match options.condition {
        None => true,
        Some(Condition::NX) => old.is_none(),
        Some(Condition::XX) => old.is_some(),
    };
    if applies {
        tx.put_string(key, old.as_ref(), value, encoding_of(value), None)?;
    }
    Ok(SetReply::Done(applies))
}

/// How Redis holds a string that was set whole.
fn encoding_of(value: &[u8]) -> Encoding {
    if number::parse_i64(value).is_some() {
        Encoding::Int
    } else if value.len() <= 44 {
        Encoding::Embstr
    } else {
        Encoding::Raw
    }
}
