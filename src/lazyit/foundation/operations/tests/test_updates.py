"""Version & updates: the journals' runs on the settings page and over the API, and the notes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.operations import release_notes
from lazyit.foundation.operations.models import UpgradeRun
from lazyit.instance.upgrade.journal import BEGUN, DONE
from lazyit.instance.upgrade.runs import Runs
from tests.builders import api_as, api_with, make_administrator, make_member, signed_in
from tests.upgrades import told

pytestmark = pytest.mark.django_db
PAGE = "/settings/instance/updates"
ADDRESS = "/api/instance/upgrades"


def mirror(*runs: dict[str, Any]) -> None:
    call_command("upgrade_runs", json.dumps(runs))


def test_runs_are_shown_with_their_stages_and_what_came_of_them(admin: Person) -> None:
    mirror(told(3, "cut off"), told(2, "went back", cause="A migration failed: <b>no</b>"), told(1))
    page = signed_in(admin).get(PAGE).text
    assert page.count("From 0.2.0 to 0.3.0") == 3
    assert "Back up and rehearse" in page
    assert "Requests waited 1 min 15 sec." in page
    assert "&lt;b&gt;no&lt;/b&gt;" in page
    assert "lazyit upgrade resume" in page
    assert "lazyit upgrade plan" in page
    assert page.index("Stopped half-way") < page.index("Went back by itself")


def test_the_copy_follows_the_journals(admin: Person) -> None:
    mirror(told(1), told(2, "cut off"))
    mirror(told(2))
    assert list(UpgradeRun.objects.values_list("pk", "outcome")) == [
        ("0002-0.3.0-abcdef", "committed")
    ]
    mirror()
    assert "There was no upgrade yet" in signed_in(admin).get(PAGE).text


def test_a_program_gets_the_stages_in_seconds() -> None:
    mirror(told(1))
    (item,) = api_as(make_administrator()).get(ADDRESS).json()["items"]
    assert (item["from"], item["to"], item["outcome"]) == ("0.2.0", "0.3.0", "committed")
    assert item["heldSeconds"] == 75.2
    assert item["stages"][0] == {"name": "rehearse", "seconds": 3.0, "done": True}


def test_others_see_nothing(admin: Person) -> None:
    mirror(told(1))
    for path in (PAGE, f"{PAGE}/notes"):
        assert signed_in(make_member()).get(path).status_code == 403
        assert Client().get(path)["Location"].startswith("/sign-in")
    assert api_with("asset:read").get(ADDRESS).status_code == 403


def test_the_notes_end_with_the_version_that_runs(admin: Person) -> None:
    numbers = [version.number for version in release_notes.versions()]
    assert numbers[-1] == "0.1.0"
    page = signed_in(admin).get(f"{PAGE}/notes").text
    assert 'id="v0.1.0"' in page
    assert "`" not in page.partition('class="stack notes"')[2].partition("</main>")[0]


def test_what_the_history_of_the_command_says_is_understood(tmp_path: Path) -> None:
    history = pytest.importorskip("lazyit.instance.upgrade.history")
    runs = Runs(tmp_path)
    with runs.held():
        journal = runs.begin("9.0.0", to="9.0.0", **{"from": "0.3.0"})
        journal.note("stage", BEGUN)
        journal.note("stage", DONE, seconds=2.0)
        journal.note("finish", DONE, finished="failed", cause="no room")
    mirror(*history.history(runs))
    run = UpgradeRun.objects.get()
    assert (run.from_version, run.to_version, run.outcome) == ("0.3.0", "9.0.0", "failed")
    assert run.cause == "no room"
