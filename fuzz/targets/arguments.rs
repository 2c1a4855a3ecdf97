//! Any command with any arguments: a reply to each, no panic, and an error that has changed nothing.
#![no_main]

mod support;

use libfuzzer_sys::fuzz_target;
use redlet::command::Command;
use redlet::command::reply::Reply;
use redlet::command::spec::Spec;

/// Words that lead into a command rather than to its first check.
const WORDS: [&[u8]; 24] = [
    b"a",
    b"b",
    b"c",
    b"",
    b"0",
    b"1",
    b"2",
    b"-1",
    b"3",
    b"10",
    b"100",
    b"-100",
    b"1.5",
    b"inf",
    b"abc",
    b"*",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"18446744073709551616",
    b"1e308",
    b"4294967296",
    b"1790000000",
    b"1790000100000",
    b"\x00\xff",
];

fuzz_target!(|bytes: &[u8]| {
    let all: Vec<&Command> = redlet::table()
        .all()
        .filter(|command| !is_left_out(command))
        .collect();
    let mut engine = support::engine();
    let session = engine.connect("");
    let mut input = Input(bytes);
    while let Some(line) = input.line(&all) {
        if support::is_huge(&line) {
            continue;
        }
        let before = support::rows(&mut engine);
        let words: Vec<&[u8]> = line.iter().map(Vec::as_slice).collect();
        let replies = engine.run_lines(session, &[words]);
        assert_eq!(replies.len(), 1, "a reply to each command");
        if let Some(Reply::Error(text)) = replies.first() {
            assert!(
                text.starts_with(|c: char| c.is_ascii_uppercase()),
                "an error without a code: {text}"
            );
            assert_eq!(
                before,
                support::rows(&mut engine),
                "an error has changed something: {text}"
            );
        }
    }
    if bytes.len() % 16 == 0 {
        support::assert_sound(&mut engine);
    }
});

/// Replies are silenced by it, and a reply to each command is what is asserted.
fn is_left_out(command: &Command) -> bool {
    command.title() == "CLIENT REPLY"
}

/// Turns bytes into commands.
struct Input<'a>(&'a [u8]);

impl Input<'_> {
    fn byte(&mut self) -> Option<usize> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(usize::from(*first))
    }

    fn line(&mut self, all: &[&Command]) -> Option<Vec<Vec<u8>>> {
        let command = all.get(self.byte()? % all.len())?;
        let mut tokens = Vec::new();
        let args = command.description().args;
        args.iter().for_each(|arg| collect(arg, &mut tokens));
        let mut words: Vec<Vec<u8>> = command.title().split(' ').map(Into::into).collect();
        for _ in 0..self.byte()? % 9 {
            words.push(self.word(&tokens)?);
        }
        Some(words)
    }

    fn word(&mut self, tokens: &[&'static str]) -> Option<Vec<u8>> {
        let choice = self.byte()?;
        Some(match choice % 4 {
            0 if !tokens.is_empty() => tokens.get(choice / 4 % tokens.len())?.as_bytes().to_vec(),
            3 => {
                let length = self.byte()? % 16;
                let (word, rest) = self.0.split_at(length.min(self.0.len()));
                self.0 = rest;
                word.to_vec()
            }
            _ => WORDS.get(choice / 4 % WORDS.len())?.to_vec(),
        })
    }
}

/// The words that mean themselves in a command's syntax.
fn collect(spec: &Spec, tokens: &mut Vec<&'static str>) {
    tokens.extend(spec.token);
    spec.children
        .iter()
        .for_each(|child| collect(child, tokens));
}
