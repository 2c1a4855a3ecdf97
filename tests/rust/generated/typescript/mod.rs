//! Writes the typed methods of the facade from the command table.

pub mod letters;
mod overloads;
mod reply;
mod runtime;
mod types;

use std::path::Path;
use std::sync::OnceLock;

use redlet::command::{Command, Flag};
use redlet::engine::state::config::{Change, PARAMETERS};

use overloads::{Doc, Method, Overload, overloads};

const HEAD: &str = "\
// Generated from src/commands by `UPDATE=1 cargo test --test generated`. Do not edit.

import type {
  Asked,
  AtLeast,
  ExactlyOne,
  Fields,
  Flat,
  Found,
  Given,
  If,
  Integer,
  Key,
  Match,
  Matches,
  Numeral,
  OneOf,
  OneOrMore,
  Optional,
  Pairs,
  Promised,
  Reply,
  Said,
  Scored,
  Scores,
  Spelt,
  StreamEntry,
  StreamInfo,
  Value,
  View,
  Word,
} from \"./signatures.ts\";

";

/// The examples: those of the core's commands, and in each module's folder those of its own.
const EXAMPLES: &str = "tests/docs/commands.ts";
const MODULES: &str = "src/modules";
const EXAMPLES_OF_MODULE: &str = "examples.ts";

/// The whole of `js/client/commands.gen.ts`.
pub fn module() -> String {
    let mut commands: Vec<&Command> = redlet::table().all().filter(|c| !is_by_hand(c)).collect();
    commands.sort_by_key(|c| c.title());
    let mut out = HEAD.to_owned();
    out += &commands
        .iter()
        .filter_map(|c| options(c))
        .collect::<String>();
    out += "\n/** Redis's commands as methods, by their lower-case names; `V` says how they give their replies. */\n";
    out += "export interface Methods<V extends View> {\n";
    for command in &commands {
        out += &method(command);
    }
    out += "}\n\n/** Redis's commands as methods, by their lower-case names. */\n";
    out += "export interface Commands extends Methods<Promised> {}\n\n";
    out += "/** The parameters that CONFIG SET sets. */\nexport type ConfigName =\n";
    let live = PARAMETERS.iter().filter(|p| p.change == Change::Live);
    let parameters: Vec<String> = live.map(|p| format!("  | \"{}\"", p.name)).collect();
    out += &format!("{};\n\n", parameters.join("\n"));
    let names: Vec<String> = commands.iter().map(|c| runtime::entry(c)).collect();
    out += "/** The commands at run time: `name=shape:options`, the last where there are any (see `letters.gen.ts`). */\n";
    out += &format!("export const COMMANDS =\n  \"{}\";\n", names.join(";"));
    out
}

/// Those whose methods the facade has by hand, as they are more than a command and its reply, and those that
/// have none.
fn is_by_hand(command: &Command) -> bool {
    command.is(Flag::internal)
        || matches!(
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
    command.subcommand.is_none() && redlet::table().subcommands(command.name).next().is_some()
}

/// The type of a method's options, where it has any.
fn options(command: &Command) -> Option<String> {
    let signature = command.signature();
    let options = Method::new(&signature.args, signature.reply).options;
    let has_options = !options.all.is_empty() && !is_container(command);
    let name = options_name(command);
    has_options.then(|| format!("export type {name} = {};\n", options.text()))
}

/// `SetOptions`.
fn options_name(command: &Command) -> String {
    let words = command.title().to_lowercase().replace('_', " ");
    format!("{}Options", capital(&camel(&words)))
}

/// A method with its documentation, once for each way to call it.
fn method(command: &Command) -> String {
    let name = method_name(command);
    let told = command.declared();
    let doc = format!(
        "  /**\n   * {}\n   *\n   * `{}` · since {} · {}\n   *\n   * @example {}\n   */\n",
        told.summary,
        told.syntax(&command.title()),
        since(command, told.since),
        told.complexity,
        example(&name),
    );
    if is_container(command) {
        return format!("{doc}  {name}(...args: Value[]): Given<V, Reply>;\n");
    }
    let signature = command.signature();
    let taken = Method::new(&signature.args, signature.reply);
    let reply = signature.reply.replace("TypeName", &type_names());
    let mut ways = overloads(&taken, &options_name(command), &reply);
    if command.title() == "CLIENT KILL" {
        // The older form, which its syntax does not tell.
        ways.insert(0, Overload::of_words("address: string", "\"OK\""));
    }
    let each = ways.iter().map(|way| match way.doc {
        Doc::Flat => format!(
            "  /** In Redis's flat form: `{}` */\n{}",
            command.declared().syntax(&command.title()),
            way.text(&name)
        ),
        Doc::Whole => format!("{doc}{}", way.text(&name)),
        Doc::None => way.text(&name),
    });
    each.collect()
}

/// `Redis 6.2.0`; a module that names its commands counts its own versions: `JSON 1.0.0`.
fn since(command: &Command, version: &str) -> String {
    let module = command.name.split_once('.').map(|(module, _)| module);
    format!("{} {version}", module.unwrap_or("Redis"))
}

/// What TYPE answers: the names of all data types.
fn type_names() -> String {
    let table = redlet::table();
    let names = table.types.iter().map(|each| each.kind.name);
    let names = std::iter::once("none").chain(names);
    let quoted: Vec<String> = names.map(|name| format!("{name:?}")).collect();
    quoted.join(" | ")
}

/// All examples, one after the other.
fn examples() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |path| std::fs::read_to_string(path).expect("the examples");
        let folders = std::fs::read_dir(root.join(MODULES)).expect("the modules");
        let files = folders.map(|it| it.expect("a folder").path().join(EXAMPLES_OF_MODULE));
        let files = files.filter(|path| path.exists());
        std::iter::once(root.join(EXAMPLES))
            .chain(files)
            .map(read)
            .collect()
    })
}

/// The example of a method, the first line that begins with a call of it: `tests/docs/commands.test.mjs` runs it.
fn example(name: &str) -> String {
    let call = format!("await r.{name}(");
    let mut lines = examples().lines().map(str::trim);
    let example = lines.find(|line| line.starts_with(&call));
    let missing = || {
        panic!("no line begins with {call} in {EXAMPLES}, or in the module's {EXAMPLES_OF_MODULE}")
    };
    example.unwrap_or_else(missing).to_owned()
}

/// `CLIENT NO-EVICT` is `clientNoEvict`, `JSON.SET` is `jsonSet`, `FT._LIST` is `ftList`; `GEORADIUS_RO` is
/// `georadius_ro`, as in other clients. `js/client/methods.ts` does the same.
fn method_name(command: &Command) -> String {
    let title = command.title().to_lowercase().replace("._", ".");
    let parts: Vec<String> = title.split('_').map(camel).collect();
    parts.join("_")
}

fn camel(name: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in name.chars() {
        match c {
            ' ' | '-' | '_' | '.' => upper = true,
            c if upper => {
                out.extend(c.to_uppercase());
                upper = false;
            }
            c => out.push(c),
        }
    }
    out
}

/// `withscores` is the type parameter `Withscores`.
fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_uppercase() + rest
}

fn field_name(token: &str) -> String {
    camel(&token.to_lowercase())
}
