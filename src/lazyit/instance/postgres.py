"""PostgreSQL from its package: make a cluster, run it, know whether it answers."""

import math
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from lazyit.instance import components, identity
from lazyit.instance.failures import InstanceError
from lazyit.instance.program import Program
from lazyit.instance.psql import literal

NAME = "lazyit"  # of the role and of the database
PORT = "5432"  # only a part of the socket's name: nothing listens on the network
OPTIONS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "max_connections": "40",
    "shared_buffers": "64MB",
    "effective_cache_size": "1GB",
    "maintenance_work_mem": "64MB",
    "max_wal_size": "1GB",
    "jit": "off",
    "max_logical_replication_workers": "0",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",  # tests let many race
}


@dataclass(frozen=True)
class Cluster:
    """A cluster's folder, and the folder of its socket."""

    data: Path
    sockets: Path
    password: str
    safe: bool = True  # False trades durability for speed, for throwaway clusters
    superuser: bool = False  # True only where the role has the cluster for itself
    options: tuple[tuple[str, str], ...] = ()  # on top of those that all clusters have

    @property
    def url(self) -> str:
        """DATABASE_URL of the application's own database."""
        host = quote(str(self.sockets), safe="/")
        return f"postgresql://{NAME}:{quote(self.password, safe='')}@/{NAME}?host={host}"

    def create(self) -> None:
        """Make the cluster with its role and database: whole, or not at all."""
        partial = self.data.with_name(self.data.name + ".partial")
        shutil.rmtree(partial, ignore_errors=True)
        self._make_socket_folder()
        rights = "SUPERUSER" if self.superuser else "CREATEDB"
        try:
            self._initdb(partial)
            self._single(
                partial,
                f"CREATE ROLE {NAME} LOGIN {rights} PASSWORD {literal(self.password)}",
                f"CREATE DATABASE {NAME} OWNER {NAME}",
            )
        except subprocess.CalledProcessError as error:
            raise InstanceError(
                f"PostgreSQL could not make its files in {self.data}:\n{error.stdout.strip()}",
                touched=f"Only {partial} was written.",
            ) from error
        partial.rename(self.data)

    def _initdb(self, folder: Path) -> None:
        passwords = folder.with_name(folder.name + ".password")
        folder.mkdir(mode=0o700)
        passwords.touch(mode=0o600)
        identity.give(folder, passwords)
        passwords.write_text(secrets.token_urlsafe(32))  # the superuser's: nobody needs it
        options = ["--auth=scram-sha-256", f"--pwfile={passwords}", "--username=postgres"]
        options += ["--encoding=UTF8", "--locale=C.UTF-8"]
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"]
        options += [] if self.safe else ["--no-sync"]
        try:
            self._tool("initdb", "-D", str(folder), *options).run()
        finally:
            passwords.unlink()

    def _single(self, folder: Path, *statements: str) -> None:
        """Run statements, one a line, without a server and so without a password."""
        fast = [] if self.safe else ["-F"]
        tool = self._tool("postgres", "--single", *fast, "-j", "-D", str(folder), "postgres")
        output = tool.run(";\n\n".join(statements) + ";\n\n")
        if "ERROR" in output or "FATAL" in output:
            raise subprocess.CalledProcessError(1, "postgres --single", output)

    def _tool(self, name: str, *arguments: str) -> Program:
        path = str(components.postgres(name))
        return Program(
            name, (path, *arguments), folder=self.data.parent, identity=identity.for_postgres()
        )

    def program(self) -> Program:
        """The server as a foreground child; SIGINT disconnects everybody and stops."""
        self._make_socket_folder()
        options = {**OPTIONS, **({} if self.safe else UNSAFE), **dict(self.options)}
        options["unix_socket_directories"] = str(self.sockets)
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        return Program(
            "postgres",
            (str(components.postgres("postgres")), "-D", str(self.data), *settings),
            folder=self.data,
            ready=self.answers,
            ready_seconds=math.inf,  # recovery after a crash takes the time it takes
            stop_signal=signal.SIGINT,
            death_signal=signal.SIGINT if self.safe else signal.SIGQUIT,
            stop_seconds=60,
            identity=identity.for_postgres(),
        )

    def answers(self) -> bool:
        """Whether it accepts connections."""
        command = [str(components.postgres("pg_isready")), "--quiet", "--timeout=2"]
        command += [f"--host={self.sockets}", f"--port={PORT}"]
        command += [f"--username={NAME}", f"--dbname={NAME}"]
        return subprocess.run(command, check=False, stdin=subprocess.DEVNULL).returncode == 0

    def _make_socket_folder(self) -> None:
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        identity.give(self.sockets)
