//! What scripts return, as replies.

use crate::command::reply::Reply;
use redlet_lua::Value;

/// The reply.
pub fn reply(value: Value) -> Reply {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let all = |values: Vec<Value>| values.into_iter().map(reply).collect();
    match value {
        Value::Nil => Reply::Nil,
        Value::Bool(is_true) => Reply::Bool(is_true),
        Value::Int(number) => Reply::Int(number),
        Value::Double(number) => Reply::Double(number),
        Value::BigNumber(digits) => Reply::BigNumber(text(digits)),
        Value::Bulk(bytes) => Reply::Bulk(bytes),
        Value::Status(status) if status == b"OK" => Reply::Ok,
        Value::Status(status) => Reply::Status(text(status).into()),
        Value::Error(error) => Reply::Error(text(error.text)),
        Value::Verbatim {
            format,
            text: bytes,
        } => {
            let mut three = [b' '; 3];
            three
                .iter_mut()
                .zip(format)
                .for_each(|(to, from)| *to = from);
            Reply::Marked(three, bytes)
        }
        Value::Array(values) => Reply::Array(all(values)),
        Value::Set(values) => Reply::Set(all(values)),
        Value::Map(pairs) => {
            let pairs = pairs.into_iter();
            Reply::Map(
                pairs
                    .map(|(key, value)| (reply(key), reply(value)))
                    .collect(),
            )
        }
    }
}
