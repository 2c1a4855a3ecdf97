//! The checksum of a payload: CRC-64 by the polynomial of Jones (0xad93d23594c935a9), from the lowest
//! bit. A table of 16 entries instead of 256 takes two steps a byte, and 128 bytes.

/// The polynomial with its bits in the order in which they are met.
const POLYNOMIAL: u64 = 0x95ac_9329_ac4b_c9b5;

const TABLE: [u64; 16] = table();

const fn table() -> [u64; 16] {
    let mut table = [0; 16];
    let mut index = 0;
    while index < 16 {
        let mut sum = index as u64;
        let mut bit = 0;
        while bit < 4 {
            sum = (sum >> 1) ^ (POLYNOMIAL * (sum & 1));
            bit += 1;
        }
        #[allow(clippy::indexing_slicing)] // Within the loop's bounds, and at compile time.
        {
            table[index] = sum;
        }
        index += 1;
    }
    table
}

/// The checksum of these bytes.
pub fn sum(bytes: &[u8]) -> u64 {
    let step = |sum: u64, nibble: u8| {
        let index = (sum as u8 ^ nibble) & 15;
        (sum >> 4) ^ TABLE.get(usize::from(index)).copied().unwrap_or(0)
    };
    bytes
        .iter()
        .fold(0, |sum, byte| step(step(sum, *byte), *byte >> 4))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_sum_of_the_nine_digits_is_the_one_that_all_agree_on() {
        assert_eq!(super::sum(b"123456789"), 0xe9c6_d914_c4b8_d9ca);
        assert_eq!(super::sum(b""), 0);
    }
}
