//! Reads replies off a RESP connection, as a client does.

use redlet::command::reply::Reply;
use std::io::{self, BufRead};

/// Reads one reply; its bytes are appended to `raw`.
pub fn read_reply(from: &mut impl BufRead, raw: &mut Vec<u8>) -> io::Result<Reply> {
    let line = read_line(from, raw)?;
    let (kind, rest) = line.split_at(1);
    let text = || String::from_utf8_lossy(rest).into_owned();
    let count = || text().parse::<i64>().expect("a length");
    Ok(match kind {
        b"+" if rest == b"OK" => Reply::Ok,
        b"+" => Reply::Status(text().into()),
        b"-" => Reply::Error(text()),
        b":" => Reply::Int(count()),
        b"," => Reply::Double(text().parse().expect("a double")),
        b"_" => Reply::Nil,
        b"$" if count() < 0 => Reply::Nil,
        b"$" => Reply::Bulk(read_bulk(from, raw, count() as usize)?),
        b"=" => {
            let bytes = read_bulk(from, raw, count() as usize)?;
            match bytes.split_at(4) {
                (b"txt:", text) => Reply::Verbatim(String::from_utf8_lossy(text).into_owned()),
                (format, text) => Reply::Marked([format[0], format[1], format[2]], text.to_vec()),
            }
        }
        b"#" => Reply::Bool(rest == b"t"),
        b"(" => Reply::BigNumber(text()),
        b"*" if count() < 0 => Reply::NilArray,
        b"*" => Reply::Array(read_many(from, raw, count())?),
        b"~" => Reply::Set(read_many(from, raw, count())?),
        b">" => Reply::Push(read_many(from, raw, count())?),
        b"%" => {
            let mut flat = read_many(from, raw, 2 * count())?.into_iter();
            let mut pairs = Vec::new();
            while let (Some(key), Some(value)) = (flat.next(), flat.next()) {
                pairs.push((key, value));
            }
            Reply::Map(pairs)
        }
        other => panic!("unknown reply type {other:?}"),
    })
}

fn read_line(from: &mut impl BufRead, raw: &mut Vec<u8>) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    from.read_until(b'\n', &mut line)?;
    raw.extend_from_slice(&line);
    if !line.ends_with(b"\r\n") {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    line.truncate(line.len() - 2);
    Ok(line)
}

fn read_bulk(from: &mut impl BufRead, raw: &mut Vec<u8>, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; length + 2];
    from.read_exact(&mut bytes)?;
    raw.extend_from_slice(&bytes);
    bytes.truncate(length);
    Ok(bytes)
}

fn read_many(from: &mut impl BufRead, raw: &mut Vec<u8>, count: i64) -> io::Result<Vec<Reply>> {
    (0..count).map(|_| read_reply(from, raw)).collect()
}

/// The words of a command as a client sends them.
pub fn write_command(words: &[Vec<u8>]) -> Vec<u8> {
    let mut out = format!("*{}\r\n", words.len()).into_bytes();
    for word in words {
        out.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        out.extend_from_slice(word);
        out.extend_from_slice(b"\r\n");
    }
    out
}
