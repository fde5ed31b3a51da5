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
    /// With which members are started beside what every cluster needs; with a certificate, they speak TLS to clients.
    arguments: Vec<String>,
}

struct Member {
    client_port: u16,
    peer_port: u16,
    /// Where it says how it is, to everybody and without TLS.
    health_port: u16,
    process: Option<Child>,
}

impl Cluster {
    /// Starts a cluster; nothing when etcd is not installed, which only a developer's machine may lack.
    pub(crate) fn start(size: usize) -> Option<Self> {
        Self::start_with(size, &[])
    }

    /// [`Cluster::start`], with these arguments for each member.
    pub(crate) fn start_with(size: usize, arguments: &[String]) -> Option<Self> {
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
            let mut cluster = Self::prepare(size, arguments);
            for number in 0..size {
                cluster.restart(number);
            }
            if (0..size).all(|number| cluster.is_well(number, PATIENCE)) {
                return Some(cluster);
            }
        }
        panic!("no etcd cluster of {size} came up within {PATIENCE:?}");
    }

    fn prepare(size: usize, arguments: &[String]) -> Self {
        // All are held until all are found, so that they differ.
        let listeners: Vec<TcpListener> = (0..3 * size)
            .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap())
            .collect();
        let ports: Vec<u16> = listeners
            .iter()
            .map(|listener| listener.local_addr().unwrap().port())
            .collect();
        Self {
            members: ports
                .chunks(3)
                .map(|ports| Member {
                    client_port: ports[0],
                    peer_port: ports[1],
                    health_port: ports[2],
                    process: None,
                })
                .collect(),
            directory: TempDir::new().unwrap(),
            arguments: arguments.to_vec(),
        }
    }

    /// Whether the members speak TLS to their clients.
    fn is_secure(&self) -> bool {
        self.arguments.iter().any(|it| it == "--cert-file")
    }

    /// What `--store` takes.
    pub(crate) fn url(&self, prefix: &str) -> String {
        let members = self.members.iter();
        let members: Vec<String> = members
            .map(|member| format!("127.0.0.1:{}", member.client_port))
            .collect();
        let scheme = if self.is_secure() { "etcds" } else { "etcd" };
        format!("{scheme}://{}/{prefix}", members.join(","))
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
        let scheme = if self.is_secure() { "https" } else { "http" };
        let client = format!("{scheme}://127.0.0.1:{}", member.client_port);
        let health = format!("http://127.0.0.1:{}", member.health_port);
        let process = Command::new("etcd")
            .args(["--name", &format!("m{number}")])
            .arg("--data-dir")
            .arg(self.directory.path().join(format!("m{number}")))
            .args(["--listen-client-urls", &client])
            .args(["--advertise-client-urls", &client])
            .args(["--listen-metrics-urls", &health])
            .args(["--listen-peer-urls", &peer(member)])
            .args(["--initial-advertise-peer-urls", &peer(member)])
            .args(["--initial-cluster", &all.join(",")])
            .args(["--initial-cluster-token", "test"])
            .args(["--initial-cluster-state", "new"])
            .args(&self.arguments)
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
            let health = ask(self.members[number].health_port, "GET /health", "");
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
            let port = self.members[*number].client_port;
            let status = ask(port, "POST /v3/maintenance/status", "{}");
            let status = status.unwrap_or_default();
            let field = |name: &str| {
                let (_, rest) = status.split_once(&format!("\"{name}\":\""))?;
                rest.split_once('"').map(|(value, _)| value.to_owned())
            };
            field("leader").is_some() && field("leader") == field("member_id")
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        for number in 0..self.members.len() {
            self.kill(number);
        }
    }
}

fn ask(port: u16, request: &str, body: &str) -> Option<String> {
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
