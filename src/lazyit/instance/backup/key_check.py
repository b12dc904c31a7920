"""Whether the keys at hand open what a restored database holds: the application itself tries."""

import json
import subprocess
import sys
from collections.abc import Mapping

from lazyit.instance.backup.source import KeyCheck
from lazyit.instance.psql import Database

BAD = ("wrong", "missing")


def by_application(environ: Mapping[str, str]) -> KeyCheck:
    """A check that runs the application's own on the restored database."""

    def check(database: Database) -> list[str]:
        command = [sys.executable, "-m", "lazyit.config.manage", "keys", "check", "--json"]
        # As a job, not as a role that serves: a container of this one has no more than it reads.
        told = {"LAZYIT_ROLE": "backup", **environ, "DATABASE_URL": database.url}
        done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
        try:
            keys = json.loads(done.stdout)["keys"]
        except (ValueError, KeyError):
            return [f"keys: could not be tried: {done.stderr.strip()[-500:]}"]
        wrong = [key for key in keys if key["state"] in BAD or key["closed"]]
        return [f"keys: {key['name']} does not open what is stored" for key in wrong]

    return check
