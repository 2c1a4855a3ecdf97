//! The ways to call a method: with an object of options, and in Redis's flat form.

use redlet::command::spec::{Kind, Spec};

use super::reply::{self, Ref};
use super::runtime::{Form, form, is_option, is_silent};
use super::types::{self, Options, word};
use super::{camel, capital};

/// The type of a reply that the caller names.
const OF_CALLER: &str = "T";

/// What is said of one way to call a method.
#[derive(Clone, Copy)]
pub enum Doc {
    Whole,
    /// That it is Redis's flat form.
    Flat,
    /// Nothing, as it is there a second time.
    None,
}

/// One way to call a method.
#[derive(Clone)]
pub struct Overload {
    pub doc: Doc,
    /// Its type parameters, its parameters, and the type of its reply.
    pub generics: Vec<String>,
    pub params: Vec<String>,
    pub reply: String,
}

impl Overload {
    /// One that takes these words.
    pub fn of_words(params: &str, reply: &str) -> Overload {
        Overload {
            doc: Doc::Whole,
            generics: Vec::new(),
            params: vec![params.to_owned()],
            reply: reply.to_owned(),
        }
    }

    /// The line in an interface.
    pub fn text(&self, name: &str) -> String {
        let generics = match self.generics.is_empty() {
            true => String::new(),
            false => format!("<{}>", self.generics.join(", ")),
        };
        let params = self.params.join(", ");
        format!("  {name}{generics}({params}): Given<V, {}>;\n", self.reply)
    }
}

/// All ways to call a command's method, whose options are of the type `options`.
///
/// The compiler completes what is written by the first way that may have so many arguments; where a call fits
/// none, its error is about the last. So the way with an object of options is there twice.
pub fn overloads(method: &Method, options: &str, reply: &str) -> Vec<Overload> {
    let whole = method.whole(options, reply);
    let flat: Vec<Overload> = method.in_flat_form(reply).collect();
    if flat.is_empty() {
        let without = method.without_group(reply).into_iter();
        return without.chain([whole]).collect();
    }
    let again = Overload {
        doc: Doc::None,
        ..whole.clone()
    };
    let without = method.without_group(reply).into_iter();
    let shorter = method.without_id(options, reply).into_iter();
    let ways = without.chain(shorter).chain([whole]).chain(flat);
    ways.chain([again]).collect()
}

/// A parameter of a method.
#[derive(Clone)]
struct Param {
    name: String,
    of: String,
    /// The type parameter that it needs.
    generic: Option<String>,
    is_optional: bool,
}

impl Param {
    fn text(&self) -> String {
        let mark = if self.is_optional { "?" } else { "" };
        let name = match self.name.as_str() {
            // No parameter may be called so.
            "function" => "functionName",
            name => name,
        };
        format!("{name}{mark}: {}", self.of)
    }
}

/// The words of the flat form.
#[derive(Clone)]
enum Words {
    /// It begins with one of these.
    Known(String),
    /// So many at least.
    Least(String),
    /// Names with values.
    Pairs,
    /// Such a tuple.
    Exact(String),
}

/// What a method takes.
#[derive(Clone, Default)]
pub struct Method<'a> {
    params: Vec<Param>,
    pub options: Options<'a>,
    /// How many parameters come before the options on the wire.
    options_at: usize,
    /// A word that may stand before the options.
    before_options: Option<&'a Spec>,
    /// From which parameter on other forms differ, and what they have there.
    flat: Vec<(usize, Words)>,
    /// Whether that is settled by a block which has options.
    has_block_of_options: bool,
    /// Where a group of parameters begins that is there as a whole or not at all.
    group_at: Option<usize>,
}

impl Words {
    /// The type of the words, and the type parameter that it needs: with `is_kept` for the very words.
    fn text(&self, is_kept: bool) -> (String, Option<String>) {
        let any = match is_kept {
            true => "const W extends readonly Value[]",
            false => "W extends readonly Value[]",
        };
        match self {
            Words::Known(words) if !is_kept => (words.clone(), None),
            Words::Known(words) => (
                "W".into(),
                Some(format!("const W extends Readonly<{words}>")),
            ),
            Words::Least(words) => (format!("AtLeast<W, {words}>"), Some(any.into())),
            Words::Pairs => ("Pairs<W>".into(), Some(any.into())),
            Words::Exact(words) => (words.clone(), None),
        }
    }
}

impl<'a> Method<'a> {
    /// Reads it off a command's arguments, and what its reply's type asks for.
    pub fn new(args: &'a [Spec], reply: &str) -> Method<'a> {
        let args: Vec<&Spec> = args.iter().filter(|arg| !is_silent(arg)).collect();
        let mut method = Method::default();
        for arg in &args {
            method.add(arg);
        }
        method.find_flat(&args);
        // An argument that decides about the reply makes two ways.
        let names = reply::names(reply);
        let decides = |param: &Param| param.is_optional && names.contains(&param.name.as_str());
        method.group_at = method.group_at.or(method.params.iter().position(decides));
        method
    }

    fn add(&mut self, arg: &'a Spec) {
        let name = camel(&arg.name.to_lowercase());
        let has_pairs = arg.children.iter().any(|child| !child.children.is_empty());
        let at = self.params.len();
        match form(arg) {
            Form::Options => self.option(arg),
            Form::Word => self.word(arg),
            Form::Pairs => self.fields("fields"),
            Form::Streams => self.fields("streams"),
            Form::Fields | Form::Numbered if has_pairs => self.fields(&name),
            Form::Fields | Form::Numbered | Form::Ids => {
                let item = arg.children.last().map_or_else(String::new, word);
                self.param(&name, format!("readonly {item}[]"));
            }
            Form::Members => {
                let member = types::object(&arg.children);
                let several = format!("[first: {member}, second: {member}, ...more: {member}[]]");
                self.flat.push((at, Words::Exact(several)));
                let param = self.param("members", format!("OneOrMore<{member}>"));
                // Scores may be given by their members.
                if arg.children.len() == 2 {
                    param.of += " | Scores<T>";
                    param.generic = Some("T extends object".into());
                }
            }
            Form::Group => arg.children.iter().for_each(|child| self.word(child)),
            Form::Flat => self.block(arg),
        }
        if form(arg) == Form::Numbered {
            let value = if has_pairs { ", value: Value" } else { "" };
            let is_optional = arg.children.iter().any(|child| child.optional);
            self.flat.push((
                at,
                match is_optional {
                    true => Words::Exact("[numkeys: Integer, ...words: Value[]]".into()),
                    false => Words::Least(format!("[numkeys: Integer, key: Key{value}]")),
                },
            ));
        }
    }

    fn option(&mut self, option: &'a Spec) {
        if self.options.all.is_empty() {
            self.options_at = self.params.len();
        }
        self.options.all.push(option);
    }

    fn param(&mut self, name: &str, of: String) -> &mut Param {
        let at = self.params.len();
        self.params.push(Param {
            name: name.to_owned(),
            of,
            generic: None,
            is_optional: false,
        });
        &mut self.params[at]
    }

    fn fields(&mut self, name: &str) {
        let param = self.param(name, "Fields<T>".into());
        param.generic = Some("T extends object".into());
    }

    fn word(&mut self, arg: &Spec) {
        let name = camel(&arg.name.to_lowercase());
        let of = word(arg);
        // A module may not call a parameter `arguments`.
        let several = match name.as_str() {
            "argument" => "...args".to_owned(),
            _ => format!("...{name}s"),
        };
        match (arg.multiple, arg.optional) {
            (false, optional) => self.param(&name, of).is_optional = optional,
            (true, true) => drop(self.param(&several, format!("OneOrMore<{of}>[]"))),
            (true, false) => {
                let least = format!(
                    "AtLeast<A, [{}: OneOrMore<{of}>]>",
                    arg.name.to_lowercase().replace('-', "_")
                );
                let param = self.param(&several, least);
                param.generic = Some(format!("A extends readonly OneOrMore<{of}>[]"));
            }
        }
    }

    /// Words in Redis's order, of which some may be options.
    fn block(&mut self, arg: &'a Spec) {
        let (named, others): (Vec<&Spec>, Vec<&Spec>) =
            arg.children.iter().partition(|part| is_option(part));
        match named.is_empty() {
            true => self.words(arg),
            false => self.words_with_options(arg, &named, &others),
        }
    }

    fn words(&mut self, arg: &Spec) {
        let name = format!("...{}", camel(&arg.name.to_lowercase()));
        let parts = &arg.children;
        if let (true, Some(token)) = (arg.multiple, parts[0].token) {
            // `GET encoding offset [GET encoding offset ...]`
            let each = types::members(&parts[0].children);
            let word = types::literal(token);
            self.param(
                &name,
                format!("[] | [word: {word}, {each}, ...words: Value[]]"),
            );
        } else if arg.optional {
            for part in leaves(arg) {
                let name = camel(&part.name.to_lowercase());
                self.param(&name, word(part)).is_optional = true;
            }
        } else if parts.first().is_some_and(|first| first.optional) {
            let (all, last) = (types::tuple(parts), types::tuple(&parts[1..]));
            self.param(&name, format!("{last} | {all}"));
        } else {
            if let [keys, last] = parts.as_slice()
                && keys.multiple
            {
                let (of, last) = (word(keys), types::members(std::slice::from_ref(last)));
                let words = format!("[key: {of}, ...keys: {of}[], {last}]");
                self.flat.push((self.params.len(), Words::Exact(words)));
            }
            parts.iter().for_each(|part| self.one(part));
        }
    }

    /// A part of such words: one parameter, an array where it is several.
    fn one(&mut self, part: &Spec) {
        let name = camel(&part.name.to_lowercase());
        match part.multiple {
            true => self.param(&format!("{name}s"), format!("OneOrMore<{}>", word(part))),
            false => self.param(&name, word(part)),
        };
    }

    fn words_with_options(&mut self, arg: &'a Spec, named: &[&'a Spec], others: &[&'a Spec]) {
        let from = self.params.len();
        let (optional, needed): (Vec<&Spec>, Vec<&Spec>) =
            others.iter().partition(|part| part.optional);
        needed.iter().for_each(|part| self.one(part));
        self.before_options = optional.first().copied();
        named.iter().for_each(|option| self.option(option));
        self.options.may_repeat = arg.multiple;
        self.options.is_needed = !arg.optional && others.is_empty();
        if arg.optional && needed.len() == 1 {
            self.params[from].is_optional = true;
        } else if arg.optional && needed.len() > 1 {
            self.group_at = Some(from);
        }
        let is_first = arg.children.first().is_some_and(is_option);
        let is_several = needed.iter().any(|part| part.multiple);
        self.has_block_of_options = true;
        self.flat.push(match is_several {
            true => (from, Words::Least("[id: Value]".into())),
            false if is_first => (from, Words::Known(self.options.flat(&[]))),
            false => (self.params.len(), Words::Known(self.options.flat(&[]))),
        });
    }

    /// Where the options stand on the wire, the flat form has words.
    fn find_flat(&mut self, args: &[&Spec]) {
        if self.has_block_of_options {
            return;
        }
        let forms: Vec<Form> = args.iter().map(|arg| form(arg)).collect();
        let Some(first) = forms.iter().position(|form| *form == Form::Options) else {
            let words = match forms.last() {
                Some(Form::Pairs) => Words::Pairs,
                Some(Form::Fields) => Words::Known("Flat<\"FIELDS\">".into()),
                _ => return,
            };
            self.flat.push((self.params.len() - 1, words));
            return;
        };
        if forms.contains(&Form::Group) {
            self.flat.push((0, Words::Known("Flat<\"GROUP\">".into())));
            return;
        }
        let next = args
            .iter()
            .skip(first)
            .find(|arg| form(arg) != Form::Options);
        let words = match next.map(|next| form(next)) {
            None => Words::Known(self.options.flat(&[])),
            Some(Form::Fields) => Words::Known(self.options.flat(&["FIELDS"])),
            Some(Form::Ids) => Words::Known(self.options.flat(&["IDS"])),
            Some(Form::Streams) => Words::Known(self.options.flat(&["STREAMS"])),
            Some(Form::Members) => {
                let each = next.iter().flat_map(|next| &next.children);
                let each: Vec<String> = each.map(|part| self.part(part)).collect();
                Words::Least(format!("[{}]", each.join(", ")))
            }
            Some(_) if forms.last() == Some(&Form::Pairs) => {
                Words::Least("[id: Value, field: Value, value: Value]".into())
            }
            Some(_) => Words::Least("[word: Value]".into()),
        };
        self.flat.push((self.options_at, words));
    }

    /// A word of a member in the flat form, where options may stand before it.
    fn part(&self, part: &Spec) -> String {
        let of = match part.kind {
            Kind::Double => format!("Numeral | Word<{}>", self.options.words(&[])),
            _ => word(part),
        };
        format!("{}: {of}", part.name)
    }

    fn in_flat_form(&self, reply: &str) -> impl Iterator<Item = Overload> {
        let each = self.flat.iter();
        each.map(move |(at, words)| self.with_words(*at, words, reply))
    }

    fn with_words(&self, at: usize, words: &Words, reply: &str) -> Overload {
        let mut params = self.params[..at].to_vec();
        params
            .iter_mut()
            .for_each(|param| param.is_optional = false);
        let asks = |name: &&str| self.options.find(name).is_some();
        let (of, generic) = words.text(reply::names(reply).iter().any(asks));
        params.push(Param {
            name: "...words".into(),
            of,
            generic,
            is_optional: false,
        });
        let (doc, has_options) = match words {
            Words::Exact(_) => (Doc::Whole, false),
            _ => (Doc::Flat, true),
        };
        let reply = reply::resolve(reply, &|name| match self.options.find(name) {
            Some(_) if !has_options => Ref::Missing,
            Some(option) => Ref::Type(format!("Said<W, \"{}\">", option.token.unwrap_or(name))),
            None => Ref::Given,
        });
        overload(doc, params, Vec::new(), reply)
    }

    fn without_group(&self, reply: &str) -> Option<Overload> {
        let params = self.params[..self.group_at?].to_vec();
        let reply = reply::resolve(reply, &|_| Ref::Missing);
        Some(overload(Doc::Whole, params, Vec::new(), reply))
    }

    /// With an object of options.
    fn whole(&self, options: &str, reply: &str) -> Overload {
        let mut params = self.params.clone();
        let mut generics = Vec::new();
        let names = reply::names(reply);
        for param in &mut params {
            if param.is_optional && names.contains(&param.name.as_str()) {
                let name = capital(&param.name);
                generics.push(format!("{name} extends {} | undefined", param.of));
                param.of = name;
                param.is_optional = false;
            }
        }
        let is_argument = |name: &str| params.iter().any(|param| param.of == capital(name));
        let reply = reply::resolve(reply, &|name| match self.options.find(name) {
            Some(_) => Ref::Type(format!("Asked<O, \"{name}\">")),
            None if is_argument(name) => Ref::Type(capital(name)),
            None => Ref::Given,
        });
        params.extend(self.options_param(options));
        overload(Doc::Whole, params, generics, reply)
    }

    /// An entry that is given no id gets the next.
    fn without_id(&self, options: &str, reply: &str) -> Option<Overload> {
        let at = self.params.iter().position(|param| param.name == "id")?;
        let has_fields = self.params.last().is_some_and(|last| last.name == "fields");
        let mut shorter = self.clone();
        shorter.params.remove(at);
        has_fields.then(|| shorter.whole(options, reply))
    }

    fn options_param(&self, options: &str) -> Option<Param> {
        if self.options.all.is_empty() {
            return None;
        }
        let of = format!("{options} | Spelt<O, {options}>");
        let mark = if self.options.is_needed() { "" } else { "?" };
        let (name, of) = match self.before_options {
            Some(word) => {
                let word = types::members(std::slice::from_ref(word));
                let options = format!("options{mark}: {of}");
                ("...rest", format!("[{options}] | [{word}, {options}]"))
            }
            None => ("options", of),
        };
        Some(Param {
            name: name.into(),
            of,
            generic: Some("const O extends object = {}".into()),
            is_optional: self.before_options.is_none() && !mark.is_empty(),
        })
    }
}

fn overload(doc: Doc, params: Vec<Param>, asked: Vec<String>, reply: String) -> Overload {
    // What a script returns is known to the caller alone.
    let of_caller = (reply == OF_CALLER).then(|| format!("{OF_CALLER} = Reply"));
    let asked = of_caller.into_iter().chain(asked);
    let own = params.iter().filter_map(|param| param.generic.clone());
    Overload {
        doc,
        generics: asked.chain(own).collect(),
        params: params.iter().map(Param::text).collect(),
        reply,
    }
}

/// The words of a block, of blocks in it too.
fn leaves(arg: &Spec) -> Vec<&Spec> {
    match form(arg) == Form::Flat && !arg.children.is_empty() {
        true => arg.children.iter().flat_map(leaves).collect(),
        false => vec![arg],
    }
}
