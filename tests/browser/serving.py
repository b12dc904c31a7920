"""The product as production runs it: its web server, collected files, its worker."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from lazyit.foundation.operations.actions import commit_release
from lazyit.instance import health
from lazyit.instance.program import Program
from lazyit.instance.roles import BLOCKING_THREADS, Application

HOST = "127.0.0.1"
OTHERS = (
    "datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
BUSY = "(state <> 'idle' OR state_change > clock_timestamp() - interval '0.3 seconds')"
KEPT = (
    "REDIS_URL",
    "AUTH_SECRET",
    "SESSION_SIGNING_SECRET",
    "TWO_FACTOR_SECRET_KEY",
    "AUTH_MODE",
)


@dataclass(frozen=True)
class Product:
    """A product that is being served: its address, and how to run more of it."""

    url: str
    application: Application

    @property
    def setup_code_file(self) -> Path:
        """Return where the wizard looks for the code."""
        return Path(self.application.environ["LAZYIT_SETUP_CODE_FILE"])

    @contextmanager
    def worker(self) -> Iterator[None]:
        """Let background work be done meanwhile."""
        with _running(self.application.worker()):
            yield


@contextmanager
def serving(folder: Path, **given: str) -> Iterator[Product]:
    """Serve the tests' database on a free port, with other settings if some are given."""
    port = _free_port()
    url = f"http://{HOST}:{port}"
    application = Application(folder, _environ(folder, url) | given)
    application.manage("collectstatic", "--noinput", "--verbosity", "0").run()
    commit_release()  # a test may have emptied every table
    try:
        with _running(_web(application, port)):
            yield Product(url, application)
    finally:
        _disconnect_others()


def wait_until_idle() -> None:
    """Wait until nobody else works on the database, so that it can be emptied.

    Between two statements of one request a session is idle too: it must have been so for a moment.
    """
    while _count_others(BUSY):
        time.sleep(0.01)


def _count_others(condition: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {OTHERS} AND {condition}")
        return int(cursor.fetchone()[0])


def _disconnect_others() -> None:
    """End the sessions of what has just ended, so that the database can be dropped at once."""
    connection.close()  # where two products end, the other one ended this session as well
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OTHERS}")
    connection.close()


def _environ(folder: Path, url: str) -> dict[str, str]:
    database = urlsplit(os.environ["DATABASE_URL"])
    return {
        **{name: os.environ[name] for name in KEPT},
        "DATABASE_URL": database._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "WEB_ORIGIN": url,
        "LAZYIT_STATIC_ROOT": str(folder / "static"),
        "LAZYIT_SETUP_CODE_FILE": str(folder / "setup-code"),
    }


def _web(application: Application, port: int) -> Program:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    command += ["--host", HOST, "--port", str(port), "--workers", "1", "--no-ws"]
    command += ["--blocking-threads", BLOCKING_THREADS, "--log-level", "warning"]
    return Program(
        "web",
        (*command, "lazyit.config.wsgi:application"),
        folder=application.folder,
        environ={**application.environ, "LAZYIT_ROLE": "web"},
        ready=lambda: health.proxy_is_ready(HOST, port),
    )


@contextmanager
def _running(program: Program) -> Iterator[None]:
    """Run a program until the block ends; it dies with this process in any case."""
    with (program.folder / f"{program.name}.log").open("wb") as log:
        process = program.start(log.fileno())
    try:
        while not program.ready():
            assert process.poll() is None, (program.folder / f"{program.name}.log").read_text()
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(program.stop_signal)
        process.wait(program.stop_seconds)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        return int(found.getsockname()[1])
