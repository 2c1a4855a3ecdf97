//! What the C of SQLite calls for CURRENT_TIMESTAMP where its date functions are left out, and the
//! browser has no C library. No SQL here asks for the time, so nothing ever calls these.

use std::ffi::c_void;

/// There is no calendar: SQLite takes this for a failure, and gives NULL.
#[unsafe(no_mangle)]
extern "C" fn gmtime(_: *const c_void) -> *mut c_void {
    std::ptr::null_mut()
}

/// Writes nothing.
#[unsafe(no_mangle)]
extern "C" fn strftime(_: *mut u8, _: usize, _: *const u8, _: *const c_void) -> usize {
    0
}
