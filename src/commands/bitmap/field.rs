//! Integers of any width at any bit of a string: BITFIELD.
//!
//! All words are read before the key is looked at. An integer stands with its highest bit first.

use super::{Writable, bit_at, bit_offset, put_bit};
use crate::command::Tx;
use crate::command::args::{Arg, Args, Key};
use crate::command::spec::{Kind, Spec};
use crate::commands;
use crate::error::{
    BITFIELD_RO_ONLY_GETS, Error, INVALID_BITFIELD_TYPE, INVALID_OVERFLOW_TYPE, Result,
};
use crate::number;

commands! { "bitmap";
    /// Reads, sets and adds to integers of any width within a string.
    BITFIELD(key, operation): "3.2.0", "O(1)", [write denyoom], [RW access update variable_flags] => bitfield;

    /// Reads integers of any width from a string.
    BITFIELD_RO(key, get_block): "6.0.0", "O(1)", [readonly fast], [RO access] => bitfield_ro;
}

/// What happens to a number that does not fit.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Overflow {
    Wrap,
    Saturate,
    Fail,
}

/// The width of an integer, and whether it has a sign.
#[derive(Debug, Clone, Copy)]
struct Width {
    is_signed: bool,
    bits: u32,
}

#[derive(Debug, Clone, Copy)]
enum Action {
    Get,
    Set(i64),
    Add(i64),
}

#[derive(Debug, Clone, Copy)]
struct Operation {
    action: Action,
    width: Width,
    offset: u64,
    overflow: Overflow,
}

/// Any number of operations, to the end of the line.
#[derive(Debug)]
pub struct Operations(Vec<Operation>);

/// The same, described as reads alone.
#[derive(Debug)]
pub struct Reads(Operations);

fn field_spec(token: &'static str, value: Option<&'static str>) -> Spec {
    let mut children = vec![
        Spec::of("encoding", Kind::String),
        Spec::of("offset", Kind::Integer),
    ];
    children.extend(value.map(|name| Spec::of(name, Kind::Integer)));
    Spec::group(token, Kind::Block, children).after(token)
}

impl<'a> Arg<'a> for Operations {
    fn describe(name: &'static str) -> Spec {
        let modes = ["WRAP", "SAT", "FAIL"].map(Spec::token).to_vec();
        let choice = vec![
            field_spec("GET", None),
            Spec::group("overflow", Kind::OneOf, modes).after("OVERFLOW"),
            field_spec("SET", Some("value")),
            field_spec("INCRBY", Some("increment")),
        ];
        let one = Spec::group(name, Kind::OneOf, choice);
        // A block of one: to the facade it is any number of words.
        let all = Spec::group(name, Kind::Block, vec![one]);
        all.optional().multiple()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        let mut overflow = Overflow::Wrap;
        let mut operations = Vec::new();
        while !args.is_empty() {
            if args.len() > 1 && args.token("OVERFLOW") {
                overflow = read_overflow(args)?;
            } else {
                operations.push(read_operation(args, overflow)?);
            }
        }
        Ok(Operations(operations))
    }
}

impl<'a> Arg<'a> for Reads {
    fn describe(name: &'static str) -> Spec {
        let all = Spec::group(name, Kind::Block, vec![field_spec("GET", None)]);
        all.optional().multiple()
    }

    fn take(args: &mut Args<'a>) -> Result<Self> {
        Operations::take(args).map(Reads)
    }
}

fn read_overflow(args: &mut Args) -> Result<Overflow> {
    [
        ("WRAP", Overflow::Wrap),
        ("SAT", Overflow::Saturate),
        ("FAIL", Overflow::Fail),
    ]
    .into_iter()
    .find_map(|(token, overflow)| args.token(token).then_some(overflow))
    .ok_or(INVALID_OVERFLOW_TYPE)
}

fn read_operation(args: &mut Args, overflow: Overflow) -> Result<Operation> {
    let left = args.len();
    let make: Option<fn(i64) -> Action> = if left >= 3 && args.token("GET") {
        None
    } else if left >= 4 && args.token("SET") {
        Some(Action::Set)
    } else if left >= 4 && args.token("INCRBY") {
        Some(Action::Add)
    } else {
        return Err(Error::Syntax);
    };
    let width = read_width(args.word()?).ok_or(INVALID_BITFIELD_TYPE)?;
    let offset = bit_offset(args, Some(width.bits.into()))?;
    Ok(Operation {
        action: match make {
            Some(make) => make(i64::take(args)?),
            None => Action::Get,
        },
        width,
        offset,
        overflow,
    })
}

fn read_width(word: &[u8]) -> Option<Width> {
    let (sign, digits) = word.split_first()?;
    let (is_signed, most) = match sign {
        b'i' => (true, 64),
        b'u' => (false, 63),
        _ => return None,
    };
    let bits = number::parse_i64(digits).filter(|bits| (1..=most).contains(bits))?;
    Some(Width {
        is_signed,
        bits: bits as u32,
    })
}

impl Width {
    /// What is left of a number in so many bits.
    fn wrapped(self, value: i64) -> i64 {
        let spare = 64 - self.bits;
        match self.is_signed {
            true => value << spare >> spare,
            false => ((value as u64) << spare >> spare) as i64,
        }
    }

    /// The sum, and whether it fits: where it does not, `saturated` holds the nearest that does.
    fn sum(self, value: i64, added: i64) -> Sum {
        let largest = i64::MAX >> (64 - self.bits - u32::from(!self.is_signed));
        let smallest = if self.is_signed { -largest - 1 } else { 0 };
        // To Redis an unsigned number below 0 is a large one, and what a signed one may grow by is
        // counted in 64 bits.
        let is_above = if self.is_signed {
            let room = largest.wrapping_sub(value);
            value > largest
                || (self.bits != 64 && added > room)
                || (value >= 0 && added > 0 && added > room)
        } else {
            value < 0 || value > largest || added > largest - value
        };
        let is_below = i128::from(value) + i128::from(added) < i128::from(smallest);
        let saturated = match (is_above, is_below) {
            (true, _) => Some(largest),
            (_, true) => Some(smallest),
            _ => None,
        };
        let wrapped = self.wrapped(value.wrapping_add(added));
        Sum { wrapped, saturated }
    }

    fn read(self, bytes: &[u8], offset: u64) -> i64 {
        let bits = (offset..offset + u64::from(self.bits)).map(|at| bit_at(bytes, at));
        self.wrapped(bits.fold(0, |value, bit| value << 1 | i64::from(bit)))
    }

    fn write(self, bytes: &mut [u8], offset: u64, value: i64) {
        for at in 0..self.bits {
            let bit = value >> (self.bits - 1 - at) & 1;
            put_bit(bytes, offset + u64::from(at), bit == 1);
        }
    }
}

struct Sum {
    wrapped: i64,
    saturated: Option<i64>,
}

impl Operation {
    fn last_bit(&self) -> u64 {
        self.offset + u64::from(self.width.bits) - 1
    }

    fn writes(&self) -> bool {
        !matches!(self.action, Action::Get)
    }

    fn read(&self, bytes: &[u8]) -> i64 {
        self.width.read(bytes, self.offset)
    }

    /// Does it: the reply is none where the number does not fit, and nothing was written. `has_changed`
    /// becomes true where the number is another now.
    fn run(&self, bytes: &mut [u8], has_changed: &mut bool) -> Option<i64> {
        let old = self.read(bytes);
        let sum = match self.action {
            Action::Get => return Some(old),
            Action::Set(value) => self.width.sum(value, 0),
            Action::Add(increment) => self.width.sum(old, increment),
        };
        let new = match (sum.saturated, self.overflow) {
            (Some(_), Overflow::Fail) => return None,
            (Some(nearest), Overflow::Saturate) => nearest,
            _ => sum.wrapped,
        };
        self.width.write(bytes, self.offset, new);
        *has_changed |= new != old;
        Some(match self.action {
            Action::Add(_) => new,
            _ => old,
        })
    }
}

fn bitfield(tx: &mut Tx, key: Key, operations: Operations) -> Result<Vec<Option<i64>>> {
    let writes = operations.0.iter().filter(|operation| operation.writes());
    let Some(last) = writes.map(Operation::last_bit).max() else {
        tx.is_reading = true;
        return get(tx, key, &operations);
    };
    let mut string = Writable::open(tx, key, last)?;
    let mut replies = Vec::with_capacity(operations.0.len());
    let mut changes = 0;
    for operation in &operations.0 {
        let mut has_changed = false;
        let reply = operation.run(&mut string.bytes, &mut has_changed);
        // To Redis a longer string is a change only once a number was written.
        has_changed |= string.has_grown && operation.writes() && reply.is_some();
        changes += usize::from(has_changed);
        replies.push(reply);
    }
    string.finish(tx, key, changes > 0)?;
    tx.wrote(changes);
    Ok(replies)
}

fn bitfield_ro(tx: &mut Tx, key: Key, reads: Reads) -> Result<Vec<Option<i64>>> {
    match reads.0.0.iter().any(Operation::writes) {
        true => Err(BITFIELD_RO_ONLY_GETS),
        false => get(tx, key, &reads.0),
    }
}

fn get(tx: &mut Tx, key: Key, reads: &Operations) -> Result<Vec<Option<i64>>> {
    let bytes = tx.string(key)?.map(|value| value.bytes).unwrap_or_default();
    let values = reads.0.iter().map(|read| Some(read.read(&bytes)));
    Ok(values.collect())
}
