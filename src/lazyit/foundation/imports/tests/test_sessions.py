"""The life of a session: upload, steps, double clicks, stops, resumption, expiry."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports.access import get_session
from lazyit.foundation.imports.accounting import account_rows
from lazyit.foundation.imports.actions import (
    discard_session,
    start_commit,
    start_dry_run,
    sweep_sessions,
    upload_file,
)
from lazyit.foundation.imports.actions.committing import _write_chunk
from lazyit.foundation.imports.actions.rows import CHUNK, Workbench
from lazyit.foundation.imports.models import ImportRow, ImportRun, ImportSession, RowState
from lazyit.foundation.jobs.actions import cancel_job
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.running import Run, claim, run_job, sweep
from lazyit.kernel import clock
from lazyit.kernel.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    Unavailable,
    UnsupportedType,
)
from tests.builders import actor_of, actor_with, make_administrator
from tests.importing import dry_run, imported, mapped, row, upload, worked

FILE = "Name,Status,Serial\n" + "\n".join(f"Laptop {n},deployed,S{n}" for n in range(1, 251))
SMALL = "Name,Status,Serial\nA,lost,S1\nB,lost,S2\n"

pytestmark = pytest.mark.django_db


def post(person: Person, content: str = SMALL, name: str = "a.csv") -> ImportSession:
    data = content.encode()
    return upload_file(actor=actor_of(person), kind="assets", file_name=name, content=data)


def test_reading_keeps_the_rows_and_forgets_the_file(admin: Person) -> None:
    session = upload(admin, SMALL)
    assert session.status == "PARSED"
    assert session.content is None
    assert len(session.sha256) == 64
    assert row(session, 2).cells == ["B", "lost", "S2"]


def test_only_those_who_may_import(member: Person) -> None:
    with pytest.raises(Forbidden):
        post(member)
    with pytest.raises(Forbidden):
        upload_file(actor=actor_with("import:run"), kind="assets", file_name="a.csv", content=b"a")
    assert ImportSession.objects.count() == 0


def test_a_session_exists_for_its_creator_only(admin: Person) -> None:
    session = upload(admin, SMALL)
    other = actor_of(make_administrator())
    with pytest.raises(NotFound):
        get_session(other, session.pk)
    with pytest.raises(NotFound):
        discard_session(actor=other, session_id=session.pk)
    assert get_session(actor_of(admin), session.pk) == session


@pytest.mark.parametrize("session_id", ["nope", "../etc", "", "x" * 99, "\x00"])
def test_ids_that_are_not_ids(admin: Person, session_id: str) -> None:
    with pytest.raises(NotFound):
        get_session(actor_of(admin), session_id)


def test_a_double_click_is_one_session(admin: Person) -> None:
    first = post(admin)
    assert post(admin).pk == first.pk
    assert post(admin, SMALL + "\n").pk != first.pk
    assert post(make_administrator()).pk != first.pk
    assert Job.objects.count() == 3


def test_the_same_file_later_is_another_session(admin: Person) -> None:
    first = post(admin)
    ImportSession.objects.update(created_at=clock.now() - timedelta(minutes=2))
    assert post(admin).pk != first.pk


def test_the_same_file_after_an_import_is_another_session(admin: Person) -> None:
    first = imported(admin, SMALL)
    assert post(admin).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_a_double_click_at_the_same_instant(admin: Person) -> None:
    def click(_number: int) -> str:
        try:
            return post(admin).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        assert len(set(clicks.map(click, range(4)))) == 1
    assert (ImportSession.objects.count(), Job.objects.count()) == (1, 1)


def test_what_is_refused_before_it_is_read(admin: Person, settings: LazySettings) -> None:
    actor = actor_of(admin)
    refused: list[tuple[type[Exception], str, str, bytes]] = [
        (UnsupportedType, "assets", "a.xlsx", b"x"),
        (UnsupportedType, "assets", "program.exe", b"x"),
        (Invalid, "nothing", "a.csv", b"x"),
        (Invalid, "assets", "a\x00.csv", b"x"),
        (TooLarge, "assets", "a.csv", b"x" * (settings.INSTANCE.max_import_bytes + 1)),
    ]
    for error, kind, name, content in refused:
        with pytest.raises(error):
            upload_file(actor=actor, kind=kind, file_name=name, content=content)
    assert ImportSession.objects.count() == 0


def test_without_a_broker(admin: Person, settings: LazySettings) -> None:
    settings.REDIS_URL = None
    with pytest.raises(Unavailable, match="REDIS_URL"):
        post(admin)
    assert ImportSession.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"MZ\x90\x00\x03\x00\x00", "binary"),
        (b"PK\x03\x04\x14\x00", "spreadsheet"),
        (b"a,b\n1,\"2", "open-quote"),
        (b"", "empty"),
        (b"Name,Status\n", "no-rows"),
        (b"Name\n" + b"x" * 200_000, "cell-too-long"),
        (b",".join(b"c%d" % n for n in range(5000)) + b"\n1", "too-many-columns"),
        (b"# lazyit v0.0.1\n", "empty"),
        (b"# lazyit v99.0.0\nName\nA", "newer-version"),
        (b"a,b\n\x81,1", "encoding"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_read(admin: Person, content: bytes, code: str) -> None:
    session = upload(admin, content)
    assert (session.status, session.problem and session.problem["code"]) == ("FAILED", code)
    assert (session.rows.count(), session.content) == (0, None)


def test_the_steps_come_in_order(admin: Person) -> None:
    actor, session = actor_of(admin), upload(admin, SMALL)
    for step in (start_dry_run, start_commit):
        with pytest.raises(Conflict):
            step(actor=actor, session_id=session.pk)
    session = mapped(admin, SMALL)
    with pytest.raises(Conflict):
        start_commit(actor=actor, session_id=session.pk)
    assert Asset.objects.count() == 0


def test_a_dry_run_writes_nothing(admin: Person) -> None:
    session = dry_run(admin, SMALL)
    assert session.status == "DRY_RUN"
    assert row(session, 1).state == RowState.VALID
    assert Asset.objects.count() == 0


def test_committing_twice_writes_once(admin: Person) -> None:
    session = dry_run(admin, SMALL)
    first = start_commit(actor=actor_of(admin), session_id=session.pk)
    with pytest.raises(Conflict):
        start_commit(actor=actor_of(admin), session_id=session.pk)
    assert worked(first).status == "COMMITTED"
    assert first.job_id
    run_job(first.job_id)
    assert Asset.objects.count() == 2


def test_a_file_without_a_usable_row(admin: Person) -> None:
    session = dry_run(admin, "Name,Status\nA,nowhere\n")
    with pytest.raises(Conflict) as refusal:
        start_commit(actor=actor_of(admin), session_id=session.pk)
    assert refusal.value.code == "nothing_to_import"


def test_permissions_are_asked_before_writing(admin: Person) -> None:
    session = dry_run(admin, SMALL)
    Person.objects.filter(pk=admin.pk).update(role="MEMBER")
    admin.refresh_from_db()
    with pytest.raises(Forbidden):
        start_commit(actor=actor_of(admin), session_id=session.pk)
    assert Asset.objects.count() == 0


def test_permissions_are_asked_again_for_each_chunk(admin: Person) -> None:
    session = dry_run(admin, SMALL)
    session = start_commit(actor=actor_of(admin), session_id=session.pk)
    Person.objects.filter(pk=admin.pk).update(role="MEMBER")
    session = worked(session)
    assert (session.status, session.can_resume) == ("FAILED", True)
    assert Asset.objects.count() == 0


def committing(admin: Person) -> tuple[ImportSession, Run]:
    """Begin a commit, write its first chunk, and stop there as a lost worker would."""
    session = dry_run(admin, FILE)
    session = start_commit(actor=actor_of(admin), session_id=session.pk)
    assert session.job_id
    job = claim(session.job_id)
    assert job
    run = Run(job)
    assert _write_chunk(run, Workbench(session.pk, dry_run=False)) == CHUNK
    return session, run


def test_a_lost_worker_loses_nothing_and_writes_nothing_twice(admin: Person) -> None:
    session, run = committing(admin)
    assert Asset.objects.count() == CHUNK
    Job.objects.filter(pk=run.job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    session = worked(session)
    assert session.status == "COMMITTED"
    assert account_rows(session)["created"] == Asset.objects.count() == 250


def test_a_failed_commit_can_be_resumed(admin: Person) -> None:
    session, run = committing(admin)
    run.end(JobState.FAILED, error="Gone.")
    session = ImportSession.objects.get(pk=session.pk)
    assert (session.status, session.can_resume) == ("FAILED", True)
    session = worked(start_commit(actor=actor_of(admin), session_id=session.pk))
    assert session.status == "COMMITTED"
    assert Asset.objects.count() == 250


def test_a_stopped_commit_keeps_what_is_written(admin: Person) -> None:
    session, run = committing(admin)
    cancel_job(actor=actor_of(admin), job_id=run.job.pk)
    Job.objects.filter(pk=run.job.pk).update(lease_until=clock.now() - timedelta(seconds=1))
    session = worked(session)
    assert session.status == "COMMITTED"
    assert session.run
    assert session.run.stopped
    counts = account_rows(session)
    assert counts["created"] == Asset.objects.count()
    assert counts["created"] + counts["skipped"] == 250
    assert row(session, 250).errors[0]["code"] == "stopped"


def test_discarding_before_the_commit_leaves_nothing(admin: Person) -> None:
    session = dry_run(admin, SMALL)
    discard_session(actor=actor_of(admin), session_id=session.pk)
    assert (ImportSession.objects.count(), ImportRow.objects.count()) == (0, 0)


def test_discarding_a_waiting_commit_ends_it(admin: Person) -> None:
    session = dry_run(admin, SMALL)
    start_commit(actor=actor_of(admin), session_id=session.pk)
    discard_session(actor=actor_of(admin), session_id=session.pk)
    session = worked(session)
    assert session.status == "COMMITTED"
    assert account_rows(session)["skipped"] == 2
    assert Asset.objects.count() == 0


def test_discarding_a_running_commit_leaves_the_ending_to_its_worker(admin: Person) -> None:
    session, run = committing(admin)
    discard_session(actor=actor_of(admin), session_id=session.pk)
    run.job.refresh_from_db()
    assert run.job.cancel_requested_at
    assert ImportSession.objects.get(pk=session.pk).status == "COMMITTING"


def test_after_a_day_everything_but_the_ledger_is_gone(admin: Person) -> None:
    done, waiting = imported(admin, SMALL), dry_run(admin, FILE)
    ImportSession.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert ImportSession.objects.get(pk=waiting.pk).status == "EXPIRED"
    with pytest.raises(Conflict):
        start_commit(actor=actor_of(admin), session_id=waiting.pk)
    sweep()
    assert (ImportSession.objects.count(), ImportRow.objects.count()) == (0, 0)
    assert ImportRun.objects.get().session_id == done.pk


def test_the_sweep_spares_what_is_being_written(admin: Person) -> None:
    session = start_commit(actor=actor_of(admin), session_id=dry_run(admin, SMALL).pk)
    ImportSession.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert sweep_sessions() == 0
    assert worked(session).status == "COMMITTED"


def test_a_stalled_commit_is_told_before_it_is_swept(admin: Person) -> None:
    _session, run = committing(admin)
    run.end(JobState.FAILED)
    ImportSession.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert sweep_sessions() == 1
    assert ImportRun.objects.get().counts["created"] == CHUNK


def test_the_ledger_is_permanent_and_says_nothing_of_the_file(admin: Person) -> None:
    session = imported(admin, "Name,Status,Email,Assigned To\nA,lost,a@b.example,Jo\nB,x,,\n")
    run = session.run
    assert run
    assert (run.counts["created"], run.counts["skipped"]) == (1, 1)
    assert "a@b.example" not in f"{run.problems}{run.columns}{run.counts}"
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(counts={})
    with pytest.raises(DatabaseError), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).delete()


def test_nothing_of_the_file_is_logged(admin: Person, capture_logs: Callable[[], str]) -> None:
    imported(admin, "Name,Status,Email,Assigned To\nHidden,lost,who@secret.example,Jo Doe\n")
    upload(admin, 'Name\n"Hidden who@secret.example')
    text = capture_logs()
    assert "Hidden" not in text
    assert "secret.example" not in text


@pytest.fixture
def capture_logs() -> Callable[[], str]:
    """Everything that is logged from here on, as one text."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    level = logging.getLogger().level
    logging.getLogger().setLevel(logging.DEBUG)

    def read() -> str:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
        return stream.getvalue()

    return read
