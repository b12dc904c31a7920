"""PostgreSQL on a full disk, or gone in the middle of a statement: who asked is told so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from lazyit.domains.assets.models import Location
from tests.builders import api_with_all, make_administrator, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
FULL = "RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'"
GONE = "PERFORM pg_terminate_backend(pg_backend_pid())"
PLACE = {"name": "Office", "type": "OFFICE"}


@pytest.fixture(params=[(FULL, "disk_full"), (GONE, "database_away")], ids=["full", "gone"])
def outage(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that cannot keep another location; the code that says so."""
    statement, code = request.param
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION outage() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {statement}; RETURN NEW; END $$;"
            f"CREATE TRIGGER outage BEFORE INSERT ON assets_location "
            f"FOR EACH ROW EXECUTE FUNCTION outage()"
        )
    yield code
    connection.close()  # the next statement finds another session
    with connection.cursor() as cursor:
        cursor.execute("DROP FUNCTION outage() CASCADE")


def test_the_api_answers_503_and_keeps_nothing(outage: str) -> None:
    answer = api_with_all().post("/api/locations", PLACE)
    assert (answer.status_code, answer.json()["code"]) == (503, outage)
    connection.close()
    assert not Location.objects.exists()


def test_a_page_says_it_without_asking_the_database(outage: str) -> None:
    browser = signed_in(make_administrator())
    answer = browser.post("/locations/new", PLACE)
    assert answer.status_code == 503
    told = {"disk_full": "The disk of the server is full.", "database_away": "does not answer"}
    assert told[outage] in answer.content.decode()
    connection.close()
    assert not Location.objects.exists()
