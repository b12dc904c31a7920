"""What a button on a record answers when it is refused: the record, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.kernel.errors import DomainError, NotFound

View = TypeVar("View", bound=Callable[..., HttpResponse])


def told_on_the_record(view: View) -> View:
    """Show a refusal as a banner on the person's record."""

    @wraps(view)
    def inner(request: SignedRequest, person_id: UUID, **arguments: Any) -> HttpResponse:
        try:
            return view(request, person_id, **arguments)
        except NotFound:
            raise
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(f"/people/{person_id}")

    return cast("View", inner)
