"""What row templates need: the instants of rows are texts, as on the wire."""

from __future__ import annotations

from datetime import date, datetime

from django import template

register = template.Library()


@register.filter
def instant(value: str | None) -> datetime | None:
    """Read an instant as lists carry it."""
    return datetime.fromisoformat(value) if value else None


@register.filter
def calendar_day(value: str | None) -> date | None:
    """Read a calendar date as lists carry it: midnight in UTC."""
    return date.fromisoformat(value[:10]) if value else None
