//! The grammar of the catalogues of requirements, faults and variants, and of the list of examples.

use super::Below::{Leaf, List};
use super::Object;

/// `requirements.yaml`.
pub(crate) static CATALOGUE: Object = Object {
    name: "requirements catalogue",
    keys: &[("requirements", List(&REQUIREMENT))],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

static REQUIREMENT: Object = Object {
    name: "requirement",
    keys: &[
        ("id", Leaf),
        ("level", Leaf),
        ("origin", Leaf),
        ("enforced-by", Leaf),
        ("versions", Leaf),
        ("statement", Leaf),
        ("source", Leaf),
        ("observe", Leaf),
        ("exempt", Leaf),
    ],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

/// `examples/index.yaml`.
pub(crate) static EXAMPLE_INDEX: Object = Object {
    name: "list of examples",
    keys: &[("examples", List(&EXAMPLE))],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

static EXAMPLE: Object = Object {
    name: "example",
    keys: &[
        ("file", Leaf),
        ("media-type", Leaf),
        ("description", Leaf),
        ("source", Leaf),
    ],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

/// `faults.yaml`.
pub(crate) static FAULTS: Object = Object {
    name: "fault catalogue",
    keys: &[("faults", List(&FAULT)), ("exempt", List(&EXEMPTION))],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

static FAULT: Object = Object {
    name: "fault",
    keys: &[
        ("id", Leaf),
        ("sentence", Leaf),
        ("breaks", Leaf),
        ("platform", Leaf),
    ],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

static EXEMPTION: Object = Object {
    name: "exemption",
    keys: &[("requirement", Leaf), ("reason", Leaf)],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

/// `variants.yaml`.
pub(crate) static VARIANTS: Object = Object {
    name: "variant catalogue",
    keys: &[("variants", List(&VARIANT))],
    unsupported: &[],
    extensions: &[],
    reference: false,
};

static VARIANT: Object = Object {
    name: "variant",
    keys: &[
        ("id", Leaf),
        ("sentence", Leaf),
        ("free", Leaf),
        ("departs", Leaf),
    ],
    unsupported: &[],
    extensions: &[],
    reference: false,
};
