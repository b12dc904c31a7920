"""What is wrong before any route reads a field: still an answer in JSON, never a failure."""

from __future__ import annotations

import pytest

from lazyit.foundation.accounts.models import Person
from tests.builders import signed_in

MULTIPART = "multipart/form-data"
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("address", ["/api/assets", "/api/search", "/api/dashboard/activity"])
def test_thousands_of_parameters_are_refused(admin: Person, address: str) -> None:
    answer = signed_in(admin).get(f"{address}?{'a=1&' * 2100}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"x", MULTIPART), (b"x", f"{MULTIPART}; boundary=\xff"), (b"a=1&" * 2100, FORM)],
)
def test_a_form_that_is_none_is_refused(admin: Person, body: bytes, kind: str) -> None:
    answer = signed_in(admin).generic("POST", "/api/imports", body, content_type=kind)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
