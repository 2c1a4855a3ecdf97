//! COMMAND DOCS: what a command does, and its arguments as a tree of maps.

use crate::command::reply::Reply;
use crate::command::spec::{Kind, Spec};
use crate::command::{Command, Description, Table};

fn bulk(text: &str) -> Reply {
    Reply::Bulk(text.into())
}

/// A command's name and what is told of it.
pub fn docs(table: &Table, command: &'static Command) -> (Reply, Reply) {
    let description = command.description();
    let mut fields = vec![
        ("summary", bulk(description.summary)),
        ("since", bulk(description.since)),
        ("group", bulk(description.group)),
        ("complexity", bulk(description.complexity)),
    ];
    if table.is_container(command) {
        let nested = table.subcommands(command.name).map(|sub| docs(table, sub));
        fields.push(("subcommands", Reply::Map(nested.collect())));
    } else {
        let arguments = arguments(&description);
        if !arguments.is_empty() {
            fields.push(("arguments", Reply::Array(arguments)));
        }
    }
    (bulk(&command.full_name()), map(fields))
}

fn map(fields: Vec<(&str, Reply)>) -> Reply {
    let fields = fields.into_iter();
    Reply::Map(fields.map(|(name, value)| (bulk(name), value)).collect())
}

fn arguments(description: &Description) -> Vec<Reply> {
    let mut keys = Keys {
        specs: description.key_specs().len() as i64,
        seen: 0,
    };
    let mut all = Vec::new();
    for arg in &description.args {
        spread(arg, &mut keys, &mut all);
    }
    all
}

/// What only joins arguments to parse them together is no argument to Redis.
fn spread(arg: &Spec, keys: &mut Keys, all: &mut Vec<Reply>) {
    match is_transparent(arg) {
        true => arg
            .children
            .iter()
            .for_each(|child| spread(child, keys, all)),
        false => all.push(argument(arg, keys)),
    }
}

fn is_transparent(arg: &Spec) -> bool {
    let joins = arg.kind == Kind::Block && !arg.optional && !arg.multiple && arg.token.is_none();
    arg.kind == Kind::Options || joins
}

/// Which of the command's key specifications the next argument that is a key belongs to.
struct Keys {
    specs: i64,
    seen: i64,
}

impl Keys {
    fn next(&mut self) -> i64 {
        self.seen += 1;
        self.seen.min(self.specs) - 1
    }
}

fn argument(arg: &Spec, keys: &mut Keys) -> Reply {
    let name = arg.name.to_ascii_lowercase().replace('_', "-");
    let mut fields = vec![("name", bulk(&name)), ("type", bulk(kind(arg.kind)))];
    if arg.children.is_empty() {
        fields.push(("display_text", bulk(&name)));
    }
    if arg.kind == Kind::Key {
        fields.push(("key_spec_index", Reply::Int(keys.next())));
    }
    if let Some(token) = arg.token {
        fields.push(("token", bulk(token)));
    }
    let flags = [("optional", arg.optional), ("multiple", arg.multiple)];
    let flags: Vec<Reply> = flags
        .into_iter()
        .filter(|(_, is)| *is)
        .map(|(name, _)| Reply::Status(name.into()))
        .collect();
    if !flags.is_empty() {
        fields.push(("flags", Reply::Set(flags)));
    }
    if !arg.children.is_empty() {
        let nested = arg.children.iter().map(|child| argument(child, keys));
        fields.push(("arguments", Reply::Array(nested.collect())));
    }
    map(fields)
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Key => "key",
        Kind::String => "string",
        Kind::Integer => "integer",
        Kind::Double => "double",
        Kind::Pattern => "pattern",
        Kind::UnixTime => "unix-time",
        Kind::PureToken => "pure-token",
        Kind::OneOf => "oneof",
        Kind::Block | Kind::Options => "block",
    }
}
