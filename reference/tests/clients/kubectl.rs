//! kubectl, as people type it.

use std::io::Write as _;
use std::process::Stdio;

use super::{Fixture, program};

const NAMESPACE: &str = "loft-p-my-project";
const IMPORT: &str =
    "/kubernetes/management/apis/management.loft.sh/v1/projects/my-project/importvirtualcluster";

struct Kubectl {
    fixture: Fixture,
    program: String,
}

/// What kubectl wrote, and whether it was content.
struct Said {
    success: bool,
    output: String,
    errors: String,
}

impl Kubectl {
    fn start() -> Option<Self> {
        let trial = ["version", "--client"];
        let install = "install Debian's kubernetes-client, or set KUBECTL";
        let program = program("KUBECTL", "kubectl", &trial, install)?;
        let fixture = Fixture::start();
        Some(Self { fixture, program })
    }

    fn run(&self, arguments: &[&str], input: &str) -> Said {
        let mut child = self
            .fixture
            .command(&self.program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // kubectl that reads nothing may be gone already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        Said {
            success: output.status.success(),
            output: String::from_utf8_lossy(&output.stdout).into_owned(),
            errors: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// What kubectl writes when all goes well.
    fn says(&self, arguments: &str) -> String {
        let arguments: Vec<&str> = arguments.split_whitespace().collect();
        let said = self.run(&arguments, "");
        assert!(
            said.success,
            "{arguments:?}: {}{}",
            said.output, said.errors
        );
        said.output
    }

    fn import(&self, name: &str, members: &str) -> Said {
        let body = format!(
            r#"{{{members}"sourceVirtualCluster":{{"name":"{name}","namespace":"vc-pool","cluster":"connected-cluster"}}}}"#
        );
        self.run(&["create", "--raw", IMPORT, "-f", "-"], &body)
    }

    /// The names that `get` lists.
    fn instances(&self, options: &str) -> Vec<String> {
        let table = self.says(&format!(
            "get virtualclusterinstances -n {NAMESPACE} --no-headers {options}"
        ));
        let first = |line: &str| line.split_whitespace().next().map(str::to_owned);
        table.lines().filter_map(first).collect()
    }
}

#[test]
fn it_finds_out_what_there_is() {
    let Some(kubectl) = Kubectl::start() else {
        return;
    };
    let resources = kubectl.says("api-resources --no-headers");
    let listed: Vec<Vec<&str>> = resources
        .lines()
        .map(|line| line.split_whitespace().collect())
        .collect();
    assert_eq!(
        listed,
        [
            ["projects", "management.loft.sh/v1", "false", "Project"],
            [
                "virtualclusterinstances",
                "management.loft.sh/v1",
                "true",
                "VirtualClusterInstance"
            ],
        ]
    );
    assert_eq!(kubectl.says("api-versions").trim(), "management.loft.sh/v1");
    // Before 1.27 kubectl reads the description in a binary form only, which is not served.
    if kubectl.says("explain --help").contains("plaintext") {
        let explained = kubectl.says("explain virtualclusterinstances.spec.clusterRef");
        assert!(
            explained.contains("virtualCluster\t<string>"),
            "{explained}"
        );
    }
    assert!(kubectl.says("version").contains("v3.4.0"));
    let projects = kubectl.says("get projects -o name");
    assert!(
        projects.contains("project.management.loft.sh/my-project\n"),
        "{projects}"
    );
    let described =
        kubectl.says("get project restricted -o jsonpath={.spec.allowedClusters[0].name}");
    assert_eq!(described, "other-cluster");
}

#[test]
fn it_imports_reads_and_deletes() {
    let Some(kubectl) = Kubectl::start() else {
        return;
    };
    for number in 1..=3 {
        let said = kubectl.import(&format!("vc-{number}"), "");
        assert!(
            said.success && said.output.contains("ProjectImportVirtualCluster"),
            "{}",
            said.errors
        );
    }
    assert_eq!(kubectl.instances(""), ["vc-1", "vc-2", "vc-3"]);
    assert_eq!(
        kubectl.instances("--chunk-size=1"),
        ["vc-1", "vc-2", "vc-3"]
    );
    assert!(kubectl.instances("-l none=such").is_empty());
    assert_eq!(
        kubectl.instances("--field-selector metadata.name=vc-2"),
        ["vc-2"]
    );
    let yaml = kubectl.says(&format!(
        "get virtualclusterinstance vc-1 -n {NAMESPACE} -o yaml"
    ));
    assert!(yaml.contains("virtualCluster: vc-1\n"), "{yaml}");
    let again = kubectl.import("vc-1", "");
    assert!(
        !again.success && again.errors.contains("AlreadyExists"),
        "{}",
        again.errors
    );
    let warned = kubectl.import("vc-4", r#""surprise":1,"#);
    assert!(
        warned
            .errors
            .contains("Warning: unknown field \"surprise\""),
        "{}",
        warned.errors
    );
    // It waits until a watch tells that the instance is gone.
    let deleted = kubectl.says(&format!(
        "delete virtualclusterinstance vc-1 vc-4 -n {NAMESPACE} --timeout=20s"
    ));
    assert!(
        deleted.contains("\"vc-1\" deleted") && deleted.contains("\"vc-4\" deleted"),
        "{deleted}"
    );
    assert_eq!(kubectl.instances(""), ["vc-2", "vc-3"]);
    assert!(
        kubectl.import("vc-1", "").success,
        "a deleted source can be imported again"
    );
    let missing = kubectl.run(
        &["get", "virtualclusterinstance", "nope", "-n", NAMESPACE],
        "",
    );
    assert!(
        !missing.success && missing.errors.contains("NotFound"),
        "{}",
        missing.errors
    );
}

#[test]
fn it_watches() {
    let Some(kubectl) = Kubectl::start() else {
        return;
    };
    assert!(kubectl.import("vc-1", "").success);
    let watching = std::thread::scope(|scope| {
        let watching = scope.spawn(|| {
            let arguments = [
                "get",
                "virtualclusterinstances",
                "-n",
                NAMESPACE,
                "-w",
                "-o",
                "name",
                "--request-timeout=5s",
            ];
            kubectl.run(&arguments, "").output
        });
        std::thread::sleep(std::time::Duration::from_secs(2));
        assert!(kubectl.import("vc-2", "").success);
        watching.join().unwrap()
    });
    let names: Vec<&str> = watching
        .lines()
        .filter_map(|line| line.rsplit('/').next())
        .collect();
    assert_eq!(names, ["vc-1", "vc-2"]);
}

#[test]
fn it_is_refused_what_its_user_may_not() {
    let Some(kubectl) = Kubectl::start() else {
        return;
    };
    let file = kubectl.fixture.folder.path().join("config");
    kubectl
        .fixture
        .server
        .write_kubeconfig(&file, "viewer")
        .unwrap();
    assert!(kubectl.instances("").is_empty());
    let said = kubectl.import("vc-1", "");
    assert!(
        !said.success && said.errors.contains("cannot create resource"),
        "{}",
        said.errors
    );
}
