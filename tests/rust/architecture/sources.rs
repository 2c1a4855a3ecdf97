//! Reads Rust sources as the compiler does: which file is which module, what a `use` brings into it, what it
//! re-exports, and what every path, method and string in it is.
//!
//! Paths are found by their tokens, so that those in the arguments of macros count as well. What is compiled for
//! tests alone (`#[cfg(test)]`) is left out.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::spanned::Spanned;
use syn::{Attribute, Item, UseTree};

/// The path of a module or an item from the crate's root, or from an external crate's name.
pub type Path = Vec<String>;

/// Where something stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: String,
    pub line: usize,
}

/// A path, as it is written.
#[derive(Debug)]
struct Written {
    segments: Path,
    line: usize,
    /// Whether it is the name of a macro that is called.
    is_macro: bool,
}

/// A string in the code.
#[derive(Debug)]
struct Text {
    value: String,
    line: usize,
    /// The function that it is an argument of, as that is written.
    callee: Option<Path>,
}

#[derive(Debug, Default)]
struct Module {
    file: String,
    items: BTreeSet<String>,
    /// The names that `use` brings, with their paths as they are written.
    uses: Vec<(String, Path)>,
    /// The paths before `::*`.
    globs: Vec<Path>,
    paths: Vec<Written>,
    texts: Vec<Text>,
    methods: Vec<(String, usize)>,
    keywords: Vec<(String, usize)>,
    is_test: bool,
}

/// All modules of a crate.
#[derive(Debug, Default)]
pub struct Sources {
    modules: BTreeMap<Path, Module>,
    /// Where the macros are that the crate's root exports.
    macros: BTreeMap<String, Path>,
}

/// A use of one thing of the crate, or of an external crate, by a module of it.
#[derive(Debug)]
pub struct Arrow {
    pub at: Place,
    pub from: Path,
    /// From the crate's root; an external crate's has `::` before it.
    pub to: Path,
}

impl Sources {
    /// Reads files, which are named from the repository's root: `src/engine/mod.rs`.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Sources {
        let mut sources = Sources::default();
        for (file, text) in files {
            let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
            let module = module_of(file);
            sources.add(&module, file, &parsed.items, false);
        }
        sources.leave_out_tests();
        sources
    }

    fn add(&mut self, path: &Path, file: &str, items: &[Item], is_test: bool) {
        let mut module = Module {
            file: file.to_owned(),
            is_test,
            ..Module::default()
        };
        for item in items {
            if is_for_tests(attributes(item)) {
                // A file of tests is found by its name in its parent.
                if let Item::Mod(inner) = item {
                    let path = joined(path, &inner.ident.to_string());
                    self.modules.entry(path).or_default().is_test = true;
                }
                continue;
            }
            match item {
                Item::Use(item) => module.bring(&item.tree, &mut Vec::new()),
                Item::Mod(inner) => {
                    let name = inner.ident.to_string();
                    if inner
                        .attrs
                        .iter()
                        .any(|attribute| attribute.path().is_ident("path"))
                    {
                        let line = inner.ident.span().start().line;
                        module.keywords.push(("#[path]".to_owned(), line));
                    }
                    if let Some((_, items)) = &inner.content {
                        self.add(&joined(path, &name), file, items, is_test);
                    }
                    module.items.insert(name);
                }
                item => {
                    module.items.extend(name_of(item));
                    if let Item::Macro(item) = item
                        && let Some(name) = &item.ident
                    {
                        let place = joined(path, &name.to_string());
                        self.macros.insert(name.to_string(), place);
                    }
                    module.scan(item.to_token_stream(), None);
                }
            }
        }
        let known = self.modules.entry(path.clone()).or_default();
        module.is_test |= known.is_test;
        *known = module;
    }

    /// Drops the modules within those of tests, too.
    fn leave_out_tests(&mut self) {
        let tests = self.modules.iter().filter(|(_, module)| module.is_test);
        let tests: Vec<Path> = tests.map(|(path, _)| path.clone()).collect();
        self.modules
            .retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
    }

    /// Whatever a module uses, by imports and by paths in its code.
    pub fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for (from, module) in &self.modules {
            for written in module.paths.iter().filter(|written| !written.is_macro) {
                if let Some(to) = self.resolve(from, &written.segments) {
                    arrows.push(Arrow {
                        at: module.at(written.line),
                        from: from.clone(),
                        to,
                    });
                }
            }
        }
        arrows
    }

    /// Every string, with its module and what it is an argument of.
    pub fn texts(&self) -> impl Iterator<Item = (Place, &Path, &str, Option<Path>)> {
        self.modules.iter().flat_map(move |(path, module)| {
            module.texts.iter().map(move |text| {
                let callee = text.callee.as_ref();
                let callee = callee.and_then(|callee| self.resolve(path, callee));
                (module.at(text.line), path, text.value.as_str(), callee)
            })
        })
    }

    /// Every call of a method, with its module.
    pub fn methods(&self) -> impl Iterator<Item = (Place, &Path, &str)> {
        self.modules.iter().flat_map(|(path, module)| {
            let all = module.methods.iter();
            all.map(move |(name, line)| (module.at(*line), path, name.as_str()))
        })
    }

    /// Every `unsafe`, and every attribute that reads another file as a module.
    pub fn keywords(&self) -> impl Iterator<Item = (Place, &Path, &str)> {
        self.modules.iter().flat_map(|(path, module)| {
            let all = module.keywords.iter();
            all.map(move |(name, line)| (module.at(*line), path, name.as_str()))
        })
    }

    /// What a path that a module has means.
    fn resolve(&self, module: &[String], written: &[String]) -> Option<Path> {
        let path = self.look_up(module, written, 16)?;
        match path.as_slice() {
            [name] if !self.modules.contains_key(&path) => {
                let exported = self.macros.get(name).cloned();
                Some(exported.unwrap_or(path))
            }
            _ => Some(path),
        }
    }

    /// Whether there is such a module.
    pub fn has(&self, path: &[String]) -> bool {
        self.modules.contains_key(path)
    }

    fn look_up(&self, module: &[String], written: &[String], depth: usize) -> Option<Path> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = written.split_first()?;
        let start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => module.to_vec(),
            "super" => {
                let parent = module.split_last().map(|(_, parent)| parent)?;
                return self.look_up(parent, &[&["self".to_owned()], rest].concat(), depth);
            }
            "Self" => return None,
            name => match self.named(module, name, depth) {
                Some(path) => path,
                None => return Some([vec!["::".to_owned()], written.to_vec()].concat()),
            },
        };
        let mut path = start;
        for segment in rest {
            path = match segment.as_str() {
                "super" => path.split_last().map(|(_, parent)| parent.to_vec())?,
                name => match self.named(&path, name, depth) {
                    Some(path) => path,
                    None => joined(&path, name),
                },
            };
        }
        Some(path)
    }

    /// What a name means in a module: its own item, or what it has from elsewhere.
    fn named(&self, path: &[String], name: &str, depth: usize) -> Option<Path> {
        let depth = depth.checked_sub(1)?;
        let module = self.modules.get(path)?;
        if module.items.contains(name) {
            return Some(joined(path, name));
        }
        let brought = module.uses.iter().find(|(alias, _)| alias == name);
        if let Some((_, target)) = brought {
            // `use x::{self}` and `use rusqlite;` have the name of an external crate.
            if target.first().is_some_and(|first| first == name) {
                return Some([vec!["::".to_owned()], target.clone()].concat());
            }
            return self.look_up(path, target, depth);
        }
        module.globs.iter().find_map(|glob| {
            let target = self.look_up(path, glob, depth)?;
            self.named(&target, name, depth)
        })
    }
}

impl Module {
    fn at(&self, line: usize) -> Place {
        Place {
            file: self.file.clone(),
            line,
        }
    }

    /// Takes the leaves of a `use`.
    fn bring(&mut self, tree: &UseTree, before: &mut Path) {
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.bring(&path.tree, before);
                before.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.bring(tree, before);
                }
            }
            UseTree::Glob(_) => {
                self.globs.push(before.clone());
                self.path(before.clone(), line);
            }
            UseTree::Name(name) => self.bring_name(before, &name.ident.to_string(), None, line),
            UseTree::Rename(name) => {
                let alias = name.rename.to_string();
                self.bring_name(before, &name.ident.to_string(), Some(alias), line);
            }
        }
    }

    fn bring_name(&mut self, before: &[String], name: &str, alias: Option<String>, line: usize) {
        let path = match name {
            "self" => before.to_vec(),
            name => joined(before, name),
        };
        let last = path.last().cloned().unwrap_or_default();
        self.uses.push((alias.unwrap_or(last), path.clone()));
        self.path(path, line);
    }

    fn path(&mut self, segments: Path, line: usize) {
        self.paths.push(Written {
            segments,
            line,
            is_macro: false,
        });
    }

    /// Takes what is in the tokens of an item, and in the groups within them.
    fn scan(&mut self, tokens: TokenStream, callee: Option<&Path>) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let line = token.span().start().line;
            match token {
                TokenTree::Punct(mark) if mark.as_char() == '#' => {
                    at += 1;
                    self.attribute(&tokens, &mut at);
                    continue;
                }
                TokenTree::Ident(word) if word == "use" => {
                    if self.local_use(&tokens, &mut at) {
                        continue;
                    }
                }
                TokenTree::Ident(word) => {
                    let is_after_dot = at > 0 && is_punct(tokens.get(at - 1), '.');
                    let is_range = at > 1 && is_after_dot && is_punct(tokens.get(at - 2), '.');
                    if is_after_dot && !is_range {
                        // A field is no method, whatever its name.
                        if is_called(&tokens[at + 1..]) {
                            self.methods.push((word.to_string(), line));
                        }
                    } else if word == "unsafe" {
                        self.keywords.push((word.to_string(), line));
                    } else {
                        self.written_path(&tokens, &mut at, callee);
                        continue;
                    }
                }
                TokenTree::Literal(literal) => self.literal(literal.to_string(), line, callee),
                TokenTree::Group(group) => self.scan(group.stream(), None),
                TokenTree::Punct(_) => {}
            }
            at += 1;
        }
    }

    /// An attribute: documentation is no code; another file as a module is told.
    fn attribute(&mut self, tokens: &[TokenTree], at: &mut usize) {
        if is_punct(tokens.get(*at), '!') {
            *at += 1;
        }
        let Some(TokenTree::Group(group)) = tokens.get(*at) else {
            return;
        };
        *at += 1;
        match first_word(group).as_deref() {
            Some("doc") => {}
            Some("path") => {
                let line = group.span().start().line;
                self.keywords.push(("#[path]".to_owned(), line));
            }
            _ => self.scan(group.stream(), None),
        }
    }

    /// A `use` within a function. Returns whether it is one.
    fn local_use(&mut self, tokens: &[TokenTree], at: &mut usize) -> bool {
        let rest = tokens.get(*at..).unwrap_or_default();
        let Some(length) = rest.iter().position(|token| is_punct(Some(token), ';')) else {
            return false;
        };
        let item: TokenStream = rest.iter().take(length + 1).cloned().collect();
        let Ok(item) = syn::parse2::<syn::ItemUse>(item) else {
            return false;
        };
        self.bring(&item.tree, &mut Vec::new());
        *at += length + 1;
        true
    }

    /// A path, and what it is called with.
    fn written_path(&mut self, tokens: &[TokenTree], at: &mut usize, callee: Option<&Path>) {
        let mut segments = Vec::new();
        let mut line = 0;
        while let Some(TokenTree::Ident(word)) = tokens.get(*at) {
            line = word.span().start().line;
            segments.push(word.to_string());
            *at += 1;
            let is_more = is_punct(tokens.get(*at), ':') && is_punct(tokens.get(*at + 1), ':');
            if !is_more || !matches!(tokens.get(*at + 2), Some(TokenTree::Ident(_))) {
                break;
            }
            *at += 2;
        }
        let is_macro = is_punct(tokens.get(*at), '!');
        if is_macro && segments == ["include"] {
            self.keywords.push(("include!".to_owned(), line));
        }
        if let Some(TokenTree::Group(group)) = tokens.get(*at)
            && group.delimiter() == Delimiter::Parenthesis
        {
            self.scan(group.stream(), Some(&segments));
            *at += 1;
        } else if is_macro && let Some(TokenTree::Group(group)) = tokens.get(*at + 1) {
            // What a function is given may be made by a macro: `format!`.
            self.scan(group.stream(), callee);
            *at += 2;
        }
        if segments.len() > 1 {
            self.paths.push(Written {
                segments,
                line,
                is_macro,
            });
        }
    }

    fn literal(&mut self, token: String, line: usize, callee: Option<&Path>) {
        let value = match syn::parse_str::<syn::Lit>(&token) {
            Ok(syn::Lit::Str(text)) => text.value(),
            Ok(syn::Lit::ByteStr(text)) => String::from_utf8_lossy(&text.value()).into_owned(),
            Ok(syn::Lit::CStr(text)) => text.value().to_string_lossy().into_owned(),
            _ => return,
        };
        self.texts.push(Text {
            value,
            line,
            callee: callee.cloned(),
        });
    }
}

/// `src/engine/mod.rs` is the module `engine`.
fn module_of(file: &str) -> Path {
    let path = file.strip_prefix("src/").unwrap_or(file);
    let path = path.strip_suffix(".rs").unwrap_or(path);
    let segments = path
        .split('/')
        .filter(|name| !matches!(*name, "mod" | "lib"));
    segments.map(str::to_owned).collect()
}

fn joined(path: &[String], name: &str) -> Path {
    [path, &[name.to_owned()]].concat()
}

fn is_punct(token: Option<&TokenTree>, mark: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
}

/// Whether arguments follow, maybe behind types: `(x)`, `::<T>(x)`.
fn is_called(behind: &[TokenTree]) -> bool {
    match behind.first() {
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
        token => is_punct(token, ':'),
    }
}

fn first_word(group: &Group) -> Option<String> {
    match group.stream().into_iter().next()? {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

/// `#[test]`, `#[cfg(test)]`.
fn is_for_tests(attributes: &[Attribute]) -> bool {
    let is_test = |attribute: &Attribute| match &attribute.meta {
        syn::Meta::List(list) => {
            let arguments = list.tokens.to_string();
            list.path.is_ident("cfg") && arguments == "test"
        }
        meta => meta.path().is_ident("test"),
    };
    attributes.iter().any(is_test)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
