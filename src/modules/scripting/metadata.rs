//! The first lines of scripts and libraries: `#!lua name=mylib`, `#!lua flags=no-writes,allow-oom`.

use super::error::{
    LIBRARY_NAME, METADATA, METADATA_MISSING, NAMED_TWICE, SHEBANG, UNNAMED, invalid_metadata,
    no_engine, unexpected_engine, unexpected_flag, unknown_shebang_option,
};
use super::rules::Flags;
use crate::error::Result;
use crate::protocol::text::split;

/// The flags of a script, if its first line says any, and what is left of it: with the line end, so that lines keep
/// their numbers.
pub fn script(source: &[u8]) -> Result<(Option<Flags>, &[u8])> {
    if !source.starts_with(b"#!") {
        return Ok((None, source));
    }
    let end = source
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or(SHEBANG)?;
    let (line, body) = source.split_at(end);
    let mut words = line.split(|byte| *byte == b' ');
    let engine = words.next().unwrap_or_default();
    if engine != b"#!lua" {
        return Err(unexpected_engine(engine));
    }
    let mut flags = Flags::default();
    for word in words.filter(|word| !word.is_empty()) {
        let names = word
            .strip_prefix(b"flags=")
            .ok_or_else(|| unknown_shebang_option(word))?;
        for name in names
            .split(|byte| *byte == b',')
            .filter(|_| !names.is_empty())
        {
            flags.add(name).ok_or_else(|| unexpected_flag(name))?;
        }
    }
    Ok((Some(flags), body))
}

/// The name of a library, and the code behind its first line, with the line end.
pub fn library(code: &[u8]) -> Result<(String, &[u8])> {
    if !code.starts_with(b"#!") {
        return Err(METADATA_MISSING);
    }
    let end = code
        .iter()
        .position(|byte| *byte == b'\n')
        .ok_or(METADATA)?;
    let (line, body) = code.split_at(end);
    let words = split(line).ok_or(METADATA)?;
    let (engine, words) = words.split_first().ok_or(METADATA)?;
    let mut name = None;
    for word in words {
        let (key, value) = word.split_at_checked(5).unwrap_or_default();
        if !key.eq_ignore_ascii_case(b"name=") {
            return Err(invalid_metadata(word));
        }
        if name.replace(value).is_some() {
            return Err(NAMED_TWICE);
        }
    }
    let name = checked_name(name.ok_or(UNNAMED)?)?;
    let engine = engine.get(2..).unwrap_or_default();
    match engine.eq_ignore_ascii_case(b"lua") {
        true => Ok((name, body)),
        false => Err(no_engine(engine)),
    }
}

fn checked_name(name: &[u8]) -> Result<String> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match !name.is_empty() && name.iter().all(is_part) {
        true => Ok(String::from_utf8_lossy(name).into_owned()),
        false => Err(LIBRARY_NAME),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_says_its_flags_in_its_first_line() {
        let flags = |source: &str| match script(source.as_bytes()) {
            Ok((flags, body)) => format!("{flags:?} {}", body.escape_ascii()),
            Err(error) => error.to_string(),
        };
        for (source, told) in [
            ("return 1", "None return 1"),
            ("#!lua\nreturn 1", "Some(Flags(0)) \\nreturn 1"),
            ("#!lua flags=\n", "Some(Flags(0)) \\n"),
            (
                "#!lua  flags=no-writes  flags=allow-key-locking\n",
                "Some(Flags(33)) \\n",
            ),
            ("#!lua", "ERR Invalid script shebang"),
            ("#!\n", "ERR Unexpected engine in script shebang: #!"),
            ("#!LUA\n", "ERR Unexpected engine in script shebang: #!LUA"),
            ("#!lua name=x\n", "ERR Unknown lua shebang option: name=x"),
            (
                "#!lua flags=no-writes,,x\n",
                "ERR Unexpected flag in script shebang: ",
            ),
            (
                "#!lua flags=no-writes,x\n",
                "ERR Unexpected flag in script shebang: x",
            ),
        ] {
            assert_eq!(flags(source), told, "{source}");
        }
    }

    #[test]
    fn a_library_says_its_name_in_its_first_line() {
        let name = |code: &str| match library(code.as_bytes()) {
            Ok((name, body)) => format!("{name} {}", body.escape_ascii()),
            Err(error) => error.to_string(),
        };
        for (code, told) in [
            ("#!LUA NAME='a_1'\nx", "a_1 \\nx"),
            ("return 1", "ERR Missing library metadata"),
            ("#!lua name=a", "ERR Invalid library metadata"),
            ("#!lua name='a\n", "ERR Invalid library metadata"),
            ("#!\n", "ERR Library name was not given"),
            ("#!lua nam\n", "ERR Invalid metadata value given: nam"),
            ("#!js name=a\n", "ERR Engine 'js' not found"),
        ] {
            assert_eq!(name(code), told, "{code}");
        }
    }
}
