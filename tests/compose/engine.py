"""A container engine of the trial's own: reached by one socket, without a bridge or rules."""

import fcntl
import os
import shutil
import signal
import subprocess
import sysconfig
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.compose.places import KEPT, SEARCHED

READY_WITHIN = 60
ENDS_WITHIN = 60
FORGOTTEN_AFTER = "72h"  # layers of builds
FLAGS = (
    "--storage-driver=overlay2",
    "--iptables=false",
    "--ip6tables=false",
    "--bridge=none",  # networks that compose makes work without
)


class Engine:
    """dockerd in the foreground, with the Compose plugin beside its client."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lz-engine-"))  # sockets need short paths
        KEPT.mkdir(parents=True, exist_ok=True)
        self._lock = (KEPT / "lock").open("w")

    @property
    def host(self) -> str:
        return f"unix://{self.folder}/docker.sock"

    @property
    def environ(self) -> dict[str, str]:
        """What a person's shell has; nothing of this process's own environment."""
        return {
            "PATH": SEARCHED,
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "DOCKER_HOST": self.host,
            "DOCKER_CONFIG": str(self.folder / "client"),
            "LAZYIT_BUILD_NETWORK": "host",  # there is no other that leads outside
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        self._refuse_what_cannot_work()
        self._lay_the_plugin()
        self._log = (self.folder / "log").open("wb")
        # It ends with us, even if we are killed.
        command = ["setpriv", "--pdeathsig", "TERM", self._program("dockerd"), *self._arguments()]
        self._process = subprocess.Popen(
            command, stdout=self._log, stderr=self._log, env=self.environ, start_new_session=True
        )
        self._wait()
        self.sweep()

    def sweep(self) -> None:
        """Remove containers, networks and volumes of an earlier run; images stay."""
        containers = self.run("ps", "--all", "--quiet").split()
        if containers:
            self.run("rm", "--force", "--volumes", *containers)
        self.run("network", "prune", "--force")
        volumes = self.run("volume", "ls", "--quiet").split()
        if volumes:
            self.run("volume", "rm", "--force", *volumes)
        self.run("image", "prune", "--force", "--filter", f"until={FORGOTTEN_AFTER}")

    def stop(self) -> None:
        """End it and everything in it."""
        self.sweep()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(ENDS_WITHIN)
        finally:
            self._process.kill()
            self._log.close()
            self._lock.close()
            self._unmount_leftovers()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _unmount_leftovers(self) -> None:
        """The network that builds shared with the host stays mounted otherwise."""
        for line in Path("/proc/mounts").read_text().splitlines():
            place = line.split()[1]
            if place.startswith(f"{self.folder}/"):
                subprocess.run(["umount", "--lazy", place], check=False)

    def run(self, *words: str, **options: Any) -> str:
        """Run the client; its output, or an error with what it said."""
        done = subprocess.run(
            ["docker", *words],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        )
        output: str = done.stdout.decode(errors="replace")
        assert done.returncode == 0, f"docker {' '.join(words)}\n{output}"
        return output

    def _refuse_what_cannot_work(self) -> None:
        assert os.geteuid() == 0, "The trial starts a container engine: run it as root."
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AssertionError("Another trial runs in this checkout.") from None

    def _program(self, name: str) -> str:
        found = shutil.which(name, path=SEARCHED)
        assert found, f"There is no {name}: run tools/container_engine.sh"
        return found

    def _lay_the_plugin(self) -> None:
        program = Path(sysconfig.get_path("scripts")) / "docker-compose"
        assert program.exists(), "There is no Compose: run make develop"
        plugins = self.folder / "client" / "cli-plugins"
        plugins.mkdir(parents=True)
        (plugins / "docker-compose").symlink_to(program)

    def _arguments(self) -> list[str]:
        places = {
            "host": self.host,
            "data-root": KEPT / "engine",
            "exec-root": self.folder / "exec",
            "pidfile": self.folder / "pid",
        }
        return [*FLAGS, *(f"--{name}={place}" for name, place in places.items())]

    def _wait(self) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while subprocess.run(["docker", "info"], env=self.environ, capture_output=True).returncode:
            ended = self._process.poll() is not None
            if ended or time.monotonic() > deadline:
                raise AssertionError((self.folder / "log").read_text()[-3000:])
            time.sleep(0.1)
