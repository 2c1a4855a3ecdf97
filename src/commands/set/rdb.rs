//! Sets in Redis's RDB format.

use super::{Writer, members};
use crate::command::Tx;
use crate::command::args::Key;
use crate::command::rdb::{RdbType, written};
use crate::error::Result;
use crate::rdb::{self, Form, Value, kind};
use crate::store::{Encoding, Type};

/// For DUMP and RESTORE.
pub const RDB: RdbType = RdbType {
    kind: Type::SET,
    numbers: &[kind::SET, kind::SET_INTSET, kind::SET_LISTPACK],
    dump: |tx, _, row| {
        let members = members(tx, row)?;
        Ok(Some(written(&Value::Set(members), row)))
    },
    restore: |value| {
        let (Value::Set(members), form) = rdb::read(value)? else {
            return None;
        };
        Some(Box::new(move |tx, key| put(tx, key, &members, form)))
    },
};

/// Makes the value under a free key, with the encoding that Redis gives it.
fn put(tx: &mut Tx, key: Key, members: &[Vec<u8>], form: Form) -> Result<()> {
    let config = &tx.server.config;
    let (most, encoding) = match form {
        Form::Intset => (config.set_max_intset_entries, Encoding::Intset),
        Form::Packed => (config.set_max_listpack_entries, Encoding::Listpack),
        Form::Plain => {
            let members: Vec<&[u8]> = members.iter().map(Vec::as_slice).collect();
            let mut writer = Writer::open(tx, key, None, &members)?;
            for member in members {
                writer.add(tx, member)?;
            }
            return writer.finish(tx);
        }
    };
    let encoding = match members.len() as i64 > most {
        true => Encoding::Hashtable,
        false => encoding,
    };
    let mut set = tx.store.new_set(tx.db, key.0, encoding)?;
    for member in members {
        tx.store.add_to_set(&set, member)?;
        set.size += 1;
    }
    Ok(tx.store.put_set(tx.db, &set)?)
}
