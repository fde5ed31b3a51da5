//! A server in a process of its own, and what can be seen of it from outside.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::wire::{BASE, Reply, request, source};

/// How long an ordinary import may take on a machine that is busy with the rest.
pub(crate) const PROMPT: Duration = Duration::from_secs(5);

/// A running server. It is killed when it is dropped.
pub(crate) struct Process {
    child: Child,
    pub(crate) address: SocketAddr,
    keys: Vec<(String, String)>,
    stdout: Option<JoinHandle<String>>,
    stderr: Arc<Mutex<String>>,
    stderr_reader: Option<JoinHandle<()>>,
}

/// What a server has said and done by its end.
pub(crate) struct End {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Process {
    /// Starts a server that speaks plain HTTP.
    pub(crate) fn start(arguments: &[&str]) -> Self {
        Self::start_any(&[&["--http"], arguments].concat())
    }

    /// Starts a server on a free port, and returns when it listens.
    pub(crate) fn start_any(arguments: &[&str]) -> Self {
        let mut child = command(arguments).spawn().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let (stderr, stderr_reader) = collect(child.stderr.take().unwrap());
        let mut introduction = String::new();
        while !introduction.contains("Ctrl-C") {
            let read = stdout.read_line(&mut introduction).unwrap();
            assert!(read > 0, "{introduction} {}", stderr.lock().unwrap());
        }
        let address = introduction
            .lines()
            .find_map(|line| line.strip_prefix("Listening on "))
            .and_then(|url| url.split("//").nth(1))
            .and_then(|rest| rest.split('/').next())
            .unwrap()
            .parse()
            .unwrap();
        let keys = introduction
            .lines()
            .filter_map(|line| line.strip_prefix("  ")?.split_once(' '))
            .map(|(user, key)| (user.to_owned(), key.trim().to_owned()))
            .take(3)
            .collect();
        let rest = std::thread::spawn(move || {
            let mut text = String::new();
            stdout.read_to_string(&mut text).unwrap();
            text
        });
        Self {
            child,
            address,
            keys,
            stdout: Some(rest),
            stderr,
            stderr_reader: Some(stderr_reader),
        }
    }

    /// The access key of a user.
    pub(crate) fn key(&self, user: &str) -> &str {
        let found = self.keys.iter().find(|(name, _)| name == user);
        found.map(|(_, key)| key.as_str()).unwrap()
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|(_, key)| key.as_str())
    }

    /// A request of the admin, with all its headers; `path` is below the group and version.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
        request(method, path, self.key("admin"), headers, body)
    }

    /// An import of the built-in pool's virtual cluster `number`.
    pub(crate) fn import(&self, number: usize) -> Vec<u8> {
        let path = format!("{BASE}/projects/my-project/importvirtualcluster");
        let headers = "Content-Type: application/json\r\n";
        let body = source(&format!("vc-{number}"));
        self.request("POST", &path, headers, body.as_bytes())
    }

    /// Asserts that an ordinary import of the virtual cluster `number` succeeds promptly.
    pub(crate) fn assert_of_use(&self, number: usize) {
        let began = Instant::now();
        let reply = Reply::to(self.address, &self.import(number));
        let took = began.elapsed();
        assert_eq!(reply.code, 201, "{reply:?} {}", self.stderr());
        assert!(took < PROMPT, "an import took {took:?}");
        assert!(!self.stderr().contains("panicked"), "{}", self.stderr());
    }

    /// One of the server's numbers: the value of the line that begins like this.
    pub(crate) fn number(&self, name: &str) -> u64 {
        let text = self.metrics();
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        let value = line.and_then(|rest| rest.rsplit(' ').next());
        value.unwrap().parse().unwrap()
    }

    /// All its numbers.
    pub(crate) fn metrics(&self) -> String {
        let path = format!("{}/metrics", crate::wire::PREFIX);
        let reply = Reply::to(self.address, &self.request("GET", &path, "", b""));
        assert_eq!(reply.code, 200, "{reply:?}");
        reply.body
    }

    /// Waits until one of its numbers is such; panics when it is not in time.
    pub(crate) fn wait_for(&self, name: &str, wanted: impl Fn(u64) -> bool, time: Duration) {
        let end = Instant::now() + time;
        loop {
            let number = self.number(name);
            if wanted(number) {
                return;
            }
            assert!(Instant::now() < end, "{name} is {number} after {time:?}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What it has written to its standard error so far.
    pub(crate) fn stderr(&self) -> String {
        self.stderr.lock().unwrap().clone()
    }

    /// Sends it a signal, such as `TERM`.
    pub(crate) fn signal(&self, name: &str) {
        let command = format!("kill -{name} {}", self.child.id());
        let status = Command::new("sh").args(["-c", &command]).status();
        assert!(status.unwrap().success());
    }

    /// Waits until it has ended.
    pub(crate) fn end(mut self) -> End {
        let status = self.child.wait().unwrap();
        self.stderr_reader.take().unwrap().join().unwrap();
        End {
            status,
            stdout: self.stdout.take().unwrap().join().unwrap(),
            stderr: self.stderr(),
        }
    }

    /// What Linux tells about it in a file of that name.
    pub(crate) fn system_says(&self, name: &str) -> String {
        fs::read_to_string(format!("/proc/{}/{name}", self.child.id())).unwrap()
    }

    /// Resident memory in KiB: now, and at its peak since [`Process::forget_peak`].
    pub(crate) fn memory(&self) -> (u64, u64) {
        let text = self.system_says("status");
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let number = line.and_then(|rest| rest.split_whitespace().next());
            number.unwrap().parse().unwrap()
        };
        (field("VmRSS:"), field("VmHWM:"))
    }

    /// Begins to look for a new peak of memory.
    pub(crate) fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5").unwrap();
    }

    /// Runs something, prints what it did to the memory, and asserts that the peak stayed below a bound in MiB.
    pub(crate) fn within_memory<T>(&self, what: &str, bound: u64, run: impl FnOnce() -> T) -> T {
        self.forget_peak();
        let (before, _) = self.memory();
        let result = run();
        let (after, peak) = self.memory();
        let [before, peak, after] = [before, peak, after].map(|kib| kib / 1024);
        println!("{what}: {before} MiB before, {peak} MiB at most, {after} MiB after");
        assert!(peak < bound, "{what}: {peak} MiB, of {bound}");
        result
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server's command, on a free port.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reference"));
    command
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Collects what comes out of a pipe.
fn collect(pipe: impl Read + Send + 'static) -> (Arc<Mutex<String>>, JoinHandle<()>) {
    let text = Arc::new(Mutex::new(String::new()));
    let shared = Arc::clone(&text);
    let reader = std::thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut text = shared.lock().unwrap();
            text.push_str(&line);
            text.push('\n');
        }
    });
    (text, reader)
}
