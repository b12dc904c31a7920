"""A mapping whose texts no database can hold is refused beside its column."""

from __future__ import annotations

import pytest

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.models import ImportSession
from tests.builders import signed_in
from tests.importing import dry_run, upload

pytestmark = pytest.mark.django_db
FILE = "Name,Status,Rack\nA,lost,R1\nB,asleep,R2\n"
FORM = {"target-0": "name", "target-1": "status", "target-2": "custom", "key-2": "Rack"}


@pytest.mark.parametrize(
    "change",
    [
        {"key-2": "Ra\0ck"},
        {"target-1": "ignore", "constant-status": "LOST\0"},
        {"constant-\0": "a"},
    ],
)
def test_a_mapping_with_a_wrong_text_is_refused(admin: Person, change: dict[str, str]) -> None:
    session = upload(admin, FILE)
    answer = signed_in(admin).post(f"/imports/{session.pk}/mapping", {**FORM, **change})
    assert answer.status_code == 400
    assert ImportSession.objects.get().mapping == session.mapping


def test_a_decision_about_a_wrong_text_is_refused(admin: Person) -> None:
    session = dry_run(admin, FILE)
    form = {"field": "status", "value": "asl\0eep", "choice": "LOST"}
    assert signed_in(admin).post(f"/imports/{session.pk}/decisions", form).status_code == 400
    assert ImportSession.objects.get().mapping == session.mapping


@pytest.mark.parametrize("page", ["²", "9" * 5000, "-1", "٣"])
def test_a_page_that_is_none_is_the_first_or_the_last(admin: Person, page: str) -> None:
    session = dry_run(admin, FILE)
    assert signed_in(admin).get(f"/imports/{session.pk}", {"page": page}).status_code == 200
