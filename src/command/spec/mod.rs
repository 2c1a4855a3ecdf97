//! The description of a command's arguments, as a tree.
//!
//! It is derived from the types of the command's function, never written by hand. `COMMAND DOCS`, arity,
//! key positions, the syntax line, the TypeScript method and the random tests are derived from it. `notation`
//! is the form in which the engine has it.

mod notation;

/// What an argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The name of a key.
    Key,
    /// Any bytes.
    String,
    /// A 64-bit signed integer.
    Integer,
    /// A double.
    Double,
    /// A glob pattern.
    Pattern,
    /// A point in time.
    UnixTime,
    /// A word that means itself.
    PureToken,
    /// One of its children.
    OneOf,
    /// Its children, in order.
    Block,
    /// Its children in any order: the options at the end of a line.
    Options,
}

/// One argument.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spec {
    /// What it is called in the syntax line.
    pub name: &'static str,
    /// What it is.
    pub kind: Kind,
    /// The word that announces it.
    pub token: Option<&'static str>,
    /// Whether it may be left out.
    pub optional: bool,
    /// Whether it may be given more than once.
    pub multiple: bool,
    /// What it is made of, for `OneOf`, `Block` and `Options`.
    pub children: Vec<Spec>,
}

impl Spec {
    /// One plain argument.
    pub fn of(name: &'static str, kind: Kind) -> Spec {
        Spec {
            // Redis calls some arguments by a word that Rust reserves.
            name: name.strip_prefix("r#").unwrap_or(name),
            kind,
            token: None,
            optional: false,
            multiple: false,
            children: Vec::new(),
        }
    }

    /// A word that means itself.
    pub fn token(token: &'static str) -> Spec {
        Spec::of(token, Kind::PureToken).after(token)
    }

    /// The same argument behind `token`.
    pub fn after(self, token: &'static str) -> Spec {
        Spec {
            token: Some(token),
            ..self
        }
    }

    /// A word behind `token`, both of which may be left out.
    #[inline(never)]
    pub fn option(token: &'static str, name: &'static str, kind: Kind) -> Spec {
        Spec::of(name, kind).after(token).optional()
    }

    /// A token that may be left out.
    #[inline(never)]
    pub fn flag(token: &'static str) -> Spec {
        Spec::token(token).optional()
    }

    /// Options in any order, all of which may be left out.
    #[inline(never)]
    pub fn options(name: &'static str, children: Vec<Spec>) -> Spec {
        Spec::group(name, Kind::Options, children).optional()
    }

    /// The same argument, which may be left out.
    pub fn optional(self) -> Spec {
        Spec {
            optional: true,
            ..self
        }
    }

    /// The same argument, once or more.
    pub fn multiple(self) -> Spec {
        Spec {
            multiple: true,
            ..self
        }
    }

    /// One made of others.
    pub fn group(name: &'static str, kind: Kind, children: Vec<Spec>) -> Spec {
        Spec {
            children,
            ..Spec::of(name, kind)
        }
    }

    /// How many words it takes at least.
    pub fn min_words(&self) -> usize {
        if self.optional {
            return 0;
        }
        let token = usize::from(self.token.is_some() && self.kind != Kind::PureToken);
        let inner = match self.kind {
            Kind::OneOf => self.children.iter().map(Spec::min_words).min().unwrap_or(0),
            Kind::Block | Kind::Options => self.children.iter().map(Spec::min_words).sum(),
            _ => 1,
        };
        token + inner
    }

    /// Whether it always takes the same number of words.
    pub fn is_fixed(&self) -> bool {
        let inner = match self.kind {
            Kind::OneOf => {
                let first = self.children.first().map(Spec::min_words);
                self.children
                    .iter()
                    .all(|c| c.is_fixed() && Some(c.min_words()) == first)
            }
            _ => self.children.iter().all(Spec::is_fixed),
        };
        !self.optional && !self.multiple && inner
    }

    /// The argument in Redis's notation: `[EX seconds | PX milliseconds] [GET]`.
    pub fn syntax(&self) -> String {
        let name = self.name.to_ascii_lowercase().replace('_', "-");
        let children = |glue: &str| {
            let all: Vec<String> = self.children.iter().map(Spec::syntax).collect();
            all.join(glue)
        };
        if self.kind == Kind::Options {
            return children(" ");
        }
        let inner = match self.kind {
            Kind::PureToken => String::new(),
            Kind::OneOf => children(" | "),
            Kind::Block => children(" "),
            _ => name,
        };
        let mut text = match (self.token, inner.is_empty()) {
            (Some(token), true) => token.to_owned(),
            (Some(token), false) => format!("{token} {inner}"),
            (None, _) => inner,
        };
        if self.multiple {
            text = format!("{text} [{text} ...]");
        }
        if self.kind == Kind::OneOf && !self.optional {
            text = format!("<{text}>");
        }
        if self.optional {
            text = format!("[{text}]");
        }
        text
    }
}
