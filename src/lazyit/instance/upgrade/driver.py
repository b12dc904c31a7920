"""What an upgrade needs of a kind of instance; the engine itself knows of no kind."""

from typing import Any, Protocol

from lazyit.instance.backup.progress import Progress
from lazyit.instance.psql import Database
from lazyit.instance.upgrade.applying import Manage
from lazyit.instance.upgrade.plan import Plan
from lazyit.instance.upgrade.probing import Ask
from lazyit.instance.upgrade.rehearsing import Rehearsal
from lazyit.instance.upgrade.runs import Runs


class Driver(Protocol):
    """One instance, whose servers run for as long as this is used.

    Everything may be called again after it was cut off anywhere.
    """

    is_running: bool  # whether it serves people; otherwise nothing is started for good
    progress: Progress

    @property
    def database(self) -> Database:
        """The application's own, which is changed."""

    @property
    def runs(self) -> Runs:
        """Where its journals are."""

    @property
    def secret(self) -> str:
        """AUTH_SECRET, by which the engine is known to a release on trial."""

    @property
    def origin(self) -> str:
        """The address that people type."""

    @property
    def has_worker(self) -> bool:
        """Whether anybody takes background work."""

    def mirror(self) -> None:
        """Copy what the journals say into the database, for the pages; where that is possible."""

    def keep(self, version: str) -> "str | None":
        """Have the version that runs ready to be started again; None if that was never kept."""

    def stage(self, origin: str, version: str) -> None:
        """Have a version ready from where it comes; a failure leaves everything as it was."""

    def plan_to(self, version: str) -> Plan:
        """What a version that is ready would do, by its own code."""

    def has(self, version: str) -> bool:
        """Whether a version is ready to be started."""

    def manage(self, version: str) -> Manage:
        """Run the management commands of a version."""

    def back_up(self, run: str) -> str:
        """Make a proven bundle before a run changes anything; returns its name."""

    def rehearse(self, rehearsal: Rehearsal) -> "dict[str, Any]":
        """Try a version on a restored bundle, apart from everything; how long each part took."""

    def bring_attachments(self, bundle: str) -> None:
        """Put back attachments that a bundle's data refers to and that were removed since."""

    def clear(self) -> None:
        """End and remove what a rehearsal or a migration that was cut off has left."""

    def close(self, version: str, run: str) -> None:
        """Close the door, let those inside finish, stop every role; `version` can be started."""

    def start_held(self, version: str, run: str) -> None:
        """Start a version for the engine alone."""

    @property
    def ask(self) -> Ask:
        """Ask the version that is held."""

    def stop_held(self, run: str) -> None:
        """Stop what was started for the engine alone, if it was."""

    def switch(self, version: "str | None") -> None:
        """From now on this version is the one to start."""

    def open(self, run: str) -> None:
        """Let everybody in to the version that is held."""

    def start(self, run: str) -> None:
        """Start what does not run of the version that is the one to start, for everybody."""
