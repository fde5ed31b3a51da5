//! What the decoder costs next to reading the same text with serde alone: `cargo bench -p generated --features decode`.

mod side_by_side;

use std::hint::black_box;

use generated::runtime::decode::{Mode, Syntax, decode};
use generated::types::ProjectImportVirtualCluster as Import;

use side_by_side::{measure, request};

fn main() {
    let valid = request("my-vcluster", "");
    let violations = request("My VCluster", "").replace("\"pool-1\"", "\"-\"");
    let unknown = request("my-vcluster", "\"zzz\": 1,");
    println!("a valid request of {} bytes", valid.len());
    measure(vec![
        ("serde_json to the type", reading(&valid)),
        (
            "decode, Ignore",
            decoding(&valid, Syntax::Json, Mode::Ignore),
        ),
        (
            "decode, Strict",
            decoding(&valid, Syntax::Json, Mode::Strict),
        ),
        (
            "decode, Strict, an unknown field",
            decoding(&unknown, Syntax::Json, Mode::Strict),
        ),
        (
            "decode, Strict, violations",
            decoding(&violations, Syntax::Json, Mode::Strict),
        ),
        (
            "decode, Strict, read as YAML",
            decoding(&valid, Syntax::Yaml, Mode::Strict),
        ),
    ]);
}

fn reading(text: &str) -> Box<dyn Fn() + '_> {
    Box::new(move || {
        black_box(serde_json::from_slice::<Import>(black_box(text.as_bytes())).is_ok());
    })
}

fn decoding(text: &str, syntax: Syntax, mode: Mode) -> Box<dyn Fn() + '_> {
    Box::new(move || {
        black_box(decode::<Import>(black_box(text.as_bytes()), syntax, mode).is_ok());
    })
}
