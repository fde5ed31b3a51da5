//! The servers that are measured, each a process of its own, and what the system says about them.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use nix::time::{ClockId, clock_getcpuclockid, clock_gettime};
use nix::unistd::Pid;

use super::request;

/// How connections are secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Transport {
    /// Plain HTTP/1.1.
    Plain,
    /// HTTP/1.1 over TLS.
    Tls,
}

/// Where the server under test keeps its instances.
#[derive(Debug, Clone, Copy)]
pub(super) enum Storage<'a> {
    /// In memory.
    Memory,
    /// In that folder, through a crash.
    Folder(&'a Path),
}

/// A running server. It is killed when this is dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    pub(super) address: SocketAddr,
    pub(super) transport: Transport,
}

impl Process {
    /// Starts the server under test with the inventory that the load needs; `scratch` is a folder for that.
    pub(super) fn reference(
        binary: &Path,
        scratch: &Path,
        transport: Transport,
        storage: Storage<'_>,
    ) -> Result<Self, String> {
        let inventory = scratch.join("inventory.yaml");
        std::fs::write(&inventory, request::inventory())
            .map_err(|error| format!("{}: {error}", inventory.display()))?;
        let mut command = Command::new(binary);
        command
            .args(["--listen", "127.0.0.1:0", "--inventory"])
            .arg(&inventory);
        if transport == Transport::Plain {
            command.arg("--http");
        }
        if let Storage::Folder(folder) = storage {
            command.arg("--data").arg(folder);
        }
        Self::start(command, transport)
    }

    /// Starts the rival: this program as an echo.
    pub(super) fn echo(transport: Transport) -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| error.to_string())?;
        let mut command = Command::new(own);
        command.args(["bench", "echo"]);
        if transport == Transport::Tls {
            command.arg("--tls");
        }
        Self::start(command, transport)
    }

    /// Starts a server and reads its address from the first line that it prints.
    fn start(mut command: Command, transport: Transport) -> Result<Self, String> {
        let shown = format!("{command:?}");
        let told = |error: &dyn std::fmt::Display| format!("{shown}: {error}");
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| told(&error))?;
        let mut line = String::new();
        if let Some(output) = child.stdout.take() {
            let mut output = BufReader::new(output);
            output.read_line(&mut line).map_err(|error| told(&error))?;
            // What follows is read and thrown away, so that the server never waits for its output to be taken.
            std::thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        }
        let address = line
            .split_once("://")
            .and_then(|(_, rest)| rest.split(['/', '\n']).next())
            .and_then(|address| address.parse().ok());
        let Some(address) = address else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(told(&"the first line that it prints names no address"));
        };
        Ok(Self {
            child,
            address,
            transport,
        })
    }

    /// CPU time that it has used so far, in all its threads, in user and system mode.
    pub(super) fn cpu(&self) -> Result<Duration, String> {
        let id = i32::try_from(self.child.id()).map_err(|error| error.to_string())?;
        clock_getcpuclockid(Pid::from_raw(id))
            .and_then(clock_gettime)
            .map(Duration::from)
            .map_err(|error| format!("the CPU clock of process {id}: {error}"))
    }

    /// Its resident memory in kilobytes.
    pub(super) fn memory(&self) -> Result<u64, String> {
        let file = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(&file).map_err(|error| format!("{file}: {error}"))?;
        status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|rest| rest.trim().split(' ').next()?.parse().ok())
            .ok_or_else(|| format!("{file} has no VmRSS"))
    }
}

/// CPU time that this process, which is the load, has used so far.
pub(super) fn own_cpu() -> Result<Duration, String> {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .map(Duration::from)
        .map_err(|error| format!("the CPU clock of this process: {error}"))
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
