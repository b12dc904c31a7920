"""What the forms of all records share: columns, what a record shows, what was changed."""

from __future__ import annotations

from typing import Any, ClassVar

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.pages.forms import PageForm
from lazyit.foundation.records.record import Record


class RecordForm(PageForm):
    """A form whose fields are a record's columns."""

    links: ClassVar[dict[str, str]] = {}  # fields that choose another record, and their columns
    needed: ClassVar[dict[str, str]] = {}  # what one must be permitted to read to choose one
    extra: ClassVar[frozenset[str]] = frozenset()  # fields that are no columns
    wordless: ClassVar[frozenset[str]] = frozenset({"specs", "specs_schema"})

    def limit_to(self, actor: Actor) -> None:
        """Drop the pickers of what the actor may not read."""
        for name, permission in self.needed.items():
            if not actor.may(permission):
                self.fields.pop(name, None)

    def columns(self) -> dict[str, Any]:
        """Return what was typed under the names of the columns."""
        given = {k: v for k, v in self.values().items() if k not in self.extra}
        return {self.links.get(k, k): v for k, v in given.items()}

    def changes(self, record: Record) -> dict[str, Any]:
        """Return what differs from what the form showed of the record.

        A link to an archived record shows as none, and stays unless another one is chosen.
        """
        shown = self.initial_of(record)
        given = {k: v for k, v in self.values().items() if k in shown and v != shown[k]}
        return {self.links.get(k, k): v for k, v in given.items()}

    @classmethod
    def initial_of(cls, record: Record) -> dict[str, Any]:
        """Return a record's values for its form."""
        names = [n for n in cls.base_fields if n not in {*cls.extra, *cls.links}]
        values = {name: getattr(record, name) for name in names}
        for name in cls.links:
            linked = getattr(record, name)
            values[name] = linked.pk if linked and not linked.deleted_at else None
        return values

    @classmethod
    def words_of(cls, record: Record) -> dict[str, str]:
        """Return a record's values as people read them, to compare with what was typed."""
        form = cls(initial=cls.initial_of(record))
        without = {"version", *cls.extra, *cls.wordless}
        return {name: form.shown(name) for name in form.fields if name not in without}

    def expected_version(self) -> int:
        """Return the version that the form began with; one that never was if it is not a number."""
        text = str(self.cleaned_data.get("version") or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
