//! Intsets: the members of a set of integers, ascending, all in 2, 4 or 8 bytes.

use super::listpack::put_low;
use super::reader::Reader;

/// The integers as words.
pub fn read(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut from = Reader::new(bytes);
    let (width, count) = (from.uint(4)?, from.uint(4)?);
    let is_whole = matches!(width, 2 | 4 | 8) && width * count == from.left() as u64;
    let mut last = None;
    let mut members = Vec::new();
    while is_whole && from.left() > 0 {
        let member = from.int(width as usize)?;
        if last.is_some_and(|last| last >= member) {
            return None;
        }
        last = Some(member);
        members.push(member.to_string().into_bytes());
    }
    is_whole.then_some(members)
}

/// The integers, which ascend, in as few bytes each as hold all of them.
pub fn write(members: &[i64]) -> Vec<u8> {
    let fits = |bits: u32| {
        members
            .iter()
            .all(|n| (*n << (64 - bits)) >> (64 - bits) == *n)
    };
    let width: u32 = match () {
        () if fits(16) => 2,
        () if fits(32) => 4,
        () => 8,
    };
    let mut out = width.to_le_bytes().to_vec();
    out.extend_from_slice(&(members.len() as u32).to_le_bytes());
    for member in members {
        put_low(&mut out, *member, width as usize);
    }
    out
}
