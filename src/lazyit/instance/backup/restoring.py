"""Bring a dump into an empty database."""

import subprocess
from pathlib import Path

from lazyit.instance.psql import Database

JOBS = "2"


class UnreadableError(Exception):
    """pg_restore could not go to the end; says what it said."""


def restore(dump: Path, database: Database) -> None:
    """Restore all but privileges or raise UnreadableError; stops at the first error."""
    words = ["--exit-on-error", "--no-owner", "--no-privileges", f"--jobs={JOBS}"]
    words += [f"--dbname={database.address.name}"]
    program = database.tool("pg_restore", *words, str(dump))
    done = subprocess.run(
        program.command(),
        env=program.environment(),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        raise UnreadableError(done.stderr.strip()[-2000:])
