"""Caddy in front: it retries its upstream, so requests wait while the application is away."""

import json
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lazyit.instance import components, health
from lazyit.instance.failures import RefusedError
from lazyit.instance.program import Program

WRAPPING = 4 * 1024 * 1024  # what a body may hold besides the file or the JSON in it
TAKEN_IN = 32 * 1024 * 1024  # of an answer; an export of 100,000 assets has 25 MB
COLLECT_ABOVE = "48MiB"  # a goal for the garbage collector, no limit
COLLECT_EVERY = "50"  # percent of growth: memory matters more than the proxy's few cycles
RETRY_FOR = "120s"
RETRY_EVERY = "100ms"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Proxy:
    """Where the proxy listens, the application's socket, and the largest body that it takes."""

    folder: Path
    upstream: Path
    listen: str
    port: int
    largest_body: int

    @property
    def addresses(self) -> list[str]:
        """What to listen on: both loopback addresses where there are two."""
        if self.listen not in LOOPBACK:
            return [f"[{self.listen}]" if ":" in self.listen else self.listen]
        return ["127.0.0.1", "[::1]"] if _can_bind("::1", 0) else ["127.0.0.1"]

    @property
    def probe_host(self) -> str:
        """An address of this host at which the proxy answers."""
        return "127.0.0.1" if self.listen in (*LOOPBACK, "0.0.0.0", "::") else self.listen  # noqa: S104 compared, not bound

    def refuse_taken_port(self) -> None:
        """Say so before anything starts, instead of in a log afterwards."""
        if not _can_bind(self.addresses[0].strip("[]"), self.port):
            raise RefusedError(
                f"Port {self.port} on {self.listen} is taken by another program, or cannot be "
                f"used by this user on this host.",
                go_on="lazyit up --port ANOTHER",
            )

    def program(self) -> Program:
        """The server as a foreground child."""
        path = self.folder / "caddy.json"
        path.write_text(json.dumps(self.configuration(), indent=2))
        home = str(self.folder)
        return Program(
            "proxy",
            (str(components.caddy()), "run", "--config", str(path)),
            folder=self.folder,
            environ={
                "HOME": home,
                "XDG_DATA_HOME": home,
                "XDG_CONFIG_HOME": home,
                "GOMEMLIMIT": COLLECT_ABOVE,
                "GOGC": COLLECT_EVERY,
            },
            ready=lambda: health.proxy_is_ready(self.probe_host, self.port),
        )

    def configuration(self) -> dict[str, Any]:
        """Caddy's configuration, in its own JSON."""
        server = {
            "listen": [f"{address}:{self.port}" for address in self.addresses],
            "automatic_https": {"disable": True},
            "routes": [{"handle": [self._limit(), self._encode(), self._forward()]}],
        }
        return {
            "admin": {"disabled": True, "config": {"persist": False}},
            "logging": {"logs": {"default": {"level": "WARN"}}},
            "apps": {"http": {"grace_period": "10s", "servers": {"lazyit": server}}},
        }

    def _limit(self) -> dict[str, Any]:
        return {"handler": "request_body", "max_size": self.largest_body + WRAPPING}

    def _encode(self) -> dict[str, Any]:
        order = ["zstd", "gzip"]
        return {"handler": "encode", "encodings": {"zstd": {}, "gzip": {}}, "prefer": order}

    def _forward(self) -> dict[str, Any]:
        """One connection a request: none can land on a kept one that is about to die.

        Bodies are taken in whole first, and answers as fast as they are made: a client that sends
        or reads slowly never holds one of the application's few threads. Caddy itself replaces
        X-Forwarded-* that a client sent by what it knows.
        """
        return {
            "handler": "reverse_proxy",
            "upstreams": [{"dial": f"unix/{self.upstream}"}],
            "load_balancing": {"try_duration": RETRY_FOR, "try_interval": RETRY_EVERY},
            "request_buffers": self.largest_body + WRAPPING,
            "response_buffers": TAKEN_IN,
            "transport": {"protocol": "http", "keep_alive": {"enabled": False}},
        }


def _can_bind(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError:
        return False
    return True
