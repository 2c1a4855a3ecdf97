//! SQLite's memory, from the same allocator. Where there is none SQLite says so (`SQLITE_NOMEM`), and
//! the reserve stays for the rest of the engine.

use std::alloc::Layout;
use std::ffi::{c_int, c_void};
use std::ptr::null_mut;
use std::sync::Once;

use rusqlite::ffi;

use super::heap;

/// Stands before each block: its size, which SQLite asks for.
const HEAD: usize = 8;

const METHODS: ffi::sqlite3_mem_methods = ffi::sqlite3_mem_methods {
    xMalloc: Some(malloc),
    xFree: Some(free),
    xRealloc: Some(realloc),
    xSize: Some(size),
    xRoundup: Some(roundup),
    xInit: Some(init),
    xShutdown: Some(shutdown),
    pAppData: null_mut(),
};

/// Has SQLite take its memory here. To be called before anything else of SQLite is.
pub fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: SQLite copies the methods. Where it has started already it refuses them.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &METHODS) };
    });
}

/// The layout of a block of so many bytes and its head.
fn layout(bytes: c_int) -> Option<Layout> {
    let bytes = usize::try_from(bytes).ok()?.checked_add(HEAD)?;
    Layout::from_size_align(bytes, HEAD).ok()
}

unsafe extern "C" fn malloc(bytes: c_int) -> *mut c_void {
    let Some(layout) = layout(bytes) else {
        return null_mut();
    };
    // SAFETY: the layout has room for the head at least.
    unsafe { headed(heap::allocate(layout), bytes) }
}

/// Writes the head of a block, if there is one, and gives what is behind it.
///
/// # Safety
/// The block has room for the head.
unsafe fn headed(block: *mut u8, bytes: c_int) -> *mut c_void {
    if block.is_null() {
        return null_mut();
    }
    // SAFETY: the caller's promise; blocks are aligned to the head's size.
    unsafe {
        block.cast::<c_int>().write(bytes);
        block.add(HEAD).cast()
    }
}

unsafe extern "C" fn free(data: *mut c_void) {
    // SAFETY: SQLite gives back what it was given, if anything.
    unsafe {
        if let Some(layout) = layout(size(data)).filter(|_| !data.is_null()) {
            heap::free(data.cast::<u8>().sub(HEAD), layout);
        }
    }
}

unsafe extern "C" fn realloc(data: *mut c_void, bytes: c_int) -> *mut c_void {
    // SAFETY: SQLite gives a block that it has.
    unsafe {
        match (layout(size(data)), layout(bytes)) {
            (Some(old), Some(new)) => {
                let block = data.cast::<u8>().sub(HEAD);
                headed(heap::reallocate(block, old, new.size()), bytes)
            }
            _ => null_mut(),
        }
    }
}

unsafe extern "C" fn size(data: *mut c_void) -> c_int {
    if data.is_null() {
        return 0;
    }
    // SAFETY: SQLite asks for blocks that it has; the head is before each.
    unsafe { data.cast::<u8>().sub(HEAD).cast::<c_int>().read() }
}

unsafe extern "C" fn roundup(bytes: c_int) -> c_int {
    bytes.saturating_add(7) & !7
}

unsafe extern "C" fn init(_: *mut c_void) -> c_int {
    ffi::SQLITE_OK
}

unsafe extern "C" fn shutdown(_: *mut c_void) {}
