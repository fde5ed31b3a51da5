//! The grammar of the requirements catalogue and of the list of examples.

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
