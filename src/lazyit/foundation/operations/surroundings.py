"""The kind of instance that this application belongs to, and the commands that reach it."""

from __future__ import annotations

import os

from django.conf import settings

from lazyit.instance.doctor.commands import Commands


def commands() -> Commands:
    """Return how findings address this instance."""
    return Commands(settings.INSTANCE.kind, os.environ.get("LAZYIT_DATA", ""))
