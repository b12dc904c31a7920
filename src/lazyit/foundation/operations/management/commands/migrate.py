"""lazyit migrate: bring the database to this version, and say so in it."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.commands import migrate
from django.db import DEFAULT_DB_ALIAS, connection

from lazyit.foundation.operations import migrating
from lazyit.foundation.operations.migration_plan import describe, plan
from lazyit.foundation.operations.standing import read
from lazyit.instance.failures import InstanceError

# What Django's own command would take; ours applies all migrations, forward, or none.
ALL_FORWARD = {
    "app_label": None,
    "migration_name": None,
    "fake": False,
    "fake_initial": False,
    "plan": False,
    "check_unapplied": False,
    "prune": False,
}


class Command(migrate.Command):
    """Apply what is pending; on a database with data only beside a copy of it as it was."""

    help = "Bring the database to this version's schema."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is asked for, and what Django's test runner gives."""
        parser.add_argument("--plan", action="store_true", help="show what is pending, do nothing")
        parser.add_argument("--json", action="store_true", help="show the plan as data")
        parser.add_argument("--beside", help="the closed copy that is the way back")
        parser.add_argument("--hold", action="store_true", help="leave committing to the caller")
        parser.add_argument("--run", help="the upgrade for which this is done")
        parser.add_argument("--noinput", action="store_false", dest="interactive")
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)
        parser.add_argument("--run-syncdb", action="store_true")

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate or plan; exit with the reason where it is refused or fails."""
        try:
            if options["plan"]:
                self._show_plan(as_json=options["json"])
            else:
                self._migrate(*arguments, **options)
        except InstanceError as error:
            self.stderr.write(f"lazyit: {error}")
            sys.exit(error.code)

    def _migrate(self, *arguments: Any, **options: Any) -> None:
        def apply() -> None:
            super(Command, self).handle(*arguments, **{**options, **ALL_FORWARD})

        def say(line: str) -> None:
            if options["verbosity"]:
                self.stdout.write(line)

        terms = migrating.Terms(options["beside"], options["run"], hold=options["hold"])
        migrating.bring_forward(apply, say, terms)

    def _show_plan(self, *, as_json: bool) -> None:
        with connection.cursor() as cursor:
            standing = read(cursor)
        steps = plan()
        if as_json:
            found = {
                "hasData": standing.has_data,
                "from": standing.release.version if standing.release else None,
                "pending": [step.as_data() for step in steps],
            }
            self.stdout.write(json.dumps(found, indent=2))
        else:
            self.stdout.write(describe(steps))
