//! What words and options are in TypeScript.

use redlet::command::spec::{Kind, Spec};

use super::{camel, field_name};

/// The type of one word.
pub fn word(arg: &Spec) -> String {
    match arg.kind {
        Kind::OneOf if arg.children.iter().all(is_token) => {
            let literals: Vec<String> = arg.children.iter().map(|c| literal(c.name)).collect();
            literals.join(" | ")
        }
        Kind::PureToken => literal(arg.name),
        Kind::Key => "Key".into(),
        Kind::Integer | Kind::UnixTime => "Integer".into(),
        Kind::Double => "number".into(),
        _ => "Value".into(),
    }
}

/// A word of Redis, in upper or lower case.
pub fn literal(token: &str) -> String {
    let lower = token.to_lowercase();
    match lower == token {
        true => format!("\"{token}\""),
        false => format!("\"{token}\" | \"{lower}\""),
    }
}

fn is_token(arg: &Spec) -> bool {
    arg.kind == Kind::PureToken
}

/// `offset: Integer, count: Integer`.
pub fn members(words: &[Spec]) -> String {
    let each = |w: &Spec| {
        let mark = if w.optional { "?" } else { "" };
        format!("{}{mark}: {}", camel(&w.name.to_lowercase()), word(w))
    };
    let required = |w: &Spec| {
        each(&Spec {
            optional: false,
            ..w.clone()
        })
    };
    words.iter().map(required).collect::<Vec<_>>().join(", ")
}

/// `[offset: Integer, count: Integer]`.
pub fn tuple(words: &[Spec]) -> String {
    format!("[{}]", members(words))
}

/// `{ score: number; member: Value }`.
pub fn object(words: &[Spec]) -> String {
    format!("{{ {} }}", members(words).replace(", ", "; "))
}

/// What an option takes.
pub fn value(option: &Spec) -> String {
    match option.kind {
        Kind::PureToken => "boolean".into(),
        Kind::OneOf if !option.children.iter().all(is_token) => {
            let each = option.children.iter().map(|child| {
                let name = child.token.map_or_else(String::new, literal);
                format!("readonly [{name}, {}]", word(child))
            });
            each.collect::<Vec<_>>().join(" | ")
        }
        // A word that may have another before it: `MAXLEN [= | ~] threshold`.
        Kind::Block if option.children.iter().any(|child| child.optional) => {
            let last = option.children.last().map_or_else(String::new, word);
            format!("{last} | readonly {}", tuple(&option.children))
        }
        Kind::Block => format!("readonly {}", tuple(&option.children)),
        _ if option.multiple => format!("OneOrMore<{}>", word(option)),
        _ => word(option),
    }
}

/// The options of a method.
#[derive(Clone, Default)]
pub struct Options<'a> {
    pub all: Vec<&'a Spec>,
    /// They are operations, of which several may stand beside each other.
    pub may_repeat: bool,
    /// There must be one, whichever it is.
    pub is_needed: bool,
}

impl Options<'_> {
    /// `OneOf<{ nx: boolean; xx: boolean }> & Optional<{ count: Integer }>`.
    pub fn text(&self) -> String {
        let (mut groups, mut alone) = (Vec::new(), Vec::new());
        let field = |option: &Spec| format!("{}: {}", option_name(option), value(option));
        for option in self.each() {
            let all: Vec<String> = match option.token {
                Some(_) => vec![field(option)],
                None => option.children.iter().map(field).collect(),
            };
            let group = match option.optional {
                _ if self.may_repeat || option.token.is_some() => {
                    alone.extend(all);
                    continue;
                }
                true => "OneOf",
                false => "ExactlyOne",
            };
            groups.push(format!("{group}<{{ {} }}>", all.join("; ")));
        }
        if !alone.is_empty() {
            groups.push(format!("Optional<{{ {} }}>", alone.join("; ")));
        }
        groups.join(" & ")
    }

    /// The flat form: it begins with the word of an option, or with another.
    pub fn flat(&self, others: &[&str]) -> String {
        format!("Flat<{}>", self.words(others))
    }

    /// The words of all options, and others.
    pub fn words(&self, others: &[&str]) -> String {
        let each = self
            .each()
            .into_iter()
            .flat_map(|option| match option.token {
                Some(token) => vec![token],
                None => option
                    .children
                    .iter()
                    .filter_map(|child| child.token)
                    .collect(),
            });
        let words: Vec<String> = each
            .chain(others.iter().copied())
            .map(|t| format!("\"{t}\""))
            .collect();
        words.join(" | ")
    }

    /// The option of this name.
    pub fn find(&self, name: &str) -> Option<&Spec> {
        let all = self.each().into_iter();
        let mut all = all.flat_map(|option| match option.token {
            Some(_) => vec![option],
            None => option.children.iter().collect(),
        });
        all.find(|option| option_name(option) == name)
    }

    /// Whether a method can't be called without any.
    pub fn is_needed(&self) -> bool {
        let is_needed = |option: &&Spec| !option.optional && option.token.is_none();
        self.is_needed || (!self.may_repeat && self.each().iter().any(is_needed))
    }

    /// The options, and the groups that exclude each other.
    fn each(&self) -> Vec<&Spec> {
        let each = self.all.iter().flat_map(|option| match option.kind {
            Kind::Options => option.children.iter().collect(),
            _ => vec![*option],
        });
        each.collect()
    }
}

fn option_name(option: &Spec) -> String {
    option.token.map_or_else(|| camel(option.name), field_name)
}
