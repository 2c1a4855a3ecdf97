//! Libraries: loaded, replaced and dropped, with their functions.

use std::collections::HashMap;
use std::rc::Rc;

use super::error::{
    NO_FUNCTIONS, does_not_register, function_exists, library_does_not_compile, library_exists,
};
use super::metadata;
use super::rules::Flags;
use super::run;
use super::state::State;
use super::store::{self, Function, Library};
use crate::command::Tx;
use crate::error::Result;
use redlet_lua::{Failure, Source, sha1};

/// A function that can be called.
#[derive(Debug)]
pub struct Callable {
    /// Its name, as it was registered.
    pub name: String,
    /// Its flags.
    pub flags: Flags,
    /// The digest of its library's code: by it the interpreter knows the library.
    pub library: String,
    /// That code, without its first line.
    pub body: Rc<[u8]>,
}

/// The functions that memory holds, by the names by which they were called.
#[derive(Debug, Default)]
pub struct Functions {
    called: HashMap<Vec<u8>, Rc<Callable>>,
    /// The libraries that they are of, by digest.
    bodies: HashMap<String, Rc<[u8]>>,
}

/// How many names memory holds: a function may be called by its name in any case.
const MOST: usize = 1000;

impl Functions {
    /// Drops what the file may say otherwise.
    pub fn forget(&mut self) {
        self.called.clear();
        self.bodies.clear();
    }

    /// The function of this name, in any case.
    pub fn find(&mut self, tx: &mut Tx, name: &[u8]) -> Result<Option<Rc<Callable>>> {
        if let Some(found) = self.called.get(name) {
            return Ok(Some(found.clone()));
        }
        let Ok(asked) = std::str::from_utf8(name) else {
            return Ok(None);
        };
        let Some((library, function)) = store::function(tx.store, asked)? else {
            return Ok(None);
        };
        let Some(library) = store::library(tx.store, &library)? else {
            return Ok(None);
        };
        if self.called.len() >= MOST {
            self.forget();
        }
        let body = match self.bodies.get(&library.digest) {
            Some(body) => body.clone(),
            None => Rc::from(metadata::library(&library.code)?.1),
        };
        self.bodies.insert(library.digest.clone(), body.clone());
        let found = Rc::new(Callable {
            name: function.name,
            flags: Flags::of(&function.flags),
            library: library.digest,
            body,
        });
        self.called.insert(name.to_vec(), found.clone());
        Ok(Some(found))
    }
}

/// What runs, and what it gives, before it is in the file.
pub struct Loaded {
    /// The library.
    pub library: Library,
    /// Its functions.
    pub functions: Vec<Function>,
}

/// Reads a library's name, and runs its code.
pub fn load(tx: &mut Tx, state: &mut State, code: &[u8], replaces: bool) -> Result<Loaded> {
    let (name, body) = metadata::library(code)?;
    if !replaces && store::library(tx.store, &name)?.is_some() {
        return Err(library_exists(&name));
    }
    let digest = sha1::hex(code);
    let source = Source {
        id: &digest,
        text: body,
    };
    let functions = run::load(tx, state, source)?.map_err(|failure| match failure {
        Failure::Compile(why) => library_does_not_compile(&why),
        Failure::Raised(error) => does_not_register(&String::from_utf8_lossy(&error.text)),
        failure => run::error(tx, failure),
    })?;
    if functions.is_empty() {
        return Err(NO_FUNCTIONS);
    }
    let functions = functions.into_iter().map(|function| Function {
        name: String::from_utf8_lossy(&function.name).into_owned(),
        description: function.description,
        flags: function.flags.join(" "),
    });
    Ok(Loaded {
        functions: functions.collect(),
        library: Library {
            name,
            digest,
            code: code.to_vec(),
        },
    })
}

/// Puts a library in the place of one of its name. Its functions may be of no other.
pub fn put(tx: &mut Tx, state: &mut State, loaded: &Loaded) -> Result<()> {
    for function in &loaded.functions {
        let other = store::function(tx.store, &function.name)?;
        if other.is_some_and(|(library, _)| library != loaded.library.name) {
            return Err(function_exists(&function.name));
        }
    }
    drop_library(
        tx,
        state,
        &loaded.library.name,
        Some(&loaded.library.digest),
    )?;
    Ok(store::put_library(
        tx.store,
        &loaded.library,
        &loaded.functions,
    )?)
}

/// Drops a library; whether there was one. The interpreter keeps the code with the digest that takes its place.
pub fn drop_library(
    tx: &mut Tx,
    state: &mut State,
    name: &str,
    next: Option<&str>,
) -> Result<bool> {
    state.functions.forget();
    let Some(old) = store::library(tx.store, name)? else {
        return Ok(false);
    };
    if next != Some(&old.digest) {
        unload(state, &old.digest);
    }
    store::delete_library(tx.store, name)?;
    Ok(true)
}

/// Has the interpreter forget a library's code.
pub fn unload(state: &mut State, digest: &str) {
    if let Some(interpreter) = &mut state.interpreter {
        interpreter.unload(digest);
    }
}

/// Drops all libraries.
pub fn flush(tx: &mut Tx, state: &mut State) -> Result<()> {
    state.functions.forget();
    if let Some(interpreter) = &mut state.interpreter {
        interpreter.flush_libraries();
    }
    Ok(store::delete_libraries(tx.store)?)
}
