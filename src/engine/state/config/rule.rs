//! What a parameter may be: reads a value as Redis reads it, and writes it as CONFIG GET prints it.

use super::output;
use crate::error::ConfigRefusal;
use crate::number;

/// What a parameter may be.
#[derive(Debug, Clone, Copy)]
pub enum Rule {
    /// `yes` or `no`.
    YesNo,
    /// An integer from one bound to the other.
    Integer(i64, i64),
    /// A size in bytes from one bound to the other: `100mb`.
    Memory(i64, i64),
    /// Any size in bytes; the largest is what 64 bits without a sign hold.
    Size,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Anything.
    Text,
    /// Pairs of seconds and changes.
    Save,
    /// Classes of keyspace events.
    Events,
    /// Numbers from 0 to 100.
    Percentiles,
    /// Limits of output.
    OutputLimits,
}

/// The largest size.
pub(super) const LARGEST: i128 = u64::MAX as i128;

/// The classes of keyspace events that `A` stands for, and those that it does not, in the order in
/// which Redis prints them.
pub(super) const ALL_EVENTS: &str = "g$lshzxetd";
const NEW_KEYS: char = 'n';
const BESIDE_ALL: &str = "KEm";

impl Rule {
    /// The value as it is kept, or why it can't be.
    ///
    /// # Errors
    /// Fails with Redis's reason.
    pub fn check(self, value: &[u8]) -> Result<Vec<u8>, ConfigRefusal> {
        match self {
            Rule::Text => Ok(value.to_vec()),
            Rule::YesNo => one_of(&["yes", "no"], value).ok_or(ConfigRefusal::NotYesOrNo),
            Rule::OneOf(words) => one_of(words, value).ok_or(ConfigRefusal::NotOneOf(words)),
            Rule::Integer(low, high) => {
                let number = number::parse_i64(value).ok_or(ConfigRefusal::NotAnInteger)?;
                in_range(i128::from(number), low, high)
            }
            Rule::Memory(low, high) => {
                let bytes = memory(value).ok_or(ConfigRefusal::NotMemory)?;
                in_range(bytes, low, high)
            }
            Rule::Size => {
                let bytes = memory(value).ok_or(ConfigRefusal::NotMemory)?;
                Ok(bytes.min(LARGEST).to_string().into_bytes())
            }
            Rule::Save => save(value).ok_or(ConfigRefusal::NotSaves),
            Rule::Events => events(value).ok_or(ConfigRefusal::NotEvents),
            Rule::Percentiles => percentiles(value),
            Rule::OutputLimits => {
                output::read(value, &mut output::DEFAULT.clone()).map(|()| value.to_vec())
            }
        }
    }
}

fn one_of(words: &[&str], value: &[u8]) -> Option<Vec<u8>> {
    let is_it = |word: &&&str| word.as_bytes().eq_ignore_ascii_case(value);
    words.iter().find(is_it).map(|word| (*word).into())
}

fn in_range(number: i128, low: i64, high: i64) -> Result<Vec<u8>, ConfigRefusal> {
    match (i128::from(low)..=i128::from(high)).contains(&number) {
        true => Ok(number.to_string().into_bytes()),
        false => Err(ConfigRefusal::OutOfRange(low, high)),
    }
}

/// Digits and a unit; no digits at all are 0 bytes, as Redis has it.
pub(super) fn memory(value: &[u8]) -> Option<i128> {
    let text = std::str::from_utf8(value).ok()?.to_ascii_lowercase();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit: i128 = match text.get(digits.len()..)? {
        "" | "b" => 1,
        "k" => 1_000,
        "kb" => 1 << 10,
        "m" => 1_000_000,
        "mb" => 1 << 20,
        "g" => 1_000_000_000,
        "gb" => 1 << 30,
        _ => return None,
    };
    if digits.is_empty() {
        return Some(0);
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // What does not fit is out of any range.
    let number = digits.parse::<i128>().unwrap_or(i128::MAX);
    Some(number.saturating_mul(unit))
}

fn save(value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?;
    if text.is_empty() {
        return Some(Vec::new());
    }
    let words = text
        .split(' ')
        .map(|word| number::parse_i64(word.as_bytes()));
    let words = words.collect::<Option<Vec<i64>>>()?;
    let is_sound =
        |pair: &[i64]| matches!(pair, [seconds, changes] if *seconds >= 1 && *changes >= 0);
    if !words.chunks(2).all(is_sound) {
        return None;
    }
    let words: Vec<String> = words.iter().map(i64::to_string).collect();
    Some(words.join(" ").into_bytes())
}

fn percentiles(value: &[u8]) -> Result<Vec<u8>, ConfigRefusal> {
    if value.is_empty() {
        return Ok(Vec::new());
    }
    let mut words = Vec::new();
    for word in value.split(|byte| *byte == b' ') {
        let number = number::parse_f64(word).ok_or(ConfigRefusal::NotPercentiles)?;
        if !(0.0..=100.0).contains(&number) {
            return Err(ConfigRefusal::PercentilesOutOfRange);
        }
        words.push(number::format_f64(number).into_bytes());
    }
    Ok(words.join(&b' '))
}

/// `KEA` is printed as `AKE`.
fn events(value: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(value).ok()?;
    let is_known =
        |c: char| c == 'A' || c == NEW_KEYS || ALL_EVENTS.contains(c) || BESIDE_ALL.contains(c);
    if !text.chars().all(is_known) {
        return None;
    }
    let is_all = text.contains('A') || ALL_EVENTS.chars().all(|c| text.contains(c));
    let classes = match is_all {
        true => "A".to_owned() + &given("n", text),
        false => given(ALL_EVENTS, text) + &given("n", text),
    };
    Some((classes + &given(BESIDE_ALL, text)).into_bytes())
}

/// Those of `letters` that are in `text`.
fn given(letters: &str, text: &str) -> String {
    letters.chars().filter(|c| text.contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(rule: Rule, value: &str) -> Option<String> {
        let value = rule.check(value.as_bytes()).ok()?;
        String::from_utf8(value).ok()
    }

    #[test]
    fn sizes_are_read_with_their_units() {
        let rule = Rule::Memory(0, i64::MAX);
        for (value, want) in [
            ("", Some("0")),
            ("100", Some("100")),
            ("100b", Some("100")),
            ("1k", Some("1000")),
            ("1KB", Some("1024")),
            ("2Mb", Some("2097152")),
            ("1g", Some("1000000000")),
            ("1.5gb", None),
            ("-1", None),
            ("5%", None),
            ("kb", Some("0")),
            ("1 kb", None),
            ("99999999999999999999", None),
            ("9999999999999999999999999999999999999999999gb", None),
        ] {
            assert_eq!(checked(rule, value).as_deref(), want, "{value}");
        }
    }

    #[test]
    fn events_are_printed_in_redis_order() {
        for (value, want) in [
            ("KEA", Some("AKE")),
            ("g$lshzxetd", Some("A")),
            ("An", Some("An")),
            ("mEn", Some("nEm")),
            ("tgdn", Some("gtdn")),
            ("", Some("")),
            ("?", None),
        ] {
            assert_eq!(checked(Rule::Events, value).as_deref(), want, "{value}");
        }
    }

    #[test]
    fn saves_come_in_pairs() {
        for (value, want) in [
            ("", Some("")),
            ("3600 1 300 100", Some("3600 1 300 100")),
            ("3600  1", None),
            ("3600", None),
            ("0 1", None),
            ("a b", None),
        ] {
            assert_eq!(checked(Rule::Save, value).as_deref(), want, "{value}");
        }
    }
}
