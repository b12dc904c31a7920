"""The client outside is strict: it excuses nothing but meeting nobody while nothing ran."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.matrix import OLD, Matrix
from tests.upgrade.outside import CONFIRMED, FAILED, Entry, Ledger, Outside
from tests.upgrade.prepared import Host


@pytest.mark.parametrize(
    ("outcome", "begin", "end", "is_excused"),
    [
        ("ConnectionRefusedError", 11.0, 11.1, True),
        ("RemoteDisconnected", 9.0, 10.5, True),  # it was inside when the host was killed
        ("ConnectionRefusedError", 9.0, 9.9, False),
        ("ConnectionResetError", 20.1, 20.2, False),
        ("503", 11.0, 11.1, False),
        ("502", 9.0, 21.0, False),
        ("TimeoutError", 11.0, 12.0, False),
    ],
)
def test_only_who_meets_nobody_is_excused(
    outcome: str, begin: float, end: float, is_excused: bool
) -> None:
    entry = Entry(FAILED, "POST /api/assets", outcome, begin, end, "x")
    assert entry.is_excused([(10.0, 20.0)]) is is_excused
    assert (Ledger([entry]).failures([(10.0, 20.0)]) == []) is is_excused
    assert Ledger([entry]).failures() == [entry]


def test_a_ledger_whose_last_line_is_torn_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    line = json.dumps(vars(Entry(CONFIRMED, "POST /api/assets", "201", 1.0, 3.0, "x"))) + "\n"
    path.write_text(line + line[:20])
    assert Ledger.read(path).confirmed == ["x"]
    assert Ledger.read(path).held == [2.0]


@pytest.mark.long
@pytest.mark.life
def test_the_plug_is_pulled_while_it_serves(host: Host, matrix: Matrix) -> None:
    host.up()
    ledger = host.data.parent / "ledger"
    with Outside(host.port, host.token, ledger) as outside:
        with outside.nobody_home():
            host.pull_the_plug()
            host.up()
        before = len(outside.ledger.confirmed)
        outside.wait_for(before + 5)
    outside.judge(host.database)
    assert len(outside.ledger.confirmed) > before
    matrix.note("cut", "the host loses its power while it serves", OLD, "lazyit up")
    matrix.count(len(outside.ledger.confirmed))
