//! Writes the typed methods of the facade from the command table.

use redlet::command::{self, Command};
use redlet::spec::{Kind, Spec};

const HEAD: &str = "\
// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.

/** The name of a key. */
export type Key = string | Uint8Array;
/** Anything that Redis takes as one word. */
export type Value = string | number | bigint | Uint8Array;
/** One or several, as an array. */
export type OneOrMore<T> = T | readonly T[];
/** Options as a trailing object, or in Redis's flat form. */
export type Options<T> = [options?: T] | Value[];
/** Names with values: as an object, or in Redis's flat form. */
export type Entries = [entries: { readonly [name: string]: Value }] | Value[];
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
    let names: Vec<String> = commands.iter().map(|c| runtime_entry(c)).collect();
    out += "/**\n * The methods at run time: `name`, then `/WIRE NAME` where the name does not tell it, then\n * `=shape` where arguments stand otherwise on the wire (see `encode.ts`).\n */\n";
    out += &format!("export const COMMANDS =\n  \"{}\";\n", names.join(";"));
    out
}

/// Those whose methods the facade has by hand, as they are more than a command and its reply.
fn is_by_hand(command: &Command) -> bool {
    matches!(
        command.name,
        "ATOMIC"
            | "DISCARD"
            | "EXEC"
            | "MONITOR"
            | "MULTI"
            | "PSUBSCRIBE"
            | "PUNSUBSCRIBE"
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
    let (params, reply) = if is_container(command) {
        ("...args: Value[]".to_owned(), "Reply")
    } else {
        (params(&signature.args).join(", "), signature.reply)
    };
    format!(
        "{doc}  {}({params}): Promise<{reply}>;\n",
        method_name(command)
    )
}

/// `CLIENT NO-EVICT` is `clientNoEvict`.
fn method_name(command: &Command) -> String {
    camel(&command.title().to_lowercase())
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

fn runtime_entry(command: &Command) -> String {
    let wire = match command.subcommand {
        Some(_) => format!("/{}", command.title()),
        None => String::new(),
    };
    let letters = shape(&command.signature().args);
    let shape = match letters.trim_end_matches('o').chars().all(|c| c == 'v') {
        true => String::new(),
        false => format!("={letters}"),
    };
    format!("{}{wire}{shape}", method_name(command))
}

/// How an argument of the method becomes words.
#[derive(PartialEq)]
enum Form {
    Word,
    Options,
    Pairs,
    Fields,
    Numbered,
    Flat,
}

fn form(arg: &Spec) -> Form {
    match arg.kind {
        Kind::Options => Form::Options,
        Kind::OneOf if arg.optional => Form::Options,
        Kind::PureToken if arg.optional => Form::Options,
        Kind::Block if arg.multiple && arg.children.len() == 2 => Form::Pairs,
        Kind::Block if counts_its_words(arg) && arg.token.is_some() => Form::Fields,
        Kind::Block if counts_its_words(arg) => Form::Numbered,
        Kind::Block => Form::Flat,
        _ if arg.optional && arg.token.is_some() => Form::Options,
        _ => Form::Word,
    }
}

/// `numfields field [field ...]`.
fn counts_its_words(arg: &Spec) -> bool {
    matches!(arg.children.as_slice(), [count, words] if count.kind == Kind::Integer && words.multiple)
}

/// One letter a parameter, in the order of the wire.
fn shape(args: &[Spec]) -> String {
    let letter = |arg: &Spec| match form(arg) {
        Form::Word | Form::Flat => 'v',
        Form::Options => 'o',
        Form::Pairs => 'p',
        Form::Fields => 'f',
        Form::Numbered => 'n',
    };
    args.iter().map(letter).collect()
}

fn params(args: &[Spec]) -> Vec<String> {
    let (options, others): (Vec<&Spec>, Vec<&Spec>) =
        args.iter().partition(|a| form(a) == Form::Options);
    let options: Vec<&Spec> = options.into_iter().filter(|o| !is_silent(o)).collect();
    let mut out: Vec<String> = others.iter().map(|arg| param(arg)).collect();
    if !options.is_empty() {
        let fields: Vec<String> = options.iter().flat_map(|o| option_fields(o)).collect();
        out.push(format!("...options: Options<{{ {} }}>", fields.join("; ")));
    }
    out
}

/// Words that a command takes and ignores are no parameter.
fn is_silent(option: &Spec) -> bool {
    option.kind == Kind::Options && option.children.is_empty()
}

fn param(arg: &Spec) -> String {
    let name = camel(&arg.name.to_lowercase());
    match form(arg) {
        Form::Pairs => "...entries: Entries".to_owned(),
        Form::Fields | Form::Numbered => {
            format!(
                "{name}: readonly {}[]",
                arg.children.last().map_or("Value", word_type)
            )
        }
        Form::Flat => format!("...{name}: Value[]"),
        // A module may not call a parameter `arguments`.
        _ if arg.multiple && name == "argument" => {
            format!("...args: OneOrMore<{}>[]", word_type(arg))
        }
        _ if arg.multiple => format!("...{name}s: OneOrMore<{}>[]", word_type(arg)),
        _ if arg.optional => format!("{name}?: {}", value_type(arg)),
        _ => format!("{name}: {}", value_type(arg)),
    }
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
