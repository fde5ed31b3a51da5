//! What an unquoted YAML scalar means to Kubernetes: the words of YAML 1.1 and the numbers of Go.

use super::node::Node;

/// The value of a scalar without quotes and without a tag.
pub(super) fn plain(text: &str) -> Result<Node, String> {
    if let Some(word) = word(text) {
        return Ok(word);
    }
    match text.as_bytes().first() {
        Some(b'0'..=b'9' | b'+' | b'-' | b'.') => {}
        _ => return Ok(Node::Text(text.to_owned())),
    }
    if is_infinity_or_nan(text) {
        return Err(unsupported(text));
    }
    // Underscores group digits in YAML 1.1.
    let digits = text.replace('_', "");
    if let Some(whole) = integer(&digits) {
        return Ok(Node::Number(whole));
    }
    if is_float(&digits) {
        return float(&digits)
            .map(Node::Number)
            .ok_or_else(|| unsupported(text));
    }
    Ok(Node::Text(text.to_owned()))
}

/// The value of a scalar with one of YAML's own tags, such as `int` for `!!int`.
pub(super) fn tagged(tag: &str, text: &str, quoted: bool) -> Result<Node, String> {
    let node = match tag {
        "null" if word(text).is_some_and(|node| matches!(node, Node::Null)) => Node::Null,
        "bool" => match word(text) {
            Some(node @ Node::Boolean(_)) => node,
            _ => return Err(mismatch(tag, text)),
        },
        // A float is a mistake, be it as whole as `1e3`.
        "int" => {
            let whole = integer(&text.replace('_', ""));
            Node::Number(whole.ok_or_else(|| mismatch(tag, text))?)
        }
        // A whole number is a float, and JSON writes it as a whole number again.
        "float" => match plain(text)? {
            number @ Node::Number(_) => number,
            _ => return Err(mismatch(tag, text)),
        },
        "null" => return Err(mismatch(tag, text)),
        "binary" => Node::Text(base64(text).ok_or("!!binary value contains invalid base64 data")?),
        "str" | "timestamp" => Node::Text(text.to_owned()),
        _ if quoted => Node::Text(text.to_owned()),
        _ => plain(text)?,
    };
    Ok(node)
}

fn unsupported(text: &str) -> String {
    format!("json: unsupported value: {text}")
}

fn mismatch(tag: &str, text: &str) -> String {
    format!(
        "cannot decode !!str `{}` as a !!{tag}",
        text.chars().take(40).collect::<String>()
    )
}

fn word(text: &str) -> Option<Node> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => Node::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Node::Boolean(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Node::Boolean(false)
        }
        _ => return None,
    })
}

fn is_infinity_or_nan(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN")
}

/// A whole number in any base Go knows, written in base 10.
fn integer(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => ("-", text.get(1..)?),
        b'+' => ("", text.get(1..)?),
        _ => ("", text),
    };
    let lower = unsigned.to_ascii_lowercase();
    let value = if let Some(digits) = lower.strip_prefix("0x") {
        parse_digits(digits, 16)?
    } else if let Some(digits) = lower.strip_prefix("0b") {
        parse_digits(digits, 2)?
    } else if let Some(digits) = lower.strip_prefix("0o") {
        parse_digits(digits, 8)?
    } else if lower.starts_with('0') {
        parse_digits(&lower, 8)?
    } else {
        parse_digits(&lower, 10)?
    };
    if sign == "-" && value > i64::MIN.unsigned_abs() {
        return None;
    }
    Some(if value == 0 {
        "0".to_owned()
    } else {
        format!("{sign}{value}")
    })
}

/// Digits without a sign; the standard parser would take a second one.
fn parse_digits(digits: &str, base: u32) -> Option<u64> {
    if digits.chars().all(|digit| digit.is_digit(base)) {
        u64::from_str_radix(digits, base).ok()
    } else {
        None
    }
}

fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        ),
        None => (unsigned, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    is_digits(whole)
        && is_digits(fraction)
        && (!whole.is_empty() || !fraction.is_empty())
        && exponent.is_none_or(|digits| !digits.is_empty() && is_digits(digits))
}

/// A float as Go writes it into JSON: without a fraction where it has none. Nothing where it is too big for JSON.
fn float(text: &str) -> Option<String> {
    let value: f64 = text.parse().ok()?;
    value.is_finite().then(|| {
        if value.abs() < 1e21 {
            format!("{value}")
        } else {
            format!("{value:e}")
        }
    })
}

fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=')
    {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match plain(text) {
            Ok(Node::Null) => "null".to_owned(),
            Ok(Node::Boolean(value)) => format!("bool {value}"),
            Ok(Node::Number(number)) => format!("number {number}"),
            Ok(Node::Text(text)) => format!("text {text}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn words_and_numbers_are_those_of_yaml_1_1() {
        for (text, value) in [
            ("", "null"),
            ("~", "null"),
            ("yes", "bool true"),
            ("off", "bool false"),
            ("yEs", "text yEs"),
            ("5", "number 5"),
            ("-0", "number 0"),
            ("+12", "number 12"),
            ("0755", "number 493"),
            ("018", "number 18"),
            ("0x1F", "number 31"),
            ("0b101", "number 5"),
            ("1_000", "number 1000"),
            ("1e3", "number 1000"),
            ("1.5", "number 1.5"),
            (".5", "number 0.5"),
            ("-9223372036854775808", "number -9223372036854775808"),
            ("18446744073709551616", "number 18446744073709552000"),
            ("2024-01-01", "text 2024-01-01"),
            ("12:30", "text 12:30"),
            ("1.2.3", "text 1.2.3"),
            ("+-5", "text +-5"),
            (".", "text ."),
            ("-", "text -"),
            ("0x", "text 0x"),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
        assert!(plain(".inf").is_err(), "JSON has no infinity");
        assert!(plain("1e999").is_err(), "JSON has no number that big");
    }

    #[test]
    fn tags_are_obeyed() {
        assert!(matches!(tagged("str", "5", false), Ok(Node::Text(text)) if text == "5"));
        assert!(matches!(tagged("int", "5", true), Ok(Node::Number(text)) if text == "5"));
        assert!(matches!(tagged("binary", "aGk=", false), Ok(Node::Text(text)) if text == "hi"));
        assert!(tagged("int", "x", false).is_err());
        assert!(tagged("bool", "5", false).is_err());
    }
}
