"""Valkey from its package: the doorbell of background work."""

import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

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
        return f"unix://:{quote(self.password, safe='')}@{self.socket}"

    def program(self) -> Program:
        """The server as a foreground child, its password in a file nobody else reads."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        path = self.data / "valkey.conf"
        text = CONFIGURATION.format(
            socket=_quoted(self.socket),
            data=_quoted(self.data),
            password=_quoted(self.password),
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
                client.sendall(_request("AUTH", self.password) + _request("PING"))
                answer = b""
                while answer.count(b"\r\n") < 2:
                    received = client.recv(64)
                    if not received:
                        return False
                    answer += received
                return answer.endswith(b"+PONG\r\n")
        except OSError:
            return False


def _request(*words: str) -> bytes:
    """A command in the broker's protocol, where every word has its length."""
    encoded = [word.encode() for word in words]
    parts = [b"$%d\r\n%b\r\n" % (len(word), word) for word in encoded]
    return b"*%d\r\n" % len(parts) + b"".join(parts)


def _quoted(text: object) -> str:
    escaped = str(text).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
