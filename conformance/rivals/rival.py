"""Schemathesis as a contender: everything on, with the description made for it, and what it reports as failures."""

import json
import os
import pathlib
import re
import sys

import process

HERE = pathlib.Path(__file__).resolve().parent
# Test cases for each operation in the phases that draw them at random; the others send what they have to.
MAX_EXAMPLES = 10
CONFIGURATION = f"""
continue-on-failure = true
tls-verify = false
request-timeout = 5.0
[auth.openapi.accessKey]
bearer = "${{ACCESS_KEY}}"
[generation]
database = "none"
max-examples = {MAX_EXAMPLES}
no-shrink = true
"""


def run(description, server, seed, folder):
    """Runs the tool on a server; returns its exit status, its cost, the number of its requests, and its findings."""
    (folder / "schemathesis.toml").write_text(CONFIGURATION)
    # these would outrank `tls-verify`
    environment = {name: value for name, value in os.environ.items() if not name.endswith("CA_BUNDLE")}
    environment.update(ACCESS_KEY=server.keys["admin"], SCHEMATHESIS_HOOKS="fresh_source")
    environment.update(PYTHONPATH=str(HERE), PYTHONDONTWRITEBYTECODE="1")
    program = pathlib.Path(sys.executable).with_name("schemathesis")
    command = [program, "--config-file", "schemathesis.toml", "run", description, "--url", server.url]
    command += ["--seed", str(seed), "--no-color", "--report", "ndjson", "--report-ndjson-path", "events.ndjson"]
    cost = process.run(command, folder, environment)
    requests, findings = read(folder / "events.ndjson")
    return {**cost, "requests": requests, "findings": findings}


def read(events):
    """The number of requests and the findings of a run, as it tells them event by event.

    A finding is what makes two failures the same: the operation, the check, the class of the failure, the status of the
    answer, and the part of the request or of the answer that the failure is about.
    """
    requests, findings = 0, set()
    for line in events.read_text().splitlines() if events.exists() else []:
        ((name, event),) = json.loads(line).items()
        if name == "NonFatalError":
            # no answer, or none that could be read
            findings.add((str(event.get("label")), "error", str(event.get("value", {}).get("type")), 0, ""))
        if name != "ScenarioFinished":
            continue
        recorder = event["recorder"]
        exchanges = recorder.get("interactions", {})
        requests += len(exchanges)
        for case, checks in recorder.get("checks", {}).items():
            status = (exchanges.get(case, {}).get("response") or {}).get("status_code") or 0
            for check in checks:
                if check.get("failure_info"):
                    failure = check["failure_info"]["failure"]
                    part = subject(event["phase"], failure)
                    findings.add((failure["operation"], check["name"], failure["type"], status, part))
    return requests, sorted(findings)


def subject(phase, failure):
    """The part that a failure is about, without the values that were drawn at random."""
    message = failure["message"]
    if failure["type"] == "UnsupportedMethodResponse":
        return message.splitlines()[0]
    if failure["type"] == "JsonSchemaError":
        place = re.search(r"^Schema at (\S+):$", message, re.M)
        return place[1] if place else message.splitlines()[0]
    if failure["type"] == "AcceptedNegativeData" and phase == "coverage":
        return message.partition("Invalid component: ")[2]
    return ""
