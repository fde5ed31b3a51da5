"""The foreign server of the tests with one mistake: without a name, it takes a virtual cluster of its own choice.

The suite must find `src.name.required` broken, also for names that are null or under another key.
Usage: forgiving.py PORT (0 takes a free one).
"""

import itertools
import pathlib
import sys

FOREIGN = pathlib.Path(__file__).resolve().parents[2] / "conformance/tests/foreign/python"
sys.path.insert(0, str(FOREIGN))

import server  # noqa: E402: found only below the folder above

# far from the names that the suite takes, which begin with vc-1
SPARE = itertools.count(5000)


class Forgiving(server.Handler):
    def check_source(self, source):
        if not source.get("name"):
            source["name"] = "vc-%d" % next(SPARE)
        super().check_source(source)


if __name__ == "__main__":
    vendor = server.Server(("127.0.0.1", int(sys.argv[1])), Forgiving)
    print("http://127.0.0.1:%d%s" % (vendor.server_port, server.PREFIX), flush=True)
    vendor.serve_forever()
