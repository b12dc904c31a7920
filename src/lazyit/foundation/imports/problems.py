"""Words for every code that an import can report; kinds add their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.foundation.imports.kinds import CUSTOM, IGNORE, Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Text

# Why a whole file is refused.
REFUSALS: dict[str, Text] = {
    "spreadsheet": gettext_lazy("This is a spreadsheet. Export it to CSV and upload that file."),
    "extension": gettext_lazy("Only files with the extension .csv can be imported."),
    "binary": gettext_lazy("This is not a text file, whatever its name says. Export a CSV file."),
    "encoding": gettext_lazy(
        "The text is neither UTF-8 nor Windows-1252. Save the file as CSV in UTF-8."
    ),
    "empty": gettext_lazy("The file is empty."),
    "no-rows": gettext_lazy("The file has a header but no rows beneath it."),
    "open-quote": gettext_lazy(
        "A quotation mark opened on line %(line)s is never closed. The file is probably cut off;"
        " export it again."
    ),
    "cell-too-long": gettext_lazy(
        "A cell that starts on line %(line)s is longer than %(limit)s characters. A closing"
        " quotation mark may be missing."
    ),
    "too-many-columns": gettext_lazy(
        "The file has %(count)s columns; at most %(limit)s are accepted."
    ),
    "too-many-rows": gettext_lazy(
        "The file has more than %(limit)s rows. Split it, or raise MAX_IMPORT_ROWS."
    ),
    "newer-version": gettext_lazy(
        "The file was exported by a newer lazyit (version %(file)s) than this one (%(server)s)."
        " Upgrade first."
    ),
    "too-much-memory": gettext_lazy(
        "Reading the file needs more memory than allowed. Split it, or raise IMPORT_CHILD_HEAP_MB."
    ),
    "parser-timeout": gettext_lazy("Reading the file took too long and was stopped."),
    "parser-crashed": gettext_lazy("The file could not be read: its reader broke off."),
}

# What is wrong with a mapping or a row.
PROBLEMS: dict[str, Text] = {
    "unknown-column": gettext_lazy("The file has no column “%(field)s”."),
    "unknown-target": gettext_lazy("There is no field “%(value)s” to import into."),
    "duplicate-target": gettext_lazy("“%(field)s” is filled more than once."),
    "custom-key-length": gettext_lazy(
        "The custom field of the column “%(field)s” needs a name of 1 to 100 characters."
    ),
    "custom-key-reserved": gettext_lazy("“%(value)s” cannot be the name of a custom field."),
    "custom-key-duplicate": gettext_lazy("Two columns fill the custom field “%(value)s”."),
    "too-many-custom-keys": gettext_lazy("At most %(limit)s columns can become custom fields."),
    "required": gettext_lazy("“%(field)s” is required."),
    "unknown-choice": gettext_lazy("“%(value)s” is not a known value of “%(field)s”."),
    "not-a-date": gettext_lazy("“%(value)s” in “%(field)s” is not a date that can be read."),
    "impossible-date": gettext_lazy("The date “%(value)s” in “%(field)s” does not exist."),
    "not-money": gettext_lazy("“%(value)s” in “%(field)s” is not an amount of money."),
    "not-a-whole-number": gettext_lazy("“%(value)s” in “%(field)s” is not a whole number."),
    "negative": gettext_lazy("“%(value)s” in “%(field)s” is below zero."),
    "too-large": gettext_lazy("“%(value)s” in “%(field)s” is too large."),
    "too-long": gettext_lazy("The text in “%(field)s” is longer than %(limit)s characters."),
    "not-storable": gettext_lazy(
        "The text in “%(field)s” contains characters that cannot be stored."
    ),
    "damaged-number": gettext_lazy(
        "“%(value)s” in “%(field)s” was damaged by a spreadsheet: it is a rounded number."
        " Format the column as text and export again."
    ),
    "incomplete-line": gettext_lazy(
        "The file ends in the middle of this line; it was cut off. Export it again."
    ),
    "unexpected": gettext_lazy("This row met an unexpected error. The log has the details."),
    "stopped": gettext_lazy("The import was stopped before this row."),
}


def refusal_text(code: str, params: Mapping[str, Any]) -> str:
    """Say why a file is refused."""
    return str(REFUSALS.get(code, REFUSALS["parser-crashed"])) % params


def describe(kind: Kind, problem: Mapping[str, Any]) -> str:
    """Say what a problem, as stored, means to a person."""
    if problem["code"] == "refused":  # an action's own words
        return str(problem["params"]["message"])
    text = kind.describe.get(problem["code"]) or PROBLEMS.get(problem["code"])
    if text is None:
        return str(problem["code"])
    words = {"field": field_label(kind, problem["field"]), "value": problem["value"]}
    params = {name: _worded(kind, value) for name, value in problem["params"].items()}
    return str(text) % {**words, **params}


def _worded(kind: Kind, value: Any) -> Any:
    """Turn a list of fields into their labels."""
    return ", ".join(field_label(kind, k) for k in value) if isinstance(value, list) else value


def field_label(kind: Kind, key: str) -> str:
    """Return the label of a target; a column's own name stays as it is."""
    if key == CUSTOM:
        return _("Custom field")
    if key == IGNORE:
        return _("Ignore")
    target = kind.target(key)
    return str(target.label) if target else key
