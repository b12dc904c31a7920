"""Run a management command in the environment of an instance."""

from __future__ import annotations

import os
import sys

from lazyit.foundation.operations.guard import is_settled, judge
from lazyit.instance import ways
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.settings import SettingsError

PLAIN_MIGRATE = {"migrate", "--noinput"}
WRITING = {"admin", "demo", "import"}  # like a role: only on a database that is ready


def main() -> None:
    """Hand the command line to Django; what stands in the way is told in words."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lazyit.config.settings")
    try:
        _run(sys.argv)
    except SettingsError as error:
        _refuse(RefusedError(str(error), go_on=ways.check_settings()))
    except InstanceError as error:
        _refuse(error)


def _run(argv: list[str]) -> None:
    if argv[1:2] == ["migrate"] and PLAIN_MIGRATE.issuperset(argv[1:]) and is_settled():
        print("nothing to migrate")
        return
    if WRITING.intersection(argv[1:2]) and not {"-h", "--help"}.intersection(argv):
        judge()
    from django.core.management import execute_from_command_line

    execute_from_command_line(argv)


def _refuse(error: InstanceError) -> None:
    print(f"lazyit: {error}", file=sys.stderr)
    sys.exit(error.code)


if __name__ == "__main__":
    main()
