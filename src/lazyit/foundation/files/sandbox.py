"""Runs a parser over an untrusted file in a fresh Python process that has confined itself."""

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_LONGEST_LINE = 32 * 2**20
_LOOKS_AROUND = "lazyit.foundation.files.sandbox_child"


@dataclass(frozen=True)
class Limits:
    """What a child may use."""

    memory_bytes: int = 256 * 2**20
    cpu_seconds: int = 60
    wall_seconds: int = 120


class SandboxError(Exception):
    """The file was refused (`code`, `params`), or its parser died over it."""

    def __init__(self, code: str, params: dict[str, Any] | None = None) -> None:
        """Keep the stable code; what the file contains never goes into an exception."""
        super().__init__(code)
        self.code = code
        self.params = params or {}


def run_confined(
    module: str, content: bytes, options: dict[str, Any], limits: Limits | None = None
) -> Iterator[dict[str, Any]]:
    """Yield the messages that `module`, run as a confined child, writes about `content`.

    The child inherits no environment, reads the content from its standard input and answers
    in JSON lines, of which `{"end": true}` is the last; `{"refused": code}` ends it early.
    """
    limits = limits or Limits()
    with tempfile.TemporaryFile() as source:
        source.write(content)
        source.seek(0)
        child = _start(module, source.fileno(), options, limits)
        alarm = threading.Timer(limits.wall_seconds, child.kill)
        alarm.start()
        try:
            yield from _messages(child)
        finally:
            alarm.cancel()
            child.kill()
            child.communicate()


def parts_granted() -> dict[str, bool]:
    """Say which parts of the confinement this system really gives, as a confined child sees it."""
    message = next(run_confined(_LOOKS_AROUND, b"", {}))
    return {str(name): bool(there) for name, there in message["granted"].items()}


def _start(
    module: str, source: int, options: dict[str, Any], limits: Limits
) -> subprocess.Popen[bytes]:
    settings = {**options, "memory": limits.memory_bytes, "cpu": limits.cpu_seconds}
    return subprocess.Popen(
        [sys.executable, "-I", "-m", module, json.dumps(settings)],
        stdin=source,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback could quote the file
        env={"LANG": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )


def _messages(child: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    if child.stdout is None:
        raise SandboxError("parser-crashed")
    while line := child.stdout.readline(_LONGEST_LINE):
        message = _decoded(line)
        if "refused" in message:
            raise SandboxError(str(message["refused"]), message.get("params"))
        if message.get("end"):
            return
        yield message
    raise SandboxError(_cause_of_death(child.wait()))


def _decoded(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except ValueError:
        raise SandboxError("parser-crashed") from None
    if not isinstance(message, dict):
        raise SandboxError("parser-crashed")
    return message


def _cause_of_death(status: int) -> str:
    # Killed, or out of processor time: either way it took too long.
    return "parser-timeout" if status in (-9, -24) else "parser-crashed"
