//! The interpreter itself: Lua 5.1 in C, with Redis's environment in C of ours (`c/`).
//!
//! Unsafe stands here alone. Two states of Lua are made when they are first needed: one for scripts, one for
//! libraries. A state that ran out of memory is dropped.

mod ffi;

use std::ffi::{CString, c_void};

use crate::interpreter::{Failure, Host, Input, Memory, Source};
use crate::request::{Executor, Outcome, Request};
use crate::value::status;

/// What an interpreter is made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `redis.REDIS_VERSION`: three numbers.
    pub version: String,
    /// How many bytes scripts may use, and libraries.
    pub memory: usize,
}

impl Settings {
    /// What is usual.
    pub fn new(version: &str) -> Settings {
        Settings {
            version: version.to_owned(),
            memory: crate::MEMORY as usize,
        }
    }

    /// `redis.REDIS_VERSION_NUM`: a byte for each number.
    fn version_number(&self) -> i32 {
        let parts = self.version.split('.').take(3);
        let parts = parts.map(|part| part.parse::<i32>().unwrap_or(0));
        parts.fold(0, |all, part| all << 8 | part & 255)
    }
}

/// The interpreter.
pub struct Vm {
    settings: Settings,
    scripts: Option<State>,
    libraries: Option<State>,
}

/// What runs in Lua at the moment: what C gets of ours.
struct Call<'a> {
    host: &'a mut dyn Host,
    /// The reply of the last command.
    reply: Vec<u8>,
}

/// A state of Lua.
struct State(*mut ffi::State);

// SAFETY: a state belongs to nobody else, and Lua has no thread of its own.
unsafe impl Send for State {}

impl Drop for State {
    fn drop(&mut self) {
        // SAFETY: it came from `vm_new`, and is dropped once.
        unsafe { ffi::vm_free(self.0) }
    }
}

impl Vm {
    /// An interpreter that has run nothing.
    pub fn new(settings: Settings) -> Vm {
        Vm {
            settings,
            scripts: None,
            libraries: None,
        }
    }

    fn state(&mut self, is_for_libraries: bool) -> Result<*mut ffi::State, Failure> {
        let place = match is_for_libraries {
            false => &mut self.scripts,
            true => &mut self.libraries,
        };
        if let Some(state) = place {
            return Ok(state.0);
        }
        let version = CString::new(self.settings.version.as_str()).unwrap_or_default();
        // SAFETY: the hooks are static, and the version is copied.
        let state = unsafe {
            ffi::vm_new(
                &ffi::HOOKS,
                self.settings.memory,
                is_for_libraries.into(),
                version.as_ptr(),
                self.settings.version_number(),
            )
        };
        if state.is_null() {
            return Err(Failure::Memory);
        }
        Ok(place.insert(State(state)).0)
    }

    /// Runs something in one of the states.
    fn within(
        &mut self,
        is_for_libraries: bool,
        run: impl FnOnce(*mut ffi::State) -> i32,
    ) -> Outcome {
        let Ok(state) = self.state(is_for_libraries) else {
            return Outcome {
                status: status::MEMORY,
                bytes: Vec::new(),
            };
        };
        let status = run(state) as u8;
        // SAFETY: the state is ours, and its result stays until the next call.
        let bytes = unsafe { ffi::slice(ffi::vm_result(state)) }.to_vec();
        if status == status::MEMORY {
            match is_for_libraries {
                false => self.scripts = None,
                true => self.libraries = None,
            }
        }
        Outcome { status, bytes }
    }

    fn run(&mut self, script: Source, input: Input, call: *mut c_void) -> Outcome {
        let (keys, arguments) = (words(input.keys), words(input.arguments));
        let run = |state| {
            let (keys, count) = (keys.as_ptr(), keys.len());
            let (arguments, rest) = (arguments.as_ptr(), arguments.len());
            let (id, text) = parts(script);
            // SAFETY: all of it lives until it returns.
            unsafe { ffi::vm_run(state, call, id, text, keys, count, arguments, rest) }
        };
        self.within(false, run)
    }

    fn call(
        &mut self,
        library: Source,
        function: &str,
        input: Input,
        call: *mut c_void,
    ) -> Outcome {
        let function = ffi::Bytes::of(function.as_bytes());
        let (keys, arguments) = (words(input.keys), words(input.arguments));
        let run = |state| {
            let (keys, count) = (keys.as_ptr(), keys.len());
            let (arguments, rest) = (arguments.as_ptr(), arguments.len());
            let (id, text) = parts(library);
            // SAFETY: all of it lives until it returns.
            unsafe {
                ffi::vm_call(
                    state, call, id, text, function, keys, count, arguments, rest,
                )
            }
        };
        self.within(true, run)
    }

    fn unload(&mut self, library: &str) {
        if let Some(State(state)) = self.libraries {
            // SAFETY: the name lives until it returns.
            unsafe { ffi::vm_unload(state, ffi::Bytes::of(library.as_bytes())) }
        }
    }
}

fn words(words: &[&[u8]]) -> Vec<ffi::Bytes> {
    words.iter().map(|word| ffi::Bytes::of(word)).collect()
}

fn parts(source: Source) -> (ffi::Bytes, ffi::Bytes) {
    let id = ffi::Bytes::of(source.id.as_bytes());
    (id, ffi::Bytes::of(source.text))
}

impl Executor for Vm {
    fn execute(&mut self, request: Request, host: &mut dyn Host) -> Outcome {
        let mut call = Call {
            host,
            reply: Vec::new(),
        };
        let call: *mut c_void = (&raw mut call).cast();
        match request {
            Request::Compile(script) => {
                let (id, text) = parts(script);
                // SAFETY: the bytes live until it returns.
                return self.within(false, |state| unsafe { ffi::vm_compile(state, id, text) });
            }
            Request::Run(script, input) => return self.run(script, input, call),
            Request::Load(library) => {
                let (id, text) = parts(library);
                // SAFETY: the bytes and the call live until it returns.
                let load = |state| unsafe { ffi::vm_load(state, call, id, text) };
                return self.within(true, load);
            }
            Request::Call(library, function, input) => {
                return self.call(library, function, input, call);
            }
            Request::Unload(library) => self.unload(library),
            Request::FlushScripts => self.scripts = None,
            Request::FlushLibraries => self.libraries = None,
        }
        Outcome {
            status: status::OK,
            bytes: Vec::new(),
        }
    }

    fn used(&self) -> Memory {
        let of = |state: &Option<State>| {
            // SAFETY: the state is ours.
            let used = state
                .as_ref()
                .map(|state| unsafe { ffi::vm_memory(state.0) });
            used.unwrap_or(0)
        };
        Memory {
            scripts: of(&self.scripts),
            libraries: of(&self.libraries),
        }
    }
}
