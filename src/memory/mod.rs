//! What happens when memory runs out.
//!
//! Code that needs as much memory as data or an argument is large calls [`check`] first. If there is not
//! enough, the command is refused ([`NoMemory`]) and the others go on. [`check`] makes sure that there
//! is twice the memory, so what a command makes of its data need not be checked again.

mod for_sqlite;
mod heap;

pub use for_sqlite::install;
pub use heap::Heap;

use std::cell::Cell;

/// The bytes that a command, or a batch of the facade, may hold at once: what it takes out of the
/// database, and its replies.
pub const MOST: usize = 640 << 20;
/// What is smaller the allocator always has, once `check` has found room.
const SMALL: usize = 1 << 16;
/// So many bytes are not worth looking.
const LITTLE: usize = 1 << 20;

/// There is no memory for it, or it is more than one command may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoMemory;

thread_local! {
    /// The bytes that were in use when the command began.
    static START: Cell<usize> = const { Cell::new(0) };
}

/// A command begins, or a batch whose replies are given together.
pub fn begin() {
    let used = heap::used();
    START.set(used);
    heap::set_safe(if heap::is_short() { 0 } else { used + LITTLE });
}

/// Whether the command may hold so many bytes more, and there is room for them twice.
#[inline(always)]
pub fn check(more: usize) -> Result<(), NoMemory> {
    let after = heap::used().saturating_add(more);
    if after <= heap::safe() {
        return Ok(());
    }
    look(after)
}

#[cold]
fn look(after: usize) -> Result<(), NoMemory> {
    let held = after.saturating_sub(START.get());
    // What is checked next is within the quarter, and what is made of it takes as much as it.
    let safe = held.min(MOST) / 4 * 5 + LITTLE;
    if held > MOST || !heap::has(held + safe) {
        heap::set_safe(0);
        return Err(NoMemory);
    }
    heap::set_safe(START.get() + safe);
    Ok(())
}

/// Whether there is room for a block of so many bytes.
pub fn has_room(bytes: usize) -> bool {
    heap::has(bytes)
}

/// The bytes as one's own.
#[inline(always)]
pub fn copy(bytes: &[u8]) -> Result<Vec<u8>, NoMemory> {
    if bytes.len() < SMALL && heap::used().saturating_add(bytes.len()) <= heap::safe() {
        return Ok(bytes.to_vec());
    }
    copy_large(bytes)
}

#[cold]
fn copy_large(bytes: &[u8]) -> Result<Vec<u8>, NoMemory> {
    check(bytes.len())?;
    let mut own = Vec::new();
    own.try_reserve_exact(bytes.len()).map_err(|_| NoMemory)?;
    own.extend_from_slice(bytes);
    Ok(own)
}

/// Adds an item to a list that grows with the data.
#[inline(always)]
pub fn push<T>(items: &mut Vec<T>, item: T) -> Result<(), NoMemory> {
    if items.len() == items.capacity() {
        grow(items)?;
    }
    items.push(item);
    Ok(())
}

/// Makes room for as many items again.
#[cold]
fn grow<T>(items: &mut Vec<T>) -> Result<(), NoMemory> {
    check(items.len() * size_of::<T>())?;
    items.try_reserve(1).map_err(|_| NoMemory)
}

/// Makes room for so many bytes more, and some to come, whatever else the command holds.
pub fn extend(bytes: &mut Vec<u8>, more: usize) -> Result<(), NoMemory> {
    if bytes.capacity() - bytes.len() >= more {
        return Ok(());
    }
    let spare = bytes.len().min(LITTLE) + bytes.len() / 4;
    let roomy = bytes.try_reserve_exact(more.max(spare));
    let made = roomy.or_else(|_| bytes.try_reserve_exact(more));
    made.map_err(|_| NoMemory)
}

/// Lets this thread have so many bytes more than it has now: for tests whose allocator is [`Heap`].
#[cfg(not(target_family = "wasm"))]
pub fn set_limit(bytes: usize) {
    heap::set_limit(bytes);
}
