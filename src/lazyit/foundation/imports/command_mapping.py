"""The mapping that a command line asks for: what is proposed, with changes."""

from __future__ import annotations

from collections.abc import Mapping as Named
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from lazyit.foundation.imports.kinds import CUSTOM
from lazyit.foundation.imports.mapping import ColumnTarget, Mapping
from lazyit.kernel.errors import Invalid


def mapping_from_options(proposal: Mapping, options: Named[str, Any]) -> Mapping:
    """Apply --map and --set; a constant yields to a column that fills the same field."""
    columns = {**proposal.columns, **_columns(options["map"])}
    constants = {**proposal.constants, **_pairs(options["set"])}
    if options["status"]:
        constants["status"] = options["status"]
    taken = {column.target for column in columns.values()}
    kept = {key: value for key, value in constants.items() if key not in taken}
    return replace(proposal, columns=columns, constants=kept)


def _columns(texts: list[str]) -> dict[str, ColumnTarget]:
    return {
        name: ColumnTarget(target, name if target == CUSTOM else "")
        for name, target in _pairs(texts).items()
    }


def _pairs(texts: list[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals:
            raise Invalid(_("“%(text)s” has no equals sign.") % {"text": text})
        pairs[name] = value
    return pairs
