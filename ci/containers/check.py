"""Checks both images without an engine: the suite, alone in its root, validates the reference server, alone in its own.

Usage, as root: check.py CONFORMANCE REFERENCE, the two static programs.
"""

import base64
import pathlib
import re
import sys
import tempfile

from image import Image

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
CONFIGURATION = """
[target]
url = "{url}"
[credentials]
allowed = {{ env = "ACCESS_KEY" }}
[fixtures]
project = "my-project"
cluster = "connected-cluster"
namespace = "vc-pool"
sources = {{ pattern = "vc-{{n}}", count = 9999 }}
"""


def expect(what, found, status, text=""):
    """Ends the check unless a program ended with `status` and printed `text`."""
    ended, printed = found
    if ended != status or text not in printed:
        raise SystemExit(f"error: {what}: exit status {ended}, not {status}, or without {text!r}:\n{printed}")
    print(f"{what}: as it should be (exit status {ended})", flush=True)


def serve(reference):
    """Starts the server; returns its process, URL, key and certificate authority, as its own output tells them."""
    volume = reference.mount("/data")
    options = ["--listen", "127.0.0.1:0", "--data", "/data", "--write-kubeconfig", "/data/kubeconfig"]
    server = reference.start(*options)
    said = ""
    while "Ctrl-C" not in said:
        line = server.stdout.readline()
        if not line:
            raise SystemExit(f"error: the reference server does not start:\n{said}")
        said += line
    url = re.search(r"Listening on (\S+)", said)[1].replace("127.0.0.1", "localhost")
    authority = re.search(r'certificate-authority-data"?:\s*"?([\w+/=]+)', (volume / "kubeconfig").read_text())[1]
    return server, url, re.search(r"admin +(\S+)", said)[1], base64.b64decode(authority).decode()


def main(conformance, reference, scratch):
    built = {"/conformance": conformance, AUTHORITIES: AUTHORITIES}
    suite = Image(REPOSITORY / "Containerfile", built, scratch / "suite")
    vendor = Image(REPOSITORY / "reference/Containerfile", {"/reference": reference}, scratch / "reference")
    expect("the suite starts with nothing around it", suite.run("--version"), 0, "conformance ")
    expect("its checks are listed", suite.run("list"), 0, "source/name-required")
    server, url, key, authority = serve(vendor)
    try:
        folder = suite.mount("/vendor")
        (folder / "conformance.toml").write_text(CONFIGURATION.format(url=url))
        run = ["--config", "conformance.toml", "--report", "reports"]
        expect("a server of an unknown authority", suite.run(*run, ACCESS_KEY=key), 3)
        with suite.path(AUTHORITIES).open("a") as authorities:
            authorities.write(authority)
        expect("the same, with the authority in the image", suite.run(*run, ACCESS_KEY=key), 0, "Verdict: conformant")
        assert (folder / "reports/report.html").stat().st_uid == 65532, "the reports belong to the image's user"
    finally:
        server.terminate()
        rest, _ = server.communicate(timeout=60)
    expect("the server stops when it is told to", (server.returncode, rest), 0)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        # the image's user has to come through
        pathlib.Path(scratch).chmod(0o755)
        main(*sys.argv[1:], pathlib.Path(scratch))
