//! The official Python client.

use super::{Fixture, program};

#[test]
fn it_imports_reads_watches_and_deletes() {
    let trial = ["-c", "import kubernetes"];
    let install = "install it with: pip install kubernetes, and set PYTHON to that Python";
    let Some(python) = program("PYTHON", "python3", &trial, install) else {
        return;
    };
    let fixture = Fixture::start();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/clients/session.py");
    let output = fixture.command(&python).arg(script).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{errors}");
    assert!(said.ends_with("done\n"), "it stopped half-way: {said}");
}
