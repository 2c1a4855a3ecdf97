//! LOLWUT: a picture, for no other reason than that Redis has one.

use crate::command::Tx;
use crate::command::args::{Arg, Args};
use crate::command::reply::Text;
use crate::command::spec::Spec;
use crate::commands;
use crate::engine::state::server::{REDIS_VERSION, VERSION};
use crate::error::Result;

commands! { "server";
    /// Draws an elementary cellular automaton, with the given or a random rule.
    LOLWUT(options): "5.0.0", "O(1)", [readonly fast], [] => lolwut;
}

const COLUMNS: usize = 64;
/// Two rows of cells make a line of characters.
const ROWS: usize = 40;
/// Rules worth looking at.
const RULES: [u8; 8] = [18, 30, 45, 73, 90, 105, 110, 150];

/// `[VERSION version]`; what follows is for pictures that take it, and this one does not.
pub struct Picture(Option<i64>);

impl<'a> Arg<'a> for Picture {
    fn describe(_name: &'static str) -> Spec {
        Option::<i64>::describe("version").after("VERSION")
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        let version = match args.len() > 1 && args.token("VERSION") {
            true => Some(i64::take(args)?),
            false => None,
        };
        args.rest();
        Ok(Picture(version))
    }
}

fn lolwut(tx: &mut Tx, picture: Picture) -> Result<Text> {
    let random = &mut tx.server.random;
    let chosen = random.below(RULES.len() as u64) as usize;
    let rule = match picture.0 {
        Some(version) => version.rem_euclid(256) as u8,
        None => RULES.get(chosen).copied().unwrap_or_default(),
    };
    let mut row: Vec<bool> = (0..COLUMNS).map(|_| random.below(2) == 1).collect();
    let mut text = String::new();
    for _ in 0..ROWS / 2 {
        let below = next(rule, &row);
        text.extend(
            row.iter()
                .zip(&below)
                .map(|(up, down)| half_blocks(*up, *down)),
        );
        text.push('\n');
        row = next(rule, &below);
    }
    text += &format!(
        "\nRule {rule}: every cell looks at itself and its two neighbours, and then decides.\n\
         Redis ver. {REDIS_VERSION}, as redlet {VERSION} understands it\n"
    );
    Ok(Text(text))
}

/// The row below, on a ring: the rule's bit at the number that three cells make.
fn next(rule: u8, row: &[bool]) -> Vec<bool> {
    let cell = |at: usize| u8::from(row.get(at % row.len()).copied().unwrap_or_default());
    let count = row.len();
    (0..count)
        .map(|at| {
            let number = cell(at + count - 1) << 2 | cell(at) << 1 | cell(at + 1);
            rule >> number & 1 == 1
        })
        .collect()
}

fn half_blocks(up: bool, down: bool) -> char {
    match (up, down) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_90_draws_sierpinskis_triangle() {
        let row = |text: &str| text.chars().map(|c| c == '#').collect::<Vec<bool>>();
        let mut cells = row("....#....");
        for want in ["...#.#...", "..#...#..", ".#.#.#.#."] {
            cells = next(90, &cells);
            assert_eq!(cells, row(want));
        }
    }
}
