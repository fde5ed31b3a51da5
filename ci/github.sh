#!/usr/bin/env bash
# The steps of action.yml, so that they can be read, linted and tested: ci/github.sh key | build | run | judge.
#
# The inputs of the action come as INPUT_… variables, the others are those of every runner. What the variables hold is
# only ever passed on as one word, never read as code. Bash 3.2 is enough: runners with macOS have no other.
set -euo pipefail

kit=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

output() { # NAME VALUE: an output of the step, of one line
  printf '%s=%s\n' "$1" "${2//[$'\r\n']/ }" >>"$GITHUB_OUTPUT"
}

fail() { # MESSAGE: an annotation, and the exit status of wrong usage
  local message=${1//'%'/%25}
  message=${message//$'\r'/%0D}
  printf '::error title=Import conformance::%s\n' "${message//$'\n'/%0A}"
  exit 2
}

key() { # what the built program depends on, in one word for the cache
  local sources
  sources=$(find "$kit" -name target -prune -o -type f \( -name '*.rs' -o -name 'Cargo.*' -o -path '*/spec/*' \) -print)
  sources=$(LC_ALL=C sort <<<"$sources")
  output key "$({ rustc --version && tr '\n' '\0' <<<"$sources" | xargs -0 cat; } | git hash-object --stdin)"
}

build() { # the suite's program: the one that was given, or built from the action's own sources
  local program=${INPUT_BINARY:-}
  if [ -z "$program" ]; then
    export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$RUNNER_TEMP/import-conformance-target}
    cargo build --locked --release --package conformance --bin conformance --manifest-path "$kit/Cargo.toml"
    program=$CARGO_TARGET_DIR/release/conformance
  fi
  "$program" --version || fail "$program does not run; correct the input binary, or leave it out to build the suite"
  output binary "$program"
}

run() { # the run; its verdict does not fail this step, so that the reports are uploaded before `judge` does
  local report=${INPUT_REPORT:-$RUNNER_TEMP/import-conformance} status=0 verdict=none check token
  local flags=()
  [ -z "${INPUT_CONFIG:-}" ] || flags+=(--config "$INPUT_CONFIG")
  [ -z "${INPUT_TARGET:-}" ] || flags+=(--target "$INPUT_TARGET")
  [ -z "${INPUT_BASELINE:-}" ] || flags+=(--baseline "$INPUT_BASELINE")
  [ -z "${INPUT_SEED:-}" ] || flags+=(--seed "$INPUT_SEED")
  [ -z "${INPUT_PROFILES:-}" ] || flags+=(--profile "${INPUT_PROFILES// /}")
  while IFS= read -r check; do
    [ -z "$check" ] || flags+=(--check "$check")
  done <<<"${INPUT_CHECKS:-}"
  case ${INPUT_STRICT:-false} in
    true) flags+=(--strict) ;;
    false) ;;
    *) fail "the input strict is '$INPUT_STRICT'; it takes true or false" ;;
  esac
  [ -z "${INPUT_PLATFORM:-}" ] || export CONFORMANCE_TARGET_PLATFORM=$INPUT_PLATFORM

  # what a server answers is printed as it came, so nothing between these two lines is a command of the runner
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  echo "::stop-commands::$token"
  KIT_BINARY=$INPUT_PROGRAM KIT_REPORT=$report sh "$kit/ci/recipe.sh" ${flags[@]+"${flags[@]}"} || status=$?
  printf '\n::%s::\n' "$token"

  # with 2 nothing was begun, and a report that is there is of another run
  if [ "$status" -ne 2 ] && [ -e "$report/report.json" ]; then
    verdict=$(sed -n 's/^  "verdict": "\([a-z-]*\)",$/\1/p' "$report/report.json")
    cat "$report/annotations.txt"
    cat "$report/summary.md" >>"$GITHUB_STEP_SUMMARY"
  else
    echo "::error title=Import conformance::no verdict, exit status $status; the log of this step says why"
    why="no verdict, exit status $status; the log of the job says why"
    echo "## ⚠️ Import conformance: $why" >>"$GITHUB_STEP_SUMMARY"
  fi
  output verdict "$verdict"
  output exit-status "$status"
  output report "$report"
}

judge() { # the colour of the job
  case ${INPUT_FAIL_ON:-violations} in
    violations) exit "$INPUT_STATUS" ;;
    errors) [ "$INPUT_STATUS" -eq 1 ] || exit "$INPUT_STATUS" ;;
    *) fail "the input fail-on is '$INPUT_FAIL_ON'; it takes violations or errors" ;;
  esac
}

case ${1:-} in
  key | build | run | judge) "$1" ;;
  *)
    echo "usage: ci/github.sh key | build | run | judge" >&2
    exit 2
    ;;
esac
