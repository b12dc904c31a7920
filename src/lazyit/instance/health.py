"""Ask a server for its health, as a client from outside would."""

import http.client
import json
import socket
from pathlib import Path
from typing import Any

SECONDS = 5.0


class UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=SECONDS)
        self._path = path

    def connect(self) -> None:
        """Connect to the socket instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(SECONDS)
        self.sock.connect(str(self._path))


def ask(connection: http.client.HTTPConnection, path: str) -> tuple[int, bytes]:
    """GET a path: status and body, or status 0 where nobody answers."""
    try:
        connection.request("GET", path, headers={"Accept": "application/json"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()


def application_is_ready(path: Path) -> bool:
    """Whether the application behind a socket says that it can serve."""
    return ask(UnixConnection(path), "/health/ready")[0] == http.HTTPStatus.OK


def proxy_is_ready(host: str, port: int) -> bool:
    """Whether the proxy hands requests through to the application."""
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    return ask(connection, "/health/live")[0] == http.HTTPStatus.OK


def is_configured(path: Path) -> bool:
    """Whether the application says that the first set-up was done."""
    status, body = ask(UnixConnection(path), "/api/config/status")
    if status != http.HTTPStatus.OK:
        return False
    answer: dict[str, Any] = json.loads(body)
    return bool(answer["isConfigured"])
