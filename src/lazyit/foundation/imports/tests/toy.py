"""A kind of the tests' own, whose rows may refuse, break, or wait for somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from django.db import IntegrityError, OperationalError

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.imports import kinds
from lazyit.foundation.imports.kinds import Action, Draft, Kind, RowResult, Target
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.search.index import Document, put
from lazyit.foundation.search.models import SearchEntry
from lazyit.kernel.errors import Invalid


class ToyImporter:
    """Writes one search entry a row."""

    blocked = 0  # how often the next commits meet a deadlock

    def __init__(self, actor: Actor, session: ImportSession, *, dry_run: bool) -> None:
        self.dry_run = dry_run

    def process(self, drafts: Sequence[Draft]) -> list[RowResult]:
        return [self.one(draft) for draft in drafts]

    def one(self, draft: Draft) -> RowResult:
        if not self.dry_run:
            name = draft.values["name"]
            put(Document("toy", f"{draft.index}", "asset:read", name, "", name))
            self.misbehave(name)
        return RowResult(Action.CREATE, object_id=f"{draft.index}")

    def misbehave(self, name: str) -> None:
        if name == "refused":
            raise Invalid("Not this one.")
        if name == "broken":
            raise IntegrityError("key (name)=(broken) exists")
        if name == "bug":
            raise KeyError(name)
        if ToyImporter.blocked:
            ToyImporter.blocked -= 1
            raise OperationalError("deadlock detected")


def written() -> list[str]:
    """Return the rows that the toy has written, in order."""
    entries = SearchEntry.objects.filter(kind="toy")
    return sorted(entries.values_list("record_id", flat=True), key=int)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Declare the toy kind for one test."""
    kind = Kind(
        key="toys",
        label="Toys",  # type: ignore[arg-type]  # a plain word is enough here
        targets=(Target("name", "Name", "Toy", required=True),),  # type: ignore[arg-type]  # as above
        presets=(),
        reserved_keys=frozenset(),
        check=lambda _targets: [],
        permissions=lambda _targets: frozenset({"import:run"}),
        importer=ToyImporter,
        describe={},
        effects={},
        address=lambda object_id: f"/toys/{object_id}",
    )
    monkeypatch.setitem(kinds._KINDS, "toys", kind)
    ToyImporter.blocked = 0
    yield
    ToyImporter.blocked = 0
