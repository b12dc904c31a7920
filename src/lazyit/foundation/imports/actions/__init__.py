"""The steps of an import, each an action; long ones only enqueue a job."""

from lazyit.foundation.imports.actions.ending import discard_session, sweep_sessions
from lazyit.foundation.imports.actions.steps import set_mapping, start_commit, start_dry_run
from lazyit.foundation.imports.actions.upload import upload_file

__all__ = [
    "discard_session",
    "set_mapping",
    "start_commit",
    "start_dry_run",
    "sweep_sessions",
    "upload_file",
]
