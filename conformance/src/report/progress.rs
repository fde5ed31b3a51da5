//! How far a run is: a bar on a terminal, and nothing anywhere else.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::judge::CheckResult;
use crate::verdict::Verdict;

/// The bar as it stands on standard error. It goes away when it is dropped.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    broken: AtomicUsize,
}

impl Progress {
    /// A bar that is never seen.
    pub fn hidden() -> Self {
        Self::on(ProgressDrawTarget::hidden())
    }

    /// A bar on standard error where somebody watches it: on a terminal, not in CI and not with `NO_COLOR`.
    pub fn watched() -> Self {
        if std::io::stderr().is_terminal() && is_welcome(|name| std::env::var_os(name)) {
            Self::on(ProgressDrawTarget::stderr())
        } else {
            Self::hidden()
        }
    }

    fn on(target: ProgressDrawTarget) -> Self {
        let bar = ProgressBar::with_draw_target(None, target);
        Self {
            bar,
            broken: AtomicUsize::new(0),
        }
    }

    /// So many checks are about to run.
    pub fn begin(&self, checks: usize) {
        if self.bar.is_hidden() {
            return;
        }
        let style =
            ProgressStyle::with_template("  {bar:30.cyan/dim} {pos}/{len} checks {wide_msg}");
        // the template is ours and can be read; without it the bar only looks plainer
        self.bar.set_style(
            style
                .unwrap_or_else(|_| ProgressStyle::default_bar())
                .progress_chars("━━─"),
        );
        self.bar.set_length(checks as u64);
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    /// One of them came to its end.
    pub fn checked(&self, result: &CheckResult) {
        if result.verdict == Verdict::Violates {
            self.broken.fetch_add(1, Ordering::Relaxed);
        }
        self.bar.set_message(message(
            self.broken.load(Ordering::Relaxed),
            result.check.id,
        ));
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn message(broken: usize, last: &str) -> String {
    match broken {
        0 => last.to_owned(),
        1 => format!("1 finds something broken; {last}"),
        several => format!("{several} find something broken; {last}"),
    }
}

/// Whether the environment has nothing against a bar.
fn is_welcome(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let said = |name: &str| {
        variable(name).is_some_and(|value| !value.is_empty() && value != "0" && value != "false")
    };
    !said("CI") && !said("NO_COLOR") && variable("TERM").is_none_or(|terminal| terminal != "dumb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_bar_where_none_is_wanted() {
        let with = |name: &'static str, value: &'static str| {
            is_welcome(move |asked| (asked == name).then(|| value.into()))
        };
        assert!(with("TERM", "xterm") && with("CI", "") && with("CI", "false"));
        assert!(!with("CI", "true") && !with("NO_COLOR", "1") && !with("TERM", "dumb"));
    }

    #[test]
    fn the_bar_says_what_was_found() {
        assert_eq!(message(0, "source/name"), "source/name");
        assert_eq!(
            message(2, "source/name"),
            "2 find something broken; source/name"
        );
    }
}
