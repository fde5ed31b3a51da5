//! CPU time, medians and interleaving: what makes figures comparable on a shared machine.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// CPU time that this process has used so far, in all its threads.
fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    let seconds = u64::try_from(now.tv_sec).unwrap_or_default();
    Duration::from_secs(seconds)
        + Duration::from_nanos(u64::try_from(now.tv_nsec).unwrap_or_default())
}

/// Something to measure: its name, and a run that returns how many lines it wrote, or why it could not.
pub(super) struct Contender<'c> {
    /// Name in the table.
    pub(super) name: &'static str,
    /// One run.
    pub(super) run: Box<dyn Fn() -> Result<usize, String> + 'c>,
}

/// What came of a contender.
pub(super) struct Figure {
    /// Name in the table.
    pub(super) name: &'static str,
    /// Median CPU time and lines written, or why there are none.
    pub(super) outcome: Result<(Duration, usize), String>,
}

/// Runs every contender in turn, `rounds` times after one round that does not count, so that a change of the machine's
/// speed meets all of them alike.
pub(super) fn interleaved(contenders: &[Contender<'_>], rounds: usize) -> Vec<Figure> {
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); contenders.len()];
    let mut last: Vec<Result<usize, String>> = contenders
        .iter()
        .map(|contender| (contender.run)())
        .collect();
    for _ in 0..rounds {
        for ((contender, times), last) in contenders.iter().zip(&mut times).zip(&mut last) {
            if last.is_ok() {
                let before = cpu();
                *last = (contender.run)();
                times.push(cpu().saturating_sub(before));
            }
        }
    }
    contenders
        .iter()
        .zip(times)
        .zip(last)
        .map(|((contender, times), last)| Figure {
            name: contender.name,
            outcome: last.map(|lines| (median(times), lines)),
        })
        .collect()
}

/// The one in the middle; nothing of nothing.
pub(super) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}
