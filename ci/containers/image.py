"""The last stage of a Containerfile as a folder, and its program in it: what an engine does, where there is none.

It knows the instructions that the two Containerfiles have, and refuses any other.
"""

import json
import os
import pathlib
import shutil
import stat
import subprocess

# what an engine puts into every container when it starts: files, and devices by their numbers
OF_THE_ENGINE = {"/etc/hosts": "127.0.0.1 localhost\n", "/etc/resolv.conf": ""}
DEVICES = {"/dev/null": (1, 3), "/dev/zero": (1, 5), "/dev/random": (1, 8), "/dev/urandom": (1, 9)}


class Image:
    """A root file system with nothing but what the Containerfile copies into it."""

    def __init__(self, containerfile, built, root):
        """`built` maps paths of the stage that builds to files of this machine."""
        self.root, self.user, self.folder, self.program, self.arguments = pathlib.Path(root), "0:0", "/", [], []
        for word, rest in last_stage(pathlib.Path(containerfile).read_text()):
            match word:
                case "FROM" if rest == "scratch":
                    self.root.mkdir(parents=True)
                case "COPY":
                    origin, source, destination = rest.split()
                    assert origin == "--from=build", f"{containerfile}: COPY {rest}: only from the stage `build`"
                    self.write(destination, pathlib.Path(built[source]))
                case "USER":
                    self.user = rest
                case "WORKDIR":
                    self.folder = rest
                    self.path(rest).mkdir(parents=True)
                case "ENTRYPOINT":
                    self.program = json.loads(rest)
                case "CMD":
                    self.arguments = json.loads(rest)
                case "EXPOSE":
                    pass
                case _:
                    raise SystemExit(f"{containerfile}: {word} {rest}: not known here; add it to image.py")
        for name, text in OF_THE_ENGINE.items():
            self.path(name).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).write_text(text)
        self.path("/dev").mkdir()
        for name, numbers in DEVICES.items():
            os.mknod(self.path(name), stat.S_IFCHR, os.makedev(*numbers))
            self.path(name).chmod(0o666)

    def path(self, inside):
        """The place on this machine of a path inside."""
        return self.root / inside.lstrip("/")

    def write(self, inside, source):
        self.path(inside).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, self.path(inside))

    def mount(self, inside):
        """A folder that the image's user may write to, as a volume is."""
        self.path(inside).mkdir(parents=True, exist_ok=True)
        os.chown(self.path(inside), *self.ids())
        return self.path(inside)

    def ids(self):
        return tuple(int(number) for number in self.user.split(":"))

    def start(self, *arguments, **variables):
        """Starts the program as an engine does: its own root, user, folder and variables, and nothing else's."""

        def enter():
            user, group = self.ids()
            os.chroot(self.root)
            os.chdir(self.folder)
            os.setgroups([])
            os.setgid(group)
            os.setuid(user)

        command = self.program + (list(arguments) or self.arguments)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
        try:
            return subprocess.Popen(command, preexec_fn=enter, env=variables, text=True, **pipes)
        except OSError as error:
            message = f"error: {command[0]} does not start in its image ({error}); is it linked statically?"
            raise SystemExit(message) from None

    def run(self, *arguments, **variables):
        """The exit status and what was printed."""
        process = self.start(*arguments, **variables)
        printed, _ = process.communicate(timeout=300)
        return process.returncode, printed


def last_stage(text):
    """The instructions from the last FROM on, as pairs."""
    lines = [line for line in text.replace("\\\n", " ").splitlines() if line and not line.startswith("#")]
    instructions = [tuple(line.split(None, 1)) for line in lines]
    last = max(number for number, (word, _) in enumerate(instructions) if word == "FROM")
    return instructions[last:]
