"""What a button on a record answers when it is refused: the record, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from uuid import UUID

from django.http import HttpResponse

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.foundation.pages.dialogs import refused
from lazyit.kernel.errors import DomainError, NotFound

View = TypeVar("View", bound=Callable[..., HttpResponse])


def told_on_the_record(view: View) -> View:
    """Say on the person's record why nothing was done."""

    @wraps(view)
    def inner(request: SignedRequest, person_id: UUID, **arguments: Any) -> HttpResponse:
        try:
            return view(request, person_id, **arguments)
        except NotFound:
            raise
        except DomainError as refusal:
            return refused(request, f"/people/{person_id}", refusal.message)

    return cast("View", inner)
