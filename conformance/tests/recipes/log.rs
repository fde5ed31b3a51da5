//! The log of a job, as its runner reads it.

use std::collections::BTreeSet;

/// The commands of a log, in the way in which a runner looks for them: anywhere, but not where they were stopped.
pub(crate) fn commands(log: &str) -> Vec<&str> {
    let mut stopped = None;
    let mut commands = Vec::new();
    for line in log
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with("::"))
    {
        match stopped {
            Some(token) if line == format!("::{token}::") => stopped = None,
            Some(_) => {}
            None => match line.strip_prefix("::stop-commands::") {
                Some(token) => stopped = Some(token),
                None => commands.push(line),
            },
        }
    }
    assert_eq!(stopped, None, "commands are heard again at the end");
    commands
}

/// The titles of the annotations of a kind.
pub(crate) fn titles<'a>(log: &'a str, kind: &str) -> BTreeSet<&'a str> {
    let start = format!("::{kind} title=");
    let found = commands(log)
        .into_iter()
        .filter_map(|line| line.strip_prefix(&start)?.split_once("::"));
    found.map(|(title, _)| title).collect()
}
