//! A watch through one replica, which has to outlive the members that it is served from.

use std::io::{BufRead as _, BufReader};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

use crate::crash::{Importer, Outcome};

/// Longer than the test.
const LONG: Duration = Duration::from_secs(600);

/// Reads a watch in the background.
pub(crate) struct Watcher {
    /// Ends when it has seen this name.
    last: usize,
    reader: JoinHandle<Vec<usize>>,
}

impl Watcher {
    /// Watches what there is and what comes until an instance of that number is there.
    pub(crate) fn start(importer: &Importer, last: usize) -> Self {
        let request = importer.reading("virtualclusterinstances?watch=true");
        // The answer goes on for as long as it is read.
        let response = request.timeout(LONG).send().unwrap();
        let reader = std::thread::spawn(move || {
            let mut seen = Vec::new();
            for line in BufReader::new(response).lines() {
                let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
                assert_eq!(event["type"], "ADDED", "{event}");
                let name = event["object"]["metadata"]["name"].as_str().unwrap();
                let number = name.strip_prefix("vc-").unwrap().parse().unwrap();
                if number == last {
                    break;
                }
                seen.push(number);
            }
            seen
        });
        Self { last, reader }
    }

    /// What it has seen, in the order of the numbers.
    pub(crate) fn finish(self, importer: &Importer) -> Vec<usize> {
        assert_eq!(importer.import(self.last), Outcome::Created);
        let mut seen = self.reader.join().unwrap();
        seen.sort_unstable();
        seen
    }
}
