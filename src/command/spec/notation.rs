//! Arguments as a short text, and read back from it: `key:k options:o?(expiration:|?(seconds:i=EX PERSIST:t))`.
//!
//! An argument is its name, a letter of its kind, `?` where it may be left out, `*` where it may be given more
//! than once, the word that announces it behind a `=`, and what it is made of in brackets. A word that means
//! itself is announced by its name.

use super::{Kind, Spec};

const KINDS: [(char, Kind); 10] = [
    ('k', Kind::Key),
    ('s', Kind::String),
    ('i', Kind::Integer),
    ('d', Kind::Double),
    ('p', Kind::Pattern),
    ('u', Kind::UnixTime),
    ('t', Kind::PureToken),
    ('|', Kind::OneOf),
    ('b', Kind::Block),
    ('o', Kind::Options),
];

impl Spec {
    /// The argument as a text.
    pub fn notation(&self) -> String {
        let kind = KINDS.iter().find(|(_, kind)| *kind == self.kind);
        let mut text = format!("{}:{}", self.name, kind.map_or('s', |(letter, _)| *letter));
        text += if self.optional { "?" } else { "" };
        text += if self.multiple { "*" } else { "" };
        if let Some(token) = self.token.filter(|_| self.kind != Kind::PureToken) {
            text += &format!("={token}");
        }
        if !self.children.is_empty() {
            text += &format!("({})", Spec::write_all(&self.children));
        }
        text
    }

    /// Arguments as a text.
    pub fn write_all(all: &[Spec]) -> String {
        let all = all.iter().map(Spec::notation);
        all.collect::<Vec<_>>().join(" ")
    }

    /// The arguments that a text has.
    pub fn read_all(mut text: &'static str) -> Vec<Spec> {
        read(&mut text)
    }
}

/// Reads arguments up to the end, or to the bracket that closes them.
fn read(text: &mut &'static str) -> Vec<Spec> {
    let mut all = Vec::new();
    while let Some((name, rest)) = text.split_once(':') {
        *text = rest;
        let mut spec = Spec::of(name, Kind::String);
        let letter = text.chars().next();
        if let Some((letter, kind)) = KINDS.iter().find(|(known, _)| Some(*known) == letter) {
            take(text, *letter);
            spec.kind = *kind;
        }
        spec.optional = take(text, '?');
        spec.multiple = take(text, '*');
        if spec.kind == Kind::PureToken {
            spec.token = Some(name);
        } else if take(text, '=') {
            let end = text.find([' ', '(', ')']).unwrap_or(text.len());
            let (token, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            spec.token = Some(token);
            *text = rest;
        }
        if take(text, '(') {
            spec.children = read(text);
        }
        all.push(spec);
        if take(text, ')') || !take(text, ' ') {
            break;
        }
    }
    all
}

/// Takes a character, if it is the next.
fn take(text: &mut &'static str, wanted: char) -> bool {
    match text.strip_prefix(wanted) {
        Some(rest) => {
            *text = rest;
            true
        }
        None => false,
    }
}
