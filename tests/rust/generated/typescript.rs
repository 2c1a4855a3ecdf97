//! Writes the typed methods of the facade from the command table.

use redlet::command::{self, Command};
use redlet::engine::config::{Change, PARAMETERS};
use redlet::spec::{Kind, Spec};

const HEAD: &str = "\
// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.

/** The name of a key. */
export type Key = string | Uint8Array;
/** Anything that Redis takes as one word. */
export type Value = string | number | bigint | ArrayBufferView | ArrayBuffer;
/** Names with values. */
export type Fields = { readonly [name: string]: Value } | ReadonlyMap<Value, Value>;
/** One or several, as an array. */
export type OneOrMore<T> = T | readonly T[];
/** Options as a trailing object, or in Redis's flat form. */
export type Options<T> = [options?: T] | Value[];
/** Names with values: as an object or a Map, or in Redis's flat form. */
export type Entries = [entries: Fields] | Value[];
/** A member of a sorted set with its score. */
export interface Scored<M = string> {
  member: M;
  score: number;
}
/** An entry of a stream. One that was deleted while it was pending has no fields. */
export interface StreamEntry<F = Record<string, string>> {
  id: string;
  fields: F;
}
/** What XINFO STREAM tells. */
export interface StreamInfo {
  length: number;
  \"radix-tree-keys\": number;
  \"radix-tree-nodes\": number;
  \"last-generated-id\": string;
  \"max-deleted-entry-id\": string;
  \"entries-added\": number;
  \"recorded-first-entry-id\": string;
  groups: number;
  \"first-entry\": StreamEntry | null;
  \"last-entry\": StreamEntry | null;
}
/** Streams, each with the id after which it is read. */
export type Streams = { readonly [key: string]: Value } | ReadonlyMap<Key, Value>;
/** What is given of members: objects, or words in Redis's flat form. */
export type Members<T, O> = [members: OneOrMore<T>, options?: O] | Value[];
/** `Y` where the options have `K`, `N` where they do not; in Redis's flat form it may be either. */
export type With<A, K extends string, Y, N> = A extends readonly []
  ? N
  : A extends readonly [...unknown[], infer O extends object]
    ? O extends Record<K, true | string>
      ? Y
      : O extends Uint8Array
        ? Y | N
        : N
    : Y | N;
/** A reply whose type depends on what was asked. */
export type Reply =
  | null
  | string
  | number
  | bigint
  | Uint8Array
  | Reply[]
  | { [name: string]: Reply };

";

/// The whole of `js/client/commands.gen.ts`.
pub fn module() -> String {
    let mut commands: Vec<&Command> = command::all().filter(|c| !is_by_hand(c)).collect();
    commands.sort_by_key(|c| c.title());
    let mut out = HEAD.to_owned();
    out += "/** Redis's commands as methods, by their lower-case names. */\nexport interface Commands {\n";
    for command in &commands {
        out += &method(command);
    }
    out += "}\n\n";
    out += "/** The parameters that CONFIG SET sets. */\nexport type ConfigName =\n";
    let live = PARAMETERS.iter().filter(|p| p.change == Change::Live);
    let parameters: Vec<String> = live.map(|p| format!("  | \"{}\"", p.name)).collect();
    out += &format!("{};\n\n", parameters.join("\n"));
    let names: Vec<String> = commands.iter().map(|c| runtime_entry(c)).collect();
    out += "/** The commands at run time: `name=shape:options`, the last where there are any (see `arguments.ts`). */\n";
    out += &format!("export const COMMANDS =\n  \"{}\";\n", names.join(";"));
    out
}

/// Those whose methods the facade has by hand, as they are more than a command and its reply.
fn is_by_hand(command: &Command) -> bool {
    matches!(command.subcommand, Some("CANCEL" | "RESUME"))
        || command.title() == "CONFIG DEFAULT"
        || matches!(
            command.name,
            "ATOMIC"
                | "DISCARD"
                | "EXEC"
                | "MONITOR"
                | "MULTI"
                | "PSUBSCRIBE"
                | "PUNSUBSCRIBE"
                | "SNAPSHOT"
                | "SSUBSCRIBE"
                | "SUBSCRIBE"
                | "SUNSUBSCRIBE"
                | "UNSUBSCRIBE"
        )
}

fn is_container(command: &Command) -> bool {
    command.subcommand.is_none() && command::subcommands(command.name).next().is_some()
}

fn method(command: &Command) -> String {
    let signature = command.signature();
    let doc = format!(
        "  /**\n   * {}\n   *\n   * `{}` · since Redis {} · {}\n   */\n",
        command.summary.trim(),
        command.syntax(),
        command.since,
        command.complexity
    );
    let name = method_name(command);
    if is_container(command) {
        return format!("{doc}  {name}(...args: Value[]): Promise<Reply>;\n");
    }
    let mut params = params(&signature.args);
    // `string[] || withscores: Scored[]`: an option decides.
    let Some((plain, (option, other))) = choice(signature.reply) else {
        let params = params.join(", ");
        return format!("{doc}  {name}({params}): Promise<{}>;\n", signature.reply);
    };
    let last = params.pop().unwrap_or_default();
    let (rest, shape) = last.split_once(": ").unwrap_or((&last, "[]"));
    params.push(format!("{rest}: A"));
    let params = params.join(", ");
    format!(
        "{doc}  {name}<const A extends {shape}>({params}): Promise<With<A, \"{option}\", {other}, {plain}>>;\n"
    )
}

/// A reply's type without and with the option that decides about it.
fn choice(reply: &str) -> Option<(&str, (&str, &str))> {
    let (plain, with) = reply.split_once(" || ")?;
    Some((plain, with.split_once(": ")?))
}

/// `CLIENT NO-EVICT` is `clientNoEvict`; `GEORADIUS_RO` is `georadius_ro`, as in other clients.
fn method_name(command: &Command) -> String {
    let title = command.title().to_lowercase();
    let parts: Vec<String> = title.split('_').map(camel).collect();
    parts.join("_")
}

fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in name.chars() {
        match c {
            ' ' | '-' | '_' => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// `two words=shape:options`.
fn runtime_entry(command: &Command) -> String {
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
enum Form {
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

fn form(arg: &Spec) -> Form {
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
fn is_scored(arg: &Spec) -> bool {
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
    let is_option = |c: &&Spec| {
        let is_choice = !c.children.is_empty() && c.children.iter().all(is_announced);
        form(c) == Form::Options || is_choice || (c.optional && is_announced(c))
    };
    let (named, others): (Vec<&Spec>, Vec<&Spec>) = arg.children.iter().partition(is_option);
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
    let is_first = arg.children.first().as_ref().is_some_and(is_option);
    match (names.is_empty(), is_first) {
        (true, _) => *letters += &words,
        (_, true) => *letters += &format!("o{words}"),
        _ => *letters += &format!("{words}o"),
    }
    options.extend(names);
}

/// Whether a word of its own comes before it that is not all there is.
fn is_announced(spec: &Spec) -> bool {
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

fn params(args: &[Spec]) -> Vec<String> {
    let (options, others): (Vec<&Spec>, Vec<&Spec>) =
        args.iter().partition(|a| form(a) == Form::Options);
    let options: Vec<&Spec> = options.into_iter().filter(|o| !is_silent(o)).collect();
    let mut out: Vec<String> = others.iter().flat_map(|arg| one_or_each(arg)).collect();
    if let Some(members) = others.iter().find(|arg| form(arg) == Form::Members) {
        // Options come last in JavaScript, and may be left out: in one parameter with the members.
        let fields: Vec<String> = options.iter().flat_map(|o| option_fields(o)).collect();
        out.pop();
        out.push(format!(
            "...members: Members<{}, {{ {} }}>",
            member_type(members),
            fields.join("; ")
        ));
        return out;
    }
    let last = others.last().and_then(|last| with_options(last));
    if let Some((name, shape)) = last {
        let inner = others.iter().flat_map(|arg| &arg.children);
        let inner = inner.filter(|child| child.kind == Kind::Options);
        let all = options.iter().copied().chain(inner);
        let fields: Vec<String> = all.flat_map(option_fields).collect();
        if !fields.is_empty() {
            out.pop();
            let options = fields.join("; ");
            out.push(format!(
                "...{name}: [{name}: {shape}, options?: {{ {options} }}] | Value[]"
            ));
            return out;
        }
    }
    if !options.is_empty() {
        let fields: Vec<String> = options.iter().flat_map(|o| option_fields(o)).collect();
        out.push(format!("...options: Options<{{ {} }}>", fields.join("; ")));
    }
    out
}

/// A last parameter that may be many words: in one with the options, where there are any. Its name,
/// and what it is where it is not in Redis's flat form.
fn with_options(arg: &Spec) -> Option<(&'static str, &'static str)> {
    let has_options = |arg: &Spec| arg.children.iter().any(|c| c.kind == Kind::Options);
    match form(arg) {
        Form::Pairs => Some(("fields", "Fields")),
        Form::Streams => Some(("streams", "Streams")),
        Form::Flat if has_options(arg) => Some(("ids", "OneOrMore<Value>")),
        _ => None,
    }
}

/// A parameter, or of a block of words that are all needed one for each.
fn one_or_each(arg: &Spec) -> Vec<String> {
    let is_token = |spec: &Spec| spec.kind == Kind::PureToken;
    let is_needed = |spec: &Spec| {
        !spec.optional && (spec.kind != Kind::OneOf || spec.children.iter().all(is_token))
    };
    let is_plain = arg.kind == Kind::Block && matches!(form(arg), Form::Flat | Form::Group);
    if !is_plain || arg.multiple || arg.optional || !arg.children.iter().all(is_needed) {
        return vec![param(arg)];
    }
    let each = |child: &Spec| match child.multiple {
        true => format!("{}s: OneOrMore<{}>", child.name, word_type(child)),
        false => param(child),
    };
    arg.children.iter().map(each).collect()
}

/// Words that a command takes and ignores are no parameter.
fn is_silent(option: &Spec) -> bool {
    option.kind == Kind::Options && option.children.is_empty()
}

fn param(arg: &Spec) -> String {
    let name = camel(&arg.name.to_lowercase());
    match form(arg) {
        Form::Pairs => "...entries: Entries".to_owned(),
        Form::Fields | Form::Numbered if arg.children.iter().any(|c| c.kind == Kind::Block) => {
            format!("{name}: Fields")
        }
        Form::Fields | Form::Numbered | Form::Ids => {
            format!(
                "{name}: readonly {}[]",
                arg.children.last().map_or("Value", word_type)
            )
        }
        Form::Members | Form::Flat | Form::Group | Form::Streams => format!("...{name}: Value[]"),
        // A module may not call a parameter `arguments`.
        _ if arg.multiple && name == "argument" => {
            format!("...args: OneOrMore<{}>[]", word_type(arg))
        }
        _ if arg.multiple => format!("...{name}s: OneOrMore<{}>[]", word_type(arg)),
        _ if arg.optional => format!("{name}?: {}", value_type(arg)),
        _ => format!("{name}: {}", value_type(arg)),
    }
}

/// `{ score: number; member: Value }`.
fn member_type(arg: &Spec) -> String {
    let fields = arg.children.iter();
    let fields: Vec<String> = fields
        .map(|child| format!("{}: {}", child.name, word_type(child)))
        .collect();
    format!("{{ {} }}", fields.join("; "))
}

fn word_type(arg: &Spec) -> &'static str {
    match arg.kind {
        Kind::Key => "Key",
        Kind::Integer | Kind::UnixTime => "number | bigint",
        Kind::Double => "number",
        _ => "Value",
    }
}

fn value_type(arg: &Spec) -> String {
    match arg.kind {
        Kind::OneOf => {
            let both = |c: &Spec| format!("\"{0}\" | \"{1}\"", c.name, c.name.to_lowercase());
            arg.children
                .iter()
                .map(both)
                .collect::<Vec<_>>()
                .join(" | ")
        }
        Kind::PureToken => format!("\"{0}\" | \"{1}\"", arg.name, arg.name.to_lowercase()),
        _ => word_type(arg).to_owned(),
    }
}

/// The fields of the options object that a token, or a choice of tokens, makes.
fn option_fields(option: &Spec) -> Vec<String> {
    match (option.kind, option.token) {
        (Kind::Options, _) | (Kind::OneOf, None) => {
            option.children.iter().flat_map(option_fields).collect()
        }
        (Kind::PureToken, Some(token)) => vec![format!("{}?: boolean", field_name(token))],
        (Kind::OneOf, Some(token)) if option.children.iter().any(|c| c.kind != Kind::PureToken) => {
            vec![format!("{}?: readonly Value[]", field_name(token))]
        }
        (Kind::OneOf, Some(token)) => {
            vec![format!("{}?: {}", field_name(token), value_type(option))]
        }
        (Kind::Block, Some("LIMIT")) => {
            vec!["limit?: readonly [offset: number, count: number]".into()]
        }
        // A word that may have another before it: `MAXLEN [= | ~] threshold`.
        (Kind::Block, Some(token)) if option.children.iter().any(|child| child.optional) => {
            vec![format!("{}?: OneOrMore<Value>", field_name(token))]
        }
        (Kind::Block, Some(token)) => vec![format!("{}?: readonly Value[]", field_name(token))],
        (_, Some(token)) if option.multiple => {
            vec![format!(
                "{}?: OneOrMore<{}>",
                field_name(token),
                word_type(option)
            )]
        }
        (_, Some(token)) => vec![format!("{}?: {}", field_name(token), word_type(option))],
        (_, None) => vec![format!("{}?: {}", camel(option.name), word_type(option))],
    }
}

fn field_name(token: &str) -> String {
    camel(&token.to_lowercase())
}
