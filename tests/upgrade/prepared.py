"""An instance with a few thousand records, made once, copied for each test in a moment."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lazyit.instance.backup.blobs import BlobFolder
from lazyit.instance.failures import RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.psql import Database
from tests.instance.conftest import COMMAND, Lazyit, free_port
from tests.upgrade.outside import PERMISSIONS

ASSETS = 3000
BLOBS = 40
SECRETS = 25
SECONDS = 300
TOKEN = "token"
# Nothing of the test session's own settings reaches the command.
KEPT = ("PATH", "HOME", "TMPDIR", "SSL_CERT_FILE")
Done = subprocess.CompletedProcess[str]
# One row a person: what only the key of this instance opens.
SEAL = f"""
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from lazyit.foundation.accounts.models import Person
for person in Person.objects.order_by("pk")[:{SECRETS}]:
    data = {{"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")}}
    Authenticator.objects.create(user=person, type="totp", data=data)
"""
DISMISS = """
INSERT INTO dashboard_dismissal (person_id, key, count)
SELECT id, 'warranty', 3 FROM accounts_person
"""


@dataclass
class Host(Lazyit):
    """A data directory with records, and the command on it."""

    token: str = ""

    @property
    def layout(self) -> Layout:
        return Layout(self.data)

    @property
    def instance(self) -> Instance:
        return Instance.load(self.layout)

    @property
    def database(self) -> Database:
        """The database, while its server runs."""
        return Database.at(self.instance.cluster.url)

    def start(self, *words: str, **environ: str) -> subprocess.Popen[str]:
        """Start the command as an operator would, in a process group of its own."""
        verb, *rest = words
        return subprocess.Popen(
            [*COMMAND, verb, "--data", str(self.data), *rest],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**{name: os.environ[name] for name in KEPT if name in os.environ}, **environ},
            start_new_session=True,  # a failpoint kills the whole group
        )

    def command(self, *words: str, code: int | None = 0, **environ: str) -> Done:
        """Run the command to its end."""
        return finished(self.start(*words, **environ), code)

    def killed_at(self, point: str, *words: str) -> None:
        """Run the command until it reaches a point, where it is killed."""
        self.command(*words, code=-signal.SIGKILL, LAZYIT_FAILPOINT=point)

    def go_on(self, told: str) -> Done:
        """Run the command that a refusal named."""
        words = re.sub(r"^lazyit ", "", go_on_of(told)).split()
        return self.command(*(word for word in words if word not in {"--data", str(self.data)}))

    def up_or_told(self) -> bool:
        """Start; where that is refused, run the command it names, and start then."""
        done = self.command("up", "--detach", code=None)
        if done.returncode == 0:
            return True
        assert done.returncode == RefusedError.code, done.stdout + done.stderr
        self.go_on(done.stderr)
        self.up()
        return False

    def pull_the_plug(self) -> None:
        """Kill every process of the instance at once, as when the host loses its power."""
        while processes := self.pids():
            for process in processes:
                try:
                    os.kill(process, signal.SIGKILL)
                except ProcessLookupError:
                    continue
            time.sleep(0.05)

    def pids(self) -> list[int]:
        """Every process that has this data directory in its words, folder or environment."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                seen = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
                seen += bytes((process / "cwd").readlink())
            except OSError:
                continue
            if bytes(self.data) in seen:
                found.append(int(process.name))
        return found

    def set_environment(self, **values: str | None) -> None:
        """Change lines of the settings file; None takes a line away."""
        lines = self.layout.env.read_text().splitlines()
        kept = [line for line in lines if line.partition("=")[0] not in values]
        kept += [f"{name}={value}" for name, value in values.items() if value is not None]
        self.layout.env.write_text("\n".join(kept) + "\n")


def go_on_of(told: str) -> str:
    """Return the one command that an error names."""
    (command,) = re.findall(r"^Go on with: (.*)", told, re.MULTILINE)
    return str(command)


def finished(process: subprocess.Popen[str], code: int | None = 0) -> Done:
    """Wait for the end of a command, but not for ever."""
    try:
        out, err = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        raise AssertionError(f"no end within {SECONDS} s:\n{out}{err}") from None
    assert code is None or process.returncode == code, out + err
    return Done(process.args, process.returncode, out, err)


def prepare(folder: Path) -> None:
    """Make the instance: people, places, assets, attachments, sealed values; leave it stopped."""
    host = Host(folder / "data", free_port())
    host.up()
    try:
        _make_administrator(host)
        host.run("demo", "load", "--assets", str(ASSETS))
        token = host.run("admin", "token", "--name", "outside", "--permissions", PERMISSIONS)
        (folder / TOKEN).write_text(token.stdout.strip())
        _manage(host, "shell", "-c", SEAL)
        host.database.run(DISMISS)
        _attach(host)
    finally:
        host.down()


def _make_administrator(host: Host) -> None:
    words = ["admin", "--data", str(host.data), "create", "--email", "ada@example.org"]
    words += ["--name", "Ada Admin", "--password-stdin"]
    subprocess.run([*COMMAND, *words], input="Nine lives of a cat, 9!\n", text=True, check=True)


def _manage(host: Host, *words: str) -> None:
    command = [sys.executable, "-m", "lazyit.config.manage", *words]
    environ = {**os.environ, **host.instance.environ, "LAZYIT_ROLE": "migrate"}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr


def _attach(host: Host) -> None:
    folder = BlobFolder(host.layout.attachments)
    for number in range(BLOBS):
        content = f"attachment {number}\n".encode() * (1 + number * 500)
        path = folder.at(hashlib.sha256(content).hexdigest())
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


def copy_of(prepared: Path, folder: Path) -> Host:
    """Copy the stopped instance to a folder, on a port of its own."""
    shutil.copytree(prepared / "data", folder / "data", symlinks=True)
    host = Host(folder / "data", free_port(), (prepared / TOKEN).read_text())
    host.set_environment(LAZYIT_HTTP_PORT=str(host.port))
    return host


def facts(host: Host) -> dict[str, Any]:
    """Return what the running instance says of itself."""
    answer: dict[str, Any] = json.loads(host.run("status", "--json").stdout)
    return answer
