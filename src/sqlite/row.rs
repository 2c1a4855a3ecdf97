//! A row of what a statement found. Bytes are copied out of it only where there is memory for them.

use rusqlite::types::{FromSql, FromSqlError, Type, Value, ValueRef};

use crate::entry::StreamId;
use crate::memory;

/// A row, for as long as the statement stands on it.
#[derive(Debug)]
pub struct Row<'a>(pub(super) &'a rusqlite::Row<'a>);

/// What a column can be read as.
pub trait Column: Sized {
    /// Reads it.
    fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Self>;
}

impl Row<'_> {
    /// The value of a column, counted from 0.
    #[inline(always)]
    pub fn get<T: Column>(&self, at: usize) -> rusqlite::Result<T> {
        T::read(self.0, at)
    }

    /// The value of a column where it is.
    pub fn get_ref(&self, at: usize) -> rusqlite::Result<ValueRef<'_>> {
        self.0.get_ref(at)
    }
}

/// Values that need no memory to speak of, and single ones whose command goes by them.
macro_rules! small {
    ($($type:ty)*) => {$(
        impl Column for $type {
            fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<$type> {
                let value = row.get_ref(at)?;
                <$type>::column_result(value).map_err(|error| failure(row, at, error))
            }
        }
    )*};
}

small! { bool u8 i32 i64 f64 Option<i64> Option<f64> String Value StreamId }

/// A column that holds what its type can't be read from. `rusqlite::Row::get` would do the same, with much code
/// for each type.
#[cold]
fn failure(row: &rusqlite::Row, at: usize, error: FromSqlError) -> rusqlite::Error {
    match error {
        FromSqlError::OutOfRange(number) => rusqlite::Error::IntegralValueOutOfRange(at, number),
        FromSqlError::Utf8Error(error) => rusqlite::Error::Utf8Error(at, error),
        _ => {
            let name = row.as_ref().column_name(at).unwrap_or_default();
            let found = row
                .get_ref(at)
                .map_or(Type::Null, |value| value.data_type());
            rusqlite::Error::InvalidColumnType(at, name.to_owned(), found)
        }
    }
}

impl Column for Vec<u8> {
    fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Vec<u8>> {
        match row.get_ref(at)? {
            ValueRef::Blob(bytes) => Ok(memory::copy(bytes)?),
            _ => Err(failure(row, at, FromSqlError::InvalidType)),
        }
    }
}

impl Column for Option<Vec<u8>> {
    fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Option<Vec<u8>>> {
        match row.get_ref(at)? {
            ValueRef::Null => Ok(None),
            _ => Vec::read(row, at).map(Some),
        }
    }
}
