"""Notes on assets as years of use leave them: long, full of numbers, often reworded."""

from __future__ import annotations

import random
from collections.abc import Sequence

from lazyit.domains.assets.models import Asset
from lazyit.domains.dashboard.demo import words

LONGEST = 1900  # characters; a field takes 2,000
MOST = 5  # wordings of one note
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


def write(assets: Sequence[Asset], seed: int) -> dict[str, list[str]]:
    """Give every asset its notes; return all wordings they had, the oldest first, by asset."""
    chance = random.Random(seed + 1)  # noqa: S311 – repeatable on purpose
    found = {}
    for asset in assets:
        found[str(asset.pk)] = wordings = _wordings(chance)
        asset.notes = wordings[-1]
    return found


def _wordings(chance: random.Random) -> list[str]:
    """Most notes are short and written once; some grow for years."""
    told, wordings = "", []
    for _edit in range(1 + min(MOST - 1, int(chance.expovariate(0.6)))):
        entries = " ".join(_entry(chance) for _entry_ in range(2 + int(chance.expovariate(0.5))))
        told = f"{entries} {told}".strip()[:LONGEST]
        wordings.append(told)
    return wordings


def _entry(chance: random.Random) -> str:
    """One remark, with numbers as an invoice, a ticket or a label has them."""
    what, who = chance.choice(words.REMARKS), chance.choice(words.LAST_NAMES)
    return f"{what} {_number(chance, 10)} ({who}, {_number(chance, 6)}-{_number(chance, 8)})."


def _number(chance: random.Random, length: int) -> str:
    return "".join(chance.choices(LETTERS, k=length)).upper()
