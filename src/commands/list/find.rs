//! Searching a list.

use super::number_or;
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::reply::{IntoReply, Reply};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::error::{COUNT_NEGATIVE, Error, MAXLEN_NEGATIVE, RANK_ZERO, Result, not_between};
use crate::number;
use crate::store::lists::Side;

commands! { "list";
    /// Finds elements with this value. Returns the index of the first, or several.
    LPOS(key, element, options): "6.0.6", "O(N)", [readonly], [RO access] => lpos;
}

/// `[RANK rank] [COUNT num-matches] [MAXLEN len]`.
#[derive(Debug)]
struct Search {
    rank: i64,
    count: Option<i64>,
    most: i64,
}

impl<'a> Arg<'a> for Search {
    fn describe(name: &'static str) -> Spec {
        let option = |name, token| Spec {
            optional: true,
            ..Spec::of(name, Kind::Integer).after(token)
        };
        Spec {
            optional: true,
            children: vec![
                option("rank", "RANK"),
                option("num_matches", "COUNT"),
                option("len", "MAXLEN"),
            ],
            ..Spec::of(name, Kind::Options)
        }
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut search = Search {
            rank: 1,
            count: None,
            most: 0,
        };
        while !args.is_empty() {
            if args.token("RANK") && !args.is_empty() {
                let rank = number::parse_i64(args.word()?).ok_or(Error::NotAnInteger)?;
                search.rank = match rank {
                    0 => return Err(RANK_ZERO),
                    i64::MIN => return Err(not_between(-i64::MAX, i64::MAX)),
                    rank => rank,
                };
            } else if args.token("COUNT") && !args.is_empty() {
                search.count = Some(number_or(args.word()?, 0, COUNT_NEGATIVE)?);
            } else if args.token("MAXLEN") && !args.is_empty() {
                search.most = number_or(args.word()?, 0, MAXLEN_NEGATIVE)?;
            } else {
                return Err(Error::Syntax);
            }
        }
        Ok(search)
    }
}

/// An index, or with COUNT several.
enum Found {
    One(Option<i64>),
    Several(Vec<i64>),
}

impl IntoReply for Found {
    const TS: &'static str = "If<$count, number[], number | null>";
    fn into_reply(self) -> Reply {
        match self {
            Found::One(index) => index.map_or(Reply::Nil, Reply::Int),
            Found::Several(indexes) => indexes.into_reply(),
        }
    }
}

fn lpos(tx: &mut Tx, key: Key, element: &[u8], search: Search) -> Result<Found> {
    let mut found = Vec::new();
    if let Some(list) = tx.list(key)? {
        let side = if search.rank < 0 {
            Side::Right
        } else {
            Side::Left
        };
        let wanted = match search.count {
            None => 1,
            Some(0) => i64::MAX,
            Some(count) => count,
        };
        let (mut looked, mut skip) = (0, search.rank.abs() - 1);
        tx.store.walk_items(&list, side, |index, item| {
            looked += 1;
            if item == element {
                match skip {
                    0 => found.push(index),
                    _ => skip -= 1,
                }
            }
            looked != search.most && (found.len() as i64) < wanted
        })?;
    }
    Ok(match search.count {
        Some(_) => Found::Several(found),
        None => Found::One(found.first().copied()),
    })
}
