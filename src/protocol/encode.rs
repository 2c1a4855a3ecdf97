//! Writes replies in RESP2 and RESP3.

use crate::command::reply::{Layout, Reply};
use crate::number;

/// Appends the reply in the protocol's version, 2 or 3.
pub fn encode(reply: &Reply, version: u8, out: &mut Vec<u8>) {
    let is_old = version == 2;
    match reply {
        Reply::Ok => out.extend_from_slice(b"+OK\r\n"),
        Reply::Status(text) => line(b'+', text.as_bytes(), out),
        Reply::Error(text) => line(b'-', text.as_bytes(), out),
        Reply::Int(number) => line(b':', number.to_string().as_bytes(), out),
        Reply::Double(number) if is_old => bulk(number::format_f64(*number).as_bytes(), out),
        Reply::Double(number) => line(b',', number::format_f64(*number).as_bytes(), out),
        Reply::Fixed(number) => bulk(number::format_fixed(*number, 4).as_bytes(), out),
        Reply::Bulk(bytes) | Reply::Opaque(bytes) => bulk(bytes, out),
        Reply::Verbatim(text) => marked(b"txt", text.as_bytes(), is_old, out),
        Reply::Marked(format, text) => marked(format, text, is_old, out),
        Reply::Bool(is_true) if is_old => line(b':', if *is_true { b"1" } else { b"0" }, out),
        Reply::Bool(is_true) => line(b'#', if *is_true { b"t" } else { b"f" }, out),
        Reply::BigNumber(text) if is_old => bulk(text.as_bytes(), out),
        Reply::BigNumber(text) => line(b'(', text.as_bytes(), out),
        Reply::Nil if is_old => out.extend_from_slice(b"$-1\r\n"),
        Reply::NilArray if is_old => out.extend_from_slice(b"*-1\r\n"),
        Reply::Nil | Reply::NilArray => out.extend_from_slice(b"_\r\n"),
        Reply::Array(items) => list(b'*', items, version, out),
        Reply::Set(items) => list(if is_old { b'*' } else { b'~' }, items, version, out),
        Reply::Push(items) => list(if is_old { b'*' } else { b'>' }, items, version, out),
        Reply::Map(pairs) => {
            let (mark, count) = if is_old {
                (b'*', pairs.len() * 2)
            } else {
                (b'%', pairs.len())
            };
            line(mark, count.to_string().as_bytes(), out);
            flat(pairs, version, out);
        }
        Reply::Streams(pairs) if is_old => nested(pairs, version, out),
        Reply::Streams(pairs) => {
            line(b'%', pairs.len().to_string().as_bytes(), out);
            flat(pairs, version, out);
        }
        Reply::Entry(id, fields) => {
            encode(&Reply::spread_entry(*id, fields.as_deref()), version, out);
        }
        Reply::Pairs(pairs) if is_old => {
            line(b'*', (pairs.len() * 2).to_string().as_bytes(), out);
            flat(pairs, version, out);
        }
        Reply::Pairs(pairs) => nested(pairs, version, out),
        Reply::Several(items) => items.iter().for_each(|item| encode(item, version, out)),
        Reply::Scores(members, layout) => scores(members, *layout, version, out),
        Reply::Deferred(_) | Reply::None => {}
    }
}

/// A verbatim string: its length, its format, and the text.
fn marked(format: &[u8; 3], text: &[u8], is_old: bool, out: &mut Vec<u8>) {
    if is_old {
        return bulk(text, out);
    }
    line(b'=', (text.len() + 4).to_string().as_bytes(), out);
    out.extend_from_slice(format);
    out.push(b':');
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

/// A line ends what it holds: line ends inside an error or a status would be a second reply.
fn line(mark: u8, text: &[u8], out: &mut Vec<u8>) {
    out.push(mark);
    out.extend(text.iter().map(|byte| match byte {
        b'\r' | b'\n' => b' ',
        byte => *byte,
    }));
    out.extend_from_slice(b"\r\n");
}

fn bulk(bytes: &[u8], out: &mut Vec<u8>) {
    line(b'$', bytes.len().to_string().as_bytes(), out);
    out.extend_from_slice(bytes);
    out.extend_from_slice(b"\r\n");
}

fn list(mark: u8, items: &[Reply], version: u8, out: &mut Vec<u8>) {
    line(mark, items.len().to_string().as_bytes(), out);
    for item in items {
        encode(item, version, out);
    }
}

fn scores(members: &[(Vec<u8>, f64)], layout: Layout, version: u8, out: &mut Vec<u8>) {
    let is_nested = layout == Layout::Nested || layout == Layout::Pairs && version > 2;
    let count = if is_nested {
        members.len()
    } else {
        members.len() * 2
    };
    line(b'*', count.to_string().as_bytes(), out);
    for (member, score) in members {
        if is_nested {
            out.extend_from_slice(b"*2\r\n");
        }
        bulk(member, out);
        encode(&Reply::Double(*score), version, out);
    }
}

fn nested(pairs: &[(Reply, Reply)], version: u8, out: &mut Vec<u8>) {
    line(b'*', pairs.len().to_string().as_bytes(), out);
    for pair in pairs {
        out.extend_from_slice(b"*2\r\n");
        flat(std::slice::from_ref(pair), version, out);
    }
}

fn flat(pairs: &[(Reply, Reply)], version: u8, out: &mut Vec<u8>) {
    for (first, second) in pairs {
        encode(first, version, out);
        encode(second, version, out);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_connection_sees_older_types() {
        let pair = || vec![(Reply::Bulk(b"a".to_vec()), Reply::Int(1))];
        for (reply, resp2, resp3) in [
            (Reply::Ok, "+OK\r\n", "+OK\r\n"),
            (Reply::Nil, "$-1\r\n", "_\r\n"),
            (Reply::NilArray, "*-1\r\n", "_\r\n"),
            (Reply::Double(1.5), "$3\r\n1.5\r\n", ",1.5\r\n"),
            (
                Reply::Map(pair()),
                "*2\r\n$1\r\na\r\n:1\r\n",
                "%1\r\n$1\r\na\r\n:1\r\n",
            ),
            (
                Reply::Pairs(pair()),
                "*2\r\n$1\r\na\r\n:1\r\n",
                "*1\r\n*2\r\n$1\r\na\r\n:1\r\n",
            ),
            (
                Reply::Set(vec![Reply::Int(1)]),
                "*1\r\n:1\r\n",
                "~1\r\n:1\r\n",
            ),
            (
                Reply::Verbatim("ab".into()),
                "$2\r\nab\r\n",
                "=6\r\ntxt:ab\r\n",
            ),
            (
                Reply::Error("ERR a\r\nb".into()),
                "-ERR a  b\r\n",
                "-ERR a  b\r\n",
            ),
            (Reply::None, "", ""),
        ] {
            for (version, want) in [(2, resp2), (3, resp3)] {
                let mut out = Vec::new();
                encode(&reply, version, &mut out);
                assert_eq!(String::from_utf8_lossy(&out), want);
            }
        }
    }
}
