"""Findings in the reader's language, with numbers and times as people there write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from lazyit.foundation.pages import formats
from lazyit.instance.doctor.areas import TITLES
from lazyit.instance.doctor.findings import Finding, Octets, Told, Words


def tell(finding: Finding) -> Told:
    """Return a finding as data."""
    return finding.told(gettext, _show)


def title_of(check: str) -> str:
    """Return what an area is called."""
    return TITLES[check].say(gettext)


def _show(value: Any) -> str:
    if isinstance(value, Words):
        return value.say(gettext, _show)
    if isinstance(value, tuple):
        return ", ".join(_show(each) for each in value)
    if isinstance(value, Octets):
        return formats.size(value)
    if isinstance(value, datetime):
        return formats.moment(value)
    return str(value)
