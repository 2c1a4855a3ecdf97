//! SHA-1, by which scripts are known. Nothing depends on its being hard to forge.

/// The digest in 40 lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digest = digest(bytes);
    digest.iter().map(|word| format!("{word:08x}")).collect()
}

fn digest(bytes: &[u8]) -> [u32; 5] {
    let mut state = [
        0x6745_2301,
        0xefcd_ab89,
        0x98ba_dcfe,
        0x1032_5476,
        0xc3d2_e1f0,
    ];
    let mut blocks = bytes.chunks_exact(64);
    blocks.by_ref().for_each(|block| add(&mut state, block));
    // The rest, a one bit, zeros, and the length in bits at the end of the last block.
    let mut end = blocks.remainder().to_vec();
    end.push(0x80);
    let zeros = (64 + 56 - end.len() % 64) % 64;
    end.resize(end.len() + zeros, 0);
    end.extend((bytes.len() as u64 * 8).to_be_bytes());
    end.chunks_exact(64)
        .for_each(|block| add(&mut state, block));
    state
}

fn add(state: &mut [u32; 5], block: &[u8]) {
    let mut words = [0u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = bytes
            .iter()
            .fold(0, |word, byte| word << 8 | u32::from(*byte));
    }
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for round in 0..80 {
        // The words of this round and of the 15 that follow; the one after them is made of four of these.
        let [
            first,
            _,
            third,
            _,
            _,
            _,
            _,
            _,
            ninth,
            _,
            _,
            _,
            _,
            fourteenth,
            _,
            _,
        ] = words;
        let (f, constant) = match round / 20 {
            0 => ((b & c) | (!b & d), 0x5a82_7999),
            1 => (b ^ c ^ d, 0x6ed9_eba1),
            2 => ((b & c) | (b & d) | (c & d), 0x8f1b_bcdc),
            _ => (b ^ c ^ d, 0xca62_c1d6u32),
        };
        let next = a
            .rotate_left(5)
            .wrapping_add(f)
            .wrapping_add(e)
            .wrapping_add(constant)
            .wrapping_add(first);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
        words.rotate_left(1);
        if let Some(last) = words.last_mut() {
            *last = (first ^ third ^ ninth ^ fourteenth).rotate_left(1);
        }
    }
    for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
        *old = old.wrapping_add(new);
    }
}

#[test]
fn digests_are_those_of_the_standard() {
    let million = vec![b'a'; 1_000_000];
    let cases: [(&[u8], &str); 4] = [
        (b"", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (b"abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1",
        ),
        (&million, "34aa973cd4c4daa4f61eeb2bdbad27316534016f"),
    ];
    for (bytes, digest) in cases {
        assert_eq!(hex(bytes), digest);
    }
}
