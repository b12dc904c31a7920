"""The counter between the application, which has no bundles in sight, and who makes them.

Both see one folder. A request is written by the application, taken by the service and answered;
the list of bundles hangs there as it was last.
"""

import contextlib
import json
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from lazyit.instance.backup import durable

Told = dict[str, Any]


@dataclass(frozen=True)
class Counter:
    """The folder, and what lies in it."""

    folder: Path

    @property
    def _request(self) -> Path:
        return self.folder / "request.json"

    @property
    def _taken(self) -> Path:
        return self.folder / "taken.json"

    @property
    def _list(self) -> Path:
        return self.folder / "bundles.json"

    def _answer(self, identity: str) -> Path:
        return self.folder / f"answer-{identity}.json"

    # -- before the counter ---------------------------------------------------------------------

    def is_open(self) -> bool:
        """Whether a service has been here."""
        return self._list.exists()

    def ask(self, identity: str, *, why: str, who: str) -> bool:
        """Ask for a backup; False while another request lies there or is at work."""
        if self._taken.exists() or self._request.exists():
            return False
        durable.write(self._request, json.dumps({"id": identity, "why": why, "who": who}))
        return True

    def take_back(self, identity: str) -> bool:
        """Withdraw a request that nobody has taken yet."""
        if (told := _read(self._request)) is None or told["id"] != identity:
            return False
        self._request.unlink(missing_ok=True)
        return True

    def waits(self, identity: str) -> bool:
        """Whether nobody has taken a request yet."""
        told = _read(self._request)
        return told is not None and told["id"] == identity

    def answer_to(self, identity: str) -> "Told | None":
        """What came of a request, which is then forgotten."""
        told = _read(self._answer(identity))
        if told is not None:
            self._answer(identity).unlink(missing_ok=True)
        return told

    def bundles(self) -> "list[Told] | None":
        """The bundles as the service saw them last; their age as of now."""
        told = _read(self._list)
        return None if told is None else [_aged(each) for each in told["bundles"]]

    # -- behind it ------------------------------------------------------------------------------

    def show(self, bundles: "list[Told]") -> None:
        """Hang out the list of bundles."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        durable.write(self._list, json.dumps({"bundles": bundles}))

    def take(self) -> "Told | None":
        """Take the request that lies there."""
        with contextlib.suppress(FileNotFoundError):
            self._request.rename(self._taken)
            return _read(self._taken)
        return None

    def answer(self, identity: str, told: Told) -> None:
        """Say what came of the request that was taken."""
        durable.write(self._answer(identity), json.dumps(told))
        self._taken.unlink(missing_ok=True)

    def tidy(self) -> None:
        """Answer what a service that was killed had taken; old answers are nobody's."""
        for path in self.folder.glob("answer-*.json"):
            path.unlink(missing_ok=True)
        if told := _read(self._taken):
            self.answer(told["id"], {"error": "The backup service was stopped meanwhile."})
        self._taken.unlink(missing_ok=True)


def _read(path: Path) -> "Told | None":
    try:
        told: Told = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return told


def _aged(bundle: Told) -> Told:
    made = datetime.fromisoformat(bundle["madeAt"])
    return {**bundle, "ageSeconds": round((datetime.now(timezone.utc) - made).total_seconds())}
