//! Listpacks: small collections as one string, each element an integer or bytes, with its length behind
//! it, so that Redis can walk both ways.

use super::reader::Reader;
use crate::number;

/// How many elements a head can tell of; this many means "count them".
const UNCOUNTED: u64 = 0xffff;
/// The head: the size of the whole, and the number of elements.
const HEAD: usize = 4 + 2;
const END: u8 = 0xff;

/// The elements as words.
pub fn read(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut from = Reader::new(bytes);
    let (size, count) = (from.uint(4)?, from.uint(2)?);
    if size != bytes.len() as u64 {
        return None;
    }
    let mut words = Vec::new();
    loop {
        let start = from.left();
        let head = from.byte()?;
        if head == END {
            break;
        }
        words.push(word(&mut from, head)?);
        let length = back_length(start - from.left());
        if from.take(length.len())? != length {
            return None;
        }
    }
    let is_whole = from.left() == 0 && (count == UNCOUNTED || count == words.len() as u64);
    is_whole.then_some(words)
}

fn word(from: &mut Reader, head: u8) -> Option<Vec<u8>> {
    let low = u64::from(head);
    let number = match head {
        0..0x80 => low as i64,
        0x80..0xc0 => return from.owned(low & 0x3f),
        0xc0..0xe0 => {
            let bits = (low & 0x1f) << 8 | from.uint(1)?;
            // Thirteen bits with a sign.
            (bits << 51) as i64 >> 51
        }
        0xe0..0xf0 => {
            let length = (low & 15) << 8 | from.uint(1)?;
            return from.owned(length);
        }
        0xf0 => {
            let length = from.uint(4)?;
            return from.owned(length);
        }
        0xf1 => from.int(2)?,
        0xf2 => from.int(3)?,
        0xf3 => from.int(4)?,
        0xf4 => from.int(8)?,
        _ => return None,
    };
    Some(number.to_string().into_bytes())
}

/// The length of an element as it stands behind it: seven bits a byte, the highest first.
fn back_length(length: usize) -> Vec<u8> {
    let bytes = match length {
        ..128 => 1,
        128..16_383 => 2,
        16_383..2_097_151 => 3,
        2_097_151..268_435_455 => 4,
        _ => 5,
    };
    // All but the first say that another stands before them.
    let mut out = Vec::new();
    for at in (0..bytes).rev() {
        out.push((length >> (7 * at)) as u8 & 127 | u8::from(at < bytes - 1) << 7);
    }
    out
}

/// The bytes that an integer takes as an element.
pub fn integer_size(number: i64) -> i64 {
    // One more for its length, which fits into seven bits.
    match number {
        0..=127 => 2,
        -4096..=4095 => 3,
        -32_768..=32_767 => 4,
        -8_388_608..=8_388_607 => 5,
        -2_147_483_648..=2_147_483_647 => 6,
        _ => 10,
    }
}

/// The bytes that a word takes as an element.
pub fn word_size(word: &[u8]) -> i64 {
    if let Some(number) = number::parse_i64(word) {
        return integer_size(number);
    }
    let size = word.len()
        + match word.len() {
            ..64 => 1,
            64..4096 => 2,
            _ => 5,
        };
    let behind = match size {
        ..128 => 1,
        128..16_383 => 2,
        16_383..2_097_151 => 3,
        2_097_151..268_435_455 => 4,
        _ => 5,
    };
    (size + behind) as i64
}

/// Adds an integer in so many bytes, the lowest first.
pub fn put_low(out: &mut Vec<u8>, number: i64, width: usize) {
    let bytes = number.to_le_bytes();
    out.extend_from_slice(bytes.get(..width).unwrap_or_default());
}

/// A listpack that is written.
pub struct Listpack {
    bytes: Vec<u8>,
    count: u64,
}

impl Listpack {
    /// One without elements.
    pub fn new() -> Listpack {
        Listpack {
            bytes: vec![0; HEAD],
            count: 0,
        }
    }

    /// Whether it has any.
    pub fn has_elements(&self) -> bool {
        self.count > 0
    }

    /// How many bytes it has by now.
    pub fn size(&self) -> usize {
        self.bytes.len() + 1
    }

    /// Adds an element, as an integer if it is written as one.
    pub fn push(&mut self, word: &[u8]) {
        let start = self.bytes.len();
        match number::parse_i64(word) {
            Some(number) => self.push_integer(number),
            None => self.push_bytes(word),
        }
        let length = back_length(self.bytes.len() - start);
        self.bytes.extend_from_slice(&length);
        self.count += 1;
    }

    /// Adds a number.
    pub fn push_number(&mut self, number: i64) {
        self.push(number.to_string().as_bytes());
    }

    fn push_integer(&mut self, number: i64) {
        let (head, width) = match number {
            0..=127 => return self.bytes.push(number as u8),
            -4096..=4095 => {
                let high = (number >> 8) as u8 & 0x1f;
                return self.bytes.extend_from_slice(&[0xc0 | high, number as u8]);
            }
            -32_768..=32_767 => (0xf1, 2),
            -8_388_608..=8_388_607 => (0xf2, 3),
            -2_147_483_648..=2_147_483_647 => (0xf3, 4),
            _ => (0xf4, 8),
        };
        self.bytes.push(head);
        put_low(&mut self.bytes, number, width);
    }

    fn push_bytes(&mut self, word: &[u8]) {
        let length = word.len() as u32;
        match length {
            ..64 => self.bytes.push(0x80 | length as u8),
            64..4096 => {
                let head = [0xe0 | (length >> 8) as u8, length as u8];
                self.bytes.extend_from_slice(&head);
            }
            _ => {
                self.bytes.push(0xf0);
                self.bytes.extend_from_slice(&length.to_le_bytes());
            }
        }
        self.bytes.extend_from_slice(word);
    }

    /// The whole.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.push(END);
        let [a, b, c, d] = (self.bytes.len() as u32).to_le_bytes();
        let [e, f] = (self.count.min(UNCOUNTED) as u16).to_le_bytes();
        if let Some(head) = self.bytes.first_chunk_mut::<HEAD>() {
            *head = [a, b, c, d, e, f];
        }
        self.bytes
    }
}
