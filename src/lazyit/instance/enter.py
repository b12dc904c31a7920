"""python -m lazyit.instance.enter ROLE [WORDS…]: become a role of the instance in LAZYIT_DATA.

Whoever starts a release may be of another version, which knows other settings and other commands.
What it passed on holds, and what it did not know is read here.
"""

import os
import sys
from pathlib import Path

from lazyit.instance.failures import InstanceError
from lazyit.instance.instance import Instance
from lazyit.instance.layout import Layout
from lazyit.instance.program import Program
from lazyit.instance.roles import Application


def main(role: str, *words: str) -> None:
    """Become it, or end with the reason."""
    try:
        data = Path(os.environ["LAZYIT_DATA"])
        environ = {**Instance.load(Layout(data)).environ, **os.environ}
        run = environ.get("LAZYIT_RUN", "")
        program = _program(Application(data, environ, run=run), role, *words)
    except InstanceError as error:
        print(f"lazyit: {role} does not start. {error}", file=sys.stderr, flush=True)
        sys.exit(error.code)
    os.execve(program.argv[0], program.argv, dict(program.environ))  # noqa: S606 what was asked for


def _program(application: Application, role: str, *words: str) -> Program:
    if role == "worker":
        return application.worker()
    if role == "migrate":
        return application.manage(*words)
    return application.web(Path(words[0]), role)


if __name__ == "__main__":
    main(*sys.argv[1:])
