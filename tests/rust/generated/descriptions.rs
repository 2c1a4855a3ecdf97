//! `src/command/descriptions.gen.txt`: what the engine tells of its commands, from their rows and types.

use redlet::command::Command;
use redlet::command::spec::Spec;

/// What is of no concern to Redis's clients.
const OWN_FLAGS: [&str; 6] = [
    "reads",
    "may_replicate",
    "session",
    "session_end",
    "shown_first",
    "internal",
];

/// The whole of the file.
pub fn text() -> String {
    let mut commands: Vec<&Command> = redlet::table().all().collect();
    commands.sort_by_key(|command| command.title());
    commands.into_iter().map(line).collect()
}

fn line(command: &Command) -> String {
    let told = command.declared();
    let flags = told.flags.split_inclusive(' ');
    let flags: String = flags
        .filter(|flag| !OWN_FLAGS.contains(&flag.trim()))
        .collect();
    let fields = [
        &command.title(),
        &arity(&told.args, told.first).to_string(),
        told.group,
        told.since,
        told.complexity,
        told.summary,
        &flags,
        told.key_flags,
        told.tips,
        &Spec::write_all(&told.args),
    ];
    format!("{}\n", fields.map(str::trim_end).join("\t"))
}

fn arity(args: &[Spec], first: i64) -> i64 {
    let words = first + args.iter().map(Spec::min_words).sum::<usize>() as i64;
    if args.iter().all(Spec::is_fixed) {
        words
    } else {
        -words
    }
}

#[test]
fn what_is_told_of_a_command_is_read_back() {
    for command in redlet::table().all() {
        let (read, told) = (command.description(), command.declared());
        assert_eq!(read.args, told.args, "{}", command.title());
        assert_eq!(read.key_specs(), told.key_specs(), "{}", command.title());
        assert_eq!(read.summary, told.summary);
    }
}
