//! A row of what a statement found. Bytes are copied out of it only where there is memory for them.

use rusqlite::types::{Value, ValueRef};

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
                row.get(at)
            }
        }
    )*};
}

small! { bool u8 i32 i64 f64 Option<i64> Option<f64> String Value StreamId }

impl Column for Vec<u8> {
    fn read(row: &rusqlite::Row, at: usize) -> rusqlite::Result<Vec<u8>> {
        match row.get_ref(at)? {
            ValueRef::Blob(bytes) => Ok(memory::copy(bytes)?),
            // For the error, which says what is there.
            _ => row.get(at),
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
