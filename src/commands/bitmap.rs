//! Bitmaps: strings read and written bit by bit, the first byte's highest bit first.
//!
//! Here are the commands on single bits and on whole strings; `field` has integers of any width.
//! What writes a string leaves it `raw`, as in Redis.

mod field;

use super::string::{MAX_LENGTH, make_room, put_back};
use crate::args::{Arg, Args, Key, Many};
use crate::command::Command;
use crate::engine::changes::{GENERIC, NEW, STRING};
use crate::engine::{StringValue, Tx};
use crate::error::{
    BIT_NEITHER_0_NOR_1, BIT_NOT_AN_INTEGER, BIT_OFFSET_OUT_OF_RANGE, BITOP_NOT_TAKES_ONE, Error,
    Result, bitop_takes_two,
};
use crate::number;
use crate::spec::{Kind, Spec};
use crate::store::Encoding;
use crate::{commands, tokens};

/// The tables of all bitmap commands.
pub const FAMILIES: [&[Command]; 2] = [COMMANDS, field::COMMANDS];

commands! { "bitmap";
    /// How many bits of a string, or of a part of it, are 1.
    BITCOUNT(key, range): "2.6.0", "O(N)", [readonly], [RO access] => bitcount;

    /// Combines strings bit by bit into another; the length of the result.
    BITOP(operation, destkey, key): "2.6.0", "O(N)", [write reads denyoom], [OW update RO access] => bitop;

    /// The place of the first bit that is 0, or 1, in a string or in a part of it.
    BITPOS(key, bit, range): "2.8.7", "O(N)", [readonly], [RO access] => bitpos;

    /// Reads one bit; beyond the end it is 0.
    GETBIT(key, offset): "2.2.0", "O(1)", [readonly fast], [RO access] => getbit;

    /// Sets or clears one bit, and gives the old one; the string grows as needed.
    SETBIT(key, offset, value): "2.2.0", "O(1)", [write denyoom], [RW access update] => setbit;
}

/// The place of a bit in a string.
#[derive(Debug, Clone, Copy)]
pub struct BitOffset(u64);

/// Reads the place of a bit; with `#` before it, counted in fields of `bits` bits.
fn bit_offset(word: &[u8], bits: Option<i64>) -> Result<u64> {
    let (digits, factor) = match (word, bits) {
        ([b'#', digits @ ..], Some(bits)) => (digits, bits),
        _ => (word, 1),
    };
    let offset = number::parse_i64(digits).map(|offset| offset.wrapping_mul(factor));
    let offset = offset.filter(|offset| *offset >= 0 && *offset >> 3 < MAX_LENGTH);
    offset.map(|at| at as u64).ok_or(BIT_OFFSET_OUT_OF_RANGE)
}

impl<'a> Arg<'a> for BitOffset {
    fn describe(name: &'static str) -> Spec {
        Spec::of(name, Kind::Integer)
    }
    fn take(args: &mut Args<'a>) -> Result<Self> {
        bit_offset(args.word()?, None).map(BitOffset)
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
            tx.event(key, NEW, "new");
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

/// Combines the bytes at one place: `first` is the first string's, `or` all others' with OR, `xor`
/// and `twice` tell of all.
fn combine(operation: Operation, sources: &[Vec<u8>], at: usize) -> u8 {
    let byte = |source: &Vec<u8>| source.get(at).copied().unwrap_or(0);
    let mut bytes = sources.iter().map(byte);
    let first = bytes.next().unwrap_or(0);
    let or = |bytes: &mut dyn Iterator<Item = u8>| bytes.fold(0, |all, byte| all | byte);
    match operation {
        Operation::AND => bytes.fold(first, |all, byte| all & byte),
        Operation::OR => first | or(&mut bytes),
        Operation::XOR => bytes.fold(first, |all, byte| all ^ byte),
        Operation::NOT => !first,
        Operation::DIFF => first & !or(&mut bytes),
        Operation::DIFF1 => or(&mut bytes) & !first,
        Operation::ANDOR => first & or(&mut bytes),
        Operation::ONE => {
            let both = |(one, more): (u8, u8), byte: u8| (one | byte, more | one & byte);
            let (one, more) = bytes.fold((first, 0), both);
            one & !more
        }
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
    let mut sources = Vec::with_capacity(keys.0.len());
    for key in keys.0 {
        sources.push(tx.string(key)?.map(|value| value.bytes).unwrap_or_default());
    }
    let length = sources.iter().map(Vec::len).max().unwrap_or(0);
    let old = tx.target(destkey)?;
    if length == 0 {
        if let Some(row) = old {
            tx.store.delete(tx.db, &row)?;
            tx.changed(destkey, GENERIC, "del");
        }
        return Ok(0);
    }
    let mut result = Vec::new();
    make_room(&mut result, length)?;
    result.extend((0..length).map(|at| combine(operation, &sources, at)));
    tx.put_string(destkey, old.as_ref(), &result, Encoding::Raw, None)?;
    tx.changed(destkey, STRING, "set");
    Ok(length as i64)
}
