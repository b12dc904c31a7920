"""The banner and the notice above every page, for those who can mend it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lazyit.foundation.accounts.models import Person
from lazyit.foundation.operations import backup_alerts
from lazyit.foundation.operations.models import BackupStatus, Instance
from lazyit.foundation.operations.tests.test_backups import bundle
from lazyit.instance.backup import noting
from lazyit.instance.backup.bundle import Bundle
from lazyit.instance.psql import Database
from lazyit.kernel import clock
from tests.builders import make_member, signed_in

BANNER = "There is no verified backup of the last 48 hours."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("LAZYIT_DATA", str(tmp_path))
    backup_alerts.forget()
    yield tmp_path / "backups"
    backup_alerts.forget()


def set_up(age: timedelta) -> None:
    Instance.objects.update_or_create(pk=1, defaults={"auth_mode": "local"})
    Instance.objects.update(created_at=clock.now() - age)


def seen(person: Person, path: str = "/") -> str:
    backup_alerts.forget()
    text: str = signed_in(person).get(path).text
    return text.partition('class="page-banners"')[2].partition("page-head")[0]


@pytest.mark.django_db
def test_every_page_warns_administrators_after_48_hours(admin: Person, folder: Path) -> None:
    set_up(timedelta(hours=47))
    assert BANNER not in seen(admin)  # the first night is still to come
    set_up(timedelta(hours=49))
    for path in ("/", "/people", "/settings/instance"):
        assert BANNER in seen(admin, path)
    assert BANNER not in seen(make_member())
    BackupStatus.objects.create(verified_at=clock.now() - timedelta(hours=3))
    assert BANNER not in seen(admin)
    BackupStatus.objects.update(verified_at=clock.now() - timedelta(hours=49))
    assert BANNER in seen(admin)
    bundle(folder, timedelta(hours=2))  # one that an upgrade has made
    assert BANNER not in seen(admin)


@pytest.mark.django_db
def test_a_failed_backup_is_told_until_one_succeeds(admin: Person) -> None:
    set_up(timedelta(hours=1))
    BackupStatus.objects.create(failed_at=clock.now(), failure="No <room> left.\nmore")
    told = seen(admin)
    assert "failed." in told
    assert "No &lt;room&gt; left." in told
    assert "more" not in told.partition("left.")[2].partition("</bdi>")[0]
    assert "failed." not in seen(make_member())


@pytest.mark.django_db
def test_a_page_asks_once_a_minute(admin: Person) -> None:
    client = signed_in(admin)
    client.get("/settings")
    with CaptureQueriesContext(connection) as captured:
        client.get("/settings")
    assert not any("backup_status" in query["sql"] for query in captured)


@pytest.mark.django_db(transaction=True)
def test_the_command_notes_what_came_of_it(tmp_path: Path) -> None:
    name = connection.settings_dict["NAME"]
    database = Database.at(os.environ["DATABASE_URL"]).named(str(name))
    noting.failed(database, "It's full.")
    assert BackupStatus.objects.get().failure == "It's full."
    made = Bundle(tmp_path / "20261125T100000Z-0.2.0-abcdef12")
    noting.verified(database, made)
    status = BackupStatus.objects.get()
    assert (status.verified_at, status.failed_at, status.failure) == (made.made, None, None)
    noting.failed(database.named("postgres"), "an earlier version has no place for it")
