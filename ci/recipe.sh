#!/bin/sh
# Validates a server, on any machine with a POSIX shell. Takes the flags of `conformance run`, and has its exit status:
#
#   ci/recipe.sh --config conformance.toml --strict
#
# KIT_BINARY  the suite's program; it is built from this checkout with cargo when the variable is absent
# KIT_REPORT  the folder for the reports; `reports` when absent
set -eu

# Without any of these the suite would check the server inside of it, and a pipeline would be green for nothing.
case "${CONFORMANCE_CONFIG:-}${CONFORMANCE_TARGET:-}${CONFORMANCE_TARGET_URL:-} $*" in
  " "*--config* | " "*--target* | [!\ ]*) ;;
  *)
    echo "error: name the server: --config FILE or --target URL" >&2
    exit 2
    ;;
esac

kit=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
report=${KIT_REPORT:-reports}

if [ -n "${KIT_BINARY:-}" ]; then
  program=$KIT_BINARY
else
  # --locked: the versions that the project is tested with, whatever came out since
  cargo build --locked --release --package conformance --bin conformance --manifest-path "$kit/Cargo.toml" >&2
  program=${CARGO_TARGET_DIR:-$kit/target}/release/conformance
fi
if ! command -v "$program" >/dev/null; then
  echo "error: $program is no program; correct KIT_BINARY, or leave it out to build the suite from source" >&2
  exit 2
fi

status=0
"$program" run --report "$report" "$@" || status=$?
[ "$status" -eq 2 ] || echo "reports: $report/report.html, $report/summary.md, $report/junit.xml"
exit "$status"
