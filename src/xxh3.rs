//! XXH3 with 64 bits, without a seed: Redis's digest of a string.
//!
//! After Yann Collet's specification (`xxhash_spec.md` 0.2.0 of the xxHash project). It reads a whole
//! input at once; numbers are little endian everywhere.

const PRIME32_1: u64 = 0x9e37_79b1;
const PRIME32_2: u64 = 0x85eb_ca77;
const PRIME32_3: u64 = 0xc2b2_ae3d;
const PRIME64_1: u64 = 0x9e37_79b1_85eb_ca87;
const PRIME64_2: u64 = 0xc2b2_ae3d_27d4_eb4f;
const PRIME64_3: u64 = 0x1656_67b1_9e37_79f9;
const PRIME64_4: u64 = 0x85eb_ca77_c2b2_ae63;
const PRIME64_5: u64 = 0x27d4_eb2f_1656_67c5;
const PRIME_MX1: u64 = 0x1656_6791_9e37_79f9;
const PRIME_MX2: u64 = 0x9fb2_1c65_1e98_df25;

/// The specification's default secret.
const SECRET: &[u8; 192] = b"\
\xb8\xfe\x6c\x39\x23\xa4\x4b\xbe\x7c\x01\x81\x2c\xf7\x21\xad\x1c\xde\xd4\x6d\xe9\x83\x90\x97\xdb\
\x72\x40\xa4\xa4\xb7\xb3\x67\x1f\xcb\x79\xe6\x4e\xcc\xc0\xe5\x78\x82\x5a\xd0\x7d\xcc\xff\x72\x21\
\xb8\x08\x46\x74\xf7\x43\x24\x8e\xe0\x35\x90\xe6\x81\x3a\x26\x4c\x3c\x28\x52\xbb\x91\xc3\x00\xcb\
\x88\xd0\x65\x8b\x1b\x53\x2e\xa3\x71\x64\x48\x97\xa2\x0d\xf9\x4e\x38\x19\xef\x46\xa9\xde\xac\xd8\
\xa8\xfa\x76\x3f\xe3\x9c\x34\x3f\xf9\xdc\xbb\xc7\xc7\x0b\x4f\x1d\x8a\x51\xe0\x4b\xcd\xb4\x59\x31\
\xc8\x9f\x7e\xc9\xd9\x78\x73\x64\xea\xc5\xac\x83\x34\xd3\xeb\xc3\xc5\x81\xa0\xff\xfa\x13\x63\xeb\
\x17\x0d\xdd\x51\xb7\xf0\xda\x49\xd3\x16\x55\x26\x29\xd4\x68\x9e\x2b\x16\xbe\x58\x7d\x47\xa1\xfc\
\x8f\xf8\xb8\xd1\x7a\xd0\x31\xce\x45\xcb\x3a\x8f\x95\x16\x04\x28\xaf\xd7\xfb\xca\xbb\x4b\x40\x7e";

const STRIPE: usize = 64;
/// A block has as many stripes as the secret has places for one before its last.
const BLOCK: usize = STRIPE * (SECRET.len() - STRIPE) / 8;

fn word(bytes: &[u8], at: usize) -> u64 {
    let word = bytes.get(at..at + 8).and_then(|word| word.try_into().ok());
    word.map_or(0, u64::from_le_bytes)
}

fn half_word(bytes: &[u8], at: usize) -> u64 {
    let word = bytes.get(at..at + 4).and_then(|word| word.try_into().ok());
    word.map_or(0, u32::from_le_bytes).into()
}

fn secret(at: usize) -> u64 {
    word(SECRET, at)
}

/// The two halves of the product, one over the other.
fn folded_product(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

fn avalanche(x: u64) -> u64 {
    let x = (x ^ x >> 37).wrapping_mul(PRIME_MX1);
    x ^ x >> 32
}

fn avalanche_xxh64(x: u64) -> u64 {
    let x = (x ^ x >> 33).wrapping_mul(PRIME64_2);
    let x = (x ^ x >> 29).wrapping_mul(PRIME64_3);
    x ^ x >> 32
}

/// The hash of a string.
pub fn hash(input: &[u8]) -> u64 {
    match input.len() {
        0 => avalanche_xxh64(secret(56) ^ secret(64)),
        1..=3 => up_to_3(input),
        4..=8 => up_to_8(input),
        9..=16 => up_to_16(input),
        17..=128 => up_to_128(input),
        129..=240 => up_to_240(input),
        _ => large(input),
    }
}

fn up_to_3(input: &[u8]) -> u64 {
    let length = input.len();
    let byte = |at: usize| u64::from(input.get(at).copied().unwrap_or(0));
    let combined = byte(length - 1) | (length as u64) << 8 | byte(0) << 16 | byte(length / 2) << 24;
    avalanche_xxh64(half_word(SECRET, 0) ^ half_word(SECRET, 4) ^ combined)
}

fn up_to_8(input: &[u8]) -> u64 {
    let length = input.len();
    let combined = half_word(input, length - 4) | half_word(input, 0) << 32;
    let x = secret(8) ^ secret(16) ^ combined;
    let x = (x ^ x.rotate_left(49) ^ x.rotate_left(24)).wrapping_mul(PRIME_MX2);
    let x = (x ^ (x >> 35).wrapping_add(length as u64)).wrapping_mul(PRIME_MX2);
    x ^ x >> 28
}

fn up_to_16(input: &[u8]) -> u64 {
    let length = input.len();
    let low = secret(24) ^ secret(32) ^ word(input, 0);
    let high = secret(40) ^ secret(48) ^ word(input, length - 8);
    let sum = (length as u64)
        .wrapping_add(low.swap_bytes())
        .wrapping_add(high)
        .wrapping_add(folded_product(low, high));
    avalanche(sum)
}

/// Mixes 16 bytes of the input with as many of the secret.
fn mixed(input: &[u8], at: usize, secret_at: usize) -> u64 {
    folded_product(
        word(input, at) ^ secret(secret_at),
        word(input, at + 8) ^ secret(secret_at + 8),
    )
}

/// What the middle sizes and the large start from.
fn start(input: &[u8]) -> u64 {
    (input.len() as u64).wrapping_mul(PRIME64_1)
}

fn up_to_128(input: &[u8]) -> u64 {
    let length = input.len();
    let rounds = 0..length.div_ceil(32);
    avalanche(rounds.fold(start(input), |sum, round| {
        let from_end = mixed(input, length - 16 * (round + 1), 32 * round + 16);
        sum.wrapping_add(mixed(input, 16 * round, 32 * round))
            .wrapping_add(from_end)
    }))
}

fn up_to_240(input: &[u8]) -> u64 {
    let length = input.len();
    let add = |sum: u64, at: usize, secret_at| sum.wrapping_add(mixed(input, at, secret_at));
    let sum = (0..8).fold(start(input), |sum, n| add(sum, 16 * n, 16 * n));
    let rest = 8..length / 16;
    let sum = rest.fold(avalanche(sum), |sum, n| add(sum, 16 * n, 16 * (n - 8) + 3));
    avalanche(add(sum, length - 16, 119))
}

type Lanes = [u64; 8];

fn accumulate(lanes: &mut Lanes, stripe: &[u8], secret_at: usize) {
    let mut swapped = [0; 8];
    for (n, (lane, other)) in lanes.iter_mut().zip(&mut swapped).enumerate() {
        *other = word(stripe, 8 * n);
        let value = *other ^ secret(secret_at + 8 * n);
        *lane = lane.wrapping_add((value & 0xffff_ffff) * (value >> 32));
    }
    let (pairs, _) = swapped.as_chunks_mut::<2>();
    pairs.iter_mut().for_each(|pair| pair.reverse());
    for (lane, other) in lanes.iter_mut().zip(swapped) {
        *lane = lane.wrapping_add(other);
    }
}

fn scramble(lanes: &mut Lanes) {
    for (n, lane) in lanes.iter_mut().enumerate() {
        let x = *lane ^ *lane >> 47 ^ secret(SECRET.len() - STRIPE + 8 * n);
        *lane = x.wrapping_mul(PRIME32_1);
    }
}

fn large(input: &[u8]) -> u64 {
    let mut lanes = [
        PRIME32_3, PRIME64_1, PRIME64_2, PRIME64_3, PRIME64_4, PRIME32_2, PRIME64_5, PRIME32_1,
    ];
    let last_block = (input.len() - 1) / BLOCK;
    for (at, block) in input.chunks(BLOCK).enumerate() {
        // The last stripe, whole or not, is taken from the end instead.
        let stripes = match at == last_block {
            true => (block.len() - 1) / STRIPE,
            false => BLOCK / STRIPE,
        };
        for (n, stripe) in block.chunks(STRIPE).take(stripes).enumerate() {
            accumulate(&mut lanes, stripe, 8 * n);
        }
        if at < last_block {
            scramble(&mut lanes);
        }
    }
    let last = input.get(input.len() - STRIPE..).unwrap_or_default();
    accumulate(&mut lanes, last, SECRET.len() - 71);
    let (pairs, _) = lanes.as_chunks::<2>();
    let merged = pairs
        .iter()
        .enumerate()
        .fold(start(input), |sum, (n, [a, b])| {
            let product = folded_product(a ^ secret(11 + 16 * n), b ^ secret(19 + 16 * n));
            sum.wrapping_add(product)
        });
    avalanche(merged)
}

#[cfg(test)]
mod tests {
    use super::hash;

    /// Bytes that differ, so that no place may be taken for another.
    fn input(length: usize) -> Vec<u8> {
        (0..length).map(|n| (n * 7 + n / 256 * 31) as u8).collect()
    }

    #[test]
    fn it_is_what_the_xxhash_library_gives_at_every_border() {
        let cases: &[(usize, u64)] = &[
            (0, 0x2d06_8005_38d3_94c2),
            (1, 0xc44b_dff4_074e_ecdb),
            (2, 0x9093_381c_8763_d62e),
            (3, 0xc348_9259_e968_ad9e),
            (4, 0xd3d6_0c15_1901_4e89),
            (5, 0x5599_35c0_f3f7_327f),
            (8, 0xb88d_ee77_f6bf_6980),
            (9, 0x0368_8dca_d730_d826),
            (16, 0x9da2_3836_adf2_be1e),
            (17, 0xf34c_3c9c_f5a1_12d1),
            (32, 0x99cb_9ad0_f1a1_1fbe),
            (33, 0xc077_b454_92d2_9cde),
            (128, 0x65f3_c2c0_0fa9_3185),
            (129, 0x2806_5c6e_c25f_5b25),
            (143, 0x2a0c_abb0_c54e_9ca6),
            (144, 0x600e_8d34_5ff9_620d),
            (240, 0x4917_a75c_0ef8_eed7),
            (241, 0x541b_1922_6f00_52e8),
            (255, 0x99b3_7c2c_806e_33d3),
            (256, 0xff5a_1cef_ade7_5bb9),
            (320, 0x92a6_c017_89f5_f2b5),
            (1023, 0xfa06_ed8b_859c_715c),
            (1024, 0x3268_8e89_35d9_e293),
            (1025, 0x6589_8d52_07e9_4039),
            (1087, 0xe987_d2cc_925e_8026),
            (1088, 0x6bea_5c16_1899_f309),
            (2048, 0x5761_b771_eb14_86ff),
            (2049, 0xb701_e042_002f_c0bc),
            (5000, 0x7fe5_65b8_18a1_c956),
        ];
        for (length, expected) in cases {
            assert_eq!(hash(&input(*length)), *expected, "{length} bytes");
        }
    }
}
