//! What INFO tells of scripts and libraries.

use super::state::with_state;
use super::store;
use crate::command::Tx;
use crate::error::Result;
use redlet_lua::Memory;

/// The module's lines of a section.
pub fn figures(tx: &mut Tx, section: &str) -> Result<String> {
    match section {
        "Memory" => memory(tx),
        "Stats" => {
            let evicted = with_state(tx, |_, state| Ok(state.scripts.evicted))?;
            Ok(format!("evicted_scripts:{evicted}\r\n"))
        }
        _ => Ok(String::new()),
    }
}

fn memory(tx: &mut Tx) -> Result<String> {
    let used = with_state(tx, |_, state| {
        let interpreter = state.interpreter.as_ref();
        Ok(interpreter.map(|it| it.memory()).unwrap_or_default())
    })?;
    let Memory { scripts, libraries } = used;
    let (count, bytes) = store::count_scripts(tx.store)?;
    let (library_count, functions, code) = store::count_libraries(tx.store)?;
    let lines = [
        ("used_memory_lua", scripts as i64),
        ("used_memory_vm_eval", scripts as i64),
        ("used_memory_scripts_eval", bytes),
        ("number_of_cached_scripts", count),
        ("number_of_functions", functions),
        ("number_of_libraries", library_count),
        ("used_memory_vm_functions", libraries as i64),
        ("used_memory_vm_total", (scripts + libraries) as i64),
        ("used_memory_functions", code),
        ("used_memory_scripts", bytes + code),
    ];
    let lines = lines.map(|(name, value)| format!("{name}:{value}\r\n"));
    Ok(lines.concat())
}
