//! The server as a process of its own, which can be killed.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::importer::KEY;

/// A server that runs.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    process: Child,
}

impl Server {
    /// Starts a server and waits until it listens.
    pub(crate) fn start(inventory: &Path, storage: &[&str]) -> Self {
        Self::run(
            Command::new(env!("CARGO_BIN_EXE_reference")),
            inventory,
            storage,
        )
    }

    /// Starts a server by a command that ends in it.
    pub(crate) fn run(mut command: Command, inventory: &Path, storage: &[&str]) -> Self {
        let mut process = command
            .args(["--http", "--listen", "127.0.0.1:0", "--inventory"])
            .arg(inventory)
            .args(storage)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let address = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| {
                let (_, rest) = line.split_once("http://")?;
                let (address, _) = rest.split_once('/')?;
                address.parse().ok()
            })
            .expect("the server says where it listens");
        // What it prints later is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
        Self { address, process }
    }

    /// Kills the server where it stands.
    pub(crate) fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Writes an inventory with that many virtual clusters.
pub(crate) fn inventory(directory: &Path, count: usize) -> PathBuf {
    let file = directory.join("inventory.yaml");
    let text = format!(
        "projects: [{{name: my-project}}]\n\
         clusters:\n\
         - name: c\n\
         \x20 virtualClusters: [{{namespace: pool, name: \"vc-{{n}}\", count: {count}}}]\n\
         users:\n\
         - name: admin\n\
         \x20 key: {{value: {KEY}}}\n\
         \x20 rights: [{{verbs: [\"*\"], resources: [\"*\"]}}]\n"
    );
    fs::write(&file, text).unwrap();
    file
}
