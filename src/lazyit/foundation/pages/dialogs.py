"""Forms that stand on a page of their own, and in a dialog where one asked for them."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from lazyit.foundation.pages.notices import notify


def in_dialog(request: HttpRequest) -> bool:
    """Say whether the page below the form stays (``data-dialog`` on its link or form)."""
    return request.headers.get("X-Inline") == "dialog"


def done(
    request: HttpRequest, to: str, text: str, *, undo: str = "", gone: str = ""
) -> HttpResponse:
    """Say what was done: over the refreshed page if a dialog asked, else on the page ``to``.

    ``gone`` is the address of a record that is no more; over it one goes to ``to`` as well.
    """
    if in_dialog(request) and (not gone or _stands_over(request) != gone):
        events = {"lz:toast": {"text": text, "undo": undo}, "lz:changed": {}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    notify(request, text, undo=undo)
    return go(request, to)


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Leave for another page, also out of a dialog."""
    if in_dialog(request):
        return HttpResponse(status=204, headers={"HX-Redirect": to})
    return HttpResponseRedirect(to)


def refused(request: HttpRequest, to: str, text: str) -> HttpResponse:
    """Say why nothing was done: over the page as it is, or on the page ``to``."""
    if in_dialog(request):
        events = {"lz:toast": {"text": text, "tone": "error"}}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(events)})
    messages.error(request, text)
    return HttpResponseRedirect(to)


def _stands_over(request: HttpRequest) -> str:
    """Return the address of the page below the dialog."""
    return urlsplit(request.headers.get("HX-Current-URL", "")).path
