"""One run of an upgrade: what it goes from and to, and what it is done with."""

from dataclasses import dataclass
from typing import Any

from lazyit.instance.backup.progress import Progress
from lazyit.instance.failures import InstanceError
from lazyit.instance.psql import Database
from lazyit.instance.upgrade.applying import Manage
from lazyit.instance.upgrade.change import Change, before_name
from lazyit.instance.upgrade.driver import Driver
from lazyit.instance.upgrade.journal import DONE, Journal
from lazyit.instance.upgrade.probing import Ask, Trial
from lazyit.instance.upgrade.runs import FINISHED
from lazyit.instance.upgrade.signals import Interrupted, Say, Signals
from lazyit.instance.upgrade.steps import Steps

COMMITTED, WENT_BACK, FAILED = "committed", "went back", "failed"


@dataclass(frozen=True)
class Run:
    """A journal, the instance that it is about, and the terminal."""

    driver: Driver
    journal: Journal
    progress: Progress
    say: Say
    signals: Signals

    @property
    def id(self) -> str:
        """Its name, by which the database and the roles know it."""
        return self.journal.folder.name

    @property
    def before(self) -> str:
        """The version that it comes from."""
        return str(self.journal.fact("from"))

    @property
    def after(self) -> str:
        """The version that it goes to."""
        return str(self.journal.fact("to"))

    @property
    def pending(self) -> "list[str]":
        """The migrations that it brings."""
        found: list[str] = self.journal.fact("pending", [])
        return found

    @property
    def database(self) -> Database:
        """The application's own database."""
        return self.driver.database

    @property
    def manage(self) -> Manage:
        """Run the management commands of the version that it goes to."""
        return self.driver.manage(self.after)

    @property
    def change(self) -> Change:
        """The database, and its copy as it was before."""
        return Change(self.database, before_name(self.database.address.name, self.before))

    @property
    def steps(self) -> Steps:
        """How its steps are done."""
        return Steps(self.journal, self.progress)

    def trial(self, ask: Ask) -> Trial:
        """The new version's trial."""
        driver = self.driver
        return Trial(
            ask, driver.secret, self.id, self.after, driver.origin, with_worker=driver.has_worker
        )

    def finish(self, outcome: str, **facts: Any) -> None:
        """Write down how it ended; from now on it decides nothing any more."""
        self.progress.end()
        self.journal.note("finish", DONE, **{FINISHED: outcome}, **facts)
        self.journal.drop_ballast()


def cause_of(error: BaseException) -> str:
    """What happened, in a few words."""
    if isinstance(error, (InstanceError, Interrupted)):
        return error.what
    if isinstance(error, OSError):
        return f"{error.strerror} ({error.filename})" if error.filename else str(error)
    return f"{type(error).__name__}: {error}"
