//! The server: its figures, its time, and the commands themselves.

use crate::args::Any;
use crate::command::{self, Command};
use crate::commands;
use crate::engine::Tx;
use crate::error::Result;
use crate::reply::Reply;
use crate::spec::{Kind, Spec};

commands! { "server";
    /// Tells of all commands.
    COMMAND(): "2.8.13", "O(N)", [loading stale], [] => list;

    /// How many commands there are.
    COMMAND "COUNT"(): "2.8.13", "O(1)", [loading stale], [] => count;

    /// What commands do and take.
    COMMAND "DOCS"(command_name): "7.0.0", "O(N)", [loading stale], [] => docs;

    /// How many keys the database has.
    DBSIZE(): "1.0.0", "O(1)", [readonly fast], [] => dbsize;

    /// The time: seconds since 1970, and the microseconds of this one.
    TIME(): "2.6.0", "O(1)", [loading stale fast], [] => time;
}

fn dbsize(tx: &mut Tx) -> Result<i64> {
    Ok(tx.store.count(tx.db)?.keys)
}

fn time(tx: &mut Tx) -> Result<Vec<Vec<u8>>> {
    let parts = [
        tx.now_micros.div_euclid(1_000_000),
        tx.now_micros.rem_euclid(1_000_000),
    ];
    Ok(parts.map(|part| part.to_string().into_bytes()).to_vec())
}

fn top_level() -> impl Iterator<Item = &'static Command> {
    command::all().filter(|command| command.subcommand.is_none())
}

fn count(_tx: &mut Tx) -> Result<i64> {
    Ok(top_level().count() as i64)
}

fn list(_tx: &mut Tx) -> Result<Vec<Vec<u8>>> {
    Ok(top_level().map(|c| c.full_name().into_bytes()).collect())
}

fn docs(tx: &mut Tx, names: Any<&[u8]>) -> Result<Reply> {
    let all: Vec<&Command> = match names.0.is_empty() {
        true => top_level().collect(),
        false => names.0.iter().filter_map(|n| tx.table.by_name(n)).collect(),
    };
    Ok(Reply::Map(all.into_iter().map(doc).collect()))
}

fn bulk(text: &str) -> Reply {
    Reply::Bulk(text.into())
}

/// A command's name and its documentation.
fn doc(command: &'static Command) -> (Reply, Reply) {
    let mut fields = vec![
        (bulk("summary"), bulk(command.summary.trim())),
        (bulk("since"), bulk(command.since)),
        (bulk("group"), bulk(command.group)),
        (bulk("complexity"), bulk(command.complexity)),
    ];
    let arguments = command.signature().args;
    if !arguments.is_empty() {
        fields.push((bulk("arguments"), describe_all(&arguments)));
    }
    if command.subcommand.is_none() {
        let subcommands: Vec<_> = command::subcommands(command.name).map(doc).collect();
        if !subcommands.is_empty() {
            fields.push((bulk("subcommands"), Reply::Map(subcommands)));
        }
    }
    (bulk(&command.full_name()), Reply::Map(fields))
}

/// Options stand as arguments of their own.
fn describe_all(specs: &[Spec]) -> Reply {
    let flat = specs.iter().flat_map(|spec| match spec.kind {
        Kind::Options => spec.children.as_slice(),
        _ => std::slice::from_ref(spec),
    });
    Reply::Array(flat.map(describe).collect())
}

fn describe(spec: &Spec) -> Reply {
    let kind = match spec.kind {
        Kind::Key => "key",
        Kind::String => "string",
        Kind::Integer => "integer",
        Kind::Double => "double",
        Kind::Pattern => "pattern",
        Kind::UnixTime => "unix-time",
        Kind::PureToken => "pure-token",
        Kind::OneOf => "oneof",
        Kind::Block | Kind::Options => "block",
    };
    let name = spec.name.to_lowercase().replace('_', "-");
    let mut fields = vec![(bulk("name"), bulk(&name)), (bulk("type"), bulk(kind))];
    if let Some(token) = spec.token {
        fields.push((bulk("token"), bulk(token)));
    }
    let flags = [(spec.optional, "optional"), (spec.multiple, "multiple")];
    let flags = flags.into_iter().filter(|flag| flag.0);
    let flags: Vec<Reply> = flags.map(|flag| Reply::Status(flag.1.into())).collect();
    if !flags.is_empty() {
        fields.push((bulk("flags"), Reply::Array(flags)));
    }
    if !spec.children.is_empty() {
        fields.push((bulk("arguments"), describe_all(&spec.children)));
    }
    Reply::Map(fields)
}
