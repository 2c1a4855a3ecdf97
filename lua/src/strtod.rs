//! Numbers as C's `strtod` reads them: the longest beginning of a text that spells one.

use crate::number;

/// The number that a text begins with, and how many bytes it takes with the spaces before it; 0 where there is none.
pub(crate) fn leading(text: &[u8]) -> (f64, usize) {
    let spaces = run(text, |byte| matches!(byte, b' ' | b'\t'..=b'\r'));
    let text = text.get(spaces..).unwrap_or_default();
    let signs = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let sign = if text.starts_with(b"-") { -1.0 } else { 1.0 };
    let digits = text.get(signs..).unwrap_or_default();
    let (value, length) = unsigned(digits);
    match length {
        0 => (0.0, 0),
        _ => (f64::copysign(value, sign), spaces + signs + length),
    }
}

fn unsigned(text: &[u8]) -> (f64, usize) {
    for (word, value) in [
        ("infinity", f64::INFINITY),
        ("inf", f64::INFINITY),
        ("nan", f64::NAN),
    ] {
        let start = text.get(..word.len()).unwrap_or_default();
        if start.eq_ignore_ascii_case(word.as_bytes()) {
            return (value, word.len());
        }
    }
    let length = match text {
        [b'0', b'x' | b'X', rest @ ..] => match mantissa(rest, u8::is_ascii_hexdigit) {
            0 => 1,
            digits => 2 + digits + exponent(rest.get(digits..).unwrap_or_default(), b'p'),
        },
        _ => match mantissa(text, u8::is_ascii_digit) {
            0 => 0,
            digits => digits + exponent(text.get(digits..).unwrap_or_default(), b'e'),
        },
    };
    let spelled = text.get(..length).unwrap_or_default();
    (number::parse_lenient_f64(spelled).unwrap_or(0.0), length)
}

/// How many bytes at the start are so.
fn run(text: &[u8], is: impl Fn(&u8) -> bool) -> usize {
    text.iter().take_while(|byte| is(byte)).count()
}

/// How many bytes are digits with a point.
fn mantissa(text: &[u8], is_digit: impl Fn(&u8) -> bool) -> usize {
    let whole = run(text, &is_digit);
    let fraction = match text.get(whole..) {
        Some([b'.', rest @ ..]) => run(rest, &is_digit) + 1,
        _ => 0,
    };
    match (whole, fraction) {
        (0, 0 | 1) => 0,
        _ => whole + fraction,
    }
}

/// How many bytes are an exponent.
fn exponent(text: &[u8], letter: u8) -> usize {
    if text.first().map(u8::to_ascii_lowercase) != Some(letter) {
        return 0;
    }
    let signs = usize::from(matches!(text.get(1), Some(b'+' | b'-')));
    match run(
        text.get(1 + signs..).unwrap_or_default(),
        u8::is_ascii_digit,
    ) {
        0 => 0,
        digits => 1 + signs + digits,
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::{CString, c_char};

    use super::leading;

    unsafe extern "C" {
        fn strtod(text: *const c_char, end: *mut *const c_char) -> f64;
    }

    /// What the machine's C library says.
    fn expected(text: &str) -> (f64, usize) {
        let text = CString::new(text).unwrap_or_default();
        let mut end = text.as_ptr();
        // SAFETY: the text ends with a zero byte, and `end` is ours.
        unsafe {
            let value = strtod(text.as_ptr(), &raw mut end);
            (value, end.offset_from(text.as_ptr()) as usize)
        }
    }

    fn check(text: &str) {
        let ((value, length), (wanted, end)) = (leading(text.as_bytes()), expected(text));
        let is_same = value.to_bits() == wanted.to_bits() || (value.is_nan() && wanted.is_nan());
        assert!(
            is_same && length == end,
            "{text:?}: {value} {length}, not {wanted} {end}"
        );
    }

    #[test]
    fn numbers_are_read_as_c_reads_them() {
        for text in [
            "",
            " ",
            "-",
            "+.",
            ".",
            ".e1",
            "1",
            "-1",
            " +1.5x",
            "1.",
            ".5",
            "1e",
            "1e+",
            "1e5",
            "1e-5z",
            "1e400",
            "-1e-400",
            "inf",
            "-Infinit",
            "INFINITY!",
            "nan",
            "0x",
            "0x10",
            "-0X1.8p1",
            "0x.8",
            "0x.",
            "0x1p",
            "0x1p-1074",
            "00012",
            "-0",
            "4.9e-324",
            "1.7976931348623159e308",
            "\t\n1\u{b}",
            "1..2",
            "9007199254740993",
            "123456789012345678901234567890",
            "0.1",
            "2.2250738585072011e-308",
        ] {
            check(text);
        }
    }

    #[test]
    fn random_spellings_are_read_as_c_reads_them() {
        let letters = b"0123456789..eE+-xXpPaf ";
        let mut state = 1_u64;
        let mut next = |below: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) % below
        };
        for _ in 0..100_000 {
            let length = next(12) + 1;
            let text = (0..length).filter_map(|_| letters.get(next(letters.len() as u64) as usize));
            check(&text.map(|letter| char::from(*letter)).collect::<String>());
        }
    }
}
