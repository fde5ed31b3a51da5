//! The grammar of the catalogues of requirements, faults and variants, and of the list of examples.

use super::Below::{Leaf, List};
use super::Object;

/// `requirements.yaml`.
pub(crate) static CATALOGUE: Object = Object::closed(
    "requirements catalogue",
    &[("requirements", List(&REQUIREMENT))],
);

static REQUIREMENT: Object = Object::closed(
    "requirement",
    &[
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
);

/// `examples/index.yaml`.
pub(crate) static EXAMPLE_INDEX: Object =
    Object::closed("list of examples", &[("examples", List(&EXAMPLE))]);

static EXAMPLE: Object = Object::closed(
    "example",
    &[
        ("file", Leaf),
        ("media-type", Leaf),
        ("description", Leaf),
        ("source", Leaf),
    ],
);

/// `faults.yaml`.
pub(crate) static FAULTS: Object = Object::closed(
    "fault catalogue",
    &[("faults", List(&FAULT)), ("exempt", List(&EXEMPTION))],
);

static FAULT: Object = Object::closed(
    "fault",
    &[
        ("id", Leaf),
        ("sentence", Leaf),
        ("breaks", Leaf),
        ("platform", Leaf),
    ],
);

static EXEMPTION: Object = Object::closed("exemption", &[("requirement", Leaf), ("reason", Leaf)]);

/// `variants.yaml`.
pub(crate) static VARIANTS: Object =
    Object::closed("variant catalogue", &[("variants", List(&VARIANT))]);

static VARIANT: Object = Object::closed(
    "variant",
    &[
        ("id", Leaf),
        ("sentence", Leaf),
        ("free", Leaf),
        ("departs", Leaf),
    ],
);
