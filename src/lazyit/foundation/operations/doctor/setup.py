"""The first set-up: done, and its one-time code gone."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings

from lazyit.foundation.operations.configured import is_configured
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.doctor.findings import Finding, _, warning, well


def check() -> Iterable[Finding]:
    """Say whether somebody could still become the first administrator, or left the code lying."""
    file = settings.INSTANCE.setup_code_file
    if not is_configured():
        yield warning(
            "setup",
            _("Nobody has set this instance up yet."),
            _("Whoever has the set-up code can become its first administrator."),
            commands().status(),
        )
    elif file and file.exists():
        yield warning(
            "setup",
            _("The set-up code still lies in {path}.", path=file),
            _("It is of no use any more: the instance is set up."),
            commands().inside(f"rm {file}"),
        )
    else:
        yield well("setup", _("The instance is set up, and its code is gone."))
