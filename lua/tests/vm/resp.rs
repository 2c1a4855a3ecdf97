//! RESP: replies as text to compare, and the same of an interpreter's values.

use std::io::BufRead;

use redlet_lua::{Failure, Value};

/// Reads one reply; its bytes, and what it says as one text.
pub fn read(from: &mut impl BufRead, bytes: &mut Vec<u8>) -> String {
    let start = bytes.len();
    assert!(
        from.read_until(b'\n', bytes).expect("a readable reply") > 0,
        "the server has gone"
    );
    let line = bytes[start + 1..bytes.len() - 2].to_vec();
    let count = || {
        String::from_utf8_lossy(&line)
            .parse::<i64>()
            .expect("a count")
    };
    let mut several = |bytes: &mut Vec<u8>, times: i64| -> String {
        let parts: Vec<String> = (0..times).map(|_| read(from, bytes)).collect();
        parts.join(" ")
    };
    match bytes[start] {
        b'$' | b'=' => {
            let Ok(length) = usize::try_from(count()) else {
                return "_".to_owned();
            };
            let at = bytes.len();
            bytes.resize(at + length + 2, 0);
            from.read_exact(&mut bytes[at..]).expect("a whole reply");
            let text = &bytes[at..at + length];
            format!(
                "{}{}",
                if bytes[start] == b'$' { "" } else { "=" },
                quoted(text)
            )
        }
        b'*' if count() < 0 => "_".to_owned(),
        b'*' | b'~' => format!(
            "{}[{}]",
            if bytes[start] == b'*' { "" } else { "set" },
            several(bytes, count())
        ),
        b'%' => format!("map[{}]", several(bytes, count() * 2)),
        b':' => String::from_utf8_lossy(&line).into_owned(),
        tag => format!("{}{}", tag as char, String::from_utf8_lossy(&line)),
    }
}

fn quoted(text: &[u8]) -> String {
    format!("\"{}\"", text.escape_ascii())
}

/// What a RESP2 client sees of how a script ended; a RESP3 client, where `is_3`.
pub fn text(outcome: &Result<Value, Failure>, is_3: bool) -> String {
    match outcome {
        Ok(value) => value_text(value, is_3),
        Err(Failure::Compile(text)) => format!(
            "-ERR Error compiling script (new function): {}",
            String::from_utf8_lossy(text)
        ),
        Err(Failure::Raised(error)) => format!("-{}", String::from_utf8_lossy(&error.text)),
        Err(other) => format!("{other:?}"),
    }
}

fn value_text(value: &Value, is_3: bool) -> String {
    let all = |values: &[Value]| {
        let parts: Vec<String> = values.iter().map(|value| value_text(value, is_3)).collect();
        parts.join(" ")
    };
    let line = |tag: char, text: &[u8]| format!("{tag}{}", String::from_utf8_lossy(text));
    match value {
        Value::Nil => "_".to_owned(),
        Value::Bool(is_true) if is_3 => format!("#{}", if *is_true { 't' } else { 'f' }),
        Value::Bool(is_true) => (*is_true as i32).to_string(),
        Value::Int(number) => number.to_string(),
        Value::Double(number) if is_3 => format!(",{number}"),
        Value::Double(number) => quoted(number.to_string().as_bytes()),
        Value::BigNumber(text) if is_3 => line('(', text),
        Value::BigNumber(text) | Value::Bulk(text) => quoted(text),
        Value::Status(text) => line('+', text),
        Value::Error(error) => line('-', &error.text),
        Value::Verbatim { format, text } if is_3 => {
            let mut all = format.clone();
            all.push(b':');
            all.extend(text);
            format!("={}", quoted(&all))
        }
        Value::Verbatim { text, .. } => quoted(text),
        Value::Array(values) => format!("[{}]", all(values)),
        Value::Set(values) if is_3 => format!("set[{}]", all(values)),
        Value::Set(values) => format!("[{}]", all(values)),
        Value::Map(pairs) => {
            let values: Vec<Value> = pairs
                .iter()
                .flat_map(|(key, value)| [key.clone(), value.clone()])
                .collect();
            format!("{}[{}]", if is_3 { "map" } else { "" }, all(&values))
        }
    }
}
