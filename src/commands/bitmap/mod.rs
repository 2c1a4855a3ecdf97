//! Bitmaps: strings read and written bit by bit, the first byte's highest bit first.
//!
//! Here are the commands on single bits and on whole strings; `field` has integers of any width.
//! What writes a string leaves it `raw`, as in Redis.

mod field;

use super::string::{make_room, put_back};
use crate::command::args::{Arg, Args, Key, Many};
use crate::command::spec::{Kind, Spec};
use crate::command::{Command, StringValue, Tx};
use crate::engine::state::changes::{NEW, STRING};
use crate::error::{
    BIT_NEITHER_0_NOR_1, BIT_NOT_AN_INTEGER, BIT_OFFSET_OUT_OF_RANGE, BITOP_NOT_TAKES_ONE, Error,
    Result, bitop_takes_two,
};
use crate::memory;
use crate::number;
use crate::store::Encoding;
use crate::{commands, tokens};

/// The tables of all bitmap commands.
pub const FAMILIES: [&[Command]; 2] = [COMMANDS, field::COMMANDS];

commands! { "bitmap";
    /// Counts the bits that are 1 in a string, or in a part of it.
    BITCOUNT(key, range): "2.6.0", "O(N)", [readonly], [RO access] => bitcount;

    /// Combines strings bit by bit, and stores the result. Returns its length in bytes.
    BITOP(operation, destkey, key): "2.6.0", "O(N)", [write reads denyoom], [OW update RO access] => bitop;

    /// Finds the first bit that is 0, or 1, in a string or in a part of it. Returns its position.
    BITPOS(key, bit, range): "2.8.7", "O(N)", [readonly], [RO access] => bitpos;

    /// Reads one bit; beyond the string's end it is 0.
    GETBIT(key, offset): "2.2.0", "O(1)", [readonly fast], [RO access] => getbit;

    /// Sets or clears one bit, and returns the old one. The string grows as needed.
    SETBIT(key, offset, value): "2.2.0", "O(1)", [write denyoom], [RW access update] => setbit;
}

/// The place of a bit in a string.
#[derive(Debug, Clone, Copy)]
pub struct BitOffset(u64);

/// Reads the place of a bit; with `#` before it, counted in fields of `bits` bits.
fn bit_offset(args: &mut Args, bits: Option<i64>) -> Result<u64> {
    let word = args.word()?;
    let (digits, factor) = match (word, bits) {
        ([b'#', digits @ ..], Some(bits)) => (digits, bits),
        _ => (word, 1),
    };
    let offset = number::parse_i64(digits).map(|offset| offset.wrapping_mul(factor));
    let offset = offset.filter(|offset| *offset >= 0 && *offset >> 3 < args.max_bulk);
    offset.map(|at| at as u64).ok_or(BIT_OFFSET_OUT_OF_RANGE)
}

impl<'a> Arg<'a> for BitOffset {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        bit_offset(args, None).map(BitOffset)
    }
}

/// The value of a bit for SETBIT.
#[derive(Debug, Clone, Copy)]
pub struct Bit(bool);

impl<'a> Arg<'a> for Bit {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.word()? {
            b"0" => Ok(Bit(false)),
            b"1" => Ok(Bit(true)),
            _ => Err(BIT_NOT_AN_INTEGER),
        }
    }
}

/// The bit that BITPOS looks for: its errors are others.
#[derive(Debug, Clone, Copy)]
pub struct WantedBit(bool);

impl<'a> Arg<'a> for WantedBit {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match i64::take(args)? {
            0 => Ok(WantedBit(false)),
            1 => Ok(WantedBit(true)),
            _ => Err(BIT_NEITHER_0_NOR_1),
        }
    }
}

tokens! {
    /// What a range counts.
    Unit { BYTE, BIT }
    /// How BITOP combines strings.
    Operation { AND, OR, XOR, NOT, DIFF, DIFF1, ANDOR, ONE }
}

/// A part of a string: negative places count from the end.
#[derive(Debug, Clone, Copy)]
struct Part {
    start: i64,
    end: Option<i64>,
    unit: Unit,
}

const WHOLE: Part = Part {
    start: 0,
    end: None,
    unit: Unit::BYTE,
};

impl Part {
    /// The first bit and the one after the last, none where there are no bits between.
    fn bits(self, length: usize) -> Option<(u64, u64)> {
        let width = match self.unit {
            Unit::BYTE => 8,
            Unit::BIT => 1,
        };
        let total = length as i64 * 8 / width;
        let place = |at: i64| if at < 0 { (total + at).max(0) } else { at };
        let start = place(self.start);
        let end = place(self.end.unwrap_or(-1)).min(total - 1);
        // Not before the test: a start far beyond the string has no place in bits.
        (start <= end).then(|| ((start * width) as u64, ((end + 1) * width) as u64))
    }
}

fn unit(args: &mut Args) -> Result<Unit> {
    match args.is_empty() {
        true => Ok(Unit::BYTE),
        false => Unit::take(args),
    }
}

fn unit_spec() -> Spec {
    <Unit as Arg>::describe("unit").optional()
}

/// `start end [BYTE | BIT]`, or nothing.
#[derive(Debug)]
pub struct CountRange(Part);

impl<'a> Arg<'a> for CountRange {
    fn describe(name: &'static str) -> Spec {
        let place = |name| Spec::of(name, Kind::Integer);
        let children = vec![place("start"), place("end"), unit_spec()];
        Spec::group(name, Kind::Block, children).optional()
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.len() {
            0 => return Ok(CountRange(WHOLE)),
            2 | 3 => {}
            _ => return Err(Error::Syntax),
        }
        Ok(CountRange(Part {
            start: i64::take(args)?,
            end: Some(i64::take(args)?),
            unit: unit(args)?,
        }))
    }
}

/// `start [end [BYTE | BIT]]`, or nothing.
#[derive(Debug)]
pub struct FindRange(Part);

impl<'a> Arg<'a> for FindRange {
    fn describe(name: &'static str) -> Spec {
        let end = Spec::of("end", Kind::Integer);
        let end = Spec::group("end_unit_block", Kind::Block, vec![end, unit_spec()]).optional();
        let start = Spec::of("start", Kind::Integer);
        Spec::group(name, Kind::Block, vec![start, end]).optional()
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        match args.len() {
            0 => return Ok(FindRange(WHOLE)),
            1..=3 => {}
            _ => return Err(Error::Syntax),
        }
        let start = i64::take(args)?;
        let end = match args.is_empty() {
            true => None,
            false => Some(args.word()?),
        };
        // Redis reads the unit before the end.
        let unit = unit(args)?;
        let end = end.map(|end| number::parse_i64(end).ok_or(Error::NotAnInteger));
        let end = end.transpose()?;
        Ok(FindRange(Part { start, end, unit }))
    }
}

/// The bit at a place, the first byte's highest being 0.
fn bit_at(bytes: &[u8], at: u64) -> bool {
    let byte = bytes.get((at / 8) as usize).copied().unwrap_or(0);
    byte >> (7 - at % 8) & 1 == 1
}

fn put_bit(bytes: &mut [u8], at: u64, is_set: bool) {
    let mask = 0x80 >> (at % 8);
    if let Some(byte) = bytes.get_mut((at / 8) as usize) {
        *byte = if is_set { *byte | mask } else { *byte & !mask };
    }
}

/// The bytes of a string that hold the bits from `start` to before `end`.
fn span(bytes: &[u8], start: u64, end: u64) -> &[u8] {
    let range = (start / 8) as usize..end.div_ceil(8) as usize;
    bytes.get(range).unwrap_or_default()
}

fn getbit(tx: &mut Tx, key: Key, offset: BitOffset) -> Result<bool> {
    let value = tx.string(key)?;
    Ok(value.is_some_and(|value| bit_at(&value.bytes, offset.0)))
}

/// A string that is to be written, long enough for its `last` bit.
struct Writable {
    old: Option<crate::store::keys::KeyRow>,
    bytes: Vec<u8>,
    has_grown: bool,
}

impl Writable {
    fn open(tx: &mut Tx, key: Key, last: u64) -> Result<Writable> {
        let (old, mut bytes) = match tx.string(key)? {
            Some(StringValue { row, bytes }) => (Some(row), bytes),
            None => (None, Vec::new()),
        };
        let length = (last / 8) as usize + 1;
        let has_grown = bytes.len() < length;
        if has_grown {
            make_room(&mut bytes, length)?;
            bytes.resize(length, 0);
        }
        Ok(Writable {
            old,
            bytes,
            has_grown,
        })
    }

    /// Writes it. Even where no bit changed, it is `raw` from now on.
    fn finish(self, tx: &mut Tx, key: Key, has_changed: bool) -> Result<()> {
        let old = self.old.as_ref();
        if has_changed {
            return put_back(tx, key, old, &self.bytes, Encoding::Raw, "setbit");
        }
        if self.has_grown || old.is_some_and(|row| row.encoding != Encoding::Raw) {
            let expire_at = old.and_then(|row| row.expire_at);
            tx.put_string(key, old, &self.bytes, Encoding::Raw, expire_at)?;
        }
        if old.is_none() {
            tx.event(key, NEW, "new")?;
        }
        Ok(())
    }
}

fn setbit(tx: &mut Tx, key: Key, offset: BitOffset, value: Bit) -> Result<bool> {
    let mut string = Writable::open(tx, key, offset.0)?;
    let old = bit_at(&string.bytes, offset.0);
    put_bit(&mut string.bytes, offset.0, value.0);
    let has_changed = string.has_grown || old != value.0;
    string.finish(tx, key, has_changed)?;
    Ok(old)
}

fn bitcount(tx: &mut Tx, key: Key, range: CountRange) -> Result<i64> {
    let Some(StringValue { bytes, .. }) = tx.string(key)? else {
        return Ok(0);
    };
    let part = range.0;
    let is_backwards =
        matches!(part.end, Some(end) if part.start < 0 && end < 0 && part.start > end);
    let Some((start, end)) = part.bits(bytes.len()).filter(|_| !is_backwards) else {
        return Ok(0);
    };
    let whole = span(&bytes, start, end).iter();
    let count: u64 = whole.map(|byte| u64::from(byte.count_ones())).sum();
    let before = (start / 8 * 8..start).filter(|at| bit_at(&bytes, *at));
    let after = (end..end.next_multiple_of(8)).filter(|at| bit_at(&bytes, *at));
    Ok(count as i64 - (before.count() + after.count()) as i64)
}

/// The first bit between two places that is so.
fn first(bytes: &[u8], start: u64, end: u64, wanted: bool) -> Option<u64> {
    let dull = if wanted { 0 } else { 0xff };
    let edge = start.next_multiple_of(8).min(end);
    let is_wanted = |at: &u64| bit_at(bytes, *at) == wanted;
    (start..edge).find(is_wanted).or_else(|| {
        let skipped = span(bytes, edge, end).iter().position(|b| *b != dull)?;
        let byte = edge + skipped as u64 * 8;
        (byte..(byte + 8).min(end)).find(is_wanted)
    })
}

fn bitpos(tx: &mut Tx, key: Key, bit: WantedBit, range: FindRange) -> Result<i64> {
    let Some(StringValue { bytes, .. }) = tx.string(key)? else {
        return Ok(if bit.0 { -1 } else { 0 });
    };
    let Some((start, end)) = range.0.bits(bytes.len()) else {
        return Ok(-1);
    };
    Ok(match first(&bytes, start, end, bit.0) {
        Some(at) => at as i64,
        // Zeros follow a string without an end.
        None if !bit.0 && range.0.end.is_none() => bytes.len() as i64 * 8,
        None => -1,
    })
}

/// Combines two strings of bits into the first; the shorter goes on with zeros. In words of eight
/// bytes: one call a byte takes five times as long.
fn fold(into: &mut Vec<u8>, other: &[u8], with: fn(u64, u64) -> u64) -> Result<()> {
    if into.len() < other.len() {
        make_room(into, other.len())?;
        into.resize(other.len(), 0);
    }
    let (both, rest) = into.split_at_mut(other.len());
    combine(both, other, with);
    // What the other lacks is zeros.
    for part in rest.chunks_mut(ZEROS.len()) {
        let zeros = ZEROS.get(..part.len()).unwrap_or_default();
        combine(part, zeros, with);
    }
    Ok(())
}

/// Combines as many bytes as both have.
fn combine(into: &mut [u8], other: &[u8], with: fn(u64, u64) -> u64) {
    let (into, last) = into.as_chunks_mut();
    let (other, others_last) = other.as_chunks();
    for (a, b) in into.iter_mut().zip(other) {
        *a = with(u64::from_le_bytes(*a), u64::from_le_bytes(*b)).to_le_bytes();
    }
    for (a, b) in last.iter_mut().zip(others_last) {
        *a = with(u64::from(*a), u64::from(*b)) as u8;
    }
}

const ZEROS: [u8; 256] = [0; 256];

/// Combines strings as they come, so that two are held at a time, however many they are.
struct Combined {
    operation: Operation,
    /// What is combined with each: the first string, or for ONE the bits that are in any.
    first: Vec<u8>,
    /// The bits that are in any but the first; for ONE those that are in several.
    second: Vec<u8>,
}

impl Combined {
    fn add(&mut self, bytes: &[u8]) -> Result<()> {
        match self.operation {
            Operation::AND => fold(&mut self.first, bytes, |a, b| a & b),
            Operation::OR => fold(&mut self.first, bytes, |a, b| a | b),
            Operation::XOR | Operation::NOT => fold(&mut self.first, bytes, |a, b| a ^ b),
            Operation::DIFF | Operation::DIFF1 | Operation::ANDOR => {
                fold(&mut self.second, bytes, |a, b| a | b)
            }
            Operation::ONE => {
                let mut both = memory::copy(bytes)?;
                fold(&mut both, &self.first, |a, b| a & b)?;
                fold(&mut self.second, &both, |a, b| a | b)?;
                fold(&mut self.first, bytes, |a, b| a | b)
            }
        }
    }

    fn finish(mut self) -> Result<Vec<u8>> {
        let with: fn(u64, u64) -> u64 = match self.operation {
            Operation::AND | Operation::OR | Operation::XOR => return Ok(self.first),
            Operation::NOT => |a, _| !a,
            Operation::DIFF | Operation::ONE => |a, b| a & !b,
            Operation::DIFF1 => |a, b| b & !a,
            Operation::ANDOR => |a, b| a & b,
        };
        fold(&mut self.first, &self.second, with)?;
        Ok(self.first)
    }
}

fn bitop(tx: &mut Tx, operation: Operation, destkey: Key, keys: Many<Key>) -> Result<i64> {
    match operation {
        Operation::NOT if keys.0.len() > 1 => return Err(BITOP_NOT_TAKES_ONE),
        Operation::DIFF if keys.0.len() < 2 => return Err(bitop_takes_two("DIFF")),
        Operation::DIFF1 if keys.0.len() < 2 => return Err(bitop_takes_two("DIFF1")),
        Operation::ANDOR if keys.0.len() < 2 => return Err(bitop_takes_two("ANDOR")),
        _ => {}
    }
    let mut combined = Combined {
        operation,
        first: Vec::new(),
        second: Vec::new(),
    };
    for (at, key) in keys.0.into_iter().enumerate() {
        let bytes = tx.string(key)?.map(|value| value.bytes).unwrap_or_default();
        match at {
            0 => combined.first = bytes,
            _ => combined.add(&bytes)?,
        }
    }
    let result = combined.finish()?;
    let length = result.len();
    if length == 0 {
        let replaced = tx.clear_target(destkey, 0)?;
        tx.stored(destkey, STRING, "set", 0, replaced)?;
        return Ok(0);
    }
    let old = tx.target(destkey)?;
    tx.put_string(destkey, old.as_ref(), &result, Encoding::Raw, None)?;
    tx.changed(destkey, STRING, "set")?;
    Ok(length as i64)
}
