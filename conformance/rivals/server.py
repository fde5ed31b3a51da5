"""The reference server in a process of its own, with an empty store, as one of the catalogues wants it."""

import re
import subprocess
import sys
import tempfile


class Server:
    """A running server; it ends with the block that it is opened in.

    `kind` is "healthy", "fault" or "variant", `name` the id in the catalogue or nothing, `platform` a release. What it
    says is in `url` and `keys`, by user.
    """

    def __init__(self, program, kind="healthy", name="", platform=None, tls=False):
        self.command = [program, "--listen", "127.0.0.1:0"]
        if not tls:
            self.command.append("--http")
        if name:
            self.command += ["--" + kind, name]
        if platform:
            self.command += ["--platform", platform]

    def __enter__(self):
        # a file, for nobody reads a pipe once the server is up
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        said = ""
        while "Ctrl-C" not in said:
            line = self.process.stdout.readline()
            if not line:
                self.errors.seek(0)
                sys.exit(f"error: {' '.join(self.command)} does not start: {said}{self.errors.read()}")
            said += line
        self.url = re.search(r"Listening on (\S+)", said)[1]
        self.keys = dict(re.findall(r"^  (\S+) +([0-9a-f]{64})$", said, re.M))
        return self

    def __exit__(self, *_):
        # what it is still about to answer interests nobody
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.errors.close()
