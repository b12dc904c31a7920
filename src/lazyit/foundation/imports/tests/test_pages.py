"""The import pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.actions import start_commit, start_dry_run
from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.jobs.models import JobState
from tests.builders import actor_of, make_administrator, signed_in
from tests.importing import dry_run, imported, mapped, upload, worked

FILE = "Name,Status,Serial,Rack,Purchased\nA,lost,S1,R1,1/2/23\nB,asleep,S2,R2,\n"

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


Form = dict[str, Any]


def text(client: Client, path: str, **params: Any) -> str:
    answer = client.get(path, params)
    assert answer.status_code == 200
    return answer.content.decode()


def only() -> ImportSession:
    return ImportSession.objects.get()


def fields(session: ImportSession, **changes: str) -> dict[str, str]:
    """Return the mapping form as the page would send it unchanged."""
    mapping = session.decided()
    form = {f"target-{n}": mapping.of(name).target for n, name in enumerate(session.columns)}
    return {**form, **changes}


def test_the_whole_way(browser: Client) -> None:
    file: Form = {"file": SimpleUploadedFile("a.csv", FILE.encode()), "entity": "assets"}
    answer = browser.post("/imports", file)
    page = f"/imports/{only().pk}"
    assert answer["Location"] == page
    assert "Reading the file" in text(browser, page)
    session = worked(only())
    shown = text(browser, page)
    assert "Where each column goes" in shown
    assert "R1" in shown
    answer = browser.post(
        f"{page}/mapping", fields(session, **{"target-3": "custom", "key-3": "Rack"})
    )
    assert answer["Location"] == page
    assert "Checking rows" in text(browser, page)
    worked(only())
    shown = text(browser, page)
    assert "Import 1 row<" in shown
    assert "“asleep” in 1 row" in shown
    decision = {"field": "status", "value": "asleep", "choice": "IN_STORAGE"}
    assert browser.post(f"{page}/decisions", decision)["Location"] == page
    worked(only())
    assert "Import 2 rows<" in text(browser, page)
    assert browser.post(f"{page}/commit")["Location"] == page
    assert "Importing rows" in text(browser, page)
    worked(only())
    shown = text(browser, page)
    assert "what became of all 2 rows" in shown
    assert "Custom field “Rack”" in shown
    assert dict(Asset.objects.values_list("name", "status")) == {"A": "LOST", "B": "IN_STORAGE"}


def test_the_first_page_lists_imports(browser: Client, admin: Person) -> None:
    assert "Nothing is written before" in text(browser, "/imports")
    imported(admin, FILE)
    assert "All imports" in text(browser, "/imports")


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("a.xlsx", b"PK", 415, "Export it to CSV"),
        ("a.csv", b"x" * (6 * 2**20), 413, "larger than 5 MB"),
    ],
)
def test_refused_uploads(
    browser: Client, name: str, content: bytes, status: int, words: str
) -> None:
    form = {"file": SimpleUploadedFile(name, content), "entity": "assets"}
    answer = browser.post("/imports", form)
    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert ImportSession.objects.count() == 0


def test_an_upload_without_a_file(browser: Client) -> None:
    answer = browser.post("/imports", {"entity": "assets"})
    assert (answer.status_code, "Choose a file" in answer.content.decode()) == (400, True)


def test_an_unreadable_file_says_why(browser: Client, admin: Person) -> None:
    session = upload(admin, 'Name\n"A')
    assert "never closed" in text(browser, f"/imports/{session.pk}")


def test_a_mapping_that_is_not_complete(browser: Client, admin: Person) -> None:
    session = upload(admin, FILE)
    answer = browser.post(
        f"/imports/{session.pk}/mapping", fields(session, **{"target-1": "ignore"})
    )
    assert (answer.status_code, "is required" in answer.content.decode()) == (400, True)
    session.refresh_from_db()
    assert session.state == "PARSED"


def test_errors_of_a_mapping_stand_beside_their_columns(browser: Client, admin: Person) -> None:
    session = upload(admin, FILE)
    form = fields(session, **{"target-3": "custom", "key-3": "serial", "target-4": "nope"})
    shown = browser.post(f"/imports/{session.pk}/mapping", form).content.decode()
    assert 'id="errors-3"' in shown
    assert 'id="errors-4"' in shown


def test_all_ignored_columns_become_custom_fields(browser: Client, admin: Person) -> None:
    session = upload(admin, FILE)
    form = fields(session, **{"custom-all": ""})
    shown = browser.post(f"/imports/{session.pk}/mapping", form).content.decode()
    assert '<option value="custom" selected>' in shown
    session.refresh_from_db()
    assert session.decided().of("Rack").target == "ignore"


def test_the_mapping_can_be_changed_after_the_dry_run(browser: Client, admin: Person) -> None:
    session = dry_run(admin, FILE)
    assert "Where each column goes" in text(browser, f"/imports/{session.pk}", step="mapping")


def test_the_order_of_dates_can_be_chosen(browser: Client, admin: Person) -> None:
    session = upload(admin, FILE)
    browser.post(f"/imports/{session.pk}/mapping", fields(session, **{"order-4": "MDY"}))
    session.refresh_from_db()
    assert session.decided().date_orders == {"Purchased": "MDY"}


def test_progress_is_a_fragment_that_reloads_the_page_at_the_end(
    browser: Client, admin: Person
) -> None:
    session = mapped(admin, FILE)
    start_dry_run(actor=actor_of(admin), session_id=session.pk)
    path = f"/imports/{session.pk}/progress"
    shown = text(browser, path)
    assert "<html" not in shown
    assert "0 / 2" in shown
    worked(only())
    assert browser.get(path)["HX-Redirect"] == f"/imports/{session.pk}"


def test_an_import_that_stopped_half_way_offers_to_go_on(browser: Client, admin: Person) -> None:
    session = start_commit(actor=actor_of(admin), session_id=dry_run(admin, FILE).pk)
    assert session.job
    session.job.state = JobState.FAILED
    session.job.save(update_fields=["state"])
    page = f"/imports/{session.pk}"
    assert "Go on importing" in text(browser, page)
    assert browser.post(f"{page}/commit")["Location"] == page
    assert worked(only()).status == "COMMITTED"


def test_discarding(browser: Client, admin: Person) -> None:
    session = dry_run(admin, FILE)
    assert browser.post(f"/imports/{session.pk}/discard")["Location"] == "/imports"
    assert ImportSession.objects.count() == 0


def test_stopping(browser: Client, admin: Person) -> None:
    session = start_commit(actor=actor_of(admin), session_id=dry_run(admin, FILE).pk)
    page = f"/imports/{session.pk}"
    assert browser.post(f"{page}/discard")["Location"] == page
    assert "Stopped" in text(browser, page)
    assert Asset.objects.count() == 0


def test_rows_with_something_to_say(browser: Client, admin: Person) -> None:
    session = imported(admin, FILE)
    every = text(browser, f"/imports/{session.pk}")
    few = text(browser, f"/imports/{session.pk}", rows="problems", page="99999999999")
    assert ("A · lost" in every, "A · lost" in few, "B · asleep" in few) == (True, False, True)


def test_markup_in_a_file_stays_text(browser: Client, admin: Person) -> None:
    session = imported(admin, 'Name,<b>x,Status\n"<script>alert(1)</script>",y,lost\n')
    shown = text(browser, f"/imports/{session.pk}")
    assert "<script>alert(1)" not in shown
    assert "<b>x" not in shown


def test_the_errors_file(browser: Client, admin: Person) -> None:
    session = imported(admin, FILE)
    answer = browser.get(f"/imports/{session.pk}/errors.csv")
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("path", ["", "/progress", "/errors.csv"])
def test_somebody_elses_import_does_not_exist(admin: Person, path: str) -> None:
    session = upload(admin, FILE)
    other = signed_in(make_administrator())
    assert other.get(f"/imports/{session.pk}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/mapping", "/decisions", "/commit", "/discard"])
def test_somebody_else_changes_nothing(admin: Person, member: Person, path: str) -> None:
    session = upload(admin, FILE)
    address = f"/imports/{session.pk}{path}"
    assert signed_in(make_administrator()).post(address).status_code == 404
    assert signed_in(member).post(address).status_code == 403
    assert only().state == "PARSED"


def test_members_see_no_imports(member: Person) -> None:
    assert signed_in(member).get("/imports").status_code == 403
