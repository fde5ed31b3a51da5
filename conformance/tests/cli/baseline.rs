//! Known violations, as a vendor carries them from one release to the next.

use std::path::Path;
use std::process::Output;

use conformance::embedded::Embedded;
use conformance::verdict::Verdict;
use generated::platforms;

use crate::{conformance, own, report, text};

/// A server that is a release behind, in a folder with a configuration that says it is not.
fn behind() -> (tempfile::TempDir, Embedded) {
    let folder = tempfile::tempdir().unwrap();
    let server = Embedded::start(platforms::find("3.3").unwrap()).unwrap();
    point_to(folder.path(), &server);
    (folder, server)
}

fn point_to(folder: &Path, server: &Embedded) {
    std::fs::write(folder.join("conformance.toml"), own(server, &server.host())).unwrap();
}

fn run(folder: &Path, arguments: &[&str], status: i32) -> Output {
    let always = [
        "--config",
        "conformance.toml",
        "--report",
        "out",
        "--seed",
        "1",
    ];
    let output = conformance(folder, &[&always, arguments].concat());
    let seen = format!("{}\n{}", text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{seen}");
    output
}

#[test]
fn known_violations_are_carried_until_they_are_gone() {
    let (folder, _server) = behind();
    let (folder, file) = (folder.path(), folder.path().join("baseline.toml"));
    run(folder, &[], 1);
    let violated = |folder: &Path| -> Vec<String> {
        let red = report(folder).requirements.into_iter();
        let red = red.filter(|requirement| {
            requirement.level == "MUST" && requirement.verdict == Verdict::Violates
        });
        red.map(|requirement| requirement.id).collect()
    };
    let all = violated(folder);
    assert!(!all.is_empty());

    // the file is made, and wants reasons
    let kept = "# what we owe\n";
    std::fs::write(&file, kept).unwrap();
    let with = ["--baseline", "baseline.toml"];
    let output = run(
        folder,
        &["--baseline", "baseline.toml", "--update-baseline"],
        0,
    );
    assert!(text(&output.stdout).contains("write a reason into the baseline"));
    let output = run(folder, &with, 2);
    assert!(text(&output.stderr).contains("needs a reason: say why it is accepted"));

    // with reasons the run is green, and says what it overlooks
    let made = std::fs::read_to_string(&file).unwrap();
    assert!(made.starts_with(kept), "{made}");
    let complete = made.replace("reason = \"\"", "reason = \"ours is 3.3\"\n# and so on");
    std::fs::write(&file, &complete).unwrap();
    let output = run(folder, &with, 0);
    let said = text(&output.stdout);
    let count = format!("but for {} requirements with known violations", all.len());
    assert!(
        said.contains(&count) && said.contains(": ours is 3.3"),
        "{said}"
    );
    assert_eq!(violated(folder), Vec::<String>::new());
    let xml = std::fs::read_to_string(folder.join("out/junit.xml")).unwrap();
    assert!(xml.contains("a known violation, which the baseline accepts"));

    // what no entry accepts fails
    let (first, rest) = complete.rsplit_once("[[known]]").unwrap();
    std::fs::write(&file, first).unwrap();
    run(folder, &with, 1);
    let red = violated(folder);
    assert_eq!(red.len(), 1);
    assert!(rest.contains(red[0].as_str()), "{red:?}");

    // a part of the checks says nothing of entries about others
    std::fs::write(&file, &complete).unwrap();
    run(
        folder,
        &["--baseline", "baseline.toml", "--check", "response/created"],
        0,
    );

    // on a server without them the entries are stale, until they are taken out
    let current = Embedded::start(platforms::NEWEST).unwrap();
    point_to(folder, &current);
    let output = run(folder, &with, 1);
    let said = text(&output.stdout);
    assert!(
        said.contains("is not violated any more; take the entry out"),
        "{said}"
    );
    assert!(said.contains("Verdict: stale baseline"), "{said}");
    run(
        folder,
        &["--baseline", "baseline.toml", "--update-baseline"],
        0,
    );
    let left = std::fs::read_to_string(&file).unwrap();
    assert!(
        left.starts_with(kept) && left.contains("# and so on"),
        "{left}"
    );
    assert!(!left.contains("known"), "{left}");
    run(folder, &with, 0);
}
