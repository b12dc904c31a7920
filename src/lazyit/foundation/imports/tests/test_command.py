"""lazyit import FILE"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lazyit.domains.assets.models import Asset
from lazyit.foundation.accounts.models import Person
from lazyit.foundation.imports import following
from lazyit.foundation.imports.models import ImportSession
from tests.builders import make_administrator, make_member

FILE = "Name,Serial,Rack,Tower\nA,S1,R1,W\nB,S2,R2,W\n"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests have no worker: the command does the work at once, by itself."""
    monkeypatch.setattr(following, "PATIENCE", 0.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "assets.csv"
    path.write_text(FILE)
    return path


def run(*words: object, code: int = 0, **options: Any) -> None:
    """Run the command and expect an exit code."""
    assert exit_code(*words, **options) == code


def exit_code(*words: object, **options: Any) -> object:
    try:
        call_command("import", *map(str, words), kind="assets", **options)
    except CommandError as error:
        return error.returncode
    except SystemExit as stop:
        return stop.code
    return 0


def test_an_import_from_end_to_end(admin: Person, file: Path, capsys: Any) -> None:
    run(file, status="OPERATIONAL")
    said = capsys.readouterr().out
    assert "2 rows: 2 created" in said
    assert "Ignored columns: Rack, Tower" in said
    assert "Status: Operational for new records" in said
    assert set(Asset.objects.values_list("name", flat=True)) == {"A", "B"}


def test_columns_and_constants_can_be_stated(admin: Person, file: Path) -> None:
    run(file, set=["status=LOST", "company=Acme"], map=["Rack=custom", "Tower=notes"])
    asset = Asset.objects.get(name="A")
    assert (asset.status, asset.company, asset.notes) == ("LOST", "Acme", "W")
    assert asset.specs == {"Rack": "R1"}


def test_a_dry_run_writes_nothing(admin: Person, file: Path, capsys: Any) -> None:
    run(file, status="LOST", dry_run=True)
    assert "2 new" in capsys.readouterr().out
    assert Asset.objects.count() == 0


def test_json_for_programs(admin: Person, file: Path, capsys: Any) -> None:
    run(file, status="LOST", json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["plan"]["rows"]["create"] == 2
    assert answer["result"]["counts"]["created"] == 2
    assert answer["importedBy"] == "Ada Admin"


def test_rows_that_are_left_out_make_it_fail(admin: Person, file: Path, capsys: Any) -> None:
    file.write_text("Name,Status\nA,lost\nB,asleep\n")
    run(file, code=1)
    assert "“asleep” is not a known value" in capsys.readouterr().out
    assert Asset.objects.count() == 1


def test_a_file_cannot_command_the_terminal(admin: Person, file: Path, capsys: Any) -> None:
    file.write_text("Name,Status,\x1b[2JRack\nA,lost,1\nB,\x1b]0;x\x07\x9basleep,2\n")
    run(file, code=1)
    said = capsys.readouterr().out
    assert "asleep" in said
    assert all(letter == "\n" or letter.isprintable() for letter in said)


def test_what_is_refused_touches_nothing(admin: Person, file: Path, tmp_path: Path) -> None:
    spreadsheet, damaged = tmp_path / "a.xlsx", tmp_path / "b.csv"
    spreadsheet.write_bytes(b"PK")
    damaged.write_text('Name\n"A')
    run(spreadsheet, code=3)
    run(damaged, code=3)
    run(file, code=3)  # no status
    run(file, status="BROKEN", code=3)
    run(file, map=["Rack"], code=3)
    run(tmp_path / "missing.csv", code=2)
    assert Asset.objects.count() == 0


def test_who_imports(file: Path, capsys: Any) -> None:
    run(file, status="LOST", code=3)
    first, second = make_administrator(), make_administrator(email="two@example.com")
    run(file, status="LOST", email="nobody@example.com", code=3)
    run(file, status="LOST", email=make_member().email, code=3)
    assert Asset.objects.count() == 0
    run(file, status="LOST")
    assert ImportSession.objects.get(person=first).status == "COMMITTED"
    run(file, status="LOST", email="TWO@example.com")
    assert ImportSession.objects.get(person=second).status == "COMMITTED"


def test_at_a_terminal_it_asks_first(
    admin: Person, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _question: "n")
    run(file, status="LOST", code=3)
    assert Asset.objects.count() == 0
    run(file, status="LOST", yes=True)
    assert Asset.objects.count() == 2
