"""Follows a session's background work from a terminal."""

from __future__ import annotations

import time

from django.core.management.base import OutputWrapper

from lazyit.foundation.imports.models import ImportSession
from lazyit.foundation.jobs.models import Job, JobState
from lazyit.foundation.jobs.running import run_job

PATIENCE = 5.0  # seconds until this process does what no worker has begun
_GLANCE = 0.2


class Follower:
    """Waits until each step of a session has ended, telling how far it is."""

    def __init__(self, output: OutputWrapper | None) -> None:
        self._output = output
        self._patience = PATIENCE
        self._live = output is not None and output.isatty()
        self._told = ""

    def wait(self, session_id: str, stage: str) -> ImportSession:
        """Return the session as it stands when its present job is over."""
        self._session_id, self._stage, self._told = session_id, stage, ""
        began = time.monotonic()
        while (job := self._job()) and job.state in (JobState.QUEUED, JobState.RUNNING):
            if job.state == JobState.QUEUED and time.monotonic() - began >= self._patience:
                self._tell(f"{self._stage} here, since no worker has begun")
                self._patience = 0.0
                run_job(job.pk)
                continue
            self._progress(job, time.monotonic() - began)
            time.sleep(_GLANCE)
        if self._live and self._told:
            self._write("", ending="\n")
        return self._session()

    def _session(self) -> ImportSession:
        sessions = ImportSession.objects.defer("content").select_related("job", "run")
        return sessions.get(pk=self._session_id)

    def _job(self) -> Job | None:
        return self._session().job

    def _progress(self, job: Job, seconds: float) -> None:
        of = f" of {job.total:,}" if job.total else ""
        self._tell(f"{self._stage}: {job.done:,}{of}, {seconds:.0f} s")

    def _tell(self, line: str) -> None:
        if line == self._told:
            return
        if self._live:
            self._write(f"\r\x1b[K{line}", ending="")
        elif not self._told:
            self._write(line.partition(":")[0], ending="\n")
        self._told = line

    def _write(self, text: str, *, ending: str) -> None:
        if self._output:
            self._output.write(text, ending=ending)
            self._output.flush()
