//! The texts of scripts, and the libraries of functions.
//!
//! A library and its functions come and go together.

use crate::sqlite::Row;
use crate::store::modules::Tables;
use crate::store::{Result, Store};

/// The module's tables.
pub const TABLES: Tables = Tables {
    module: "scripting",
    version: 1,
    schema: "
        CREATE TABLE IF NOT EXISTS scripts (
          id INTEGER PRIMARY KEY,        -- in the order in which they came
          digest TEXT NOT NULL UNIQUE,   -- SHA-1, 40 hexadecimal digits
          source BLOB NOT NULL,
          is_loaded INTEGER NOT NULL     -- 1: by SCRIPT LOAD, kept until SCRIPT FLUSH; 0: by EVAL
        );
        CREATE TABLE IF NOT EXISTS libraries (
          name TEXT NOT NULL PRIMARY KEY,
          digest TEXT NOT NULL,          -- of the code
          code BLOB NOT NULL             -- its first line included
        ) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS functions (
          id INTEGER PRIMARY KEY,        -- in the order in which they were registered
          library TEXT NOT NULL,
          name TEXT NOT NULL,
          description BLOB,
          flags TEXT NOT NULL            -- with spaces between them
        );
        CREATE INDEX IF NOT EXISTS functions_by_library ON functions (library);
        CREATE INDEX IF NOT EXISTS functions_by_name ON functions (name COLLATE NOCASE);
    ",
};

/// A library.
#[derive(Debug, Clone)]
pub struct Library {
    /// Its name.
    pub name: String,
    /// The digest of its code.
    pub digest: String,
    /// Its code.
    pub code: Vec<u8>,
}

/// A function of a library.
#[derive(Debug, Clone)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// What it does, in its library's words.
    pub description: Option<Vec<u8>>,
    /// Its flags, with spaces between them.
    pub flags: String,
}

/// The source of a script.
pub fn script(store: &mut Store, digest: &str) -> Result<Option<Vec<u8>>> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok(None);
    };
    let sql = "SELECT source FROM scripts WHERE digest = ?1";
    conn.one(sql, (digest,), |row| row.get(0))
}

/// Keeps a script. Once it was loaded it stays so.
pub fn put_script(store: &mut Store, digest: &str, source: &[u8], is_loaded: bool) -> Result<()> {
    let sql = "INSERT INTO scripts (digest, source, is_loaded) VALUES (?1, ?2, ?3)
               ON CONFLICT (digest) DO UPDATE SET is_loaded = max(is_loaded, ?3)";
    store
        .tables(&TABLES)?
        .run(sql, (digest, source, is_loaded))
        .map(drop)
}

/// Drops a script.
pub fn delete_script(store: &mut Store, digest: &str) -> Result<()> {
    let sql = "DELETE FROM scripts WHERE digest = ?1";
    store.tables(&TABLES)?.run(sql, (digest,)).map(drop)
}

/// Drops all scripts.
pub fn delete_scripts(store: &mut Store) -> Result<()> {
    if store.tables_if_any(&TABLES)?.is_some() {
        store.tables(&TABLES)?.run("DELETE FROM scripts", ())?;
    }
    Ok(())
}

/// The digests of the scripts that EVAL brought, the oldest first.
pub fn evaluated(store: &mut Store) -> Result<Vec<String>> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT digest FROM scripts WHERE is_loaded = 0 ORDER BY id";
    conn.all(sql, (), |row| row.get(0))
}

/// How many scripts there are, and their bytes.
pub fn count_scripts(store: &mut Store) -> Result<(i64, i64)> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok((0, 0));
    };
    let sql = "SELECT count(*), coalesce(sum(length(source)), 0) FROM scripts";
    let counts = conn.one(sql, (), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(counts.unwrap_or_default())
}

/// How many libraries there are, how many functions, and the bytes of their code.
pub fn count_libraries(store: &mut Store) -> Result<(i64, i64, i64)> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok((0, 0, 0));
    };
    let sql = "SELECT count(*), (SELECT count(*) FROM functions), coalesce(sum(length(code)), 0) FROM libraries";
    let counts = conn.one(sql, (), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(counts.unwrap_or_default())
}

fn read_library(row: &Row) -> rusqlite::Result<Library> {
    Ok(Library {
        name: row.get(0)?,
        digest: row.get(1)?,
        code: row.get(2)?,
    })
}

fn read_function(row: &Row) -> rusqlite::Result<Function> {
    Ok(Function {
        name: row.get(0)?,
        description: row.get(1)?,
        flags: row.get(2)?,
    })
}

/// All libraries, by name.
pub fn libraries(store: &mut Store) -> Result<Vec<Library>> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT name, digest, code FROM libraries ORDER BY name";
    conn.all(sql, (), read_library)
}

/// A library.
pub fn library(store: &mut Store, name: &str) -> Result<Option<Library>> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok(None);
    };
    let sql = "SELECT name, digest, code FROM libraries WHERE name = ?1";
    conn.one(sql, (name,), read_library)
}

/// The functions of a library, in the order in which they were registered.
pub fn functions(store: &mut Store, library: &str) -> Result<Vec<Function>> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok(Vec::new());
    };
    let sql = "SELECT name, description, flags FROM functions WHERE library = ?1 ORDER BY id";
    conn.all(sql, (library,), read_function)
}

/// A function by its name in any case, and the name of its library.
pub fn function(store: &mut Store, name: &str) -> Result<Option<(String, Function)>> {
    let Some(conn) = store.tables_if_any(&TABLES)? else {
        return Ok(None);
    };
    let sql = "SELECT name, description, flags, library FROM functions
               WHERE name = ?1 COLLATE NOCASE ORDER BY id DESC LIMIT 1";
    conn.one(sql, (name,), |row| Ok((row.get(3)?, read_function(row)?)))
}

/// Adds a library with its functions; there is none of that name.
pub fn put_library(store: &mut Store, library: &Library, functions: &[Function]) -> Result<()> {
    let conn = store.tables(&TABLES)?;
    let sql = "INSERT INTO libraries (name, digest, code) VALUES (?1, ?2, ?3)";
    conn.run(
        sql,
        (
            library.name.as_str(),
            library.digest.as_str(),
            library.code.as_slice(),
        ),
    )?;
    for function in functions {
        let sql =
            "INSERT INTO functions (library, name, description, flags) VALUES (?1, ?2, ?3, ?4)";
        conn.run(
            sql,
            (
                library.name.as_str(),
                function.name.as_str(),
                function.description.as_deref(),
                function.flags.as_str(),
            ),
        )?;
    }
    Ok(())
}

/// Drops a library with its functions.
pub fn delete_library(store: &mut Store, name: &str) -> Result<()> {
    let conn = store.tables(&TABLES)?;
    conn.run("DELETE FROM functions WHERE library = ?1", (name,))?;
    conn.run("DELETE FROM libraries WHERE name = ?1", (name,))
        .map(drop)
}

/// Drops all libraries with their functions.
pub fn delete_libraries(store: &mut Store) -> Result<()> {
    if store.tables_if_any(&TABLES)?.is_some() {
        let conn = store.tables(&TABLES)?;
        conn.run("DELETE FROM functions", ())?;
        conn.run("DELETE FROM libraries", ())?;
    }
    Ok(())
}
