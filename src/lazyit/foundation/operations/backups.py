"""Backups as the application sees them: the bundles, their age, and the work of making one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lazyit.foundation.audit.actor import Actor
from lazyit.foundation.jobs.actions import enqueue
from lazyit.foundation.jobs.models import OPEN_STATES, Job
from lazyit.foundation.jobs.registry import Kind, register
from lazyit.foundation.jobs.running import Cancelled, Run
from lazyit.foundation.operations.doctor.space import backups_folder
from lazyit.foundation.operations.models import Instance
from lazyit.foundation.operations.surroundings import commands
from lazyit.instance.backup import listing, schedule
from lazyit.instance.backup.counter import Counter
from lazyit.instance.backup.store import Store
from lazyit.instance.registry import COMPOSE
from lazyit.instance.settings import read_values
from lazyit.kernel import clock
from lazyit.kernel.errors import Conflict
from lazyit.kernel.ids import new_id

JOB = "operations.backup"
TOO_OLD = timedelta(hours=48)
TAKEN_WITHIN = timedelta(minutes=2)  # by a service that looks every few seconds
ASK_EVERY = 1.0  # seconds
LOOK_EVERY = 5.0  # seconds; well below a job's lease


def register_jobs() -> None:
    """Declare the work."""
    register(Kind(JOB, gettext_lazy("Back up and verify"), run_backup, max_attempts=2))


def bundles() -> list[dict[str, Any]] | None:
    """Return every bundle, newest first; None where this process has them not in sight."""
    if commands().kind == COMPOSE:
        here = counter()
        return here.bundles() if here else None
    folder = backups_folder()
    if folder is None:
        return None
    return [listing.about(each) for each in Store(folder).bundles()]


def is_overdue(found: list[dict[str, Any]]) -> bool:
    """Say whether there is no verified backup of the last 48 hours."""
    ages = [each["ageSeconds"] for each in found if each["state"] == listing.VERIFIED]
    return not ages or min(ages) > TOO_OLD.total_seconds()


def counter() -> Counter | None:
    """Return where the backup service of compose takes requests, if it has been there."""
    folder = settings.INSTANCE.backup_counter
    here = Counter(folder) if folder else None
    return here if here and here.is_open() else None


def runs_here() -> bool:
    """Say whether the worker can make backups, or in compose has somebody to ask for them."""
    if commands().kind == COMPOSE:
        return counter() is not None
    return bool(commands().data)


@transaction.atomic
def ask_for_backup(*, actor: Actor, why: str = "manual") -> Job:
    """Enqueue a backup with its verification.

    Raises Conflict if one waits or runs, and where the host's command makes them.
    """
    actor.require("settings:manage")
    if not runs_here():
        raise Conflict(
            _("Here, a command of the host makes backups: %(command)s")
            % {"command": commands().backup("create")},
            code="backup_by_command",
        )
    Instance.objects.select_for_update().filter(pk=1).first()
    if Job.objects.filter(kind=JOB, state__in=OPEN_STATES).exists():
        raise Conflict(_("A backup is being made already."), code="already_in_state")
    return enqueue(actor=actor, kind=JOB, payload={"why": why, "who": actor.name})


def ask_when_due() -> None:
    """Enqueue the scheduled backup once its moment has come; every sweep asks."""
    folder = backups_folder()
    if commands().kind == COMPOSE or not runs_here() or not settings.REDIS_URL or folder is None:
        return
    moment = schedule.due(read_values(os.environ)[0], clock.now())
    if moment is None or not schedule.is_wanted(Store(folder), moment):
        return
    with transaction.atomic():
        instance = Instance.objects.select_for_update().filter(pk=1).first()
        asked = Job.objects.filter(kind=JOB, created_at__gte=moment)
        if instance and instance.created_at < moment and not asked.exists():
            payload = {"why": "scheduled", "who": "schedule"}
            enqueue(actor=Actor.system(), kind=JOB, payload=payload)


def run_backup(run: Run) -> dict[str, Any]:
    """Make a backup as the command does, in a process of its own, and prune after it."""
    if commands().kind == COMPOSE:
        return _ask_service(run)
    options = ("--why", run.payload["why"], "--who", run.payload["who"])
    made = _run_command(run, "create", *options)
    pruned = _run_command(run, "prune")
    return {"bundle": made["name"], "bytes": made["size"], "removed": len(pruned["removed"])}


def _ask_service(run: Run) -> dict[str, Any]:
    """Ask the service that has the bundles, and wait for its answer for as long as it works."""
    here, identity = counter(), new_id()
    if here is None or not here.ask(identity, why=run.payload["why"], who=run.payload["who"]):
        raise Conflict(_("A backup is being made already."), code="already_in_state")
    until = clock.now() + TAKEN_WITHIN
    try:
        while (told := here.answer_to(identity)) is None:
            run.progress(0)
            if here.waits(identity) and clock.now() > until:
                raise Conflict(_("The backup service does not answer."), code="backup_failed")
            time.sleep(ASK_EVERY)
    finally:
        here.take_back(identity)
    if "error" in told:
        raise Conflict(_last_words(told["error"]), code="backup_failed")
    return {"bundle": told["name"], "bytes": told["size"], "removed": 0}


def _run_command(run: Run, action: str, *options: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "lazyit.cli.main", "backup", action]
    command += ["--data", commands().data, "--json", *options]
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as said:
        code = _follow(run, command, output, said)
        output.seek(0)
        said.seek(0)
        if code:
            raise Conflict(_last_words(said.read()), code="backup_failed")
        answer: dict[str, Any] = json.loads(output.read())
    return answer


def _follow(run: Run, command: Sequence[str], output: IO[str], said: IO[str]) -> int:
    """Wait for the end, renewing the lease; whoever calls the job off ends the command too."""
    with subprocess.Popen(command, stdout=output, stderr=said) as process:
        while True:
            try:
                return process.wait(LOOK_EVERY)
            except subprocess.TimeoutExpired:
                try:
                    run.progress(0)
                except Cancelled:
                    process.terminate()
                    raise


def _last_words(said: str) -> str:
    """What the command said of its failure, without how far it had come."""
    return said.partition("lazyit: ")[2].strip() or said.strip()[-500:]
