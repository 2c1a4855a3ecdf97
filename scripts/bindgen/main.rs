//! `bindgen WASM FOLDER`: writes `engine.js`, its types and `engine_bg.wasm` into the folder.

use std::process::ExitCode;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let (Some(wasm), Some(folder)) = (words.next(), words.next()) else {
        eprintln!("usage: bindgen WASM FOLDER");
        return ExitCode::FAILURE;
    };
    match write(&wasm, &folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bindgen: {wasm}: {error:?}");
            ExitCode::FAILURE
        }
    }
}

fn write(wasm: &str, folder: &str) -> anyhow::Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("engine").web(true)?;
    bindgen.omit_default_module_path(true).typescript(true);
    bindgen.generate(folder)
}
