# ruff: noqa: N999 -- Django finds a command by its module's name
"""lazyit import FILE: a dry run first, then the background job, then the accounts."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.principals import actor_for_person
from lazyit.foundation.imports import actions
from lazyit.foundation.imports.command_mapping import mapping_from_options
from lazyit.foundation.imports.following import Follower
from lazyit.foundation.imports.kinds import all_kinds
from lazyit.foundation.imports.models import ImportSession, SessionState
from lazyit.foundation.imports.reporting import file_lines, harmless, plan_lines, result_lines
from lazyit.foundation.imports.rows import plan_row, problem_of, result_row
from lazyit.kernel.errors import DomainError

FAILED, USAGE, REFUSED = 1, 2, 3


class Command(BaseCommand):
    """Import a file as an administrator."""

    help = "Import a file: dry run, background job, and an account of every column and row."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what to import, as whom, and how columns map."""
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--kind", required=True, choices=[kind.key for kind in all_kinds()])
        parser.add_argument("--status", help="the status of every new record, if no column has it")
        parser.add_argument("--set", action="append", default=[], metavar="FIELD=VALUE")
        parser.add_argument("--map", action="append", default=[], metavar="COLUMN=FIELD")
        parser.add_argument("--as", dest="email", metavar="EMAIL", help="the importing person")
        parser.add_argument("--dry-run", action="store_true", help="only say what would happen")
        parser.add_argument("--yes", action="store_true", help="do not ask before writing")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Import; exit 1 if a row was not imported, 3 if nothing was touched."""
        self.quiet = bool(options["json"])
        self.follower = Follower(None if self.quiet else self.stderr)
        self.actor = actor_for_person(_person(options["email"]))
        try:
            session = self._planned(options)
            self._commit(session, options)
        except DomainError as refusal:
            reasons = [e["message"] for e in refusal.errors] or [refusal.message]
            raise CommandError(harmless("\n".join(reasons)), returncode=REFUSED) from None

    def _planned(self, options: dict[str, Any]) -> ImportSession:
        path = Path(options["file"])
        session = actions.upload_file(
            actor=self.actor, kind=options["kind"], file_name=path.name, content=_content(path)
        )
        session = self._follow(session, "Reading the file")
        if problem := problem_of(session):
            raise CommandError(harmless(problem["message"]), returncode=REFUSED)
        self._say(*file_lines(session))
        mapping = mapping_from_options(session.decided(), options)
        actions.set_mapping(actor=self.actor, session_id=session.id, mapping=mapping)
        session = actions.start_dry_run(actor=self.actor, session_id=session.id)
        return self._follow(session, "Checking rows")

    def _commit(self, session: ImportSession, options: dict[str, Any]) -> None:
        plan = plan_row(session)
        self._say(*plan_lines(session, plan))
        if options["dry_run"]:
            self._say("Nothing was written: this was a dry run.")
            return self._answer(session, {"plan": plan})
        if not options["yes"] and not self.quiet and not _agreed():
            raise CommandError("Nothing was written.", returncode=REFUSED)
        session = actions.start_commit(actor=self.actor, session_id=session.id)
        session = self._follow(session, "Importing rows")
        result = result_row(session)
        if result is None:
            raise CommandError(_halted(session), returncode=FAILED)
        self._say(*result_lines(session, result))
        self._answer(session, {"plan": plan, "result": result})
        if result["counts"]["failed"] or result["counts"]["skipped"]:
            sys.exit(FAILED)
        return None

    def _follow(self, session: ImportSession, stage: str) -> ImportSession:
        return self.follower.wait(session.id, stage)

    def _say(self, *lines: str) -> None:
        if not self.quiet:
            self.stdout.write(harmless("\n".join(lines)))

    def _answer(self, session: ImportSession, accounts: dict[str, Any]) -> None:
        if self.quiet:
            answer = {"sessionId": session.id, "importedBy": self.actor.name, **accounts}
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))


def _person(email: str | None) -> Person:
    """Return the person named, else the first administrator."""
    people = Person.objects.able_to_sign_in()
    if email:
        found: Person | None = people.filter(email=email.strip().lower()).first()
        if found is None:
            raise CommandError(f"Nobody with a login has the address {email}.", returncode=REFUSED)
        return found
    first: Person | None = people.administrators().order_by("created_at", "pk").first()
    if first is None:
        raise CommandError(
            "There is no administrator yet. Finish the set-up in the browser first, or use"
            " `lazyit admin create`.",
            returncode=REFUSED,
        )
    return first


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}", returncode=USAGE) from None


def _agreed() -> bool:
    """Ask at a terminal; a script has agreed by calling."""
    if not sys.stdin.isatty():
        return True
    return input("Import these rows? [Y/n] ").strip().lower() in ("", "y", "yes")


def _halted(session: ImportSession) -> str:
    """Say where an import stands that did not finish."""
    problem = problem_of(session)
    reason = problem["message"] if problem else "The import did not finish."
    if session.status == SessionState.FAILED:
        return f"{reason} What is imported stays; go on at /imports/{session.id} or run this again."
    return reason
