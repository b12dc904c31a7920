"""Give back privileges on single tables: a dump has them, the roles belong to the server."""

import re
import tempfile
from pathlib import Path

from lazyit.instance.psql import Database

_ENTRY = re.compile(r"\d+; \d+ \d+ (?:DEFAULT )?ACL ")


def grant(dump: Path, database: Database) -> "list[str]":
    """Grant and revoke as a dump says; returns what the server refused, such as an absent role."""
    listed = database.tool("pg_restore", "--list", str(dump)).run()
    wanted = [line for line in listed.splitlines() if _ENTRY.match(line)]
    return database.attempt(_statements(dump, database, wanted)) if wanted else []


def _statements(dump: Path, database: Database, entries: "list[str]") -> str:
    with tempfile.NamedTemporaryFile("w") as chosen:
        chosen.write("\n".join(entries) + "\n")
        chosen.flush()
        words = ("--no-owner", f"--use-list={chosen.name}", "--file=-")
        return database.tool("pg_restore", *words, str(dump)).run()
