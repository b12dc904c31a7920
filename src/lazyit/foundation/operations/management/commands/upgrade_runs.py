"""What the journals of upgrades say, copied into the database; the upgrade itself calls this."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from lazyit.foundation.operations.actions import mirror_upgrades


class Command(BaseCommand):
    """Take the runs as the JSON that `lazyit upgrade history --json` prints."""

    help = "Copy the runs of upgrades into the database, for the pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the runs."""
        parser.add_argument("runs", help="what lazyit upgrade history --json prints")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        """Copy them."""
        self.stdout.write(f"{mirror_upgrades(json.loads(options['runs']))} runs")
