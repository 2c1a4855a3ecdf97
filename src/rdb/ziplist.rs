//! Ziplists: what Redis had before listpacks. Read only.

use super::reader::Reader;

/// How many elements a head can tell of; this many means "count them".
const UNCOUNTED: u64 = 0xffff;
/// The head: the size of the whole, the place of the last element, and the number of elements.
const HEAD: usize = 4 + 4 + 2;
const END: u8 = 0xff;
/// The size of the element before stands in four bytes.
const LONG: u8 = 0xfe;

/// The elements as words.
pub fn read(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut from = Reader::new(bytes);
    let (size, last, count) = (from.uint(4)?, from.uint(4)?, from.uint(2)?);
    let mut words = Vec::new();
    let (mut at, mut before) = (HEAD, 0);
    loop {
        let start = bytes.len() - from.left();
        let stated = match from.byte()? {
            END => break,
            LONG => from.uint(4)?,
            short => u64::from(short),
        };
        if stated != before as u64 {
            return None;
        }
        words.push(word(&mut from)?);
        at = start;
        before = bytes.len() - from.left() - start;
    }
    let is_whole = from.left() == 0
        && size == bytes.len() as u64
        && last == at as u64
        && (count == UNCOUNTED || count == words.len() as u64);
    is_whole.then_some(words)
}

fn word(from: &mut Reader) -> Option<Vec<u8>> {
    let head = from.byte()?;
    let low = u64::from(head & 0x3f);
    let number = match head {
        0..0x40 => return from.owned(low),
        0x40..0x80 => {
            let length = low << 8 | from.uint(1)?;
            return from.owned(length);
        }
        0x80 => {
            let length = from.uint_from_high(4)?;
            return from.owned(length);
        }
        0xc0 => from.int(2)?,
        0xd0 => from.int(4)?,
        0xe0 => from.int(8)?,
        0xf0 => from.int(3)?,
        0xfe => from.int(1)?,
        0xf1..=0xfd => i64::from(head & 15) - 1,
        _ => return None,
    };
    Some(number.to_string().into_bytes())
}
