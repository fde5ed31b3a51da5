"""The conformance suite as a contender: a vendor's configuration file, and what its report says is broken."""

import json

import process
from document import CLUSTER, NAMESPACE, PROJECTS

CASES = 12
CONFIGURATION = """
[target]
url = "{url}"
platform = "{platform}"
insecure-skip-tls-verify = true
timeout = "2s"
[credentials]
allowed = {{ value = "{admin}" }}
denied = {{ value = "{viewer}" }}
[fixtures]
project = "{projects[0]}"
second-project = "{projects[1]}"
cluster = "{cluster}"
namespace = "{namespace}"
sources = {{ pattern = "vc-{{n}}", count = 10000 }}
"""


def run(program, server, platform, seed, folder, strict):
    """Runs the suite on a server; returns its exit status, its cost, and the requirements that it finds violated.

    `strict` makes SHOULD binding, as for faults; variants may depart from one.
    """
    (folder / "conformance.toml").write_text(
        CONFIGURATION.format(
            url=server.url, platform=platform, cluster=CLUSTER, namespace=NAMESPACE, projects=PROJECTS, **server.keys
        )
    )
    command = [program, "--config", "conformance.toml", "--report", "report", "--seed", str(seed)]
    command += ["--cases", str(CASES)] + ["--strict"] * strict
    cost = process.run(command, folder)
    report = folder / "report/report.json"
    found = json.loads(report.read_text())["requirements"] if report.exists() else []
    return {**cost, "findings": [row["id"] for row in found if row["verdict"] == "violates"]}
