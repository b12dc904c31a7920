"""Every migration of this version; `lazyit restore` compares those of a bundle with them."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from lazyit.foundation.operations import schema


class Command(BaseCommand):
    """Print them as JSON; needs no database."""

    help = "Print every migration of this version."
    requires_system_checks = ()

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        """Print the names, sorted."""
        self.stdout.write(json.dumps(sorted(schema.migrations_of(settings.INSTALLED_APPS))))
