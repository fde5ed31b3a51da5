"""The suite beside Schemathesis: both on every fault of the catalogue and on every unusual but conformant variant.

    python3 -m venv VENV
    VENV/bin/pip install -r conformance/rivals/requirements.txt
    VENV/bin/python conformance/rivals/measure.py

Every run has a server of its own, with an empty store. What comes of a run is appended to a file as one line of JSON,
and what stands there is not done again, so a measurement that was ended goes on where it was; remove the file when the
server, a contender or its set-up has changed. When all is there, the figures are written to conformance/RIVALS.md.
Needs cargo. All of it takes about twenty minutes on two cores that have nothing else to do.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

import document
import page
import rival
import suite
from catalogue import Catalogue
from figures import Figures
from server import Server

# Which contenders find a fault, for `--smoke`: the tool looks at access and at answers, and not at what is stored.
SMOKE = {
    "au-anonymous-admitted": {"suite", "schemathesis"},
    "rs-source-dropped": {"suite", "schemathesis"},
    "im-nothing-stored": {"suite"},
    "other-wording": set(),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--only", metavar="ID", nargs="+", default=[], help="these faults and variants; writes no page")
    parser.add_argument("--smoke", action="store_true", help="a few of them afresh, and whether all is as it was")
    parser.add_argument("--page", action="store_true", help="runs nothing, and writes the page of what is kept")
    parser.add_argument("--jobs", metavar="N", type=int, default=os.cpu_count(), help="servers at a time")
    parser.add_argument("--results", metavar="FILE", type=pathlib.Path, help="where runs are kept, as JSON lines")
    parser.add_argument("--programs", metavar="DIR", type=pathlib.Path, help="reference and conformance, built before")
    options = parser.parse_args()
    programs = options.programs or built()
    if not options.programs and not options.page:
        build()
    catalogue = Catalogue()
    wanted = set(SMOKE if options.smoke else options.only)
    unknown = wanted - catalogue.faults.keys() - catalogue.variants.keys()
    if unknown:
        sys.exit(f"error: no fault or variant is called {', '.join(sorted(unknown))}; spec/*.yaml list them")
    with tempfile.TemporaryDirectory() as scratch:
        kept = options.results or programs.parent / "rivals.jsonl"
        results = pathlib.Path(scratch) / "rivals.jsonl" if options.smoke else kept
        runs = Runs(catalogue.runs(wanted), results)
        if not options.page:
            measure(catalogue, runs, programs.resolve(), options.jobs)
    figures = Figures(runs.rows(), catalogue)
    print(page.table(page.sums(figures)))
    if options.smoke:
        compare(figures)
    elif not wanted:
        page.write(figures)


def built():
    """The folder of the server and the suite, once they are built."""
    return document.REPOSITORY / os.environ.get("CARGO_TARGET_DIR", "target") / "trial"


def build():
    """Builds the server with its faults, and the suite."""
    command = ["cargo", "build", "--quiet", "--profile", "trial", "-p", "reference", "-p", "conformance"]
    command += ["--features", "reference/faults,conformance/faults", "--bin", "reference", "--bin", "conformance"]
    subprocess.run(command, cwd=document.REPOSITORY, check=True)


class Runs:
    """Runs that are wanted, and what came of those that a file of JSON lines holds."""

    def __init__(self, wanted, file):
        self.wanted = wanted
        self.file = file
        self.done = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
        self.lock = threading.Lock()

    def find(self, run):
        return next((row for row in self.done if run.items() <= row.items()), None)

    def left(self):
        return [run for run in self.wanted if not self.find(run)]

    def rows(self):
        return [row for row in map(self.find, self.wanted) if row]

    def keep(self, row):
        with self.lock, self.file.open("a") as file:
            self.done.append(row)
            file.write(json.dumps(row) + "\n")
            print(f"{row['contender']:<13} {row['kind']:<8} {row['name']:<40} {row['wall']:7.2f} s", flush=True)


def measure(catalogue, runs, programs, jobs):
    """Does the runs that are left, some at a time."""
    left = runs.left()
    print(f"{len(runs.wanted) - len(left)} of {len(runs.wanted)} runs are in {runs.file}", flush=True)
    with tempfile.TemporaryDirectory() as scratch:
        description = pathlib.Path(scratch) / "description.json"
        description.write_text(json.dumps(document.derive()))

        def one(run):
            tls = catalogue.over_tls(run["name"])
            server = Server(programs / "reference", run["kind"], run["name"], run["platform"], tls)
            with server, tempfile.TemporaryDirectory(dir=scratch) as folder:
                runs.keep({**run, **contend(run, server, programs, description, pathlib.Path(folder))})

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            # also hands on what one of them raises
            list(pool.map(one, left))


def contend(run, server, programs, description, folder):
    """One contender on one server. SHOULD binds a server with a fault; a variant may depart from it."""
    if run["contender"] == "schemathesis":
        return rival.run(description, server, run["seed"], folder)
    return suite.run(programs / "conformance", server, run["platform"], run["seed"], folder, run["kind"] != "variant")


def compare(figures):
    """Ends with an error unless each fault is found by those that found it when this was written."""
    for name, expected in SMOKE.items():
        found = {row["contender"] for row in figures.rows if row["name"] == name and figures.is_killed(row)}
        if found != expected:
            sys.exit(f"error: {name} is found by {sorted(found)}, and was by {sorted(expected)}")


if __name__ == "__main__":
    main()
