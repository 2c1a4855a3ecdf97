//! Redis's glob patterns, on bytes: `*`, `?`, `[a-c]`, `[^a]` and `\` for the next byte as it is.
//!
//! Backtracks to the last `*` alone, so no pattern takes more than pattern × text steps.

/// Whether `pattern` matches the whole of `text`; `fold` lets ASCII letters match either case.
pub fn matches(pattern: &[u8], text: &[u8], fold: bool) -> bool {
    if text.is_empty() {
        // Redis does not look at the pattern: not even `*` matches nothing.
        return pattern.is_empty();
    }
    let (mut p, mut t) = (pattern, text);
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        if let [b'*', rest @ ..] = p {
            retry = Some((rest, t));
            p = rest;
            continue;
        }
        if let Some((&byte, after)) = t.split_first() {
            if let Some(rest) = step(p, byte, fold) {
                p = rest;
                t = after;
                continue;
            }
        } else if p.is_empty() {
            return true;
        } else {
            // The text has ended, and what is left of the pattern wants more of it.
            return false;
        }
        match retry {
            Some((rest, [_, after @ ..])) => {
                retry = Some((rest, after));
                p = rest;
                t = after;
            }
            _ => return false,
        }
    }
}

/// The same for the names of keys and elements, of which `*` alone means every one.
pub fn finds(pattern: &[u8], name: &[u8]) -> bool {
    pattern == b"*" || matches(pattern, name, false)
}

/// Matches one byte of the text; the pattern that is left.
fn step(pattern: &[u8], byte: u8, fold: bool) -> Option<&[u8]> {
    match pattern {
        [] => None,
        [b'?', rest @ ..] => Some(rest),
        [b'[', rest @ ..] => class(rest, byte, fold),
        [b'\\', literal, rest @ ..] => same(*literal, byte, fold).then_some(rest),
        [literal, rest @ ..] => same(*literal, byte, fold).then_some(rest),
    }
}

fn same(a: u8, b: u8, fold: bool) -> bool {
    a == b || (fold && a.eq_ignore_ascii_case(&b))
}

/// `[...]` after its bracket. One that is not closed ends with the pattern.
fn class(mut pattern: &[u8], byte: u8, fold: bool) -> Option<&[u8]> {
    let negated = pattern.first() == Some(&b'^');
    if negated {
        pattern = pattern.get(1..).unwrap_or_default();
    }
    let mut found = false;
    loop {
        pattern = match pattern {
            [] => break,
            [b']', rest @ ..] => {
                pattern = rest;
                break;
            }
            [b'\\', literal, rest @ ..] => {
                found |= same(*literal, byte, fold);
                rest
            }
            [low, b'-', high, rest @ ..] => {
                found |= in_range(*low, *high, byte, fold);
                rest
            }
            [literal, rest @ ..] => {
                found |= same(*literal, byte, fold);
                rest
            }
        };
    }
    (found != negated).then_some(pattern)
}

fn in_range(low: u8, high: u8, byte: u8, fold: bool) -> bool {
    let lower = |b: u8| if fold { b.to_ascii_lowercase() } else { b };
    let (low, high) = (lower(low.min(high)), lower(low.max(high)));
    (low.min(high)..=low.max(high)).contains(&lower(byte))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_match_as_in_redis() {
        for (pattern, text, want) in [
            ("*", "", false),
            ("", "", true),
            ("", "a", false),
            ("h?llo", "hello", true),
            ("h?llo", "hllo", false),
            ("h*llo", "heeeello", true),
            ("h[ae]llo", "hallo", true),
            ("h[^e]llo", "hello", false),
            ("h[a-b]llo", "hbllo", true),
            ("h[b-a]llo", "hallo", true),
            ("a[bc", "ab", true),
            ("a\\*", "a*", true),
            ("a\\*", "ab", false),
            ("*a*b*c*", "xxaxxbxxc", true),
            ("a*", "b", false),
            ("[", "[", false),
            ("a**b", "ab", true),
        ] {
            let got = matches(pattern.as_bytes(), text.as_bytes(), false);
            assert_eq!(got, want, "{pattern:?} {text:?}");
        }
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = "a*".repeat(50) + "b";
        assert!(!matches(
            pattern.as_bytes(),
            "a".repeat(5_000).as_bytes(),
            false
        ));
    }
}
