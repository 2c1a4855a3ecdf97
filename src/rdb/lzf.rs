//! LZF: how Redis packs strings of more than 20 bytes. Read only; what redlet writes is not packed.

use super::reader::Reader;
use crate::memory;

/// The string of this length that was packed; none where there is another.
pub fn unpack(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut from = Reader::new(packed);
    // A length that lies must not cost memory: room is made as it is needed.
    let mut out = Vec::new();
    while let Some(head) = from.byte() {
        // No step adds more.
        memory::extend(&mut out, 300).ok()?;
        if head < 32 {
            out.extend_from_slice(from.take(usize::from(head) + 1)?);
        } else {
            let more = match head >> 5 {
                7 => 7 + usize::from(from.byte()?),
                few => usize::from(few),
            };
            let back = usize::from(head & 31) << 8 | usize::from(from.byte()?);
            let start = out.len().checked_sub(back + 1)?;
            // It may reach into what it adds itself.
            for at in start..start + more + 2 {
                let byte = *out.get(at)?;
                out.push(byte);
            }
        }
        if out.len() > length {
            return None;
        }
    }
    (out.len() == length).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::unpack;

    #[test]
    fn references_reach_into_what_they_add() {
        let packed = [0, b'a', 7 << 5, 0, 0];
        assert_eq!(unpack(&packed, 10), Some(vec![b'a'; 10]));
        assert_eq!(unpack(&packed, 11), None);
        assert_eq!(unpack(&packed, 9), None);
        assert_eq!(unpack(&packed, usize::MAX), None);
        assert_eq!(unpack(&packed[..4], 10), None);
        assert_eq!(unpack(&[1 << 5, 0], 3), None, "before the start");
    }
}
