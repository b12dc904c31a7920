"""What an event says: a whole translated sentence with names in it, and what became what."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

import orjson
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lazyit.foundation.search.kinds import kind_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


Text: TypeAlias = "str | _StrPromise"


@dataclass(frozen=True, slots=True)
class Reference:
    """A record that an event names; names are looked up for a whole page of events at once."""

    kind: str
    id: str


@dataclass(frozen=True, slots=True)
class Named:
    """What a record is called now."""

    name: str
    archived: bool = False


Names = Mapping[Reference, Named]
Part: TypeAlias = "Reference | Text | None"
Write = Callable[[str, Any], Part]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that became another."""

    label: Text
    before: Part
    after: Part


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with its names, the changes behind it, and the person it concerns, if any."""

    sentence: Text
    parts: Mapping[str, Part] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    target: Reference | None = None

    def references(self) -> Iterator[Reference]:
        """Yield every record that is named."""
        changed = (part for change in self.changes for part in (change.before, change.after))
        for part in (*self.parts.values(), *changed, self.target):
            if isinstance(part, Reference):
                yield part

    def text(self, names: Names) -> str:
        """Write the sentence as plain text."""
        words = {key: words_of(part, names) or "—" for key, part in self.parts.items()}
        return str(self.sentence) % words

    def markup(self, names: Names) -> SafeString:
        """Write the sentence as HTML, in which records are links."""
        words = {key: link_to(part, names) for key, part in self.parts.items()}
        return mark_safe(escape(str(self.sentence)) % words)  # noqa: S308 – every part is escaped


def words_of(part: Part, names: Names) -> str | None:
    """Return a part's words; a record that cannot be found is called by its id."""
    if isinstance(part, Reference):
        return names[part].name if part in names else part.id
    return None if part is None else str(part)


def link_to(part: Part, names: Names) -> SafeString:
    """Return a part's words as HTML; a link where the record has a page."""
    address = _address(part, names) if isinstance(part, Reference) else None
    words = format_html("<bdi>{}</bdi>", words_of(part, names) or "—")
    return format_html('<a href="{}">{}</a>', address, words) if address else words


def _address(reference: Reference, names: Names) -> str | None:
    kind, known = kind_of(reference.kind), names.get(reference)
    return kind.url(reference.id) if kind and known and not known.archived else None


def plain_value(_name: str, value: Any) -> str | None:
    """Write a stored value as people read it, where nothing better is known."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def changes_of(
    fields: Mapping[str, Mapping[str, Any]],
    labels: Mapping[str, Text],
    write: Write = plain_value,
) -> tuple[Change, ...]:
    """Return stored changes (``{name: {from, to}}``) with labels and values for people."""
    return tuple(
        Change(labels.get(name, name), write(name, pair.get("from")), write(name, pair.get("to")))
        for name, pair in fields.items()
    )


def listed(changes: tuple[Change, ...]) -> str:
    """Name what changed, in one line."""
    return ", ".join(str(change.label) for change in changes)
