"""What a run has begun and done: lines that survive a power cut, and that alone decide.

One JSON object a line, appended and brought to the disk before what it announces is done. A line
that the power cut in half counts as not written; anything else that is wrong is a refusal.
"""

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from lazyit.instance.failures import RefusedError

NAME = "journal"
UNNAMED = "journal.new"  # until its first line is on the disk
BALLAST, BALLAST_SIZE = "ballast", 256 * 1024  # room for lines on a disk that is full
BEGUN, DONE, FAILED, FACT = "begun", "done", "failed", "fact"
Entry = dict[str, Any]


class Journal:
    """The journal of one run; only the holder of the upgrade lock writes to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        _finish_rename(folder)
        self.entries, self._whole = _read(self._path)

    @classmethod
    def begin(cls, folder: Path, **facts: Any) -> "Journal":
        """A new run's journal with its first line; whole on the disk, or not there at all."""
        folder.mkdir(mode=0o700, parents=True)
        unnamed = folder / UNNAMED
        with os.fdopen(os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_line({"n": 1, "at": _now(), "step": "run", "what": BEGUN, **facts}))
            file.flush()
            os.fsync(file.fileno())
        (folder / BALLAST).write_bytes(os.urandom(BALLAST_SIZE))
        journal = cls(folder)
        _settle(folder.parent)
        return journal

    @property
    def _path(self) -> Path:
        return self.folder / NAME

    def note(self, step: str, what: str, **facts: Any) -> None:
        """Append a line; when this returns, it will outlive the machine."""
        entry = {"n": len(self.entries) + 1, "at": _now(), "step": step, "what": what, **facts}
        line = _line(entry)
        try:
            self._append(line)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT) or not self.drop_ballast():
                raise
            self._append(line)
        self._whole += len(line)
        self.entries.append(entry)

    def _append(self, line: bytes) -> None:
        with self._path.open("r+b") as file:
            file.truncate(self._whole)  # the half of a line that was cut
            file.seek(self._whole)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    def drop_ballast(self) -> bool:
        """Give up the room that was kept for the way back; says whether there was any."""
        ballast = self.folder / BALLAST
        if not ballast.exists():
            return False
        ballast.unlink()
        return True

    def has(self, step: str, what: str = DONE) -> bool:
        """Whether a step has come so far."""
        return any(entry["step"] == step and entry["what"] == what for entry in self.entries)

    def fact(self, name: str, default: Any = None) -> Any:
        """The newest value that any line gave to a name."""
        return next((e[name] for e in reversed(self.entries) if name in e), default)

    @property
    def last(self) -> Entry:
        """The newest line."""
        return self.entries[-1]


def _finish_rename(folder: Path) -> None:
    """Give a whole journal its name, also where the power cut the renaming."""
    unnamed = folder / UNNAMED
    if unnamed.exists() and not (folder / NAME).exists():
        entries, _whole = _read(unnamed)
        if entries:
            unnamed.rename(folder / NAME)
            _settle(folder)


def _read(path: Path) -> "tuple[list[Entry], int]":
    """Every whole line, and where the last of them ends."""
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        return [], 0
    entries: list[Entry] = []
    whole = 0
    for line, is_last in _lines(text):
        entry = _parse(line)
        if entry is None or entry.get("n") != len(entries) + 1:
            if is_last:
                break
            raise _damaged(path, len(entries) + 1)
        entries.append(entry)
        whole += len(line)
    return entries, whole


def _lines(text: bytes) -> "Iterator[tuple[bytes, bool]]":
    lines = text.splitlines(keepends=True)
    yield from ((line, number == len(lines)) for number, line in enumerate(lines, 1))


def _parse(line: bytes) -> "Entry | None":
    """A line as it was written, or nothing if it is not that."""
    try:
        entry: Entry = json.loads(line.decode())
        stated = entry.pop("sum")
    except (ValueError, KeyError, AttributeError):
        return None
    return entry if line.endswith(b"\n") and stated == _sum(entry) else None


def _line(entry: Entry) -> bytes:
    text = json.dumps({**entry, "sum": _sum(entry)}, ensure_ascii=False)
    return text.encode() + b"\n"


def _sum(entry: Entry) -> str:
    text = json.dumps(entry, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _damaged(path: Path, number: int) -> RefusedError:
    return RefusedError(
        f"Line {number} of the journal {path} is not what was written. What this run has done can "
        f"no longer be known from it, so nothing goes on by itself.",
        go_on="lazyit backup list, then lazyit restore with the bundle of before",
    )


def _settle(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds")
