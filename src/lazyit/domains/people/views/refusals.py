"""What a button on a record answers when it is refused: the record, and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from lazyit.foundation.accounts.gatekeeper import SignedRequest
from lazyit.kernel.errors import DomainError, NotFound

P = ParamSpec("P")
View = Callable[Concatenate[SignedRequest, UUID, P], HttpResponse]


def told_on_the_record(view: View[P]) -> View[P]:
    """Show a refusal as a banner on the person's record."""

    @wraps(view)
    def inner(
        request: SignedRequest, person_id: UUID, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, person_id, *args, **kwargs)
        except NotFound:
            raise
        except DomainError as refusal:
            messages.error(request, refusal.message)
            return redirect(f"/people/{person_id}")

    return inner
