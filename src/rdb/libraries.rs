//! Libraries of functions, as FUNCTION DUMP writes them: the code of each.

use super::reader::Reader;
use super::writer::Writer;
use super::{WRITTEN, sealed, verified};

/// What stands before a library.
const LIBRARY: u8 = 245;
/// The same in the release candidates of Redis 7.0, in another form.
const OLD_LIBRARY: u8 = 246;

/// Why a payload can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its checksum or its version.
    Payload,
    /// What is in it is no library.
    NotALibrary,
    /// A library of a release candidate.
    Old,
    /// A library's code is cut off.
    Code,
}

/// The payload that has these libraries.
pub fn write(codes: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Writer::default();
    for code in codes {
        out.byte(LIBRARY);
        out.bytes(code);
    }
    sealed(out.finish(), WRITTEN)
}

/// The code of each library in a payload.
///
/// # Errors
/// Fails where it is not what Redis would write.
pub fn read(payload: &[u8]) -> Result<Vec<Vec<u8>>, Refusal> {
    let mut reader = Reader::new(verified(payload).ok_or(Refusal::Payload)?);
    let mut codes = Vec::new();
    while reader.left() > 0 {
        match reader.byte() {
            Some(LIBRARY) => codes.push(reader.string().ok_or(Refusal::Code)?),
            Some(OLD_LIBRARY) => return Err(Refusal::Old),
            _ => return Err(Refusal::NotALibrary),
        }
    }
    Ok(codes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let codes = vec![b"#!lua name=a\n1".to_vec(), vec![b'x'; 70_000]];
        assert_eq!(read(&write(&codes)), Ok(codes));
        assert_eq!(read(&write(&[])), Ok(Vec::new()));
    }

    #[test]
    fn what_redis_wrote_is_read() {
        // Redis 8.2.
        let empty = b"\x0c\x00\x96\xedh\x80\xf5U<\x93";
        assert_eq!(read(empty), Ok(Vec::new()));
        let one = b"\xf5@E#!lua name=lib\nredis.register_function('f1', function() return 1 end)\n\x00uy04\xf9>\xdfv";
        assert_eq!(read(one).map(|codes| codes.len()), Ok(1));
    }

    #[test]
    fn what_is_no_library_is_refused() {
        let sealed = |bytes: &[u8]| sealed(bytes.to_vec(), WRITTEN);
        let refusal = |bytes: &[u8]| read(bytes).err();
        assert_eq!(refusal(b"x"), Some(Refusal::Payload));
        assert_eq!(refusal(&sealed(b"\x00\x01a")), Some(Refusal::NotALibrary));
        assert_eq!(refusal(&sealed(b"\xf6\x01a")), Some(Refusal::Old));
        assert_eq!(refusal(&sealed(b"\xf5\x20a")), Some(Refusal::Code));
    }
}
