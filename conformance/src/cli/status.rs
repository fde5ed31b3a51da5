//! What the exit statuses of each command mean, as `--help` says it.

pub(super) const RUN: &str = "\
Exit status:
  0  conformant
  1  violations
  2  wrong usage or configuration
  3  nothing can be said: target unreachable or unusable, fixtures missing
  4  a fault of the suite itself

Without --target and --config the embedded reference server is checked.
Every key of the configuration file is also an environment variable: target.ca-file is CONFORMANCE_TARGET_CA_FILE.";

pub(super) const DOCTOR: &str = "\
Exit status:
  0  a run can begin
  2  wrong usage
  3  a run cannot begin";

pub(super) const INIT: &str = "\
Exit status:
  0  the file is written, and a run can begin
  2  wrong usage: a flag is missing, or the file is there already
  3  a run could not begin, so nothing is written; --untried writes it all the same";

pub(super) const VERIFY: &str = "\
Exit status:
  0  every verdict follows from the transcript
  1  one does not, or a file was altered
  2  wrong usage: no report, no transcript, or those of another version";

pub(super) const REPLAY: &str = "\
Exit status:
  0  no longer broken
  1  still broken
  2  wrong usage or configuration
  3  nothing can be said: target unreachable or unusable, fixtures missing, or something else each time";

pub(super) const DIFF: &str = "\
Exit status:
  0  both behave alike
  1  they differ
  2  wrong usage or configuration
  3  nothing can be said: a target unreachable or unusable, fixtures missing
  4  a fault of the suite itself";

pub(super) const VERSIONS: &str = "\
Exit status:
  0  conforms to one release at least
  1  conforms to none
  2  wrong usage or configuration
  3  nothing can be said: target unreachable or unusable, fixtures missing
  4  a fault of the suite itself";
