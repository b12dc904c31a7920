"""Where allauth's sign-in meets ours: nobody signs up, and a session begins as we say."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from lazyit.foundation.accounts import sign_in
from lazyit.foundation.accounts.addresses import client_address
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.accounts.sessions import open_browser_session


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Sign-in by our rules."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 – allauth's signature
        """Refuse: people are made by administrators."""
        return False

    def login(self, request: HttpRequest, user: Person) -> None:
        """Open the session of somebody who passed every step."""
        open_browser_session(request, user)
        sign_in.completed(user)

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address by the one rule of this instance."""
        return client_address(request)

    def add_message(self, *_arguments: Any, **_options: Any) -> None:
        """Say nothing: being in is message enough."""
