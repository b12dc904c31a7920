"""What an upgrade does inside a container, where the bundles are: python -m … VERB FACTS

It says how far it is, and what came of it, as one JSON object a line.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lazyit.instance.backup import key_check
from lazyit.instance.backup.progress import Progress
from lazyit.instance.backup.source import Source
from lazyit.instance.failures import InstanceError
from lazyit.instance.psql import Database
from lazyit.instance.roles import Application
from lazyit.instance.upgrade import backups, children, probing, rehearsing
from lazyit.instance.upgrade.applying import Manage, Outcome
from lazyit.instance.upgrade.listening import begun_in, lines_of
from lazyit.instance.upgrade.probing import Ask
from lazyit.instance.upgrade.rehearsing import Rehearsal


def tell(**facts: Any) -> None:
    """One line for the engine on the host."""
    print(json.dumps(facts), flush=True)


def shown() -> Progress:
    """Progress that the engine on the host shows."""

    def show(stage: str, _seconds: float, size: int, ended: bool) -> None:
        if not ended:
            tell(stage=stage, size=size)

    return Progress(show)


@dataclass(frozen=True)
class Room:
    """A container with the bundles in sight, no network, and a broker at its side."""

    source: Source
    origin: str
    broker: str

    @property
    def secret(self) -> str:
        """AUTH_SECRET."""
        return os.environ["AUTH_SECRET"]

    def manage(self, _version: str) -> Manage:
        """Run management commands of this very version."""

        def run(words: "Sequence[str]", environ: "Mapping[str, str]") -> Outcome:
            command = [sys.executable, "-m", "lazyit.config.manage", *words]
            process = subprocess.Popen(
                command,
                env={**os.environ, **environ, "LAZYIT_ROLE": "migrate"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            lines = []
            assert process.stdout  # noqa: S101 it was made with a pipe
            for line in lines_of(process.stdout):
                lines.append(line)
                if name := begun_in(line):
                    tell(stage=f"rehearsing {name}", size=0)
            return Outcome(process.wait(), "".join(lines))

        return run

    @contextlib.contextmanager
    def rehearsing(self, _version: str, run: str, database: Database) -> "Iterator[Ask]":
        """Run this version's web and worker roles on a database and a broker of their own."""
        place = rehearsing.place_of(self.source)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700, parents=True)
        told = {
            "DATABASE_URL": database.url,
            "REDIS_URL": self.broker,
            "ATTACHMENTS_DIR": str(place / "attachments"),
            "LAZYIT_SETUP_CODE_FILE": str(place / "setup-code"),
            **dict.fromkeys(rehearsing.SILENT, ""),
        }
        application = Application(place, {**os.environ, **told}, run=run)
        gate = place / "web.sock"
        try:
            with (
                children.running(application.web(gate), place),
                children.running(application.worker(), place),
            ):
                yield probing.through_socket(gate)
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _source() -> Source:
    return Source.of_container(os.environ, key_check.by_application(os.environ))


def back_up(facts: "Mapping[str, Any]") -> Any:
    """Make a proven bundle; its name."""
    return backups.back_up(_source(), facts["run"], shown())


def bring(facts: "Mapping[str, Any]") -> Any:
    """Put attachments back."""
    backups.bring_attachments(_source(), facts["bundle"], shown())
    return True


def rehearse(facts: "Mapping[str, Any]") -> Any:
    """Try this version on a restored bundle."""
    room = Room(_source(), facts["origin"], facts["broker"])
    return rehearsing.rehearse(Rehearsal(**facts["rehearsal"]), room, shown())


VERBS: "dict[str, Callable[[Mapping[str, Any]], Any]]" = {
    "back_up": back_up,
    "bring": bring,
    "rehearse": rehearse,
}


def main(words: "Sequence[str]") -> int:
    """Do one of the three."""
    verb, facts = words
    try:
        done = VERBS[verb](json.loads(facts))
    except InstanceError as error:
        tell(failed=error.what)
        return 1
    except OSError as error:
        tell(failed=f"{error.strerror} ({error.filename})")
        return 1
    tell(done=done)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
