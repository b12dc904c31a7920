"""A finding: what a check saw, why it matters, the command that mends it.

Each sentence is declared once, with gaps; the command says it in English, pages and API in the
language of whoever reads. `_` marks it for the catalogs.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

OK, WARNING, FAILURE = "ok", "warning", "failure"
WORST_FIRST = (FAILURE, WARNING, OK)
Told = dict[str, str]  # a finding as data: check, level, what, why, fix


class Octets(int):
    """A size; whoever shows it chooses the unit."""


@dataclass(frozen=True)
class Words:
    """A sentence and what stands in its gaps."""

    sentence: str
    gaps: Mapping[str, Any] = field(default_factory=dict)

    def say(
        self, translate: Callable[[str], str] = str, show: "Callable[[Any], str] | None" = None
    ) -> str:
        """The sentence in a language, its gaps filled."""
        show = show or plain
        gaps = {name: show(value) for name, value in self.gaps.items()}
        return translate(self.sentence).format(**gaps)


def _(sentence: str, **gaps: Any) -> Words:
    return Words(sentence, gaps)


@dataclass(frozen=True)
class Finding:
    """One thing that a check has to say."""

    check: str
    level: str
    what: Words
    why: "Words | None" = None
    fix: str = ""

    def told(
        self, translate: Callable[[str], str] = str, show: "Callable[[Any], str] | None" = None
    ) -> Told:
        """The finding as data, in a language."""
        return {
            "check": self.check,
            "level": self.level,
            "what": self.what.say(translate, show),
            "why": self.why.say(translate, show) if self.why else "",
            "fix": self.fix,
        }


def well(check: str, what: Words) -> Finding:
    """Nothing is wrong."""
    return Finding(check, OK, what)


def warning(check: str, what: Words, why: Words, fix: str) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(check, WARNING, what, why, fix)


def failure(check: str, what: Words, why: Words, fix: str) -> Finding:
    """Something does not work, or data is in danger."""
    return Finding(check, FAILURE, what, why, fix)


Check = Callable[[], Iterable[Finding]]


def made(check: str, make: Check, fix: str) -> "list[Finding]":
    """What a check finds; one that breaks is a finding itself, never a crash."""
    try:
        return list(make())
    except Exception as error:  # noqa: BLE001 a broken instance breaks checks in any way
        return [unknown(check, error, fix)]


def unknown(check: str, error: Exception, fix: str) -> Finding:
    """A check that could not be made; the error's text may hold anything, so its kind is named."""
    told = error.strerror if isinstance(error, OSError) else None
    reason = f"{type(error).__name__}: {told}" if told else type(error).__name__
    return failure(
        check,
        _("This could not be checked ({reason}).", reason=reason),
        _("Whatever is wrong here stays unseen until it can be."),
        fix,
    )


def worst(levels: Iterable[str]) -> str:
    """The level of a whole."""
    return min(levels, key=WORST_FIRST.index, default=OK)


def plain(value: Any) -> str:
    """A gap's value in English, for the terminal."""
    if isinstance(value, Words):
        return value.say()
    if isinstance(value, tuple):
        return ", ".join(plain(each) for each in value)
    if isinstance(value, Octets):
        return _plain_size(value)
    if isinstance(value, datetime):
        return value.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    return str(value)


def _plain_size(octets: int) -> str:
    value = float(octets)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if value >= 10 or unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"
