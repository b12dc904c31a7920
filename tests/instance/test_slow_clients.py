"""Who sends slowly or too much waits at the proxy; everybody else is served."""

import contextlib
import http.client
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.proxy import Proxy
from tests.instance.conftest import Lazyit, free_port

MB = 1024 * 1024
HEAD = (
    b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"
)


@contextlib.contextmanager
def half_sent(port: int, count: int) -> Iterator[None]:
    """Hold connections whose body never ends."""
    with contextlib.ExitStack() as held:
        for _n in range(count):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            client.sendall(HEAD)
        time.sleep(0.5)
        yield


def send(port: int, size: int) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Content-Type": "application/json"}
    client.request("POST", "/api/auth/login", b" " * size, headers)
    return client.getresponse().status


@pytest.mark.life
def test_slow_and_large_bodies_hold_nobody_up(running: Lazyit) -> None:
    with half_sent(running.port, 12):
        client = http.client.HTTPConnection("127.0.0.1", running.port, timeout=5)
        client.request("GET", "/health/live")
        assert client.getresponse().status == 200
    assert [send(running.port, size * MB) for size in (1, 9, 11)] == [400, 413, 413]


@pytest.mark.parametrize(
    ("given", "least"),
    [({}, 8), ({"MAX_IMPORT_SIZE_MB": "40"}, 40), ({"JSON_BODY_LIMIT": "20mb"}, 20)],
)
def test_the_proxy_lets_through_what_the_application_accepts(
    given: dict[str, str], least: int
) -> None:
    instance = Instance(Layout.at("/nowhere"), given)
    server = instance.proxy.configuration()["apps"]["http"]["servers"]["lazyit"]
    limit = server["routes"][0]["handle"][0]["max_size"]
    assert least * MB < limit <= (least + 4) * MB


class OneByOne(threading.Thread):
    """An application of one thread: ten megabytes at every address."""

    def __init__(self, path: Path) -> None:
        super().__init__(daemon=True)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(path))
        self.door.listen(20)

    def run(self) -> None:
        """Answer, until nobody can ask any more."""
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\nConnection: close\r\n\r\n"
        with contextlib.suppress(OSError):
            while True:
                client, _ = self.door.accept()
                with client, contextlib.suppress(ConnectionError):
                    client.recv(65536)
                    client.sendall(head + b"x" * 10 * MB)


@contextlib.contextmanager
def proxied() -> Iterator[int]:
    """The port of a proxy in front of one thread."""
    with tempfile.TemporaryDirectory() as folder:
        upstream = OneByOne(Path(folder) / "web.sock")
        upstream.start()
        proxy = Proxy(Path(folder), Path(folder) / "web.sock", "127.0.0.1", free_port(), MB)
        child = proxy.program().start()
        try:
            for _n in range(200):
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", proxy.port)).close()
                    break
                time.sleep(0.05)
            yield proxy.port
        finally:
            child.terminate()
            child.wait(20)
            upstream.door.close()


def test_who_reads_slowly_holds_no_thread() -> None:
    with proxied() as port, contextlib.ExitStack() as held:
        for _n in range(3):
            slow = held.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(("127.0.0.1", port))
            slow.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        time.sleep(0.5)
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        client.request("GET", "/")
        assert len(client.getresponse().read()) == 10 * MB
