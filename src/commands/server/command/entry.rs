//! COMMAND INFO's entries: ten elements a command.

use crate::command::reply::Reply;
use crate::command::{Command, Description, Find, Flag, KeySpec, Table};

fn status(text: impl Into<String>) -> Reply {
    Reply::Status(text.into().into())
}

fn bulk(text: &str) -> Reply {
    Reply::Bulk(text.into())
}

/// Names with values.
fn map<const N: usize>(pairs: [(&str, Reply); N]) -> Reply {
    Reply::Map(pairs.map(|(name, value)| (bulk(name), value)).into())
}

/// A command's entry.
pub fn entry(table: &Table, command: &'static Command) -> Reply {
    let description = command.description();
    let (first, last, step) = description.key_range();
    let categories = categories(table, command);
    let nested: Vec<Reply> = match command.subcommand {
        None => {
            let all = table.subcommands(command.name);
            all.map(|sub| entry(table, sub)).collect()
        }
        Some(_) => Vec::new(),
    };
    Reply::Array(vec![
        bulk(&command.full_name()),
        Reply::Int(table.arity(command)),
        Reply::Set(description.flags.split_whitespace().map(status).collect()),
        Reply::Int(first),
        Reply::Int(last),
        Reply::Int(step),
        Reply::Set(categories.iter().map(|c| status(format!("@{c}"))).collect()),
        Reply::Set(tips(&description).map(bulk).collect()),
        Reply::Set(description.key_specs().iter().map(key_spec).collect()),
        Reply::Set(nested),
    ])
}

/// Hints for clients that spread commands over several servers, or cache replies.
fn tips(description: &Description) -> impl Iterator<Item = &'static str> {
    let tips = description.tips.split_whitespace();
    tips.filter(|tip| !tip.starts_with('@'))
}

/// Redis's ACL categories, in the order in which it prints them.
pub const CATEGORIES: [&str; 21] = [
    "keyspace",
    "read",
    "write",
    "set",
    "sortedset",
    "list",
    "hash",
    "string",
    "bitmap",
    "hyperloglog",
    "geo",
    "stream",
    "pubsub",
    "admin",
    "fast",
    "slow",
    "blocking",
    "dangerous",
    "connection",
    "transaction",
    "scripting",
];

/// The categories of a command: what its flags imply, what its row adds, and what its group implies
/// unless the row says what it is instead.
pub fn categories(table: &Table, command: &Command) -> Vec<&'static str> {
    let Description {
        tips, group: own, ..
    } = command.description();
    let added = || {
        let tips = tips.split_whitespace();
        tips.filter_map(|tip| tip.strip_prefix('@'))
    };
    let group = match table.is_container(command) || added().any(|name| name != "dangerous") {
        true => None,
        false => of_group(own),
    };
    let is_in = |category: &&str| {
        implied_by_flags(command, own, category)
            || group == Some(*category)
            || added().any(|name| name == *category)
    };
    CATEGORIES.into_iter().filter(is_in).collect()
}

fn implied_by_flags(command: &Command, group: &str, category: &str) -> bool {
    match category {
        "write" => command.is(Flag::write),
        // A script that reads only is still no read command.
        "read" => command.is(Flag::readonly) && group != "scripting",
        "admin" | "dangerous" => command.is(Flag::admin),
        "pubsub" => command.is(Flag::pubsub),
        "blocking" => command.is(Flag::blocking),
        "fast" => command.is(Flag::fast),
        "slow" => !command.is(Flag::fast),
        _ => false,
    }
}

/// The category that a group is, under its other name.
fn of_group(group: &str) -> Option<&'static str> {
    let name = match group {
        "generic" => "keyspace",
        "sorted-set" => "sortedset",
        "transactions" => "transaction",
        other => other,
    };
    CATEGORIES.into_iter().find(|category| *category == name)
}

fn key_spec(spec: &KeySpec) -> Reply {
    let range = |last, step, limit| {
        let limit = ("limit", Reply::Int(limit));
        map([
            ("lastkey", Reply::Int(last)),
            ("keystep", Reply::Int(step)),
            limit,
        ])
    };
    let (begin, start) = match spec.find {
        Find::Keyword(word) | Find::Half(word) => (
            "keyword",
            map([
                ("keyword", bulk(word)),
                ("startfrom", Reply::Int(spec.first)),
            ]),
        ),
        _ => ("index", map([("index", Reply::Int(spec.first))])),
    };
    let (found, range) = match spec.find {
        Find::Range { last, step } => ("range", range(last, step, 0)),
        Find::Keyword(_) => ("range", range(0, 1, 0)),
        Find::Half(_) => ("range", range(-1, 1, 2)),
        Find::Numbered { step } => (
            "keynum",
            map([
                ("keynumidx", Reply::Int(0)),
                ("firstkey", Reply::Int(1)),
                ("keystep", Reply::Int(step)),
            ]),
        ),
    };
    map([
        (
            "flags",
            Reply::Set(spec.flags.iter().copied().map(status).collect()),
        ),
        (
            "begin_search",
            map([("type", bulk(begin)), ("spec", start)]),
        ),
        ("find_keys", map([("type", bulk(found)), ("spec", range)])),
    ])
}
