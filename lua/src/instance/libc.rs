//! The functions of C's library that Rust's has in another form.

use std::ffi::CStr;

use crate::strtod;

/// The longest beginning of a text that spells a number.
///
/// # Safety
/// `text` ends with a zero byte; `end` is null or a place for a pointer into it.
#[unsafe(no_mangle)]
unsafe extern "C" fn strtod(text: *const u8, end: *mut *const u8) -> f64 {
    // SAFETY: the caller's.
    let bytes = unsafe { CStr::from_ptr(text.cast()) }.to_bytes();
    let (value, length) = strtod::leading(bytes);
    if !end.is_null() {
        // SAFETY: the caller's; the length is within the text.
        unsafe { *end = text.add(length) };
    }
    value
}

/// The fraction, with the number's sign; what is before the point goes to `whole`.
///
/// # Safety
/// `whole` is a place for a double.
#[unsafe(no_mangle)]
unsafe extern "C" fn modf(number: f64, whole: *mut f64) -> f64 {
    // SAFETY: the caller's.
    unsafe { *whole = number.trunc() };
    match number.is_infinite() {
        true => 0f64.copysign(number),
        false => (number - number.trunc()).copysign(number),
    }
}

/// A number of 0.5 to 1, and the power of two by which it makes `number`.
///
/// # Safety
/// `exponent` is a place for an integer.
#[unsafe(no_mangle)]
unsafe extern "C" fn frexp(number: f64, exponent: *mut i32) -> f64 {
    const IMPLICIT: u64 = 1 << 52;
    let (bits, sign) = (number.to_bits(), number.to_bits() & 1 << 63);
    let (fraction, power) = (bits & (IMPLICIT - 1), (bits >> 52 & 2047) as i32);
    let (power, fraction) = match (power, fraction) {
        (0, 0) | (2047, _) => {
            // SAFETY: the caller's.
            unsafe { *exponent = 0 };
            return number;
        }
        (0, _) => {
            let shift = fraction.leading_zeros() as i32 - 11;
            (1 - shift, fraction << shift & (IMPLICIT - 1))
        }
        usual => usual,
    };
    // SAFETY: the caller's.
    unsafe { *exponent = power - 1022 };
    f64::from_bits(sign | 1022 << 52 | fraction)
}
