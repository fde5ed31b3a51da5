//! Several rounds of a load in a few numbers.

use std::time::Duration;

use super::traffic::Outcome;

/// The rounds of one load.
#[derive(Debug, Default)]
pub(super) struct Rounds {
    rates: Vec<f64>,
    costs: Vec<f64>,
    load_costs: Vec<f64>,
    latencies: Vec<u32>,
}

impl Rounds {
    /// Adds a round.
    pub(super) fn push(&mut self, outcome: Outcome) {
        let requests = count(outcome.latencies.len());
        self.rates.push(requests / outcome.elapsed.as_secs_f64());
        self.costs.push(microseconds(outcome.cpu) / requests);
        self.load_costs
            .push(microseconds(outcome.load_cpu) / requests);
        self.latencies.extend(outcome.latencies);
    }

    /// Requests a second; the median of the rounds.
    pub(super) fn rate(&self) -> f64 {
        median(&self.rates)
    }

    /// CPU time of the server for a request, in microseconds; the median of the rounds.
    pub(super) fn cost(&self) -> f64 {
        median(&self.costs)
    }

    /// CPU time of the load itself for a request, in microseconds; the median of the rounds.
    pub(super) fn load_cost(&self) -> f64 {
        median(&self.load_costs)
    }

    /// How many cores the server and the load had together; the median of the rounds.
    pub(super) fn cores(&self) -> f64 {
        let rounds = self.rates.iter().zip(&self.costs).zip(&self.load_costs);
        let cores: Vec<f64> = rounds
            .map(|((rate, cost), load_cost)| rate * (cost + load_cost) / 1e6)
            .collect();
        median(&cores)
    }

    /// How many times the requests of the other one for the same CPU time, that of the load included. It is what the
    /// ratio of the rates comes to where there is nothing to wait for but a core, and others hardly disturb it.
    pub(super) fn economy(&self, other: &Self) -> f64 {
        (other.cost() + other.load_cost()) / (self.cost() + self.load_cost())
    }

    /// The time that this share of all requests stayed below, in milliseconds.
    pub(super) fn latency(&mut self, share: f64) -> f64 {
        if self.latencies.is_empty() {
            return f64::NAN;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a length is a length"
        )]
        let rank = (count(self.latencies.len() - 1) * share) as usize;
        let (_, at_rank, _) = self.latencies.select_nth_unstable(rank);
        f64::from(*at_rank) / 1000.0
    }

    /// How many times the rate of the other one, round by round; the median of that.
    pub(super) fn ratio(&self, other: &Self) -> f64 {
        let ratios: Vec<f64> = self
            .rates
            .iter()
            .zip(&other.rates)
            .map(|(own, other)| own / other)
            .collect();
        median(&ratios)
    }
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

#[expect(clippy::cast_precision_loss, reason = "nobody waits for 2^53 requests")]
fn count(number: usize) -> f64 {
    number as f64
}

fn median(numbers: &[f64]) -> f64 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round(requests: usize, seconds: u64, latency: u32) -> Outcome {
        Outcome {
            latencies: vec![latency; requests],
            elapsed: Duration::from_secs(seconds),
            cpu: Duration::from_millis(10),
            load_cpu: Duration::from_millis(5),
        }
    }

    #[test]
    fn rounds_become_medians_and_shares() {
        let (mut one, mut other) = (Rounds::default(), Rounds::default());
        for (requests, latency) in [(100, 1_000), (200, 2_000), (10, 9_000)] {
            one.push(round(requests, 1, latency));
            other.push(round(requests, 2, latency));
        }
        let near = |one: f64, other: f64| assert!((one - other).abs() < 1e-9, "{one} {other}");
        near(one.rate(), 100.0);
        near(one.cost(), 100.0);
        near(one.load_cost(), 50.0);
        near(one.cores(), 0.015);
        near(one.ratio(&other), 2.0);
        near(one.economy(&other), 1.0);
        let twice = Outcome {
            cpu: Duration::from_millis(25),
            ..round(100, 1, 1_000)
        };
        let mut other = Rounds::default();
        other.push(twice);
        near(one.economy(&other), 2.0);
        near(one.latency(0.0), 1.0);
        near(one.latency(0.5), 2.0);
        near(one.latency(0.99), 9.0);
        assert!(Rounds::default().latency(0.5).is_nan());
    }
}
