"""The supervisor's ear: a unix socket that takes one JSON request a connection."""

import asyncio
import contextlib
import json
import os
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.layout import Layout

Request = dict[str, Any]
Answer = Callable[[Request], Awaitable[dict[str, Any]]]
SECONDS = 180.0  # stopping everything may take PostgreSQL's last checkpoint


async def listen(path: Path, answer: Answer) -> asyncio.AbstractServer:
    """Answer requests {"verb", …} on a socket that only the owner can use."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError, ValueError):
            request = json.loads(await reader.readline())
            result = await _judged(answer, {"role": "", **request})
            writer.write(json.dumps(result).encode() + b"\n")
            await writer.drain()
        writer.close()

    path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(serve, str(path))
    path.chmod(0o600)
    return server


async def _judged(answer: Answer, request: Request) -> dict[str, Any]:
    try:
        return {"done": True, **await answer(request)}
    except InstanceError as error:
        told = {"what": error.what, "touched": error.touched, "go_on": error.go_on}
        return {"done": False, "code": error.code, **told}


def ask(layout: Layout, verb: str, role: str = "", **further: Any) -> dict[str, Any]:
    """Send a request to the running supervisor; raises RefusedError if there is none."""
    line = json.dumps({"verb": verb, "role": role, **further}).encode() + b"\n"
    received = b""
    try:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(SECONDS)
            client.connect(os.fspath(layout.socket("control")))
            client.sendall(line)
            while part := client.recv(65536):
                received += part
    except OSError:
        received = b""
    if not received:
        raise not_running(layout)
    return _unpack(json.loads(received))


def _unpack(result: dict[str, Any]) -> dict[str, Any]:
    if result.pop("done"):
        return result
    error = RefusedError if result.pop("code") == RefusedError.code else InstanceError
    raise error(**result)


def not_running(layout: Layout) -> RefusedError:
    """What a verb says that needs a running instance."""
    return RefusedError(
        f"No instance is running in {layout.data}.", go_on=f"lazyit up --data {layout.data}"
    )
