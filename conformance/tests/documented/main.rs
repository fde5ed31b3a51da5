//! The page for vendors, done word by word: files are written as it shows them, and commands are run in its order.
//!
//! Behind the language of a block stands the name of its file (`toml conformance.toml`) or the exit status of its commands
//! (`sh 0`); with `behind` they are run against a server of an earlier release.

#![cfg(unix)]
#![expect(
    clippy::unwrap_used,
    reason = "a test fails by panicking, wherever it does"
)]

mod page;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use conformance::embedded::Embedded;
use generated::platforms;
use page::blocks;

const VENDORS: &str = include_str!("../../../docs/vendors.md");

/// A folder as the reader of the page has one, and the two servers that the page speaks of.
struct Reader {
    folder: tempfile::TempDir,
    current: Embedded,
    behind: Embedded,
}

impl Reader {
    fn new() -> Self {
        let server = |release| Embedded::start(platforms::find(release).unwrap()).unwrap();
        Self {
            folder: tempfile::tempdir().unwrap(),
            current: server("3.4"),
            behind: server("3.3"),
        }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::write(&path, text).unwrap();
        if Path::new(name).extension().is_some_and(|end| end == "sh") {
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    /// Does what a block says with a shell that ends at the first command that fails.
    fn run(&self, server: &Embedded, text: &str) -> Output {
        let program = Path::new(env!("CARGO_BIN_EXE_conformance"));
        let path = std::env::var("PATH").unwrap_or_default();
        let (own, beside) = (self.path().display(), program.parent().unwrap().display());
        let credentials = server.credentials();
        let mut command = Command::new("sh");
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CONFORMANCE_")) {
            command.env_remove(name);
        }
        command
            .args(["-e", "-c", text])
            .current_dir(self.path())
            .env("PATH", format!("{own}:{beside}:{path}"))
            .env("ACCESS_KEY", credentials.allowed.reveal())
            .env("DENIED_KEY", credentials.denied.unwrap().reveal())
            .env("CONFORMANCE_TARGET_URL", server.url())
            .env("CONFORMANCE_TARGET_INSECURE_SKIP_TLS_VERIFY", "true")
            .output()
            .unwrap()
    }
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    text(&output.stdout) + &text(&output.stderr)
}

#[test]
fn every_command_of_the_page_for_vendors_does_what_the_page_says() {
    let reader = Reader::new();
    let mut commands = 0;
    for block in blocks(VENDORS) {
        match (block.language, &block.words[..]) {
            ("sh", [status, server @ ..]) if status.parse::<i32>().is_ok() => {
                let server = match server {
                    [] => &reader.current,
                    ["behind"] => &reader.behind,
                    other => panic!("no server is called {other:?}"),
                };
                let output = reader.run(server, &block.text);
                let seen = said(&output);
                assert_eq!(
                    output.status.code(),
                    status.parse().ok(),
                    "{}\n{seen}",
                    block.text
                );
                commands += 1;
            }
            ("sh" | "toml", [file]) => reader.write(file, &block.text),
            ("text", []) => {}
            _ => panic!("neither a file nor commands with their exit status: {block:?}"),
        }
    }
    assert!(commands >= 10, "{commands} blocks of commands");
}

#[test]
fn the_commands_that_make_sources_are_told_which() {
    let reader = Reader::new();
    for block in blocks(VENDORS) {
        if let [file] = block.words[..] {
            reader.write(file, &block.text);
        }
    }
    // what the page's scripts call, so that it can be seen how
    reader.write("vcluster.sh", "#!/bin/sh\necho \"$@\" >>calls\n");
    fs::rename(
        reader.path().join("vcluster.sh"),
        reader.path().join("vcluster"),
    )
    .unwrap();
    let output = reader.run(
        &reader.current,
        "conformance --config hooks.toml --check endpoint/post --no-plan",
    );
    // nothing was made in truth, so the server does not know the source, and nothing can be said
    let seen = said(&output);
    assert_eq!(output.status.code(), Some(3), "{seen}");
    let calls = fs::read_to_string(reader.path().join("calls")).unwrap();
    for (word, flags) in [
        ("create", " --namespace vc-pool --connect=false"),
        ("delete", " --namespace vc-pool"),
    ] {
        let call = calls.lines().find(|call| call.starts_with(word));
        let call = call.unwrap_or_else(|| panic!("{word} is missing in\n{calls}"));
        assert!(
            call.contains("conformance-") && call.ends_with(flags),
            "{call}"
        );
    }
}
