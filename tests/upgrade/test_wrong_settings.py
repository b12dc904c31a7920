"""Wrong keys and settings on a whole instance: refused in seconds, mended by what is named."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.matrix import REFUSED, Matrix
from tests.upgrade.prepared import Host, copy_of, go_on_of

pytestmark = [pytest.mark.long, pytest.mark.life]
KEY, OTHER = "TWO_FACTOR_SECRET_KEY", "WORKFLOW_SECRET_KEY"
KEY_SECONDS = 5.0
START_SECONDS = 5.0  # a whole start that ends in the refusal: the database comes first
DATABASE = "SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM instance_release t"


@pytest.fixture(scope="module")
def stopped(prepared: Path) -> Iterator[Host]:
    """One instance for all of these, since none of them may change it."""
    with tempfile.TemporaryDirectory(prefix="lz-", ignore_cleanup_errors=True) as folder:
        host = copy_of(prepared, Path(folder))
        host.up()
        host.down()
        yield host
        host.down()
        assert host.processes() == []


@dataclass(frozen=True)
class Wrong:
    """What is written into the settings file, and what the refusal says of it."""

    said: str
    lines: Callable[[dict[str, str]], str]  # instead of the lines of the settings it names
    names: tuple[str, ...] = (KEY,)


def _line(name: str, value: str) -> str:
    return f"{name}={value}\n"


KEYS = {
    "a wrong key": Wrong(f"{KEY} is not the key", lambda _v: _line(KEY, "b2" * 32)),
    "a missing key": Wrong(f"{KEY} is missing", lambda _v: ""),
    "a short key": Wrong(f"{KEY}: has 62 characters", lambda v: _line(KEY, v[KEY][:62])),
    "swapped keys": Wrong(
        f"{OTHER} is not the key",
        lambda v: _line(KEY, v[OTHER]) + _line(OTHER, v[KEY]),
        (KEY, OTHER),
    ),
}
SECRET = "AUTH_SECRET"
SETTINGS = {
    "a setting missing": Wrong(f"{SECRET}: missing", lambda _v: "", (SECRET,)),
    "a setting blank": Wrong(SECRET, lambda _v: _line(SECRET, ""), (SECRET,)),
    "a placeholder": Wrong(SECRET, lambda _v: _line(SECRET, "CHANGE_ME"), (SECRET,)),
    "a setting twice": Wrong(SECRET, lambda v: _line(SECRET, v[SECRET]) * 2, (SECRET,)),
    "the settings file missing": Wrong("is missing", lambda _v: "", ("*",)),
}


def spoil(host: Host, wrong: Wrong) -> bytes:
    """Spoil the settings file; return how it was."""
    path = host.layout.env
    before = path.read_bytes()
    lines = before.decode().splitlines(keepends=True)
    values = dict(line.strip().split("=", 1) for line in lines if "=" in line)
    if wrong.names == ("*",):
        path.unlink()
        return before
    kept = [line for line in lines if line.partition("=")[0] not in wrong.names]
    path.write_text("".join(kept) + wrong.lines(values))
    return before


def put_back(host: Host, before: bytes) -> None:
    """Do by hand what a refusal says first: the former value, or an editor on the file."""
    host.layout.env.touch(mode=0o600)
    host.layout.env.write_bytes(before)


@pytest.mark.parametrize("fault", [*KEYS, *SETTINGS])
def test_a_start_is_refused_and_the_mended_file_starts(
    stopped: Host, matrix: Matrix, fault: str
) -> None:
    wrong = {**KEYS, **SETTINGS}[fault]
    before = spoil(stopped, wrong)
    began = time.monotonic()
    told = stopped.command("up", "--detach", code=3).stderr
    took = time.monotonic() - began
    assert wrong.said in told
    assert stopped.processes() == []
    assert took < START_SECONDS + KEY_SECONDS
    put_back(stopped, before)
    stopped.up()
    stopped.down()
    matrix.note("keys" if fault in KEYS else "settings", fault, REFUSED, go_on_of(told))


def test_nothing_was_written_by_all_of_these(stopped: Host, prepared: Path) -> None:
    """The release and the identities of keys are those of the first start."""
    fresh = copy_of(prepared, stopped.data.parent / "fresh")
    told = []
    for host in (stopped, fresh):
        host.up()
        told.append(host.database.run("SELECT * FROM operations_keyidentity ORDER BY name"))
        told.append(host.database.run("SELECT version, state, changed_at FROM instance_release"))
        host.down()
    assert told[:2] == told[2:]
