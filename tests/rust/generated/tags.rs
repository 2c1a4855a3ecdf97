//! `js/protocol/tags.gen.ts`: the tags of frames, from the enum of the engine.

use redlet::command::reply::Layout;
use redlet::protocol::tag::{Form, Tag};

const HEAD: &str = "// Generated from src/protocol/tag.rs by `UPDATE=1 cargo test --test generated`. Do not edit.\n";

/// The whole of `js/protocol/tags.gen.ts`.
pub fn module() -> String {
    let tags = Tag::ALL.iter();
    let tags = tags.map(|(tag, name, about)| (*tag as u8, *name, *about));
    let forms = Form::ALL.iter();
    let forms = forms.map(|(form, name, about)| (*form as u8, *name, *about));
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

fn layout(layout: Layout) -> (u8, &'static str, &'static str) {
    let (name, about) = match layout {
        Layout::Flat => ("Flat", "In one array."),
        Layout::Pairs => (
            "Pairs",
            "As pairs: RESP2 sees one array, RESP3 arrays of two.",
        ),
        Layout::Nested => ("Nested", "In arrays of two, in RESP2 as well."),
    };
    (layout as u8, name, about)
}

fn const_enum<'a>(
    name: &str,
    about: &str,
    variants: impl Iterator<Item = (u8, &'a str, &'a str)>,
) -> String {
    let each = variants
        .map(|(byte, name, about)| format!("  /** {} */\n  {name} = {byte},\n", about.trim()));
    let each: String = each.collect();
    format!("\n/** {about} */\nexport const enum {name} {{\n{each}}}\n")
}

#[test]
fn the_bytes_of_tags_have_no_gaps() {
    let bytes: Vec<usize> = Tag::ALL.iter().map(|(tag, ..)| *tag as usize).collect();
    assert_eq!(bytes, (0..Tag::ALL.len()).collect::<Vec<_>>());
}
