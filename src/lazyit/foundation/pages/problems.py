"""Refusals and failures as pages: what happened, why, what to do, and the request's id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from lazyit.foundation.accounts.gatekeeper import Gatekeeper
from lazyit.foundation.accounts.principals import actor_for_person, person_of_session
from lazyit.foundation.pages.context import actor_of
from lazyit.foundation.pages.requests import current_request_id
from lazyit.foundation.rbac.catalogue import PERMISSIONS
from lazyit.foundation.records.database_refusals import Outage, as_refusal
from lazyit.kernel.errors import DomainError, Forbidden

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text


@dataclass(frozen=True, slots=True)
class Words:
    """The title of a problem's page and what to do about it."""

    title: Text
    advice: Text


WORDS: dict[int, Words] = {
    400: Words(
        _("This request cannot be understood"),
        _("Go back and try again; if a link brought you here, it may be incomplete."),
    ),
    403: Words(
        _("You are not permitted to do this"),
        _("An administrator can give you the permission under Settings → Roles."),
    ),
    404: Words(
        _("There is nothing at this address"),
        _("It may have been archived, or the address is incomplete. Search for it with Ctrl K."),
    ),
    409: Words(
        _("This is not possible as things stand"),
        _("Go back, reload the record and look at what has changed."),
    ),
    412: Words(
        _("Somebody changed this record in the meantime"),
        _("Nothing was saved. Go back, reload the record and make your change again."),
    ),
    413: Words(
        _("This is too large"),
        _("Send a smaller file, or ask an administrator to raise the limit."),
    ),
    429: Words(_("Too many attempts"), _("Wait a minute, then try again.")),
    500: Words(
        _("Something went wrong on our side"),
        _(
            "Nothing was saved. Try again; if it happens again, "
            "give an administrator the request’s id."
        ),
    ),
    501: Words(
        _("This is not done here"),
        _("Nothing was changed. Go to the system that is named above."),
    ),
    503: Words(
        _("A part that this needs is not available"),
        _("Try again in a moment; if it stays so, tell an administrator."),
    ),
}
TOO_OLD = _(
    "This form is too old or did not come from this site. Reload the page and send it again."
)


def _words(status: int) -> Words:
    return WORDS.get(status) or WORDS[500 if status >= 500 else 400]


def _know_actor(request: HttpRequest) -> bool:
    """Find out who is signed in, where no view was reached and the gate was not asked."""
    if actor_of(request) is None and hasattr(request, "session"):
        person = person_of_session(request)
        request.actor = actor_for_person(person) if person else None  # type: ignore[attr-defined]  # see SignedRequest
    return actor_of(request) is not None


def problem_page(
    request: HttpRequest, status: int, *, reason: str = "", permission: str = ""
) -> HttpResponse:
    """Render a problem in the shell for who is signed in, else in the plain layout."""
    context = {
        "status": status,
        "words": _words(status),
        "reason": reason,
        "permission": PERMISSIONS.get(permission),
        "id_of_request": current_request_id(),
    }
    template = "pages/problem.html" if _know_actor(request) else "pages/problem_plain.html"
    return HttpResponse(render_to_string(template, context, request), status=status)


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Turn a refusal that no form handled into its page."""
    if isinstance(error, Outage):
        return failure_page(error.status, error.message)
    permission = str(error.details.get("permission", "")) if isinstance(error, Forbidden) else ""
    return problem_page(request, error.status, reason=error.message, permission=permission)


class PageGate(Gatekeeper):
    """The gate before every page, whose refusals and those of the views are pages too."""

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *arguments: Any
    ) -> HttpResponse | None:
        """Let the request through or answer why not."""
        try:
            return super().process_view(request, view, *arguments)
        except DomainError as refusal:
            return answer(request, refusal)
        except OperationalError as error:
            if refused := as_refusal(error):
                return answer(request, refused)
            raise

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a refusal of a view; leave everything else to the 500 page."""
        refusal = error if isinstance(error, DomainError) else as_refusal(error)
        return answer(request, refusal) if refusal else None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400 (``handler400``)."""
    too_large = isinstance(exception, SuspiciousOperation) and "TooBig" in type(exception).__name__
    return problem_page(request, 413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer 403 (``handler403``)."""
    return problem_page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer 404 (``handler404``)."""
    return problem_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer 500 (``handler500``)."""
    return failure_page(500)


def failure_page(status: int, reason: str = "") -> HttpResponse:
    """Render a failure without touching the database, the session or the rail."""
    words, identity = _words(status), current_request_id()
    context = {"status": status, "words": words, "reason": reason, "id_of_request": identity}
    return HttpResponse(render_to_string("pages/failure.html", context), status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer a form that is too old or came from elsewhere (``CSRF_FAILURE_VIEW``)."""
    return problem_page(request, 403, reason=str(TOO_OLD))
