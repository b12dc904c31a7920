"""One bad row never stops the others, whatever goes wrong with it."""

from __future__ import annotations

import pytest

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.accounting import account_rows
from lazyit.foundation.imports.models import ImportSession, RowState
from lazyit.foundation.imports.tests.toy import ToyImporter, toy, written
from tests.importing import imported, row

__all__ = ["toy"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("toy")]


def toys(admin: Person, *names: str) -> ImportSession:
    return imported(admin, "\n".join(["Name", *names]), kind="toys")


def state(session: ImportSession, index: int) -> tuple[str, str]:
    found = row(session, index)
    return found.state, found.errors[0]["code"] if found.errors else ""


@pytest.mark.parametrize(
    ("name", "code"),
    [("refused", "refused"), ("broken", "unexpected"), ("bug", "unexpected")],
)
def test_a_bad_row_leaves_nothing_behind(admin: Person, name: str, code: str) -> None:
    session = toys(admin, "a", "b", name, "c", "d")
    assert written() == ["1", "2", "4", "5"]
    assert state(session, 3) == (RowState.FAILED, code)
    assert account_rows(session)["created"] == 4
    assert account_rows(session)["failed"] == 1


def test_many_bad_rows(admin: Person) -> None:
    names = ["refused" if number % 7 == 0 else "fine" for number in range(1, 251)]
    session = toys(admin, *names)
    assert account_rows(session)["failed"] == 35
    assert len(written()) == account_rows(session)["created"] == 215


def test_a_refusal_is_told_in_its_own_words(admin: Person) -> None:
    session = toys(admin, "refused")
    assert row(session, 1).errors[0]["params"] == {"message": "Not this one."}


def test_a_deadlock_only_means_another_attempt(admin: Person) -> None:
    ToyImporter.blocked = 3
    session = toys(admin, "a", "b")
    assert written() == ["1", "2"]
    assert account_rows(session)["failed"] == 0
