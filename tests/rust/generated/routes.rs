//! `js/cloudflare/routes.gen.ts`: which objects a command concerns, from the command table.

use std::collections::BTreeMap;

use redlet::command::spec::{Kind, Spec};
use redlet::command::{Command, Find, Flag, KeySpec};

/// Commands by what they have in common, as `what=NAME,NAME;what=NAME`.
type Groups = BTreeMap<String, Vec<String>>;

/// The whole of `js/cloudflare/routes.gen.ts`.
pub fn module() -> String {
    let mut commands: Vec<&Command> = redlet::table().all().collect();
    commands.sort_by_key(|command| command.title());
    let mut keys = Groups::new();
    let mut policies = Groups::new();
    let mut blocking = Groups::new();
    let mut session = Vec::new();
    for command in commands {
        let specs = command.declared().key_specs();
        let specs: Vec<String> = specs.iter().map(|spec| place(command, spec)).collect();
        if !specs.is_empty() {
            put(&mut keys, &specs.join("+"), command);
        } else if let Some(policy) = policy(command) {
            put(&mut policies, policy, command);
        }
        if command.is(Flag::blocking) && !specs.is_empty() {
            put(&mut blocking, token_of_wait(command), command);
        }
        if command.is(Flag::session) {
            session.push(command.title());
        }
    }
    format!(
        "// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.\n\n\
         /**\n * Where keys stand, and the commands that have them there: `first:last:step` (from the end where\n * `last` is negative), `first#step` behind their number, `first>WORD` behind a word, `first/WORD`\n * the first half of what is behind a word; then the options, with how many words each takes.\n */\n\
         export const KEYS =\n  \"{}\";\n\n\
         /** The commands without keys that concern every object, by what is made of the replies. */\n\
         export const EVERYWHERE =\n  \"{}\";\n\n\
         /** The commands that may wait for a key, by the word without which they do not. */\n\
         export const BLOCKING =\n  \"{}\";\n\n\
         /** The commands that may give their session something that an engine remembers. */\n\
         export const SESSION =\n  \"{}\";\n",
        text(&keys),
        text(&policies),
        text(&blocking),
        session.join(",")
    )
}

fn put(groups: &mut Groups, what: &str, command: &Command) {
    groups
        .entry(what.to_owned())
        .or_default()
        .push(command.title());
}

fn text(groups: &Groups) -> String {
    let group = |(what, names): (&String, &Vec<String>)| format!("{what}={}", names.join(","));
    groups.iter().map(group).collect::<Vec<_>>().join(";")
}

fn place(command: &Command, spec: &KeySpec) -> String {
    let first = spec.first;
    match spec.find {
        Find::Range { last, step } if last < 0 => format!("{first}:{last}:{step}"),
        Find::Range { last, step } => format!("{first}:{}:{step}", first + last),
        Find::Numbered { step } => format!("{first}#{step}"),
        Find::Keyword(word) => format!("{first}>{word}{}", options(command, word)),
        // XREADGROUP's GROUP may stand behind options.
        Find::Half(word) => format!("1/{word}{}", options(command, word)),
    }
}

/// The options of a command but one, each with how many words it takes.
fn options(command: &Command, but: &str) -> String {
    let mut found = Vec::new();
    let args = command.signature().args;
    args.iter().for_each(|arg| find_options(arg, &mut found));
    let others = found
        .iter()
        .filter(|(token, words)| *token != but && *words > 0);
    others
        .map(|(token, words)| format!(" {token}{words}"))
        .collect()
}

fn find_options(arg: &Spec, found: &mut Vec<(&'static str, usize)>) {
    if let Some(token) = arg.token.filter(|_| arg.kind != Kind::PureToken) {
        let given = Spec {
            optional: false,
            ..arg.clone()
        };
        found.push((token, given.min_words() - 1));
    }
    arg.children
        .iter()
        .for_each(|child| find_options(child, found));
}

/// The word before a time-out that may be left out.
fn token_of_wait(command: &Command) -> &'static str {
    let options = command.signature().args.into_iter();
    let mut options = options.flat_map(|option| option.children);
    let found = options.find(|option| option.name == "block_ms");
    found.and_then(|option| option.token).unwrap_or_default()
}

/// How Redis's clients join the replies of a command that goes to all shards or nodes.
fn policy(command: &Command) -> Option<&'static str> {
    let tips: Vec<&str> = command.declared().tips.split_whitespace().collect();
    let has = |tip: &str| tips.contains(&tip);
    if !has("request_policy:all_shards") && !has("request_policy:all_nodes") {
        return None;
    }
    let response = tips
        .iter()
        .find_map(|tip| tip.strip_prefix("response_policy:"));
    match response {
        Some("special") => None,
        Some(policy) => Some(policy),
        None => Some("concat"),
    }
}
