//! SLOWLOG and MONITOR show the words of commands, but no passwords.
//!
//! As in Redis, a password is shown if the command is refused before it is parsed (`HELLO 9 AUTH ...`).

use crate::command::Command;
use crate::number;

const REDACTED: &[u8] = b"(redacted)";

/// The words of a command, with passwords replaced.
pub fn redacted<'a>(command: &Command, words: &[&'a [u8]]) -> Vec<&'a [u8]> {
    let mut shown = words.to_vec();
    let secrets = match (command.name, command.subcommand) {
        ("AUTH", _) if words.len() <= 3 => (1..words.len()).collect(),
        ("HELLO", _) => secrets_of_hello(words),
        ("CONFIG", Some("SET")) if words.len().is_multiple_of(2) => (3..words.len())
            .step_by(2)
            .filter(|at| is(words, at - 1, "requirepass"))
            .collect(),
        _ => Vec::new(),
    };
    for at in secrets {
        if let Some(word) = shown.get_mut(at) {
            *word = REDACTED;
        }
    }
    shown
}

/// The positions of names and passwords in HELLO.
fn secrets_of_hello(words: &[&[u8]]) -> Vec<usize> {
    let version = words.get(1).and_then(|word| number::parse_i64(word));
    let mut secrets = Vec::new();
    let mut at = 2;
    while version.is_some_and(|version| (2..=3).contains(&version)) {
        if is(words, at, "AUTH") && words.len() > at + 2 {
            secrets.extend([at + 1, at + 2]);
            at += 3;
        } else if is(words, at, "SETNAME") && words.len() > at + 1 {
            at += 2;
        } else {
            break;
        }
    }
    secrets
}

fn is(words: &[&[u8]], at: usize, name: &str) -> bool {
    let word = words.get(at).copied().unwrap_or_default();
    word.eq_ignore_ascii_case(name.as_bytes())
}
