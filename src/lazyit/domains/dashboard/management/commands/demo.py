"""lazyit demo load"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lazyit.domains.dashboard.demo.loading import load
from lazyit.kernel.errors import DomainError

DEFAULT, MOST = 500, 1_000_000


class Command(BaseCommand):
    """Fill an empty instance with an invented company."""

    help = "Fill an empty instance with invented people, places and assets."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what to do and how much of it."""
        parser.add_argument("action", choices=["load"])
        parser.add_argument("--assets", type=int, default=DEFAULT, metavar="N")
        parser.add_argument("--notes", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Load, and say what there is now."""
        if not 1 <= options["assets"] <= MOST:
            raise CommandError(f"--assets takes a number from 1 to {MOST}.", returncode=2)
        try:
            company = load(options["assets"], has_notes=options["notes"])
        except DomainError as error:
            raise CommandError(error.message, returncode=3) from None
        self.stdout.write(
            f"{len(company.assets)} assets of {len(company.models)} models in"
            f" {len(company.locations)} locations, {len(company.assignments)} of them held by"
            f" {len(company.people)} people."
        )
