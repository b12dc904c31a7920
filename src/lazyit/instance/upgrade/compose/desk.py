"""A container of an upgrade's own, from which it reaches what the host cannot: database, sockets.

It runs nothing. The roles that serve may come and go meanwhile.
"""

import base64
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import components, serving
from lazyit.instance.failures import InstanceError
from lazyit.instance.program import Program
from lazyit.instance.psql import Database
from lazyit.instance.upgrade.compose import engine
from lazyit.instance.upgrade.probing import Ask

PSQL = str(components.DEBIAN / components.MAJOR / "bin")
ASKING = """
import base64, http.client, json, socket, sys
told = json.load(sys.stdin)
class Connection(http.client.HTTPConnection):
    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(told["socket"])
try:
    connection = Connection("localhost", timeout=told["seconds"])
    connection.request(told["method"], told["path"], headers=told["headers"])
    answer = connection.getresponse()
    status, body = answer.status, answer.read()
except (OSError, http.client.HTTPException):
    status, body = 0, b""
print(json.dumps({"status": status, "body": base64.b64encode(body).decode()}))
"""
# The rename lets people in at once; without the file the roles do so themselves.
OPENING = """
cd {sockets}
for role in web api; do [ ! -S $role.gate.sock ] || mv -f $role.gate.sock $role.sock; done
rm -f {trial}
"""
SECONDS = 10.0


@dataclass(frozen=True)
class Desk:
    """One running container, by its identity."""

    container: str

    def database(self, url: str) -> "DeskDatabase":
        """The database of a URL as containers know it."""
        return DeskDatabase(Database.at(url).address, container=self.container)

    def asking(self, socket: str) -> Ask:
        """Ask whoever listens on a socket."""

        def ask(method: str, path: str, headers: "Mapping[str, str]") -> "tuple[int, bytes]":
            told = {
                "socket": f"{serving.SOCKETS}/{socket}",
                "seconds": SECONDS,
                "method": method,
                "path": path,
                "headers": {"Accept": "application/json", **headers},
            }
            command = ("docker", "exec", "-i", self.container, "python", "-c", ASKING)
            done = engine.run(*command, given=json.dumps(told))
            if done.returncode:
                return 0, b""
            answer = json.loads(done.stdout)
            return int(answer["status"]), base64.b64decode(answer["body"])

        return ask

    def hold(self, run: str) -> None:
        """Whoever starts from now on stays behind the gate, for this upgrade alone."""
        self._shell(f"umask 022; echo {run} > {serving.SOCKETS}/{serving.TRIAL}")

    def let_go(self) -> None:
        """Nobody runs who was held: whoever starts from now on serves."""
        self._shell(f"rm -f {serving.SOCKETS}/{serving.TRIAL}")

    def open_doors(self) -> None:
        """Let everybody in to those who are held, in an instant."""
        self._shell(OPENING.format(sockets=serving.SOCKETS, trial=serving.TRIAL))

    def remove(self, *folders: str) -> None:
        """Remove folders of the volume of backups."""
        self._shell(f"rm -rf {' '.join(folders)}")

    def _shell(self, line: str) -> None:
        engine.do("docker", "exec", self.container, "sh", "-ec", line)


@dataclass(frozen=True)
class DeskDatabase(Database):
    """A database whose client runs at the desk; a password is never an argument."""

    container: str = ""

    def tool(self, name: str, *arguments: str) -> Program:
        """A client program that is connected there."""
        docker = shutil.which("docker")
        if docker is None:
            raise InstanceError("There is no docker command.")
        told = [word for name in self.environ for word in ("-e", name)]
        command = (docker, "exec", "-i", *told, self.container, f"{PSQL}/{name}", *arguments)
        client = {name: value for name, value in os.environ.items() if name.startswith("DOCKER_")}
        return Program(name, command, folder=Path("/"), environ={**client, **self.environ})
