//! What Redis keeps in modules, or could: a folder for each, with its commands, its errors and its SQL.
//!
//! This is the one list of them. A module uses the framework and the core; the core names no module, and no
//! module another. Each is a feature of the crate, so that an engine can be built without it.

#[cfg(feature = "geo")]
mod geo;
#[cfg(feature = "scripting")]
mod scripting;

use crate::command::rdb::RdbType;
use crate::command::{Command, Figures, Module};
use crate::engine::state::changes::Observer;
use crate::store::modules::Tables;

/// The modules of this build.
pub const MODULES: &[Module] = &[
    #[cfg(feature = "geo")]
    geo::MODULE,
    #[cfg(feature = "scripting")]
    scripting::MODULE,
];

/// The families of their commands.
pub fn families() -> impl Iterator<Item = &'static [Command]> {
    MODULES.iter().flat_map(|module| module.families).copied()
}

/// Their tables.
pub fn tables() -> Vec<&'static Tables> {
    MODULES.iter().filter_map(|module| module.tables).collect()
}

/// Their observers.
pub fn observers() -> impl Iterator<Item = Box<dyn Observer>> {
    let makers = MODULES.iter().filter_map(|module| module.observer);
    makers.map(|make| make())
}

/// Their data types.
pub fn types() -> impl Iterator<Item = &'static RdbType> {
    MODULES.iter().flat_map(|module| module.types).copied()
}

/// Their lines of INFO.
pub fn figures() -> impl Iterator<Item = Figures> {
    MODULES.iter().filter_map(|module| module.figures)
}
