//! The table of `js/client/arguments.ts`: what each command takes, in a few letters.

use redlet::command::Command;
use redlet::command::spec::{Kind, Spec};

use super::{field_name, is_container};

/// `two words=shape:options`.
pub fn entry(command: &Command) -> String {
    let (letters, options) = match is_container(command) {
        true => ("w".to_owned(), Vec::new()),
        false => shape(&command.signature().args),
    };
    let options = match options.is_empty() {
        true => String::new(),
        false => format!(":{}", options.join(" ")),
    };
    format!("{}={letters}{options}", command.title().to_lowercase())
}

/// How an argument of the method becomes words.
#[derive(PartialEq)]
pub enum Form {
    Word,
    Options,
    Pairs,
    Fields,
    Numbered,
    /// Objects that have the words of a block by their names.
    Members,
    /// Words behind a word of their own.
    Group,
    /// An array sent as `IDS n a b c`.
    Ids,
    /// Keys with ids, sent as `STREAMS key [key ...] id [id ...]`.
    Streams,
    Flat,
}

pub fn form(arg: &Spec) -> Form {
    match arg.kind {
        Kind::Options => Form::Options,
        Kind::OneOf if arg.optional => Form::Options,
        Kind::PureToken if arg.optional => Form::Options,
        Kind::Block if is_scored(arg) => Form::Members,
        Kind::Block if arg.token == Some("STREAMS") => Form::Streams,
        Kind::Block if arg.token == Some("GROUP") => Form::Group,
        Kind::Block if arg.token == Some("IDS") => Form::Ids,
        Kind::Block if arg.multiple && arg.children.len() == 2 => Form::Pairs,
        Kind::Block if counts_its_words(arg) && arg.token.is_some() => Form::Fields,
        Kind::Block if counts_its_words(arg) => Form::Numbered,
        Kind::Block => Form::Flat,
        _ if arg.optional && arg.token.is_some() => Form::Options,
        _ => Form::Word,
    }
}

/// Numbers, then a member.
pub fn is_scored(arg: &Spec) -> bool {
    let last = arg.children.last();
    arg.multiple && last.is_some_and(|last| last.name == "member")
}

/// `numfields field [field ...]`.
fn counts_its_words(arg: &Spec) -> bool {
    matches!(arg.children.as_slice(), [count, words] if count.kind == Kind::Integer && words.multiple)
}

/// One letter a parameter, in the order of the wire, and the names of the options (see `encode.ts`).
fn shape(args: &[Spec]) -> (String, Vec<String>) {
    let mut letters = String::new();
    let mut options = Vec::new();
    for arg in args {
        let has_pairs = arg.children.iter().any(|c| c.kind == Kind::Block);
        match form(arg) {
            Form::Options if is_silent(arg) => (),
            Form::Options => {
                letters.push('o');
                options.extend(option_names(arg));
            }
            Form::Word => letters.push(match (arg.multiple, arg.optional) {
                (true, _) => 'w',
                (_, true) => 'u',
                _ => 'v',
            }),
            Form::Pairs => letters.push('p'),
            Form::Fields => letters.push(if has_pairs { 'e' } else { 'f' }),
            Form::Numbered => letters.push(if has_pairs { 'q' } else { 'n' }),
            Form::Members => letters.push(if arg.children.len() == 2 { 'm' } else { 'l' }),
            // The second word of the group, its consumer, is a parameter, too.
            Form::Group => letters.push_str("gv"),
            Form::Ids => letters.push('i'),
            Form::Streams => letters.push('s'),
            Form::Flat => flat(arg, &mut letters, &mut options),
        }
    }
    (letters, options)
}

/// Words in Redis's order. Those that a word of their own announces may be options as well.
fn flat(arg: &Spec, letters: &mut String, options: &mut Vec<String>) {
    let (named, others): (Vec<&Spec>, Vec<&Spec>) = arg.children.iter().partition(|c| is_option(c));
    let names: Vec<String> = named.iter().flat_map(|c| option_names(c)).collect();
    let words = match (arg.optional, others.as_slice()) {
        (_, []) => String::new(),
        (true, _) => "x".into(),
        _ if named.is_empty() && others.iter().all(|c| !c.optional) => {
            let each = others.iter().map(|c| if c.multiple { 'w' } else { 'v' });
            each.collect()
        }
        _ => "w".into(),
    };
    let is_first = arg.children.first().is_some_and(is_option);
    match (names.is_empty(), is_first) {
        (true, _) => *letters += &words,
        (_, true) => *letters += &format!("o{words}"),
        _ => *letters += &format!("{words}o"),
    }
    options.extend(names);
}

/// Whether a part of such words may be an option.
pub fn is_option(part: &Spec) -> bool {
    let is_choice = !part.children.is_empty() && part.children.iter().all(is_announced);
    form(part) == Form::Options || is_choice || (part.optional && is_announced(part))
}

/// Whether a word of its own comes before it that is not all there is.
pub fn is_announced(spec: &Spec) -> bool {
    spec.token.is_some() && spec.kind != Kind::PureToken
}

/// The names of the options that a token, or a choice of tokens, makes, each with what it takes.
fn option_names(option: &Spec) -> Vec<String> {
    let Some(token) = option.token else {
        return option.children.iter().flat_map(option_names).collect();
    };
    let takes = match option.kind {
        Kind::PureToken => "!".into(),
        // Each word stands behind the token again, or all behind one.
        _ if option.multiple && matches!(token, "GET" | "PREFIX") => "+".into(),
        _ if option.multiple => "*".into(),
        Kind::OneOf if option.children.iter().any(is_announced) => "2".into(),
        Kind::Block if option.children.iter().any(|child| child.optional) => "~".into(),
        Kind::Block => option.children.len().to_string(),
        _ => String::new(),
    };
    vec![field_name(token) + &takes]
}

/// Words that a command takes and ignores are no parameter.
pub fn is_silent(option: &Spec) -> bool {
    option.kind == Kind::Options && option.children.is_empty()
}
