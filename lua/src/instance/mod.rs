//! The WebAssembly instance's exports. Whoever holds it writes a request at `room(length)`, calls `run()`, and finds at
//! the address that it gives the reply's length in four bytes, then the reply. Meanwhile `ask(address, length)` is
//! called with a question: its answer goes to `room(length)`, too. An instance that trapped is not called again.

mod libc;

use std::cell::RefCell;

use crate::remote::answer;
use crate::{Settings, Vm};

#[link(wasm_import_module = "redlet")]
unsafe extern "C" {
    fn ask(at: *const u8, length: usize);
}

thread_local! {
    static VM: RefCell<Option<Vm>> = const { RefCell::new(None) };
    /// What comes in next.
    static ROOM: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    /// The last reply, behind its length.
    static REPLY: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Where a request or an answer of so many bytes is to be written.
#[unsafe(no_mangle)]
extern "C" fn room(length: usize) -> *mut u8 {
    ROOM.with_borrow_mut(|room| {
        room.clear();
        room.resize(length, 0);
        room.as_mut_ptr()
    })
}

/// Executes the request.
#[unsafe(no_mangle)]
extern "C" fn run() -> *const u8 {
    let request = ROOM.take();
    let mut ask = |question: &[u8]| {
        // SAFETY: the question is not changed until it returns.
        unsafe { ask(question.as_ptr(), question.len()) };
        ROOM.take()
    };
    let make = |version: &str, memory: u32| {
        let memory = memory as usize;
        Vm::new(Settings {
            memory,
            ..Settings::new(version)
        })
    };
    let reply = VM.with_borrow_mut(|vm| answer(vm, make, &request, &mut ask));
    REPLY.with_borrow_mut(|bytes| {
        bytes.clear();
        bytes.extend((reply.len() as u32).to_le_bytes());
        bytes.extend(reply);
        bytes.as_ptr()
    })
}
