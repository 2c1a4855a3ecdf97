//! What a module of `src/modules/` adds to the engine.

use super::rdb::RdbType;
use super::{Command, Tx};
use crate::engine::state::changes::Observer;
use crate::error::Result;
use crate::store::modules::Tables;

/// Writes a module's lines of a section of INFO, which is named as its heading is; each with its line end.
pub type Figures = fn(&mut Tx, section: &str) -> Result<String>;

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
    /// Its lines of INFO, if it has any.
    pub figures: Option<Figures>,
}

impl Module {
    /// One that adds nothing: what a module's row leaves out.
    pub const EMPTY: Module = Module {
        name: "",
        families: &[],
        observer: None,
        tables: None,
        types: &[],
        figures: None,
    };
}
