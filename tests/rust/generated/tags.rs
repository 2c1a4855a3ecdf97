//! `js/protocol/tags.gen.ts`: the tags of frames, from the enum of the engine; and `samples.gen.ts` beside it: a value
//! of each, as the engine writes it, for the tests of what reads them.

use super::const_enum;
use redlet::command::reply::{Layout, Reply};
use redlet::entry::{self, StreamId};
use redlet::protocol::frame;
use redlet::protocol::tag::{Form, Tag};

const HEAD: &str = "// Generated from src/protocol/tag.rs by `UPDATE=1 cargo test --test generated`. Do not edit.\n";

/// The whole of `js/protocol/tags.gen.ts`.
pub fn module() -> String {
    let tags = Tag::ALL.iter();
    let tags = tags.map(|(tag, name, about)| ((*tag as u8).to_string(), *name, *about));
    let forms = Form::ALL.iter();
    let forms = forms.map(|(form, name, about)| ((*form as u8).to_string(), *name, *about));
    let layouts = [Layout::Flat, Layout::Pairs, Layout::Nested].map(layout);
    [
        HEAD.to_owned(),
        const_enum("Tag", "The byte before a value: its kind.", tags),
        const_enum("Form", "What stands behind a tag, as a character of `FORMS`.", forms),
        format!(
            "\n/** What stands behind each tag, in the order of their bytes. */\nexport const FORMS = \"{}\";\n",
            Tag::ALL.iter().map(|(tag, ..)| char::from(tag.form() as u8)).collect::<String>()
        ),
        const_enum("Layout", "How members and scores stand in RESP.", layouts.into_iter()),
    ]
    .concat()
}

fn layout(layout: Layout) -> (String, &'static str, &'static str) {
    let (name, about) = match layout {
        Layout::Flat => ("Flat", "In one array."),
        Layout::Pairs => (
            "Pairs",
            "As pairs: RESP2 sees one array, RESP3 arrays of two.",
        ),
        Layout::Nested => ("Nested", "In arrays of two, in RESP2 as well."),
    };
    ((layout as u8).to_string(), name, about)
}

/// The whole of `js/protocol/samples.gen.ts`.
pub fn samples() -> String {
    let mut out = HEAD.to_owned();
    out += "\n/** A value of each tag as the engine writes it, in hexadecimal digits. */\nexport const SAMPLES = {\n";
    for (tag, name, _) in Tag::ALL {
        let value = sample(*tag);
        assert_eq!(value.first(), Some(&(*tag as u8)), "{name}");
        let digits = value.iter().map(|byte| format!("{byte:02x}"));
        out += &format!("  {name}: \"{}\",\n", digits.collect::<String>());
    }
    out + "};\n"
}

fn sample(tag: Tag) -> Vec<u8> {
    let bulk = |text: &str| Reply::Bulk(text.into());
    let pairs = || vec![(bulk("a"), Reply::Int(1)), (bulk("b"), Reply::Nil)];
    let items = || vec![bulk("a"), Reply::Int(7)];
    let mut out = Vec::new();
    let reply = match tag {
        Tag::Nil => Reply::Nil,
        Tag::NilArray => Reply::NilArray,
        Tag::Ok => Reply::Ok,
        Tag::Int => Reply::Int(-(1 << 53)),
        Tag::BigInt => Reply::Int(i64::MIN),
        Tag::Double => Reply::Double(0.1),
        Tag::Fixed => Reply::Fixed(166_274.151_56),
        Tag::Ascii => bulk("value"),
        Tag::Bulk => bulk("é"),
        Tag::Opaque => Reply::Opaque(b"text".to_vec()),
        Tag::Status => Reply::Status("PONG".into()),
        Tag::Error => Reply::Error("ERR no".into()),
        Tag::Verbatim => Reply::Verbatim("# Server".into()),
        Tag::False => Reply::Bool(false),
        Tag::True => Reply::Bool(true),
        Tag::BigNumber => Reply::BigNumber("-12345678901234567890".into()),
        Tag::Array => Reply::Array(items()),
        Tag::Set => Reply::Set(items()),
        // A message like any other, though its first item is a number.
        Tag::Push => Reply::Push(vec![Reply::Int(7), bulk("a")]),
        Tag::Map => Reply::Map(pairs()),
        Tag::Pairs => Reply::Pairs(pairs()),
        Tag::Streams => Reply::Streams(pairs()),
        Tag::None => Reply::None,
        Tag::Scores => Reply::Scores(vec![(b"a".to_vec(), 1.5)], Layout::Pairs),
        Tag::Entry => Reply::Entry(
            StreamId::new(5, 1),
            Some(entry::pack(&[b"f".as_slice(), b"v"])),
        ),
        Tag::Deferred => {
            frame::deferred(7, b"again", &mut out);
            return out;
        }
        Tag::Arrived => {
            frame::arrived(7, &Reply::Array(items()), &mut out);
            return out;
        }
        Tag::Restoration => return frame::restoration(b"frame", &[]),
    };
    frame::encode(&reply, &mut out);
    out
}

#[test]
fn the_bytes_of_tags_have_no_gaps() {
    let bytes: Vec<usize> = Tag::ALL.iter().map(|(tag, ..)| *tag as usize).collect();
    assert_eq!(bytes, (0..Tag::ALL.len()).collect::<Vec<_>>());
}
