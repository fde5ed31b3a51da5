//! Requests one after the other, without waiting for an answer.

use std::io::Write;

use crate::process::Process;
use crate::wire::{BASE, Wire};

#[test]
fn answers_are_as_many_as_requests_and_in_their_order() {
    const ROUNDS: usize = 300;
    let process = Process::start(&[]);
    let nowhere = process.request("GET", &format!("{BASE}/nowhere"), "", b"");
    let wrong = process.request("POST", &format!("{BASE}/projects/my-project"), "", b"{}");
    let requests: Vec<u8> = (1..=ROUNDS)
        .flat_map(|number| [process.import(number), nowhere.clone(), wrong.clone()].concat())
        .collect();
    process.within_memory("900 requests at once on each of 8 connections", 100, || {
        let mut wires: Vec<Wire> = (0..8).map(|_| Wire::connect(process.address)).collect();
        let mut created = 0;
        for wire in &mut wires {
            let mut writer = wire.stream.try_clone().unwrap();
            let requests = requests.clone();
            let written = std::thread::spawn(move || writer.write_all(&requests).unwrap());
            for number in 1..=ROUNDS {
                let import = wire.reply().unwrap();
                let name = format!("vc-{number}\"");
                assert!(import.body.contains(&name), "{name}: {import:?}");
                assert!(matches!(import.code, 201 | 409), "{import:?}");
                created += usize::from(import.code == 201);
                assert_eq!(wire.reply().unwrap().code, 404);
                assert_eq!(wire.reply().unwrap().code, 405);
            }
            written.join().unwrap();
            wire.stream.shutdown(std::net::Shutdown::Write).unwrap();
            let nothing = wire.rest(std::time::Duration::from_secs(10));
            assert_eq!(nothing, (Vec::new(), true), "no answer without a request");
        }
        assert_eq!(created, ROUNDS, "each was imported once");
    });
    process.assert_of_use(ROUNDS + 1);
}
