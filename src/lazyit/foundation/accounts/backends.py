"""How Django finds the person of a session; passwords are checked by ``sign_in`` alone."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from lazyit.foundation.accounts.models import Person


class PersonBackend(BaseBackend):
    """Knows who a session belongs to, and signs nobody in by itself."""

    def authenticate(self, request: HttpRequest | None, **kwargs: Any) -> None:
        """Refuse: a password that is checked here would not count as an attempt."""

    def get_user(self, user_id: Any) -> Person | None:
        """Return the person, unless they may no longer sign in."""
        found: Person | None = Person.objects.able_to_sign_in().filter(pk=user_id).first()
        return found
