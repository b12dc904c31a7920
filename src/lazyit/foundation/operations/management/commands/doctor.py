"""The application's part of `lazyit doctor`: its findings as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand

from lazyit.foundation.operations.doctor import examine


class Command(BaseCommand):
    """Print what the application finds wrong with its instance."""

    help = "Print the application's findings as JSON; `lazyit doctor` shows them."
    requires_system_checks: list[str] = []

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Examine, in English."""
        self.stdout.write(json.dumps({"findings": [finding.told() for finding in examine()]}))
