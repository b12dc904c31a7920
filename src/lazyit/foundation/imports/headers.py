"""Recognises columns by their headers and proposes a mapping, which a person confirms."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lazyit.foundation.imports.kinds import CUSTOM, Kind, Preset
from lazyit.foundation.imports.mapping import ColumnTarget, Mapping
from lazyit.kernel.text import fold

_PUNCTUATION = re.compile(r"[\W_]+")
_MARKS_NEEDED = 2


def fold_header(text: str) -> str:
    """Reduce a header to what is compared: no case, no accents, no punctuation."""
    return " ".join(_PUNCTUATION.sub(" ", fold(text)).split())


def detect_preset(kind: Kind, columns: Sequence[str]) -> Preset | None:
    """Find the product whose export this looks like."""
    present = {fold_header(column) for column in columns}
    for preset in kind.presets:
        if len(present & {fold_header(mark) for mark in preset.marks}) >= _MARKS_NEEDED:
            return preset
    return None


def propose(kind: Kind, columns: Sequence[str]) -> Mapping:
    """Map every column whose header is known; the first column of a target wins."""
    preset = detect_preset(kind, columns)
    words = _words(kind, preset)
    custom = {fold_header(name) for name in preset.custom} if preset else set()
    taken: set[str] = set()
    proposal: dict[str, ColumnTarget] = {}
    for column in columns:
        folded = fold_header(column)
        target = words.get(folded)
        if target and target not in taken:
            taken.add(target)
            proposal[column] = ColumnTarget(target)
        elif folded in custom:
            proposal[column] = ColumnTarget(CUSTOM, column)
    constants = {k: v for k, v in preset.constants.items() if k not in taken} if preset else {}
    return Mapping(proposal, constants)


def _words(kind: Kind, preset: Preset | None) -> dict[str, str]:
    words: dict[str, str] = {}
    for target in kind.targets:
        for synonym in (target.key, *target.synonyms):
            words.setdefault(fold_header(synonym), target.key)
    for header, key in (preset.columns if preset else {}).items():
        words[fold_header(header)] = key
    return words
