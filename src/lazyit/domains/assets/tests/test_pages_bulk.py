"""/assets/bulk/*: many assets at once, those ticked or all that match"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lazyit.domains.assets.jobs import BULK_JOB
from lazyit.domains.assets.models import Asset, AssetModel, Assignment, Location
from lazyit.domains.assets.tests.pages import DIALOG, html, said, text, triggered
from lazyit.domains.assets.tests.told import state
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.running import run_job
from tests.builders import signed_in
from tests.register import assign, make_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(admin: Person) -> Client:
    return signed_in(admin)


@pytest.fixture
def three(db: None) -> list[str]:
    return [make_asset(name=f"A{n}", company="Acme").pk for n in range(3)]


def bulk(browser: Client, verb: str, ids: list[str], **more: Any) -> Any:
    return browser.post(f"/assets/bulk/{verb}", {"id": ids, **more}, headers=DIALOG)


def test_a_status_is_set_at_once(browser: Client, three: list[str]) -> None:
    answer = bulk(browser, "status", three[:2], status="LOST")
    assert said(answer) == "2 assets have a new status."
    assert Asset.objects.filter(status="LOST").count() == 2


def test_what_was_so_already_is_said(browser: Client, three: list[str]) -> None:
    Asset.objects.filter(pk=three[0]).update(status="LOST")
    answer = bulk(browser, "status", [*three, "nobody"], status="LOST")
    assert said(answer) == "2 assets have a new status. 1 is no longer there. 1 was so already."


@pytest.mark.parametrize(
    ("verb", "title"),
    [
        ("assign", "Assign 3 assets"),
        ("release", "Release 3 assets"),
        ("location", "Move 3 assets"),
        ("company", "Set the company of 3 assets"),
        ("model", "Set the model of 3 assets"),
        ("archive", "Archive 3 assets?"),
    ],
)
def test_others_ask_first_and_say_how_many(
    browser: Client, three: list[str], verb: str, title: str
) -> None:
    before = state()
    answer = bulk(browser, verb, three)
    assert title in text(answer)
    assert "A0 , A1 , A2" in text(answer)
    assert all(f'name="id" value="{i}"' in html(answer) for i in three)
    assert state() == before


def test_assigning(browser: Client, three: list[str], member: Person) -> None:
    sent = {"user": str(member.pk), "notes": "New hire", "confirmed": "yes"}
    assert said(bulk(browser, "assign", three, **sent)) == "3 assets were assigned."
    assert Assignment.objects.filter(user=member, notes="New hire").count() == 3


def test_a_missing_person_is_asked_for_again(browser: Client, three: list[str]) -> None:
    page = text(bulk(browser, "assign", three, confirmed="yes"))
    assert "This field is required." in page
    assert not Assignment.objects.exists()


def test_moving_and_clearing(browser: Client, three: list[str], location: Location) -> None:
    bulk(browser, "location", three, location=location.pk, confirmed="yes")
    assert Asset.objects.filter(location=location).count() == 3
    bulk(browser, "location", three, location="", confirmed="yes")
    assert Asset.objects.filter(location=None).count() == 3


def test_model_and_company(browser: Client, three: list[str], model: AssetModel) -> None:
    bulk(browser, "model", three, model=model.pk, confirmed="yes")
    bulk(browser, "company", three, company="New Ltd", confirmed="yes")
    assert Asset.objects.filter(model=model, company="New Ltd").count() == 3


def test_releasing(browser: Client, three: list[str], member: Person) -> None:
    assign(Asset.objects.get(pk=three[0]), member)
    assert "1 of them has an owner." in text(bulk(browser, "release", three))
    said_so = said(bulk(browser, "release", three, confirmed="yes"))
    assert said_so == "1 asset was released. 2 were so already."


def test_archiving_with_release_and_undo(browser: Client, three: list[str], member: Person) -> None:
    assign(Asset.objects.get(pk=three[0]), member)
    answer = bulk(browser, "archive", three, release="on", confirmed="yes")
    assert said(answer) == "3 assets were archived."
    assert not Assignment.objects.active().exists()
    assert not Asset.objects.live().exists()
    undone = browser.post(triggered(answer)["lz:toast"]["undo"], headers=DIALOG)
    assert said(undone) == "3 assets are in use again."
    assert Asset.objects.live().count() == 3


def test_all_that_match_the_filters(browser: Client, three: list[str]) -> None:
    make_asset(name="Other", company="Else")
    sent = {"matching": "all", "query": "company=Acme&sort=name", "status": "LOST"}
    assert said(bulk(browser, "status", three[:1], **sent)) == "3 assets have a new status."
    assert Asset.objects.exclude(status="LOST").get().name == "Other"


def test_all_archived_that_match(browser: Client, three: list[str]) -> None:
    bulk(browser, "archive", three, confirmed="yes")
    sent = {"matching": "all", "query": "archived=only"}
    assert said(bulk(browser, "restore", [], **sent)) == "3 assets are in use again."


def test_more_than_two_hundred_become_a_job(browser: Client, admin: Person) -> None:
    Asset.objects.bulk_create(Asset(name=f"A{n}", status="OPERATIONAL") for n in range(450))
    sent = {"matching": "all", "query": "", "status": "RETIRED", "next": "/assets?q=a"}
    answer = bulk(browser, "status", [], **sent)
    job = Job.objects.get(kind=BULK_JOB)
    assert (answer.status_code, answer["HX-Redirect"]) == (
        204,
        f"/jobs/{job.pk}?next=%2Fassets%3Fq%3Da",
    )
    assert (len(job.payload["ids"]), job.person_id, job.total) == (450, admin.pk, 450)
    Asset.objects.filter(name="A7").update(deleted_at="2026-01-01T00:00:00Z")
    run_job(job.pk)
    job.refresh_from_db()
    result = job.result or {}
    assert (job.state, result["succeeded"]) == (JobState.DONE, 449)
    assert result["skipped"][0]["reason"] == "not_found"
    assert Asset.objects.filter(status="RETIRED").count() == 449
    assert "A7" in text(browser.get(f"/jobs/{job.pk}"))


def test_a_job_that_runs_again_finds_most_of_it_done(browser: Client) -> None:
    Asset.objects.bulk_create(Asset(name="A", status="OPERATIONAL") for _n in range(201))
    bulk(browser, "status", [], matching="all", query="", status="RETIRED")
    job = Job.objects.get(kind=BULK_JOB)
    run_job(job.pk)
    Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
    run_job(job.pk)
    job.refresh_from_db()
    result = job.result or {}
    assert (result["succeeded"], result["skippedCount"]) == (0, 201)


def test_permissions_taken_away_stop_a_waiting_job(browser: Client, admin: Person) -> None:
    Asset.objects.bulk_create(Asset(name="A", status="OPERATIONAL") for _n in range(201))
    bulk(browser, "archive", [], matching="all", query="", confirmed="yes")
    Person.objects.filter(pk=admin.pk).update(role="VIEWER")
    job = Job.objects.get(kind=BULK_JOB)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "asset:delete" in (job.error or "")
    assert Asset.objects.live().count() == 201


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("status", {"id": []}),
        ("status", {"id": ["a b"]}),
        ("status", {"id": [f"x{n}" for n in range(201)]}),
        ("status", {"matching": "all", "query": "surprise=1"}),
    ],
)
def test_what_cannot_be_meant(browser: Client, verb: str, sent: dict[str, Any]) -> None:
    assert browser.post(f"/assets/bulk/{verb}", {"status": "LOST", **sent}).status_code == 400


def test_unknown_changes_and_wrong_values(browser: Client, three: list[str]) -> None:
    before = state()
    assert browser.post("/assets/bulk/paint", {"id": three}).status_code == 404
    assert browser.get("/assets/bulk/status").status_code == 405
    assert "Select a valid choice" in text(bulk(browser, "status", three, status="X"))
    assert state() == before


def test_viewers_and_members_are_limited(viewer: Person, member: Person, three: list[str]) -> None:
    before = state()
    assert bulk(signed_in(viewer), "status", three, status="LOST").status_code == 403
    assert bulk(signed_in(member), "archive", three, confirmed="yes").status_code == 403
    assert state() == before
    assert bulk(signed_in(member), "status", three, status="LOST").status_code == 204


def test_without_javascript_one_comes_back_to_the_list(browser: Client, three: list[str]) -> None:
    sent = {"id": three, "status": "LOST", "next": "/assets?q=a"}
    answer = browser.post("/assets/bulk/status", sent)
    assert answer["Location"] == "/assets?q=a"
    elsewhere = browser.post("/assets/bulk/status", {**sent, "next": "https://evil.example/"})
    assert elsewhere["Location"] == "/assets"
