#!/usr/bin/env bash
# Validates three vendors' servers, each in a process of its own, with the shell recipe and a configuration file, as a
# vendor's pipeline does: two must be found conformant, and the third broken, by the name of what it breaks.
#
# PYTHON  a Python with PyYAML; python3 when absent
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo build --quiet -p conformance -p reference
built=${CARGO_TARGET_DIR:-target}/debug
export KIT_BINARY=$built/conformance
reference=$built/reference
python=${PYTHON:-python3}

scratch=$(mktemp -d)
servers=()
finish() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null || true
  wait || true
  rm -rf "$scratch"
}
trap finish EXIT

start() { # NAME COMMAND...: starts a server; its URL, the first that it prints, is left in $url
  local name=$1 log=$scratch/$1.log
  shift
  "$@" >"$log" 2>&1 &
  servers+=($!)
  for _ in $(seq 300); do
    url=$(grep -Eom1 'https?://[^ ]+/kubernetes/management' "$log") && return
    kill -0 $! 2>/dev/null || break
    sleep 0.1
  done
  echo "error: the server $name does not start:" >&2
  cat "$log" >&2
  exit 1
}

validate() { # NAME STATUS: the recipe with NAME.toml must end with STATUS
  local status=0
  KIT_REPORT=$scratch/$1 sh ci/recipe.sh --config "$scratch/$1.toml" --strict >"$scratch/$1.out" 2>&1 || status=$?
  grep -E '^(Verdict:|VIOLATES)' "$scratch/$1.out" || true
  if [ "$status" -ne "$2" ]; then
    cat "$scratch/$1.out"
    echo "error: the verdict on $1 is exit status $status, not $2" >&2
    exit 1
  fi
}

echo "-- the reference server over HTTPS"
ACCESS_KEY=$(openssl rand -hex 16)
DENIED_KEY=$(openssl rand -hex 16)
export ACCESS_KEY DENIED_KEY
start reference "$reference" --listen 127.0.0.1:0 --inventory ci/vendors/inventory.yaml \
  --write-kubeconfig "$scratch/kubeconfig"
# what a kubeconfig knows of the server's certificate
sed -n 's/^ *"\{0,1\}certificate-authority-data"\{0,1\}: *"\{0,1\}\([^",]*\)"\{0,1\},\{0,1\}$/\1/p' \
  "$scratch/kubeconfig" | base64 -d >"$scratch/ca.pem"
cat >"$scratch/reference.toml" <<END
[target]
url = "$url"
ca-file = "$scratch/ca.pem"
[credentials]
allowed = { env = "ACCESS_KEY" }
denied = { env = "DENIED_KEY" }
[fixtures]
project = "conformance"
second-project = "conformance-other"
cluster = "my-connected-cluster"
namespace = "vc-pool"
sources = { pattern = "vc-{n}", count = 2000 }
END
validate reference 0

foreign() { # NAME SCRIPT STATUS: a server in Python
  start "$1" "$python" -B "$2" 0
  cat >"$scratch/$1.toml" <<END
[target]
url = "$url"
[credentials]
allowed = { value = "key-that-may-import" }
denied = { value = "key-that-may-not" }
[fixtures]
project = "my-project"
second-project = "other-project"
cluster = "connected-cluster"
namespace = "vc-pool"
sources = { pattern = "vc-{n}", count = 4999 }
END
  validate "$1" "$3"
}

echo "-- another implementation, in Python"
foreign foreign conformance/tests/foreign/python/server.py 0

echo "-- the same with one mistake, which has to be found"
foreign broken ci/vendors/forgiving.py 1
broken=$(sed -n 's/^VIOLATES \([a-z0-9.-]*\) .*/\1/p' "$scratch/broken.out" | sort -u | tr '\n' ' ')
# a name that is null, and one under another key (`Name`), are missing names too
expected="src.key-case src.name.required src.null "
if [ "$broken" != "$expected" ]; then
  echo "error: found broken: ${broken:-nothing}; expected: $expected" >&2
  exit 1
fi
"$KIT_BINARY" verify "$scratch/broken/report.json"
for file in junit.xml report.html summary.md annotations.txt; do
  grep -q src.name.required "$scratch/broken/$file" || { echo "error: $file does not name it" >&2; exit 1; }
done
echo "3 vendors: two conformant, one broken, each as it is"
