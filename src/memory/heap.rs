//! The allocator: the system's, with larger steps of growth, and a reserve for code that can't fail.
//!
//! At each growth of the WebAssembly memory the host collects the garbage of its whole page, and the
//! system's allocator grows it by 64 KB at a time. This one grows it by a quarter.
//!
//! A lack of memory must not end the engine. Large requests, and those for data, can be refused; small
//! ones, such as for an error's text, can't. So there is a reserve. The invariant: only small requests
//! are served from the reserve, and until it is whole again all others are refused.
//!
//! It is the global allocator of the wasm, and natively that of tests which set a limit.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr::null_mut;

/// Who asks for so many bytes at once has to take no for an answer.
const LARGE: usize = 1 << 20;
/// What is kept for the others.
const RESERVE: Layout = Layout::new::<[u8; 4 << 20]>();
/// What a block costs beside its bytes, about.
const OVERHEAD: usize = 8;

/// The system's allocator with a reserve.
#[derive(Debug)]
pub struct Heap;

/// What is known of a thread's memory; the wasm has one thread.
struct State {
    /// The bytes that Rust uses.
    own: Cell<usize>,
    /// The bytes that SQLite uses.
    sqlite: Cell<usize>,
    /// The reserve, where there is one.
    reserve: Cell<*mut u8>,
    /// Whether the reserve was needed, and is to be made anew before anything else is.
    is_short: Cell<bool>,
    /// Up to so many bytes in use Rust need not look whether there is room.
    safe: Cell<usize>,
    /// The size of the memory when it was last looked at, in pages of the wasm.
    #[cfg(target_family = "wasm")]
    pages: Cell<usize>,
    /// How many bytes there are, for tests.
    #[cfg(not(target_family = "wasm"))]
    limit: Cell<usize>,
}

impl State {
    const fn new() -> State {
        State {
            own: Cell::new(0),
            sqlite: Cell::new(0),
            reserve: Cell::new(null_mut()),
            is_short: Cell::new(false),
            safe: Cell::new(0),
            #[cfg(target_family = "wasm")]
            pages: Cell::new(0),
            #[cfg(not(target_family = "wasm"))]
            limit: Cell::new(usize::MAX),
        }
    }
}

#[cfg(not(target_family = "wasm"))]
thread_local! {
    static STATE: State = const { State::new() };
}

/// Works with this thread's state.
#[cfg(not(target_family = "wasm"))]
fn with<T>(work: impl FnOnce(&State) -> T) -> T {
    STATE.with(work)
}

/// The same where there is but one thread: each block asks for it, and a `thread_local` is a call.
#[cfg(target_family = "wasm")]
#[inline(always)]
fn with<T>(work: impl FnOnce(&State) -> T) -> T {
    struct Alone(State);
    // SAFETY: no other thread is there.
    unsafe impl Sync for Alone {}
    static STATE: Alone = Alone(State::new());
    work(&STATE.0)
}

/// The bytes that Rust uses; 0 where this is not the allocator.
pub(super) fn used() -> usize {
    with(|state| state.own.get())
}

/// How many bytes Rust may use before it has to look whether there is room for more.
pub(super) fn safe() -> usize {
    with(|state| state.safe.get())
}

/// Sets that, until the reserve is needed.
pub(super) fn set_safe(bytes: usize) {
    with(|state| state.safe.set(bytes));
}

/// Whether nothing but the reserve is left, or not even all of it.
pub(super) fn is_short() -> bool {
    with(|state| !state.is_ready())
}

/// Whether there is one block of so many bytes for data.
pub(super) fn has(bytes: usize) -> bool {
    let Ok(layout) = Layout::from_size_align(bytes.max(1), 1) else {
        return false;
    };
    with(|state| {
        // SAFETY: the layout is not empty, and the block goes back as it came.
        unsafe {
            let block = state.block(layout, true);
            if !block.is_null() {
                System.dealloc(block, layout);
            }
            !block.is_null()
        }
    })
}

/// Lets this thread have so many bytes more than it has, its reserve among them.
#[cfg(not(target_family = "wasm"))]
pub(super) fn set_limit(bytes: usize) {
    with(|state| {
        state.release();
        let used = state.own.get().saturating_add(state.sqlite.get());
        state.limit.set(used.saturating_add(bytes));
        state.is_short.set(bytes < usize::MAX);
        state.is_ready();
    });
}

/// A block for SQLite, which can do without.
///
/// # Safety
/// The layout must not be empty.
pub(super) unsafe fn allocate(layout: Layout) -> *mut u8 {
    with(|state| {
        // SAFETY: the caller's promise.
        let block = unsafe { state.block(layout, true) };
        count(&state.sqlite, block, layout.size(), 0);
        block
    })
}

/// The same of a block that is to get another size; where there is no memory it stays as it is.
///
/// # Safety
/// It must be a block of [`allocate`] with this layout; the size is not 0 and fits an `isize`.
pub(super) unsafe fn reallocate(block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
    with(|state| {
        // SAFETY: the caller's promise.
        let block = unsafe { state.resized(block, layout, size, true) };
        count(&state.sqlite, block, size, layout.size());
        block
    })
}

/// Takes back a block of [`allocate`].
///
/// # Safety
/// It must be one, with its layout, and not be used any more.
pub(super) unsafe fn free(block: *mut u8, layout: Layout) {
    with(|state| {
        let used = state.sqlite.get();
        state.sqlite.set(used.wrapping_sub(layout.size()));
    });
    // SAFETY: the caller's promise.
    unsafe { System.dealloc(block, layout) }
}

// SAFETY: every block comes from the system's allocator with the layout that is asked for, and goes
// back to it with the same. Nobody but this module knows of the reserve.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        with(|state| {
            let can_fail = layout.size() >= LARGE;
            let mut block = null_mut();
            if !can_fail && state.has_left(layout.size()) {
                // SAFETY: the caller's promise.
                block = unsafe { System.alloc(layout) };
                state.look_at_size();
            }
            if block.is_null() {
                // SAFETY: the caller's promise.
                block = unsafe { state.block(layout, can_fail) };
            }
            count(&state.own, block, layout.size() + OVERHEAD, 0);
            block
        })
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        with(|state| {
            let used = state.own.get();
            state.own.set(used.wrapping_sub(layout.size() + OVERHEAD));
        });
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        with(|state| {
            // SAFETY: the caller's promise.
            let block = unsafe { state.resized(block, layout, size, size >= LARGE) };
            count(&state.own, block, size, layout.size());
            block
        })
    }
}

/// Counts a block that was given.
#[inline(always)]
fn count(used: &Cell<usize>, block: *mut u8, size: usize, before: usize) {
    if !block.is_null() {
        used.set(used.get().wrapping_add(size).wrapping_sub(before));
    }
}

impl State {
    /// # Safety
    /// As [`GlobalAlloc::alloc`].
    // Once for all that ask.
    #[inline(never)]
    unsafe fn block(&self, layout: Layout, can_fail: bool) -> *mut u8 {
        if can_fail && !self.is_ready() {
            return null_mut();
        }
        let take = || match self.has_left(layout.size()) {
            // SAFETY: the caller's promise.
            true => unsafe { System.alloc(layout) },
            false => null_mut(),
        };
        let mut block = take();
        if block.is_null() && !can_fail && self.release() {
            block = take();
        }
        self.look_at_size();
        block
    }

    /// # Safety
    /// As [`GlobalAlloc::realloc`].
    #[inline(never)]
    unsafe fn resized(&self, old: *mut u8, layout: Layout, size: usize, can_fail: bool) -> *mut u8 {
        let can_fail = can_fail && size > layout.size();
        if can_fail && !self.is_ready() {
            return null_mut();
        }
        let take = || match size <= layout.size() || self.has_left(size) {
            // SAFETY: the caller's promise.
            true => unsafe { System.realloc(old, layout, size) },
            false => null_mut(),
        };
        let mut block = take();
        if block.is_null() && !can_fail && self.release() {
            block = take();
        }
        self.look_at_size();
        block
    }

    /// Whether the reserve is whole. It is made anew where it can be.
    fn is_ready(&self) -> bool {
        if self.is_short.get() {
            self.fill();
        }
        !self.is_short.get()
    }

    #[cold]
    fn fill(&self) {
        if self.has_left(RESERVE.size()) {
            // SAFETY: the layout is not empty.
            self.reserve.set(unsafe { System.alloc(RESERVE) });
        }
        self.is_short.set(self.reserve.get().is_null());
    }

    /// Gives the reserve to whoever asks next. Returns whether there was one.
    #[cold]
    fn release(&self) -> bool {
        let reserve = self.reserve.replace(null_mut());
        self.is_short.set(true);
        self.safe.set(0);
        if !reserve.is_null() {
            // SAFETY: it came from there, with this layout.
            unsafe { System.dealloc(reserve, RESERVE) };
        }
        !reserve.is_null()
    }
}

#[cfg(not(target_family = "wasm"))]
impl State {
    fn has_left(&self, bytes: usize) -> bool {
        let reserve = match self.reserve.get().is_null() {
            true => 0,
            false => RESERVE.size(),
        };
        let used = self.own.get().saturating_add(self.sqlite.get()) + reserve;
        used.saturating_add(bytes) <= self.limit.get()
    }

    fn look_at_size(&self) {}
}

#[cfg(target_family = "wasm")]
impl State {
    fn has_left(&self, _: usize) -> bool {
        true
    }

    #[inline(always)]
    fn look_at_size(&self) {
        if self.pages.get() != core::arch::wasm32::memory_size(0) {
            self.grow_more();
        }
    }

    /// The memory has grown: it takes a quarter more, so that it need not grow again soon. A block
    /// that is freed at once leaves the allocator with its room.
    #[cold]
    fn grow_more(&self) {
        /// Below this size it grows as it must: a page's database opens in less.
        const SMALL: usize = 8 << 20;
        const LEAST: usize = 1 << 20;
        const MOST: usize = 256 << 20;
        let size = core::arch::wasm32::memory_size(0) << 16;
        let mut more = (size / 4).min(MOST);
        while size >= SMALL && more >= LEAST {
            // SAFETY: the layout is not empty, and the block goes back as it came.
            unsafe {
                let layout = Layout::from_size_align_unchecked(more, 1);
                let block = System.alloc(layout);
                if !block.is_null() {
                    System.dealloc(block, layout);
                    break;
                }
            }
            more /= 4;
        }
        if size >= SMALL && self.reserve.get().is_null() {
            self.fill();
        }
        self.pages.set(core::arch::wasm32::memory_size(0));
    }
}
