//! The job of `ci/gitlab.yml`.

use crate::runner::{command, kit, string, yaml};
use crate::stub::{stub, stub_cargo};
use crate::{config, good};

#[test]
fn the_job_for_gitlab_leaves_what_it_uploads() {
    let server = good();
    let folder = tempfile::tempdir().expect("a folder");
    let (project, stubs) = (folder.path().join("project"), folder.path().join("stubs"));
    for folder in [&project, &stubs] {
        std::fs::create_dir(folder).expect("a folder");
    }
    std::fs::write(project.join("conformance.toml"), config(&server)).expect("written");
    stub_cargo(&stubs);
    // the last of its words is where the copy is to be
    stub(
        &stubs,
        "git",
        &format!(
            "for place; do :; done\nmkdir -p \"$(dirname \"$place\")\"\nln -s {} \"$place\"",
            kit().display()
        ),
    );
    let job = &yaml("ci/gitlab.yml")[".import-conformance"];
    let lines = job["script"].as_sequence().expect("a script").iter();
    let script: Vec<String> = lines.map(string).collect();
    let mut shell = command("sh", &stubs, &project);
    shell.arg("-ec").arg(script.join("\n"));
    for (name, value) in job["variables"].as_mapping().expect("variables") {
        shell.env(
            string(name),
            string(value).replace("$CI_PROJECT_DIR", &project.display().to_string()),
        );
    }
    let output = shell.output().expect("a shell");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{printed}");
    let artifacts = &job["artifacts"];
    assert!(
        project
            .join(string(&artifacts["paths"][0]))
            .join("report.html")
            .exists(),
        "{printed}"
    );
    assert!(
        project
            .join(string(&artifacts["reports"]["junit"]))
            .exists(),
        "{printed}"
    );
}
