//! The type of a reply that depends on what was asked: `If<$get, string | null, "OK" | null>` names an option or an
//! argument after a `$`.

/// What is known of an option, or of an argument, where a method is called in one way.
pub enum Ref {
    Given,
    Missing,
    /// It is what this type says.
    Type(String),
}

/// The options and arguments that a reply's type names.
pub fn names(reply: &str) -> Vec<&str> {
    let mut names: Vec<&str> = reply.split('$').skip(1).map(name).collect();
    names.dedup();
    names
}

fn name(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric());
    &text[..end.unwrap_or(text.len())]
}

/// The type with what is known in the place of each name.
pub fn resolve(reply: &str, known: &dyn Fn(&str) -> Ref) -> String {
    let Some((before, after)) = reply.split_once('$') else {
        return reply.to_owned();
    };
    let name = name(after);
    let rest = &after[name.len()..];
    let Some(before) = before.strip_suffix("If<") else {
        let is = match known(name) {
            Ref::Given => "true".to_owned(),
            Ref::Missing => "undefined".to_owned(),
            Ref::Type(of) => of,
        };
        return format!("{before}{is}{}", resolve(rest, known));
    };
    let (yes, rest) = arm(rest);
    let (no, rest) = arm(rest);
    let (yes, no) = (resolve(yes, known), resolve(no, known));
    let is = match known(name) {
        Ref::Given => yes,
        Ref::Missing => no,
        Ref::Type(of) => format!("If<{of}, {yes}, {no}>"),
    };
    format!("{before}{is}{}", resolve(&rest[1..], known))
}

/// The next argument of a type, after `, `, and what follows it.
fn arm(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches([',', ' ']);
    let mut depth = 0;
    let end = text.find(|c| {
        let is_end = depth == 0 && matches!(c, ',' | '>');
        match c {
            '<' | '[' | '(' | '{' => depth += 1,
            '>' | ']' | ')' | '}' => depth -= 1,
            _ => (),
        }
        is_end
    });
    text.split_at(end.unwrap_or(text.len()))
}
