//! The functions of `c/vm.h`, and those that C is given of ours.
//!
//! None of ours may end in a panic, or call what could raise an error of Lua: the frames of Rust in between would be
//! skipped.

use std::ffi::{c_char, c_int, c_ulonglong, c_void};

use super::Call;
use crate::{number, sha1};

/// Bytes that are the other side's.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Bytes {
    at: *const u8,
    length: usize,
}

impl Bytes {
    pub fn of(bytes: &[u8]) -> Bytes {
        Bytes {
            at: bytes.as_ptr(),
            length: bytes.len(),
        }
    }
}

#[repr(C)]
pub struct Hooks {
    resize: extern "C" fn(*mut c_void, usize, usize) -> *mut c_void,
    command: extern "C" fn(*mut c_void, *const Bytes, usize, c_int, *mut Bytes),
    may_run: extern "C" fn(*mut c_void, *const Bytes, usize) -> c_int,
    log: extern "C" fn(*mut c_void, c_int, *const u8, usize),
    clock: extern "C" fn(*mut c_void) -> f64,
    is_over: extern "C" fn(*mut c_void, c_ulonglong) -> c_int,
    sha1hex: extern "C" fn(*const u8, usize, *mut u8),
    write_number: extern "C" fn(f64, *mut u8) -> usize,
}

/// The interpreter of C.
#[repr(C)]
pub struct State {
    _opaque: [u8; 0],
}

unsafe extern "C" {
    pub fn vm_new(
        hooks: *const Hooks,
        limit: usize,
        is_for_libraries: c_int,
        version: *const c_char,
        version_number: c_int,
    ) -> *mut State;
    pub fn vm_free(vm: *mut State);
    pub fn vm_compile(vm: *mut State, id: Bytes, text: Bytes) -> c_int;
    pub fn vm_run(
        vm: *mut State,
        call: *mut c_void,
        id: Bytes,
        text: Bytes,
        keys: *const Bytes,
        key_count: usize,
        arguments: *const Bytes,
        argument_count: usize,
    ) -> c_int;
    pub fn vm_load(vm: *mut State, call: *mut c_void, id: Bytes, text: Bytes) -> c_int;
    pub fn vm_unload(vm: *mut State, id: Bytes);
    pub fn vm_call(
        vm: *mut State,
        call: *mut c_void,
        id: Bytes,
        text: Bytes,
        function: Bytes,
        keys: *const Bytes,
        key_count: usize,
        arguments: *const Bytes,
        argument_count: usize,
    ) -> c_int;
    pub fn vm_result(vm: *const State) -> Bytes;
    pub fn vm_memory(vm: *const State) -> usize;
}

pub static HOOKS: Hooks = Hooks {
    resize,
    command,
    may_run,
    log,
    clock,
    is_over,
    sha1hex,
    write_number,
};

/// # Safety
/// C's bytes live for as long as its call of ours does; the caller says what `'a` is.
pub unsafe fn bytes<'a>(at: *const u8, length: usize) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    // SAFETY: C gives a pointer to so many bytes.
    unsafe { std::slice::from_raw_parts(at, length) }
}

/// # Safety
/// As for [`bytes`].
pub unsafe fn slice<'a>(from: Bytes) -> &'a [u8] {
    // SAFETY: the caller's.
    unsafe { bytes(from.at, from.length) }
}

/// # Safety
/// As for [`bytes`].
unsafe fn words<'a>(at: *const Bytes, count: usize) -> Vec<&'a [u8]> {
    // SAFETY: C gives a pointer to so many words, one at least.
    let all = unsafe { std::slice::from_raw_parts(at, count) };
    // SAFETY: the caller's.
    all.iter().map(|word| unsafe { slice(*word) }).collect()
}

/// # Safety
/// `call` is what Rust has passed to the call that runs, and nothing else has a reference to it.
unsafe fn current<'a>(call: *mut c_void) -> &'a mut Call<'a> {
    // SAFETY: the caller's.
    unsafe { &mut *call.cast() }
}

/// Every block of Lua's is aligned so.
const ALIGNMENT: usize = 16;

extern "C" fn resize(at: *mut c_void, old_size: usize, new_size: usize) -> *mut c_void {
    use std::alloc::{Layout, alloc, dealloc, realloc};
    let null = std::ptr::null_mut();
    let (Ok(old), Ok(new)) = (
        Layout::from_size_align(old_size, ALIGNMENT),
        Layout::from_size_align(new_size, ALIGNMENT),
    ) else {
        return null;
    };
    // SAFETY: C gives a block that it got here, with the size that it asked for; no layout of size 0 is allocated.
    unsafe {
        match (at.is_null() || old_size == 0, new_size) {
            (true, 0) => null,
            (true, _) => alloc(new).cast(),
            (false, 0) => {
                dealloc(at.cast(), old);
                null
            }
            (false, _) => realloc(at.cast(), old, new_size).cast(),
        }
    }
}

extern "C" fn command(
    call: *mut c_void,
    at: *const Bytes,
    count: usize,
    resp: c_int,
    reply: *mut Bytes,
) {
    // SAFETY: what C passes, for as long as this runs; the reply stays in `call`.
    unsafe {
        let call = current(call);
        call.reply.clear();
        call.host
            .command(&words(at, count), resp as u8, &mut call.reply);
        *reply = Bytes::of(&call.reply);
    }
}

extern "C" fn may_run(call: *mut c_void, at: *const Bytes, count: usize) -> c_int {
    // SAFETY: what C passes, for as long as this runs.
    let may = unsafe { current(call).host.may_run(&words(at, count)) };
    may.map_or(-1, c_int::from)
}

extern "C" fn log(call: *mut c_void, level: c_int, at: *const u8, length: usize) {
    // SAFETY: what C passes, for as long as this runs.
    unsafe { current(call).host.log(level as u8, bytes(at, length)) }
}

extern "C" fn clock(call: *mut c_void) -> f64 {
    // SAFETY: what C passes, for as long as this runs.
    unsafe { current(call).host.clock() }
}

extern "C" fn is_over(call: *mut c_void, instructions: c_ulonglong) -> c_int {
    // SAFETY: what C passes, for as long as this runs.
    unsafe { current(call).host.is_over(instructions).into() }
}

extern "C" fn sha1hex(at: *const u8, length: usize, digits: *mut u8) {
    // SAFETY: what C passes, and room for 40 digits.
    unsafe {
        let hex = sha1::hex(bytes(at, length));
        digits.copy_from_nonoverlapping(hex.as_ptr(), hex.len());
    }
}

extern "C" fn write_number(value: f64, to: *mut u8) -> usize {
    let text = match value.is_nan() && value.is_sign_negative() {
        true => "-nan".to_owned(),
        false => number::format_f64(value),
    };
    // SAFETY: C has room for 40 bytes, and no number is longer.
    unsafe { to.copy_from_nonoverlapping(text.as_ptr(), text.len()) };
    text.len()
}
