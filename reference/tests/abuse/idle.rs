//! Ten thousand connections that do nothing.

use std::net::TcpStream;
use std::sync::Mutex;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::certificate::{Given, Secured, connect};
use crate::process::Process;

/// As many as there shall be: `ABUSE_CONNECTIONS`, or so many; fewer where the system does not let a process have them.
fn wanted(usual: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    // A system that refuses leaves what there was.
    let _ = setrlimit(
        Resource::Nofile,
        Rlimit {
            current: limit.maximum,
            maximum: limit.maximum,
        },
    );
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let possible = usize::try_from(files).unwrap_or(usize::MAX) - 1000;
    let wanted = std::env::var("ABUSE_CONNECTIONS")
        .ok()
        .map_or(usual, |number| number.parse().unwrap());
    if possible < wanted {
        println!("{possible} connections instead of {wanted}: the system allows {files} files");
    }
    wanted.min(possible)
}

const PATIENT: [&str; 4] = ["--first-byte-time", "1h", "--idle-time", "1h"];

/// One test for both, so that they do not need twice as many files at once.
#[test]
fn idle_connections_cost_little() {
    let count = wanted(10_000);
    let process = Process::start(&PATIENT);
    process.within_memory(&format!("{count} idle connections"), 100, || {
        let streams: Vec<TcpStream> = (0..count)
            .map(|_| TcpStream::connect(process.address).unwrap())
            .collect();
        assert_idle(&process, count);
        process.assert_of_use(1);
        drop(streams);
    });
    process.assert_of_use(2);
    drop(process);

    // Handshakes take most of the time.
    let count = wanted(2500);
    let given = Given::make();
    let process = given.serve(&PATIENT);
    let config = given.client("h2");
    process.within_memory(&format!("{count} idle connections with TLS"), 250, || {
        let streams: Mutex<Vec<Secured>> = Mutex::default();
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let (streams, config, process) = (&streams, &config, &process);
                scope.spawn(move || {
                    for _ in (thread..count).step_by(4) {
                        let stream = connect(process, config);
                        streams.lock().unwrap().push(stream);
                    }
                });
            }
        });
        crate::frames::assert_of_use(&process, &given, 1);
        assert_eq!(streams.lock().unwrap().len(), count);
    });
    crate::frames::assert_of_use(&process, &given, 2);
}

/// Waits until the server has taken up all of them.
fn assert_idle(process: &Process, count: usize) {
    let all = u64::try_from(count).unwrap();
    let time = std::time::Duration::from_secs(30);
    process.wait_for("reference_connections ", |open| open > all, time);
}
