//! The forms that people read and write: redis-cli's lines of words, and its way to print replies.

use crate::command::reply::Reply;
use crate::number;

/// Splits a line into words, with redis-cli's quotes and escapes; `None` where a quote is left open
/// or a closing quote stands inside a word. As in C a zero byte ends the line.
pub fn split(line: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut words = Vec::new();
    let mut rest = line.split(|byte| *byte == 0).next().unwrap_or_default();
    loop {
        // What ends a word is skipped here, so each turn takes a byte at least.
        while let [byte, after @ ..] = rest
            && is_space(*byte)
        {
            rest = after;
        }
        if rest.is_empty() {
            return Some(words);
        }
        let mut word = Vec::new();
        rest = take_word(rest, &mut word)?;
        words.push(word);
    }
}

/// C's `isspace`.
fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

fn take_word<'a>(mut rest: &'a [u8], word: &mut Vec<u8>) -> Option<&'a [u8]> {
    loop {
        match rest {
            [] | [b' ' | b'\t' | b'\n' | b'\r', ..] => return Some(rest),
            [b'"', after @ ..] => return end_of_quote(double_quoted(after, word)?),
            [b'\'', after @ ..] => return end_of_quote(single_quoted(after, word)?),
            [byte, after @ ..] => {
                word.push(*byte);
                rest = after;
            }
        }
    }
}

/// Nothing but white space may follow a closing quote.
fn end_of_quote(rest: &[u8]) -> Option<&[u8]> {
    match rest.first() {
        Some(byte) if !is_space(*byte) => None,
        _ => Some(rest),
    }
}

fn double_quoted<'a>(mut rest: &'a [u8], word: &mut Vec<u8>) -> Option<&'a [u8]> {
    loop {
        let (byte, after) = match rest {
            [b'"', after @ ..] => return Some(after),
            [b'\\', b'x', high, low, after @ ..]
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                (hex(*high) << 4 | hex(*low), after)
            }
            [b'\\', escaped, after @ ..] => (unescape(*escaped), after),
            [byte, after @ ..] => (*byte, after),
            [] => return None,
        };
        word.push(byte);
        rest = after;
    }
}

fn single_quoted<'a>(mut rest: &'a [u8], word: &mut Vec<u8>) -> Option<&'a [u8]> {
    loop {
        let (byte, after) = match rest {
            [b'\\', b'\'', after @ ..] => (b'\'', after),
            [b'\'', after @ ..] => return Some(after),
            [byte, after @ ..] => (*byte, after),
            [] => return None,
        };
        word.push(byte);
        rest = after;
    }
}

fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).unwrap_or(0) as u8
}

fn unescape(escaped: u8) -> u8 {
    match escaped {
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 8,
        b'a' => 7,
        other => other,
    }
}

/// The reply as redis-cli prints it to a terminal, without the last line end.
pub fn display(reply: &Reply) -> String {
    let mut out = String::new();
    print(reply, "", &mut out);
    out
}

fn print(reply: &Reply, indent: &str, out: &mut String) {
    match reply {
        Reply::Ok => out.push_str("OK"),
        Reply::Status(text) => out.push_str(text),
        Reply::Error(text) => *out += &format!("(error) {text}"),
        Reply::Int(number) => *out += &format!("(integer) {number}"),
        Reply::Double(number) => *out += &format!("(double) {}", number::format_f64(*number)),
        Reply::Fixed(number) => quote(number::format_fixed(*number, 4).as_bytes(), out),
        Reply::Bulk(bytes) | Reply::Opaque(bytes) => quote(bytes, out),
        Reply::Verbatim(text) => out.push_str(text),
        Reply::Marked(_, text) => out.push_str(&String::from_utf8_lossy(text)),
        Reply::Bool(is_true) => out.push_str(if *is_true { "(true)" } else { "(false)" }),
        Reply::BigNumber(digits) => out.push_str(digits),
        Reply::Nil | Reply::NilArray => out.push_str("(nil)"),
        Reply::Deferred(_) | Reply::None => {}
        Reply::Several(items) => {
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push('\n');
                }
                print(item, indent, out);
            }
        }
        Reply::Array(items) => list(items, ("(empty array)", ')'), indent, out),
        Reply::Push(items) => list(items, ("(empty push)", ')'), indent, out),
        Reply::Set(items) => list(items, ("(empty set)", '~'), indent, out),
        Reply::Map(pairs) | Reply::Streams(pairs) => map(pairs, indent, out),
        Reply::Entry(id, fields) => {
            print(&Reply::spread_entry(*id, fields.as_deref()), indent, out);
        }
        Reply::Scores(members, layout) => {
            print(&Reply::spread(members.clone(), *layout), indent, out);
        }
        Reply::Pairs(pairs) => {
            let rows = pairs.iter().cloned();
            let rows: Vec<Reply> = rows.map(|(a, b)| Reply::Array(vec![a, b])).collect();
            list(&rows, ("(empty array)", ')'), indent, out);
        }
    }
}

fn list(items: &[Reply], (empty, mark): (&str, char), indent: &str, out: &mut String) {
    numbered(
        items.len(),
        (empty, mark),
        indent,
        out,
        |at, deeper, out| {
            if let Some(item) = items.get(at) {
                print(item, deeper, out);
            }
        },
    );
}

fn map(pairs: &[(Reply, Reply)], indent: &str, out: &mut String) {
    numbered(
        pairs.len(),
        ("(empty hash)", '#'),
        indent,
        out,
        |at, deeper, out| {
            if let Some((key, value)) = pairs.get(at) {
                print(key, deeper, out);
                let mut shown = String::new();
                print(value, deeper, &mut shown);
                // A list that takes several lines begins one of its own.
                match is_list(value) && shown.contains('\n') {
                    true => *out += &format!(" =>\n{deeper}{shown}"),
                    false => *out += &format!(" => {shown}"),
                }
            }
        },
    );
}

fn is_list(value: &Reply) -> bool {
    matches!(
        value,
        Reply::Array(_)
            | Reply::Set(_)
            | Reply::Map(_)
            | Reply::Streams(_)
            | Reply::Pairs(_)
            | Reply::Scores(..)
            | Reply::Entry(..)
    )
}

/// Rows `1) ...`, numbers to the right, nested ones indented below their first.
fn numbered(
    count: usize,
    (empty, mark): (&str, char),
    indent: &str,
    out: &mut String,
    print_row: impl Fn(usize, &str, &mut String),
) {
    if count == 0 {
        out.push_str(empty);
    }
    let width = count.to_string().len();
    let deeper = format!("{indent}{}", " ".repeat(width + 2));
    for at in 0..count {
        if at > 0 {
            out.push('\n');
            out.push_str(indent);
        }
        *out += &format!("{:>width$}{mark} ", at + 1);
        print_row(at, &deeper, out);
    }
}

/// Bytes in quotes, what can't be printed as an escape.
pub fn quote(bytes: &[u8], out: &mut String) {
    out.push('"');
    for byte in bytes {
        match byte {
            b'\\' | b'"' => {
                out.push('\\');
                out.push(char::from(*byte));
            }
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            7 => out.push_str("\\a"),
            8 => out.push_str("\\b"),
            32..=126 => out.push(char::from(*byte)),
            other => *out += &format!("\\x{other:02x}"),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_redis_cli_splits_them() {
        for (line, want) in [
            ("a  b", Some(vec!["a", "b"])),
            (
                "\"a b\" 'c\\'d' \"\\x41\\n\"",
                Some(vec!["a b", "c'd", "A\n"]),
            ),
            ("\"\"", Some(vec![""])),
            ("", Some(vec![])),
            ("\"a", None),
            ("'a", None),
            ("\"a\"b", None),
            ("a\0b", Some(vec!["a"])),
            ("\0a", Some(vec![])),
            ("\"a\0\"", None),
            ("\u{b}a\u{c} \"b\"\u{b}", Some(vec!["a\u{c}", "b"])),
        ] {
            let got = split(line.as_bytes());
            let want = want.map(|words| words.iter().map(|w| w.as_bytes().to_vec()).collect());
            assert_eq!(got, want, "{line}");
        }
    }

    #[test]
    fn replies_are_printed_as_redis_cli_prints_them() {
        let bulk = |text: &str| Reply::Bulk(text.as_bytes().to_vec());
        let nested = Reply::Array(vec![
            Reply::Int(1),
            Reply::Array(vec![bulk("a"), Reply::Array(vec![])]),
            Reply::Nil,
        ]);
        let want = "1) (integer) 1\n2) 1) \"a\"\n   2) (empty array)\n3) (nil)";
        assert_eq!(display(&nested), want);
        let map = Reply::Map(vec![(bulk("f"), Reply::Double(1.5))]);
        assert_eq!(display(&map), "1# \"f\" => (double) 1.5");
        let flags = |count| Reply::Map(vec![(bulk("f"), Reply::Set(vec![Reply::Int(1); count]))]);
        assert_eq!(display(&flags(1)), "1# \"f\" => 1~ (integer) 1");
        let want = "1# \"f\" =>\n   1~ (integer) 1\n   2~ (integer) 1";
        assert_eq!(display(&flags(2)), want);
        assert_eq!(
            display(&bulk("a\"\\\n\u{e9}")),
            "\"a\\\"\\\\\\n\\xc3\\xa9\""
        );
    }
}
