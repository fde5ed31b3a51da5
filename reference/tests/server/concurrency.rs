//! Many at once.

use crate::client::Fixture;

#[test]
fn of_many_equal_imports_one_succeeds() {
    let fixture = Fixture::start();
    let call = fixture.import(5);
    let codes: Vec<u16> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..64)
            .map(|_| scope.spawn(|| fixture.send(&call).code))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert_eq!(
        codes.iter().filter(|code| **code == 201).count(),
        1,
        "{codes:?}"
    );
    assert_eq!(
        codes.iter().filter(|code| **code == 409).count(),
        63,
        "{codes:?}"
    );
    assert_eq!(fixture.instances(), ["vc-5"]);
}

#[test]
fn stopping_waits_for_nobody_who_is_silent() {
    let fixture = Fixture::start();
    let _idle = std::net::TcpStream::connect(fixture.server.address()).unwrap();
    let address = fixture.server.address();
    let started = std::time::Instant::now();
    fixture.server.shutdown();
    assert!(started.elapsed().as_secs() < 10);
    assert!(
        std::net::TcpStream::connect(address).is_err(),
        "the port is free again"
    );
}
