"""A program that is run to its end, and what it costs."""

import os
import subprocess
import threading
import time

# A program that takes longer is ended: seconds. Both take a few where the server answers.
LIMIT = 300


def run(command, folder, environment=None):
    """Runs a program in a folder, which keeps what it says; returns its exit status, wall seconds and CPU seconds.

    The CPU time is that of the program and what it starts, in user and system mode, and not that of the server. An exit
    status of -9 is that of a program that took too long.
    """
    began = time.monotonic()
    with (folder / "output.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        watchdog = threading.Timer(LIMIT, process.kill)
        watchdog.start()
        # the only call that tells the cost of this one child
        _, status, usage = os.wait4(process.pid, 0)
        watchdog.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "exit": process.returncode,
        "wall": round(time.monotonic() - began, 2),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
    }
