"""What the next page says about what was just done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest


def notify(request: HttpRequest, text: str, *, undo: str = "") -> None:
    """Show a toast; ``undo`` is an address that takes the action back when posted to."""
    messages.success(request, text, extra_tags=undo)


def warn(request: HttpRequest, text: str) -> None:
    """Show a toast about something that went only half well."""
    messages.warning(request, text)
