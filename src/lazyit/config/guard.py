"""python -m lazyit.config.guard ROLE [COMMAND…]: become the command if the role may start.

Exit 3 with the reason if it may not: a web server between would hide that exit code.
"""

from __future__ import annotations

import os
import sys

from lazyit.foundation.operations.guard import refuse_unless_ready


def main(role: str, *command: str) -> None:
    """Judge, then become the command, or end well without one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
    refuse_unless_ready(role)
    if command:
        os.execvp(command[0], command)  # noqa: S606 – what the supervisor asked for


if __name__ == "__main__":
    main(*sys.argv[1:])
