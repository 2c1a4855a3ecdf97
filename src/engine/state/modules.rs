//! What modules remember between commands. The core does not know what it is.
//!
//! It is memory: what must outlive the engine, or be taken back with a batch, is in the store.

use std::any::{Any, TypeId};
use std::collections::HashMap;

/// A value of each type that a module has asked for.
#[derive(Default)]
pub struct ModuleStates(HashMap<TypeId, Box<dyn Any>>);

impl ModuleStates {
    /// Takes the value out, so that its module can work with it and with the rest of the engine; a new one if there is
    /// none.
    pub fn take<T: Any + Default>(&mut self) -> Box<T> {
        let found = self.0.remove(&TypeId::of::<T>());
        let known = found.and_then(|value| value.downcast().ok());
        known.unwrap_or_default()
    }

    /// Puts it back.
    pub fn put<T: Any>(&mut self, value: Box<T>) {
        self.0.insert(TypeId::of::<T>(), value);
    }
}
