"""Valkey from its package: the doorbell of background work."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import components
from lazyit.instance.program import Program

CONFIGURATION = """\
port 0
unixsocket {socket}
unixsocketperm 700
requirepass {password}
dir {data}
appendonly {appendonly}
appendfsync everysec
save ""
databases 64
daemonize no
"""


@dataclass(frozen=True)
class Broker:
    """A broker's folder, and its socket."""

    data: Path
    socket: Path
    password: str
    safe: bool = True  # False keeps nothing on disk, for throwaway brokers

    @property
    def url(self) -> str:
        """REDIS_URL of this broker."""
        return f"unix://:{self.password}@{self.socket}"

    def program(self) -> Program:
        """The server as a foreground child, its password in a file nobody else reads."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        path = self.data / "valkey.conf"
        text = CONFIGURATION.format(
            socket=_quoted(self.socket),
            data=_quoted(self.data),
            password=self.password,
            appendonly="yes" if self.safe else "no",
        )
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(text)
        argv = (str(components.valkey()), str(path))
        return Program("valkey", argv, folder=self.data, ready=self.answers)

    def answers(self) -> bool:
        """Whether it has loaded its data and answers a ping."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(2)
                client.connect(str(self.socket))
                client.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = client.recv(64)
                    if not received:
                        return False
                    answer += received
                return answer.endswith(b"+PONG\r\n")
        except OSError:
            return False


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
