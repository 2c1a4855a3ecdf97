//! Reads values. Nothing is believed: what a length claims is taken only from what is there.

use super::{Form, NODE_PACKED, NODE_PLAIN, Stream, Value, intset, kind, listpack, lzf, ziplist};
use crate::memory;
use crate::number;
use crate::order::sorted;

/// The latest time that Redis takes for a field: its deadlines have 46 bits.
const LATEST: i64 = (1 << 46) - 1;

/// What an element costs beside its bytes, at most.
const ELEMENT: usize = 128;

/// Words, one after the other.
pub type Words = Vec<Vec<u8>>;

/// What takes a listpack, or what came before it, apart.
type Unpack = fn(&[u8]) -> Option<Words>;

/// Bytes that are read from the front. `None` of each function: they are not what they ought to be.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    /// Reads these bytes.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader(bytes)
    }

    /// How many are left.
    pub fn left(&self) -> usize {
        self.0.len()
    }

    /// Takes some, if there is memory to make an element of it.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        memory::check(count.saturating_add(ELEMENT)).ok()?;
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// Takes as many as somebody claims.
    pub fn owned(&mut self, count: u64) -> Option<Vec<u8>> {
        let count = usize::try_from(count).ok()?;
        self.take(count).map(<[u8]>::to_vec)
    }

    /// Takes one.
    pub fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// An integer of up to eight bytes without a sign, the lowest byte first.
    pub fn uint(&mut self, width: usize) -> Option<u64> {
        let bytes = self.take(width)?.iter().rev();
        Some(bytes.fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    /// The same, the highest byte first.
    pub fn uint_from_high(&mut self, width: usize) -> Option<u64> {
        let bytes = self.take(width)?.iter();
        Some(bytes.fold(0, |n, byte| n << 8 | u64::from(*byte)))
    }

    /// An integer of up to eight bytes with a sign, the lowest byte first.
    pub fn int(&mut self, width: usize) -> Option<i64> {
        let unused = 64 - 8 * width as u32;
        Some((self.uint(width)? << unused) as i64 >> unused)
    }

    /// A length in as many bytes as it needs, of which the first has been read.
    fn length_after(&mut self, head: u8) -> Option<u64> {
        let low = u64::from(head & 0x3f);
        match head {
            0..0x40 => Some(low),
            0x40..0x80 => Some(low << 8 | self.uint(1)?),
            0x80 => self.uint_from_high(4),
            0x81 => self.uint_from_high(8),
            _ => None,
        }
    }

    /// A length in as many bytes as it needs.
    pub fn length(&mut self) -> Option<u64> {
        let head = self.byte()?;
        self.length_after(head)
    }

    /// A string: bytes, packed bytes, or an integer.
    pub fn string(&mut self) -> Option<Vec<u8>> {
        let number = match self.byte()? {
            0xc0 => self.int(1)?,
            0xc1 => self.int(2)?,
            0xc2 => self.int(4)?,
            0xc3 => {
                let (packed, length) = (self.length()?, self.length()?);
                let packed = self.take(usize::try_from(packed).ok()?)?;
                return lzf::unpack(packed, usize::try_from(length).ok()?);
            }
            head => {
                let length = self.length_after(head)?;
                return self.owned(length);
            }
        };
        Some(number.to_string().into_bytes())
    }

    /// So many strings for each of a counted number of elements.
    fn strings(&mut self, each: u64) -> Option<Words> {
        let count = self.length()?.checked_mul(each)?;
        (0..count).map(|_| self.string()).collect()
    }

    /// A value of any type.
    pub fn value(&mut self) -> Option<(Value, Form)> {
        let kind = self.byte()?;
        let mut form = match kind {
            kind::SET_INTSET => Form::Intset,
            kind::LIST
            | kind::LIST_OF_ZIPLISTS
            | kind::LIST_OF_LISTPACKS
            | kind::SET_LISTPACK
            | kind::ZSET_ZIPLIST
            | kind::ZSET_LISTPACK
            | kind::HASH_ZIPLIST
            | kind::HASH_LISTPACK
            | kind::HASH_LISTPACK_EXPIRING => Form::Packed,
            _ => Form::Plain,
        };
        let value = match kind {
            kind::STRING => Value::String(self.string()?),
            kind::LIST_OF_ZIPLISTS | kind::LIST_OF_LISTPACKS => self.nodes(kind, &mut form)?,
            kind::ZSET_TEXT | kind::ZSET => self.scored(kind)?,
            kind::HASH_EXPIRING => self.expiring()?,
            kind::STREAM | kind::STREAM_WITH_ADDED | kind::STREAM_WITH_ACTIVE => {
                let mut stream = Stream::default();
                self.stream(kind, &mut stream)?;
                Value::Stream(stream)
            }
            _ => of_words(kind, self.words(kind)?)?,
        };
        is_sound(&value).then_some((value, form))
    }

    /// The words of a type that has nothing else.
    fn words(&mut self, kind: u8) -> Option<Words> {
        let read = match kind {
            kind::LIST | kind::SET => return self.strings(1),
            kind::HASH => return self.strings(2),
            kind::SET_INTSET => intset::read,
            kind::LIST_ZIPLIST | kind::ZSET_ZIPLIST | kind::HASH_ZIPLIST => ziplist::read,
            kind::SET_LISTPACK | kind::ZSET_LISTPACK | kind::HASH_LISTPACK => listpack::read,
            kind::HASH_LISTPACK_EXPIRING => {
                // The first of the deadlines, which stand in the listpack as well.
                self.uint(8)?;
                listpack::read
            }
            _ => return None,
        };
        read(&self.string()?)
    }

    /// A list in nodes. One whose elements stand in one listpack may be kept as that.
    fn nodes(&mut self, kind: u8, form: &mut Form) -> Option<Value> {
        let count = self.length()?;
        let mut items = Words::new();
        for node in 0..count {
            let (container, read): (_, Unpack) = match kind {
                kind::LIST_OF_ZIPLISTS => (NODE_PACKED, ziplist::read),
                _ => (self.length()?, listpack::read),
            };
            let bytes = self.string()?;
            match container {
                NODE_PLAIN => items.push(bytes),
                NODE_PACKED => items.append(&mut read(&bytes)?),
                _ => return None,
            }
            if container == NODE_PLAIN || node > 0 {
                *form = Form::Plain;
            }
        }
        Some(Value::List(items))
    }

    /// Members with scores as text, or as doubles.
    fn scored(&mut self, kind: u8) -> Option<Value> {
        let mut members = Vec::new();
        for _ in 0..self.length()? {
            let member = self.string()?;
            let score = match kind {
                kind::ZSET => f64::from_bits(self.uint(8)?),
                _ => self.score()?,
            };
            members.push((member, score));
        }
        Some(Value::ZSet(members))
    }

    /// A score as text behind its length.
    fn score(&mut self) -> Option<f64> {
        match self.byte()? {
            253 => None,
            254 => Some(f64::INFINITY),
            255 => Some(f64::NEG_INFINITY),
            length => number::parse_f64(self.take(usize::from(length))?),
        }
    }

    /// The fields of a hash with deadlines, which are told as distances from one before the first.
    fn expiring(&mut self) -> Option<Value> {
        let first = self.int(8)?;
        let mut fields = Vec::new();
        for _ in 0..self.length()? {
            let after = i64::try_from(self.length()?).ok()?;
            let at = match after {
                0 => None,
                after => Some(first.checked_add(after - 1)?),
            };
            fields.push((self.string()?, self.string()?, at));
        }
        Some(Value::Hash(fields))
    }
}

/// The value of a type that is made of words.
fn of_words(kind: u8, words: Words) -> Option<Value> {
    match kind {
        kind::LIST | kind::LIST_ZIPLIST => Some(Value::List(words)),
        kind::SET | kind::SET_INTSET | kind::SET_LISTPACK => Some(Value::Set(words)),
        kind::ZSET_ZIPLIST | kind::ZSET_LISTPACK => scored_words(words),
        _ => fields(words, kind == kind::HASH_LISTPACK_EXPIRING),
    }
}

/// Members and scores in turn.
fn scored_words(words: Words) -> Option<Value> {
    let mut members = Vec::new();
    let mut words = words.into_iter();
    while let Some(member) = words.next() {
        members.push((member, number::parse_f64(&words.next()?)?));
    }
    Some(Value::ZSet(members))
}

/// Fields and values in turn, and maybe deadlines, of which 0 is none.
fn fields(words: Words, has_deadlines: bool) -> Option<Value> {
    let mut fields = Vec::new();
    let mut words = words.into_iter();
    while let Some(field) = words.next() {
        let value = words.next()?;
        let at = match has_deadlines {
            true => Some(number::parse_i64(&words.next()?)?).filter(|at| *at != 0),
            false => None,
        };
        fields.push((field, value, at));
    }
    Some(Value::Hash(fields))
}

/// Whether there are elements, none of them twice, and all of them possible.
fn is_sound(value: &Value) -> bool {
    match value {
        Value::String(_) | Value::Stream(_) => true,
        Value::List(items) => !items.is_empty(),
        Value::Set(members) => {
            !members.is_empty() && all_differ(&mut members.iter().map(Vec::as_slice))
        }
        Value::ZSet(members) => {
            !members.is_empty()
                && !members.iter().any(|(_, score)| score.is_nan())
                && all_differ(&mut members.iter().map(|(member, _)| member.as_slice()))
        }
        Value::Hash(fields) => {
            let is_time = |at: i64| (0..=LATEST).contains(&at);
            !fields.is_empty()
                && fields.iter().all(|(_, _, at)| at.is_none_or(is_time))
                && all_differ(&mut fields.iter().map(|(field, ..)| field.as_slice()))
        }
    }
}

/// Whether none of these is there twice.
pub fn all_differ(names: &mut dyn Iterator<Item = &[u8]>) -> bool {
    let mut all = Vec::new();
    for name in names {
        all.push(name);
    }
    let names = sorted(all, |a: &&[u8], b| a.cmp(b));
    names.iter().zip(names.iter().skip(1)).all(|(a, b)| a != b)
}
