//! Texts: of a pattern, of a format, of a length.

use regex_syntax::hir::{Class, Hir, HirKind};

use super::draw::Draw;

/// Letters that text formats, patterns and encodings treat unlike their neighbours.
const LETTERS: [char; 34] = [
    'a', 'b', 'f', 'g', 'z', 'A', 'T', 'Z', '0', '1', '2', '5', '9', '-', '_', '.', ':', '/', '+',
    '=', '@', '%', '#', '[', ']', ' ', '\n', '\0', 'é', 'ß', '٣', '日', '\u{200d}', '🦀',
];

/// A text of any kind with that many characters.
pub(crate) fn of_length(length: usize, draw: &mut Draw) -> String {
    (0..length)
        .map(|_| {
            if draw.one_in(3) {
                *draw.pick(&LETTERS)
            } else {
                'a'
            }
        })
        .collect()
}

/// A text with one character taken out, put in or replaced.
pub(crate) fn edited(text: &str, draw: &mut Draw) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    let at = draw.below(letters.len() + 1);
    let letter = *draw.pick(&LETTERS);
    match (draw.below(3), letters.get(at)) {
        (0, Some(_)) => {
            letters.remove(at);
        }
        (1, Some(_)) => letters[at] = letter,
        _ => letters.insert(at, letter),
    }
    letters.into_iter().collect()
}

/// Texts on both sides of a format's border; none for formats that allow every text.
pub(crate) fn of_format(format: &str) -> &'static [&'static str] {
    match format {
        "date-time" => &[
            "2024-01-31T12:00:00Z",
            "2024-01-31t12:00:00z",
            "2024-02-30T12:00:00Z",
            "2024-01-31T12:00:00.123+01:00",
            "2024-01-31T23:59:60Z",
            "2024-01-31T24:00:00Z",
            "2024-01-31 12:00:00Z",
            "0000-01-01T00:00:00-23:59",
        ],
        "date" => &[
            "2024-01-31",
            "2024-02-29",
            "2023-02-29",
            "1900-02-29",
            "2000-02-29",
            "0000-01-01",
            "2024-1-31",
        ],
        "uuid" => &[
            "123e4567-e89b-12d3-a456-426614174000",
            "123E4567-E89B-12D3-A456-426614174000",
            "123e4567e89b12d3a456426614174000",
            "{123e4567-e89b-12d3-a456-426614174000}",
        ],
        "byte" => &[
            "", "YQ==", "YWI=", "YWJj", "YWJjZA==", "YQ=", "YQ", "Y-_=", "YR==",
        ],
        "uri" => &[
            "https://example.com/a?b#c",
            "urn:a:b",
            "mailto:a@b.c",
            "a:",
            "//a/b",
            "/a",
            "http://[::1]:80/",
            "a:%41",
            "http://a:b@c:8/",
            "http://[fe80::1%25en1]/",
            "http://a b/",
            "x+y.z-1:?#",
        ],
        "ipv4" => &[
            "192.0.2.1",
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "1.2.3",
            "01.2.3.4",
            "1.2.3.4.5",
        ],
        "ipv6" => &[
            "::",
            "::1",
            "2001:db8::1",
            "::ffff:192.0.2.1",
            "1:2:3:4:5:6:7:8",
            "1::2::3",
            "fe80::1%en1",
            "12345::",
        ],
        "hostname" => &[
            "a",
            "a.example",
            "A-b.example",
            "-a",
            "a-",
            "a..b",
            "a_b",
            "a.",
            "xn--4ca.example",
            "1.2",
        ],
        "email" => &[
            "a@b",
            "a.b+c@example.com",
            "a@[192.0.2.1]",
            "a@[IPv6:::1]",
            "\"a b\"@example.com",
            ".a@b",
            "a..b@c",
            "a@b_c",
        ],
        _ => &[],
    }
}

/// A text that a regular expression of ASCII classes matches.
pub(crate) fn of_pattern(pattern: &str, draw: &mut Draw) -> String {
    let mut parser = regex_syntax::ParserBuilder::new();
    let hir = parser
        .unicode(false)
        .utf8(false)
        .build()
        .parse(pattern)
        .unwrap();
    let mut text = Vec::new();
    write(&hir, &mut text, draw);
    let mut text = String::from_utf8(text).unwrap();
    if !pattern.starts_with('^') && draw.one_in(2) {
        text.insert(0, *draw.pick(&LETTERS));
    }
    if !pattern.ends_with('$') && draw.one_in(2) {
        text.push(*draw.pick(&LETTERS));
    }
    text
}

fn write(hir: &Hir, text: &mut Vec<u8>, draw: &mut Draw) {
    match hir.kind() {
        HirKind::Literal(literal) => text.extend(&*literal.0),
        HirKind::Class(Class::Bytes(class)) => {
            let range = *draw.pick(class.ranges());
            let last = range.end().min(b'~');
            let byte = draw.between(range.start().into(), last.into());
            text.push(u8::try_from(byte).unwrap());
        }
        HirKind::Class(Class::Unicode(class)) => {
            let mut letter = [0; 4];
            text.extend(
                draw.pick(class.ranges())
                    .start()
                    .encode_utf8(&mut letter)
                    .bytes(),
            );
        }
        HirKind::Repetition(repetition) => {
            let least = usize::try_from(repetition.min).unwrap();
            let most = repetition
                .max
                .map_or(least + 3, |most| usize::try_from(most).unwrap());
            for _ in 0..draw.between(least, most) {
                write(&repetition.sub, text, draw);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, text, draw),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, text, draw)),
        HirKind::Alternation(parts) => write(draw.pick(parts), text, draw),
        HirKind::Empty | HirKind::Look(_) => {}
    }
}
