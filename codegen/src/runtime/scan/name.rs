//! Names as DNS and Kubernetes allow them: one look-up for each byte, one pass, no branch but the loop's.

/// The class of each byte.
type Classes = [u8; 256];

/// May stand anywhere.
const ALPHANUMERIC: u8 = 0;
/// Twice a dash stays below [`FORBIDDEN`]; a dash and a dot do not, and neither do two dots.
const DASH: u8 = 3;
/// What stands before and after a whole subdomain forbids the same as a dot.
const DOT: u8 = 5;
/// Bit of the sum of two neighbours in a subdomain that may not be neighbours.
const FORBIDDEN: u8 = 1 << 3;
/// No byte of a DNS name.
const OTHER: u8 = 1 << 6;

static LOWER: Classes = classes(Case::Lower);
static ANY: Classes = classes(Case::Any);
static NAME: Classes = {
    let mut classes = classes(Case::Any);
    classes[b'_' as usize] = DASH;
    classes
};

const fn classes(case: Case) -> Classes {
    let mut classes = [OTHER; 256];
    let mut byte = 0u8;
    while byte < 128 {
        classes[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' => ALPHANUMERIC,
            b'A'..=b'Z' if matches!(case, Case::Any) => ALPHANUMERIC,
            b'-' => DASH,
            b'.' => DOT,
            _ => OTHER,
        };
        byte += 1;
    }
    classes
}

/// In which case letters may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// Lower case alone.
    Lower,
    /// Any: as if the text were in lower case.
    Any,
}

impl Case {
    #[inline]
    const fn classes(self) -> &'static Classes {
        match self {
            Self::Lower => &LOWER,
            Self::Any => &ANY,
        }
    }

    /// Whether there is an alphanumeric at both ends.
    #[inline]
    fn has_ends(self, bytes: &[u8]) -> bool {
        let classes = self.classes();
        match (bytes.first(), bytes.last()) {
            (Some(&first), Some(&last)) => {
                classes[usize::from(first)] | classes[usize::from(last)] == ALPHANUMERIC
            }
            _ => false,
        }
    }
}

/// RFC 1123 label: alphanumerics and dashes, an alphanumeric at both ends, at most `limit` bytes.
#[inline]
pub fn is_label(bytes: &[u8], limit: usize, case: Case) -> bool {
    if bytes.len() > limit || !case.has_ends(bytes) {
        return false;
    }
    let classes = case.classes();
    let union = bytes
        .iter()
        .fold(0, |union, &byte| union | classes[usize::from(byte)]);
    union & !DASH == 0
}

/// RFC 1123 subdomain: labels of any length joined by dots, at most `limit` bytes in all.
#[inline]
pub fn is_subdomain(bytes: &[u8], limit: usize, case: Case) -> bool {
    if bytes.len() > limit {
        return false;
    }
    let classes = case.classes();
    let (mut before, mut sums) = (DOT, 0);
    for &byte in bytes {
        let class = classes[usize::from(byte)];
        sums |= before + class;
        before = class;
    }
    sums |= before + DOT;
    // Two others are neighbours only next to one byte that is not, or an end.
    sums & (FORBIDDEN | OTHER) == 0
}

/// Name of Kubernetes metadata: 1 to 63 of alphanumerics in any case and `-_.`, alphanumeric at both ends.
#[inline]
pub fn is_name(bytes: &[u8]) -> bool {
    let union = bytes
        .iter()
        .fold(0, |union, &byte| union | NAME[usize::from(byte)]);
    union & OTHER == 0 && has_form_of_name(bytes)
}

#[inline]
fn has_form_of_name(bytes: &[u8]) -> bool {
    bytes.len() <= 63 && Case::Any.has_ends(bytes)
}

/// A label key: a name, after a subdomain and a slash where there is one. `case` is that of the subdomain.
#[inline]
pub fn is_qualified(bytes: &[u8], case: Case) -> bool {
    // Backwards, so that no byte is looked at twice: the name begins behind the slash.
    let mut before = bytes;
    while let [rest @ .., byte] = before {
        if NAME[usize::from(*byte)] == OTHER {
            break;
        }
        before = rest;
    }
    let form = has_form_of_name(&bytes[before.len()..]);
    match before {
        [] => form,
        [prefix @ .., b'/'] => form && is_subdomain(prefix, 253, case),
        _ => false,
    }
}
