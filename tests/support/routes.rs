//! `js/cloudflare/routes.gen.ts`: which objects a command concerns, from the command table.

use std::collections::BTreeMap;

use redlet::command::{self, Command, Find, Flag, KeySpec};

/// Commands by what they have in common, as `what=NAME,NAME;what=NAME`.
type Groups = BTreeMap<String, Vec<String>>;

/// The whole of `js/cloudflare/routes.gen.ts`.
pub fn module() -> String {
    let mut commands: Vec<&Command> = command::all().collect();
    commands.sort_by_key(|command| command.title());
    let mut keys = Groups::new();
    let mut policies = Groups::new();
    let mut blocking = Vec::new();
    for command in commands {
        let specs: Vec<String> = command.key_specs().iter().map(place).collect();
        if !specs.is_empty() {
            put(&mut keys, &specs.join("+"), command);
        } else if let Some(policy) = policy(command) {
            put(&mut policies, policy, command);
        }
        if command.flags.contains(&Flag::blocking) && !specs.is_empty() {
            blocking.push(command.title());
        }
    }
    format!(
        "// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.\n\n\
         /**\n * Where keys stand, and the commands that have them there: `first:last:step` (from the end where\n * `last` is negative), `first#step` behind their number, `first>WORD` behind a word, `first/WORD`\n * the first half of what is behind a word.\n */\n\
         export const KEYS =\n  \"{}\";\n\n\
         /** The commands without keys that concern every object, by what is made of the replies. */\n\
         export const EVERYWHERE =\n  \"{}\";\n\n\
         /** The commands that may wait for a key. */\n\
         export const BLOCKING =\n  \"{}\";\n",
        text(&keys),
        text(&policies),
        blocking.join(",")
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

fn place(spec: &KeySpec) -> String {
    let first = spec.first;
    match spec.find {
        Find::Range { last, step } if last < 0 => format!("{first}:{last}:{step}"),
        Find::Range { last, step } => format!("{first}:{}:{step}", first + last),
        Find::Numbered { step } => format!("{first}#{step}"),
        Find::Keyword(word) => format!("{first}>{word}"),
        Find::Half(word) => format!("{first}/{word}"),
    }
}

/// How Redis's clients join the replies of a command that goes to all shards or nodes.
fn policy(command: &Command) -> Option<&'static str> {
    let has = |tip: &str| command.tips.contains(&tip);
    if !has("request_policy:all_shards") && !has("request_policy:all_nodes") {
        return None;
    }
    let response = command
        .tips
        .iter()
        .find_map(|tip| tip.strip_prefix("response_policy:"));
    match response {
        Some("special") => None,
        Some(policy) => Some(policy),
        None => Some("concat"),
    }
}
