//! How the store runs a statement: prepared once, kept, and given parameters, never pasted text.
//!
//! What is generic is kept thin: the work is done once, in functions that know no types, since each
//! statement would have its own copy of it in the wasm.

use rusqlite::{CachedStatement, ToSql};

use super::{Connection, Row, StorageError};
use crate::memory;

/// Values for the parameters of a statement, in order: a tuple.
pub trait Values {
    /// Gives each to `bind`.
    fn each(&self, bind: &mut Bind) -> rusqlite::Result<()>;
}

/// What takes a value for the next parameter.
type Bind<'a> = dyn FnMut(&dyn ToSql) -> rusqlite::Result<()> + 'a;

/// What takes a row, and says whether it wants another.
type Read<'a> = dyn FnMut(&Row) -> rusqlite::Result<bool> + 'a;

macro_rules! tuples {
    ($(($($name:ident)*))*) => {$(
        impl<$($name: ToSql),*> Values for ($($name,)*) {
            #[allow(non_snake_case)]
            fn each(&self, bind: &mut Bind) -> rusqlite::Result<()> {
                let ($($name,)*) = self;
                each_of(&[$($name as &dyn ToSql),*], bind)
            }
        }
    )*};
}

tuples! { () (A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F) (A B C D E F G) (A B C D E F G H) }

/// Once for all tuples: each would have its own copy in the wasm.
fn each_of(values: &[&dyn ToSql], bind: &mut Bind) -> rusqlite::Result<()> {
    for value in values {
        bind(*value)?;
    }
    Ok(())
}

/// Values one by one: less code than a tuple where there are few calls of its kind.
impl Values for &[&dyn ToSql] {
    fn each(&self, bind: &mut Bind) -> rusqlite::Result<()> {
        each_of(self, bind)
    }
}

impl Connection {
    /// Runs a statement that gives no rows; the number of rows it changed.
    pub fn run(&self, sql: &str, values: impl Values) -> Result<usize, StorageError> {
        self.change(sql, &values)
    }

    /// The first row, if there is one.
    pub fn one<T>(
        &self,
        sql: &str,
        values: impl Values,
        read: impl FnOnce(&Row) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        let mut found = None;
        let mut read = Some(read);
        self.rows(sql, &values, &mut |row| {
            found = read.take().map(|read| read(row)).transpose()?;
            Ok(false)
        })?;
        Ok(found)
    }

    /// The integer in the first column of the first row; none where there is no row, or NULL in it.
    pub fn int(&self, sql: &str, values: impl Values) -> Result<Option<i64>, StorageError> {
        self.first_int(sql, &values)
    }

    fn first_int(&self, sql: &str, values: &dyn Values) -> Result<Option<i64>, StorageError> {
        let mut found = None;
        self.rows(sql, values, &mut |row| {
            found = row.get(0)?;
            Ok(false)
        })?;
        Ok(found)
    }

    /// Row after row, in order, for as long as `read` wants more.
    pub fn walk(
        &self,
        sql: &str,
        values: impl Values,
        mut read: impl FnMut(&Row) -> rusqlite::Result<bool>,
    ) -> Result<(), StorageError> {
        self.rows(sql, &values, &mut read)
    }

    /// Every row, in order.
    pub fn all<T>(
        &self,
        sql: &str,
        values: impl Values,
        mut read: impl FnMut(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        let mut all = Vec::new();
        self.rows(sql, &values, &mut |row| {
            memory::push(&mut all, read(row)?)?;
            Ok(true)
        })?;
        Ok(all)
    }

    /// The names of the columns that a statement gives, in order.
    pub fn columns(&self, sql: &str) -> Result<Vec<String>, StorageError> {
        let statement = self.raw.prepare(sql);
        let statement = statement.map_err(|error| self.failure(error))?;
        Ok(statement.column_names().map(str::to_owned).collect())
    }

    fn change(&self, sql: &str, values: &dyn Values) -> Result<usize, StorageError> {
        let statement = self.prepared(sql, values);
        statement
            .and_then(|mut statement| statement.raw_execute())
            .map_err(|error| self.failure(error))
    }

    pub(super) fn rows(
        &self,
        sql: &str,
        values: &dyn Values,
        read: &mut Read,
    ) -> Result<(), StorageError> {
        let mut run = || {
            let mut statement = self.prepared(sql, values)?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                if !read(&Row(row))? {
                    break;
                }
            }
            Ok(())
        };
        run().map_err(|error| self.failure(error))
    }

    /// The statement with its parameters.
    fn prepared(&self, sql: &str, values: &dyn Values) -> rusqlite::Result<CachedStatement<'_>> {
        let mut statement = self.raw.prepare_cached(sql)?;
        let mut at = 0;
        values.each(&mut |value| {
            at += 1;
            statement.raw_bind_parameter(at, value)
        })?;
        Ok(statement)
    }
}
