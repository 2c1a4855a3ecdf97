//! The schema's SQL, without the comments of its files: a page would download them, and SQLite keep them in every
//! database. No text in the SQL has `--`.

/// The SQL of a file, without comments.
macro_rules! sql {
    ($file:literal) => {{
        const TEXT: &[u8] = include_bytes!($file);
        const LENGTH: usize = strip(TEXT, &mut []);
        const STRIPPED: [u8; LENGTH] = {
            let mut stripped = [0; LENGTH];
            strip(TEXT, &mut stripped);
            stripped
        };
        match str::from_utf8(&STRIPPED) {
            Ok(sql) => sql,
            Err(_) => "",
        }
    }};
}

/// All tables, where they are missing.
pub(super) const SCHEMA: &str = sql!("schema.sql");
/// What brings the fields of an older file to where they belong.
pub(super) const FIELDS_TO_ELEMENTS: &str = sql!("fields_to_elements.sql");

/// Copies SQL without its comments and the spaces that only its lines need, as far as there is room. Returns its
/// length.
const fn strip(mut sql: &[u8], mut out: &mut [u8]) -> usize {
    let (mut length, mut last) = (0, b'\n');
    while let [byte, after @ ..] = sql {
        if let [b'-', b'-', ..] = sql {
            sql = after_line(sql);
            continue;
        }
        sql = after;
        let is_margin = matches!((byte, sql), (b' ', [b' ' | b'\n', ..] | [b'-', b'-', ..]));
        if is_margin || (last == b'\n' && matches!(byte, b' ' | b'\n')) {
            continue;
        }
        last = *byte;
        length += 1;
        if let [place, others @ ..] = out {
            *place = last;
            out = others;
        }
    }
    length
}

/// What begins with the end of the line.
const fn after_line(mut sql: &[u8]) -> &[u8] {
    while let [byte, after @ ..] = sql {
        if *byte == b'\n' {
            break;
        }
        sql = after;
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_nothing_else() {
        let whole = include_str!("schema.sql").lines();
        let whole = whole.map(|line| line.split("--").next().unwrap_or_default().trim());
        let whole: Vec<&str> = whole.filter(|line| !line.is_empty()).collect();
        let stripped: Vec<&str> = SCHEMA.lines().collect();
        assert_eq!(stripped, whole);
        assert!(FIELDS_TO_ELEMENTS.ends_with("DROP TABLE fields;\n"));
    }
}
