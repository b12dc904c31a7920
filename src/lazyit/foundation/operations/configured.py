"""Whether the instance has been set up."""

from __future__ import annotations

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.rbac.catalogue import ADMIN


def is_configured() -> bool:
    """Say whether there has ever been an administrator; then nobody may set up again."""
    return bool(Person.objects.filter(role=ADMIN).exists())
