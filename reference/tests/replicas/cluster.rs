//! An etcd cluster on the loopback of this machine, whose members can be killed.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long the members may take to find each other.
const PATIENCE: Duration = Duration::from_secs(30);

/// Members of one cluster. They end with it.
pub(crate) struct Cluster {
    members: Vec<Member>,
    directory: TempDir,
}

struct Member {
    client_port: u16,
    peer_port: u16,
    process: Option<Child>,
}

impl Cluster {
    /// Starts a cluster; nothing when etcd is not installed, which only a developer's machine may lack.
    pub(crate) fn start(size: usize) -> Option<Self> {
        let installed = Command::new("etcd").arg("--version").output().is_ok();
        if !installed {
            assert!(
                std::env::var_os("CI").is_none(),
                "etcd is not installed: install the Debian package etcd-server"
            );
            eprintln!("SKIPPED: etcd is not installed (Debian package etcd-server)");
            return None;
        }
        // A port that was free may be taken by somebody else before etcd has it.
        for _ in 0..3 {
            let mut cluster = Self::prepare(size);
            for number in 0..size {
                cluster.restart(number);
            }
            if (0..size).all(|number| cluster.is_well(number, PATIENCE)) {
                return Some(cluster);
            }
        }
        panic!("no etcd cluster of {size} came up within {PATIENCE:?}");
    }

    fn prepare(size: usize) -> Self {
        // All are held until all are found, so that they differ.
        let listeners: Vec<TcpListener> = (0..2 * size)
            .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
            .collect();
        let ports: Vec<u16> = listeners
            .iter()
            .map(|listener| listener.local_addr().unwrap().port())
            .collect();
        Self {
            members: ports
                .chunks(2)
                .map(|pair| Member {
                    client_port: pair[0],
                    peer_port: pair[1],
                    process: None,
                })
                .collect(),
            directory: TempDir::new().unwrap(),
        }
    }

    /// What `--store` takes.
    pub(crate) fn url(&self, prefix: &str) -> String {
        let members = self.members.iter();
        let members: Vec<String> = members
            .map(|member| format!("127.0.0.1:{}", member.client_port))
            .collect();
        format!("etcd://{}/{prefix}", members.join(","))
    }

    /// Kills a member where it stands.
    pub(crate) fn kill(&mut self, number: usize) {
        if let Some(mut process) = self.members[number].process.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// Starts a member with what it had on its disk.
    pub(crate) fn restart(&mut self, number: usize) {
        let peer = |member: &Member| format!("http://127.0.0.1:{}", member.peer_port);
        let all: Vec<String> = self
            .members
            .iter()
            .enumerate()
            .map(|(number, member)| format!("m{number}={}", peer(member)))
            .collect();
        let member = &self.members[number];
        let client = format!("http://127.0.0.1:{}", member.client_port);
        let process = Command::new("etcd")
            .args(["--name", &format!("m{number}")])
            .arg("--data-dir")
            .arg(self.directory.path().join(format!("m{number}")))
            .args(["--listen-client-urls", &client])
            .args(["--advertise-client-urls", &client])
            .args(["--listen-peer-urls", &peer(member)])
            .args(["--initial-advertise-peer-urls", &peer(member)])
            .args(["--initial-cluster", &all.join(",")])
            .args(["--initial-cluster-token", "test"])
            .args(["--initial-cluster-state", "new"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.members[number].process = Some(process);
    }

    /// Whether a member takes part in the cluster before the time is over.
    pub(crate) fn is_well(&self, number: usize, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        while Instant::now() < end {
            let health = self.ask(number, "GET /health", "");
            if health.is_some_and(|health| health.contains("\"health\":\"true\"")) {
                return true;
            }
            sleep(Duration::from_millis(50));
        }
        false
    }

    /// The member that leads, when there is one.
    pub(crate) fn leader(&self) -> Option<usize> {
        (0..self.members.len()).find(|number| {
            let status = self.ask(*number, "POST /v3/maintenance/status", "{}");
            let status = status.unwrap_or_default();
            let field = |name: &str| {
                let (_, rest) = status.split_once(&format!("\"{name}\":\""))?;
                rest.split_once('"').map(|(value, _)| value.to_owned())
            };
            field("leader").is_some() && field("leader") == field("member_id")
        })
    }

    fn ask(&self, number: usize, request: &str, body: &str) -> Option<String> {
        let port = self.members[number].client_port;
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        let length = body.len();
        let text = format!(
            "{request} HTTP/1.1\r\nHost: etcd\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(text.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for number in 0..self.members.len() {
            self.kill(number);
        }
    }
}
