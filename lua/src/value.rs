//! The bytes in which an interpreter gives values, errors and functions: `c/result.c` writes them.

use crate::interpreter::{FLAGS, Failure, Function, ScriptError, Value};
use crate::reader::Reader;

/// How deeply values may be nested: one more than the writer allows.
const MOST_NESTED: usize = 1100;

/// How a call of the interpreter ended, as its C says it.
pub(crate) mod status {
    pub const OK: u8 = 0;
    pub const COMPILE: u8 = 1;
    pub const RAISED: u8 = 2;
    pub const OVER: u8 = 3;
    pub const MEMORY: u8 = 4;
    /// No call ended so: the instance that ran it is lost.
    pub const LOST: u8 = 255;
}

/// The value of a call that ended well, or why it did not.
pub(crate) fn outcome(status: u8, bytes: &[u8]) -> Result<Value, Failure> {
    check(status, bytes)?;
    let mut reader = Reader(bytes);
    reader.value(0).flatten().ok_or(Failure::Lost)
}

/// The functions of a library that was loaded.
pub(crate) fn functions(status: u8, bytes: &[u8]) -> Result<Vec<Function>, Failure> {
    check(status, bytes)?;
    let mut reader = Reader(bytes);
    let mut functions = Vec::new();
    while !reader.0.is_empty() {
        functions.push(reader.function().ok_or(Failure::Lost)?);
    }
    Ok(functions)
}

/// Why a call did not end well.
pub(crate) fn check(status: u8, bytes: &[u8]) -> Result<(), Failure> {
    match status {
        status::OK => Ok(()),
        status::COMPILE => Err(Failure::Compile(bytes.to_vec())),
        status::RAISED => match Reader(bytes).value(0) {
            Some(Some(Value::Error(error))) => Err(Failure::Raised(error)),
            _ => Err(Failure::Lost),
        },
        status::OVER => Err(Failure::Over),
        status::MEMORY => Err(Failure::Memory),
        _ => Err(Failure::Lost),
    }
}

/// The parts of values.
impl Reader<'_> {
    fn number(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    fn bytes(&mut self) -> Option<Vec<u8>> {
        self.text().map(<[u8]>::to_vec)
    }

    /// The next value; `Some(None)` is the end of a table.
    #[allow(clippy::option_option)]
    fn value(&mut self, depth: usize) -> Option<Option<Value>> {
        if depth > MOST_NESTED {
            return None;
        }
        Some(Some(match self.byte()? {
            b'.' => return Some(None),
            b'_' => Value::Nil,
            b't' => Value::Bool(true),
            b'f' => Value::Bool(false),
            b':' => Value::Int(i64::from_le_bytes(self.number()?)),
            b',' => Value::Double(f64::from_le_bytes(self.number()?)),
            b'(' => Value::BigNumber(self.bytes()?),
            b'$' => Value::Bulk(self.bytes()?),
            b'+' => Value::Status(self.bytes()?),
            b'-' => {
                let is_counted = self.byte()? != 0;
                let text = self.bytes()?;
                Value::Error(ScriptError { text, is_counted })
            }
            b'=' => {
                let format = self.bytes()?;
                self.byte()?;
                let text = self.bytes()?;
                Value::Verbatim { format, text }
            }
            b'*' => Value::Array(self.values(depth)?),
            b'~' => Value::Set(self.values(depth)?),
            b'%' => Value::Map(pairs(self.values(depth)?)),
            _ => return None,
        }))
    }

    fn values(&mut self, depth: usize) -> Option<Vec<Value>> {
        let mut values = Vec::new();
        while let Some(value) = self.value(depth + 1)? {
            values.push(value);
        }
        Some(values)
    }

    fn function(&mut self) -> Option<Function> {
        let Some(Value::Bulk(name)) = self.value(0)? else {
            return None;
        };
        let description = match self.value(0)?? {
            Value::Bulk(text) => Some(text),
            _ => None,
        };
        let bits = self.byte()?;
        let flags = FLAGS.into_iter().enumerate();
        let flags = flags.filter(|(at, _)| bits >> at & 1 == 1);
        let flags = flags.map(|(_, flag)| flag).collect();
        Some(Function {
            name,
            description,
            flags,
        })
    }
}

fn pairs(values: Vec<Value>) -> Vec<(Value, Value)> {
    let mut values = values.into_iter();
    let mut pairs = Vec::with_capacity(values.len() / 2);
    while let (Some(key), Some(value)) = (values.next(), values.next()) {
        pairs.push((key, value));
    }
    pairs
}
