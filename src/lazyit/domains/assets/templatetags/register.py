"""Marks of the asset register: statuses and kinds of place, in words with their tone."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lazyit.domains.assets.choices import LocationType, Status

register = template.Library()
TONES: dict[str, str] = {
    Status.OPERATIONAL: "green",
    Status.IN_MAINTENANCE: "amber",
    Status.IN_STORAGE: "slate hollow",
    Status.RETIRED: "slate dash",
    Status.LOST: "red",
    Status.UNKNOWN: "slate",
}


@register.filter
def status_mark(value: str) -> SafeString:
    """Draw a status: its shape, tone and words."""
    return format_html('<span class="status {}">{}</span>', TONES[value], Status(value).label)


@register.filter
def status_tone(value: str) -> str:
    """Return the tone of a status."""
    return TONES[value]


@register.filter
def place_type(value: str) -> str:
    """Return the words of a kind of place."""
    return str(LocationType(value).label)
