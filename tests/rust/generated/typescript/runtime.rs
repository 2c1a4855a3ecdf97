//! The table of `js/client/commands.gen.ts`: what each command takes, in a few letters.

use redlet::command::Command;
use redlet::command::spec::{Kind, Spec};

use super::letters::{Parameter, Takes};
use super::{field_name, is_container};

/// `two words=shape:options`.
pub fn entry(command: &Command) -> String {
    let Shape {
        parameters,
        options,
    } = shape(command);
    let letters: String = parameters
        .iter()
        .map(|parameter| parameter.text())
        .collect();
    let options: Vec<String> = options.iter().map(Choice::text).collect();
    let options = match options.is_empty() {
        true => String::new(),
        false => format!(":{}", options.join(" ")),
    };
    format!("{}={letters}{options}", command.title().to_lowercase())
}

/// What a command takes: its parameters in the order of the wire, and its options.
#[derive(Default)]
struct Shape {
    parameters: Vec<Parameter>,
    options: Vec<Choice>,
}

/// An option: its name, and what follows its word.
struct Choice {
    name: String,
    takes: Follows,
}

enum Follows {
    Takes(Takes),
    Count(usize),
}

impl Choice {
    fn text(&self) -> String {
        match self.takes {
            Follows::Takes(takes) => self.name.clone() + takes.text(),
            Follows::Count(count) => format!("{}{count}", self.name),
        }
    }
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

fn shape(command: &Command) -> Shape {
    let mut shape = Shape::default();
    if is_container(command) {
        shape.parameters.push(Parameter::Words);
        return shape;
    }
    for arg in &command.signature().args {
        shape.add(arg);
    }
    shape
}

impl Shape {
    fn add(&mut self, arg: &Spec) {
        let has_pairs = arg.children.iter().any(|c| c.kind == Kind::Block);
        let parameter = match form(arg) {
            Form::Options if is_silent(arg) => return,
            Form::Options => {
                self.options.extend(option_names(arg));
                Parameter::Options
            }
            Form::Word if arg.multiple => Parameter::Words,
            Form::Word if arg.optional => Parameter::OptionalWord,
            Form::Word => Parameter::Word,
            Form::Pairs => Parameter::Pairs,
            Form::Fields if has_pairs => Parameter::FieldsWithValues,
            Form::Fields => Parameter::Fields,
            Form::Numbered if has_pairs => Parameter::CountedPairs,
            Form::Numbered => Parameter::Counted,
            Form::Members if arg.children.len() == 2 => Parameter::Members,
            Form::Members => Parameter::Places,
            Form::Group => {
                // The second word of the group, its consumer, is a parameter, too.
                self.parameters.push(Parameter::Group);
                Parameter::Word
            }
            Form::Ids => Parameter::Ids,
            Form::Streams => Parameter::Streams,
            Form::Flat => return self.add_flat(arg),
        };
        self.parameters.push(parameter);
    }

    /// Words in Redis's order. Those that a word of their own announces may be options as well.
    fn add_flat(&mut self, arg: &Spec) {
        let (named, others): (Vec<&Spec>, Vec<&Spec>) =
            arg.children.iter().partition(|c| is_option(c));
        let names: Vec<Choice> = named.iter().flat_map(|c| option_names(c)).collect();
        let words = match (arg.optional, others.as_slice()) {
            (_, []) => Vec::new(),
            (true, _) => vec![Parameter::OptionalWords],
            _ if named.is_empty() && others.iter().all(|c| !c.optional) => {
                let each = others.iter().map(|c| match c.multiple {
                    true => Parameter::Words,
                    false => Parameter::Word,
                });
                each.collect()
            }
            _ => vec![Parameter::Words],
        };
        let is_first = arg.children.first().is_some_and(is_option);
        let options = || (!names.is_empty()).then_some(Parameter::Options);
        self.parameters.extend(options().filter(|_| is_first));
        self.parameters.extend(words);
        self.parameters.extend(options().filter(|_| !is_first));
        self.options.extend(names);
    }
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

/// The options that a token, or a choice of tokens, makes.
fn option_names(option: &Spec) -> Vec<Choice> {
    let Some(token) = option.token else {
        return option.children.iter().flat_map(option_names).collect();
    };
    let takes = match option.kind {
        Kind::PureToken => Takes::Nothing,
        // Each word stands behind the token again, or all behind one.
        _ if option.multiple && matches!(token, "GET" | "PREFIX") => Takes::Repeated,
        _ if option.multiple => Takes::Words,
        Kind::Block if option.children.iter().any(|child| child.optional) => Takes::Prefixed,
        _ => Takes::Word,
    };
    let takes = match option.kind {
        Kind::OneOf if takes == Takes::Word && option.children.iter().any(is_announced) => {
            Follows::Count(2)
        }
        Kind::Block if takes == Takes::Word => Follows::Count(option.children.len()),
        _ => Follows::Takes(takes),
    };
    let name = field_name(token);
    vec![Choice { name, takes }]
}

/// Words that a command takes and ignores are no parameter.
pub fn is_silent(option: &Spec) -> bool {
    option.kind == Kind::Options && option.children.is_empty()
}

#[test]
fn every_letter_is_used() {
    let shapes: Vec<Shape> = redlet::table().all().map(shape).collect();
    for (parameter, name, _) in Parameter::ALL {
        let is_used = shapes
            .iter()
            .any(|shape| shape.parameters.contains(parameter));
        assert!(is_used, "no command takes {name}");
    }
    let options = || shapes.iter().flat_map(|shape| &shape.options);
    for (takes, name, _) in Takes::ALL {
        let is_it = |option: &Choice| matches!(option.takes, Follows::Takes(it) if it == *takes);
        assert!(options().any(is_it), "no option takes {name}");
    }
}

#[test]
fn no_two_letters_are_the_same() {
    let letters = Parameter::ALL.iter().map(|(it, ..)| it.text());
    let marks = Takes::ALL.iter().map(|(it, ..)| it.text());
    for mut all in [letters.collect::<Vec<_>>(), marks.collect()] {
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
