//! Values of modules, in the form that Redis has for types that it does not know itself.
//!
//! Behind the number of the form stands the type's name of nine letters together with the version of what
//! follows: items, each behind the number of its kind, and an end.

use super::reader::Reader;
use super::writer::Writer;
use super::{WRITTEN, Written, kind};

/// What a name is made of, each letter in six bits.
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/// How many letters it has.
const NAME: usize = 9;
/// The bits of the version, below those of the name.
const VERSION: u32 = 10;

const END: u64 = 0;
const UINT: u64 = 2;
const DOUBLE: u64 = 4;
const STRING: u64 = 5;

/// The name and the version as one number; none where the name is no name of a module's type, or the version
/// has more than ten bits.
const fn id(name: &str, version: u16) -> Option<u64> {
    let name = name.as_bytes();
    if name.len() != NAME || version >> VERSION != 0 {
        return None;
    }
    let (mut id, mut rest) = (0, name);
    while let [letter, after @ ..] = rest {
        let (mut six, mut letters) = (0, LETTERS.as_slice());
        while let [first, others @ ..] = letters {
            if *first == *letter {
                break;
            }
            (six, letters) = (six + 1, others);
        }
        if letters.is_empty() {
            return None;
        }
        (id, rest) = (id << 6 | six, after);
    }
    Some(id << VERSION | version as u64)
}

/// A value that is written, item by item.
pub struct ModuleWriter(Writer);

impl ModuleWriter {
    /// Begins a value of the type with this name; none where that is not nine letters, digits, `-` or `_`, or
    /// the version not below 1024.
    pub fn new(name: &str, version: u16) -> Option<ModuleWriter> {
        let mut out = Writer::new();
        out.byte(kind::MODULE);
        out.length(id(name, version)?);
        Some(ModuleWriter(out))
    }

    /// An integer without a sign.
    pub fn uint(&mut self, value: u64) {
        self.0.length(UINT);
        self.0.length(value);
    }

    /// A double.
    pub fn double(&mut self, value: f64) {
        self.0.length(DOUBLE);
        self.0.raw(&value.to_le_bytes());
    }

    /// Bytes.
    pub fn string(&mut self, value: &[u8]) {
        self.0.length(STRING);
        self.0.bytes(value);
    }

    /// Ends the value.
    pub fn finish(mut self) -> Written {
        self.0.length(END);
        (self.0.finish(), WRITTEN)
    }
}

/// A value that is read, item by item. `None` of each function: it is not what it ought to be.
pub struct ModuleReader<'a>(Reader<'a>);

impl<'a> ModuleReader<'a> {
    /// Begins to read a value of the type with this name, of this version.
    pub fn new(value: &'a [u8], name: &str, version: u16) -> Option<ModuleReader<'a>> {
        let mut bytes = Reader::new(value);
        let is_it = bytes.byte()? == kind::MODULE && bytes.length()? == id(name, version)?;
        is_it.then_some(ModuleReader(bytes))
    }

    fn item(&mut self, kind: u64) -> Option<()> {
        (self.0.length()? == kind).then_some(())
    }

    /// An integer without a sign.
    pub fn uint(&mut self) -> Option<u64> {
        self.item(UINT)?;
        self.0.length()
    }

    /// A double.
    pub fn double(&mut self) -> Option<f64> {
        self.item(DOUBLE)?;
        self.0.uint(8).map(f64::from_bits)
    }

    /// Bytes.
    pub fn string(&mut self) -> Option<Vec<u8>> {
        self.item(STRING)?;
        self.0.string()
    }

    /// The end of the value.
    pub fn end(mut self) -> Option<()> {
        self.item(END)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_as_it_was_written() {
        let mut out = ModuleWriter::new("redletbag", 3).unwrap();
        out.uint(70_000);
        out.double(-0.5);
        out.string(b"12");
        let (value, version) = out.finish();
        assert_eq!(version, WRITTEN);
        let mut read = ModuleReader::new(&value, "redletbag", 3).unwrap();
        assert_eq!(read.uint(), Some(70_000));
        assert_eq!(read.double(), Some(-0.5));
        assert_eq!(read.string().as_deref(), Some(&b"12"[..]));
        assert_eq!(read.end(), Some(()));
        for end in 0..value.len() {
            let whole = ModuleReader::new(&value[..end], "redletbag", 3).and_then(|mut read| {
                read.uint()?;
                read.double()?;
                read.string()?;
                read.end()
            });
            assert_eq!(whole, None, "{end} bytes");
        }
        assert!(ModuleReader::new(&value, "redletbag", 2).is_none());
        assert!(ModuleReader::new(&value, "redletbug", 3).is_none());
        let mut other = ModuleReader::new(&value, "redletbag", 3).unwrap();
        assert_eq!(other.string(), None);
    }

    #[test]
    fn a_name_has_nine_letters_and_a_version_ten_bits() {
        assert_eq!(id("AAAAAAAAB", 1), Some(1 << 10 | 1));
        assert_eq!(id("_________", 1023), Some(u64::MAX));
        for (name, version) in [
            ("bag", 1),
            ("redletbags", 1),
            ("redlet.bg", 1),
            ("redletbag", 1024),
        ] {
            assert_eq!(id(name, version), None, "{name} {version}");
        }
    }
}
