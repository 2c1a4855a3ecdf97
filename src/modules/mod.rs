//! What Redis keeps in modules, or could: a folder for each, with its commands, its errors and its SQL.
//!
//! This is the one list of them. A module uses the framework and the core; the core names no module, and no
//! module another. Each is a feature of the crate, so that an engine can be built without it.

#[cfg(feature = "geo")]
mod geo;

use crate::command::Command;
use crate::command::rdb::RdbType;
use crate::engine::state::changes::Observer;
use crate::store::modules::Tables;

/// What a module adds to the engine.
pub struct Module {
    /// Its name: that of its folder, and of its feature.
    pub name: &'static str,
    /// The tables of its commands.
    pub families: &'static [&'static [Command]],
    /// Makes what observes changes for it, if anything does.
    pub observer: Option<fn() -> Box<dyn Observer>>,
    /// Its tables in the file, if it has any.
    pub tables: Option<&'static Tables>,
    /// Its data types.
    pub types: &'static [&'static RdbType],
}

/// The modules of this build.
pub const MODULES: &[Module] = &[
    #[cfg(feature = "geo")]
    geo::MODULE,
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
