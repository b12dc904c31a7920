"""Where everything of an embedded instance lies: one data directory."""

import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import identity
from lazyit.instance.failures import RefusedError

LONGEST_SOCKET_PATH = 100  # the kernel takes 107 bytes, 103 on macOS
LONGEST_SOCKET_NAME = len("postgres/.s.PGSQL.5432.lock")


@dataclass(frozen=True)
class Layout:
    """The paths inside a data directory."""

    data: Path

    @classmethod
    def at(cls, folder: str) -> "Layout":
        """The layout of a folder given by a person."""
        return cls(Path(folder).expanduser().resolve())

    @property
    def env(self) -> Path:
        """The settings file."""
        return self.data / "env"

    @property
    def lock(self) -> Path:
        """Held by the supervisor as long as it lives."""
        return self.data / "lock"

    @property
    def run(self) -> Path:
        """Sockets and the set-up code."""
        return self.data / "run"

    @property
    def postgres(self) -> Path:
        """The database cluster."""
        return self.data / "postgres"

    @property
    def valkey(self) -> Path:
        """The broker's append-only file."""
        return self.data / "valkey"

    @property
    def caddy(self) -> Path:
        """The proxy's configuration and storage."""
        return self.data / "caddy"

    @property
    def logs(self) -> Path:
        """One log a role."""
        return self.data / "logs"

    @property
    def static(self) -> Path:
        """Collected styles, scripts and icons."""
        return self.data / "static"

    @property
    def attachments(self) -> Path:
        """Uploaded files."""
        return self.data / "attachments"

    @property
    def upgrades(self) -> Path:
        """The journals of its upgrades."""
        return self.data / "upgrades"

    @property
    def setup_code(self) -> Path:
        """The one-time code of the first set-up."""
        return self.run / "setup-code"

    @property
    def has_data(self) -> bool:
        """Whether a database was made here."""
        return self.postgres.exists()

    @property
    def sockets(self) -> Path:
        """The run folder, or one with a path short enough for a socket's address."""
        return short_enough(self.run)

    @property
    def postgres_sockets(self) -> Path:
        """PostgreSQL's sockets: a folder of its own, since it may run as another user."""
        return self.sockets / "postgres"

    def log(self, role: str) -> Path:
        """The log of one role."""
        return self.logs / f"{role}.log"

    def socket(self, name: str) -> Path:
        """A socket in the run folder."""
        return self.sockets / f"{name}.sock"

    def create(self) -> None:
        """Make the folders that are missing, readable by their owner alone."""
        identity.refuse_closed_parents(self.data)
        try:
            for folder in (self.data, self.run, self.logs, self.caddy, self.attachments):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise RefusedError(
                f"The data directory {self.data} cannot be made: {error.strerror} "
                f"({error.filename}).",
                go_on="lazyit up --data FOLDER",
            ) from error
        self._refuse_unwritable()
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        identity.let_through(self.data, self.run, self.sockets)

    def _refuse_unwritable(self) -> None:
        for folder in (self.data, self.run, self.logs):
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
                raise RefusedError(
                    f"The folder {folder} is not readable and writable for this user.",
                    go_on="lazyit up --data FOLDER, or as the folder's owner",
                )


def short_enough(folder: Path) -> Path:
    """A folder for sockets, or another one if its path is too long for a socket's address."""
    if len(os.fsencode(folder)) + 1 + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH:
        return folder
    name = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    return _private_folder() / name


def _private_folder() -> Path:
    """A short folder that only this user can enter."""
    folder = Path(tempfile.gettempdir()).resolve() / f"lazyit-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    mine = found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode)
    short = len(os.fsencode(folder)) + 14 + LONGEST_SOCKET_NAME <= LONGEST_SOCKET_PATH
    if not mine or stat.S_IMODE(found.st_mode) & 0o077 or not short:
        raise RefusedError(
            f"The data directory's path is too long for sockets, and {folder} cannot stand in "
            f"for it: it has to be short, yours and closed to others.",
            go_on="lazyit up --data SHORTER_FOLDER",
        )
    return folder
