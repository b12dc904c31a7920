"""`lazyit migrate` of a next version whose migrations go wrong: the version before serves again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lazyit import __version__
from tests.matrix import NEW, OLD, Matrix
from tests.upgrade.databases import Database, Done
from tests.upgrade.next.variants import VARIANTS
from tests.upgrade.next_version import Choice, Workshop
from tests.upgrade.test_guarded import RELEASE, beside, leave, verified

ASSETS = 700
FAULTS = {
    "raises": "the rows are half written",
    "deadlocks": "deadlock detected",
    "invalid-index": "left an invalid index: public.once",
    "empties-table": "emptied public.dashboard_dismissal",
}
FILLED = "SELECT count(*) FROM assets_asset WHERE colour IN ('red', 'green', 'blue')"
WIDE = """
SELECT data_type FROM information_schema.columns
WHERE table_name = 'assets_asset' AND column_name = 'useful_life_months'
"""
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'asset_by_colour'::regclass"
DATES = "SELECT count(*) FROM information_schema.columns WHERE column_name = 'dismissed_at'"


@pytest.fixture
def served(now: Database, tmp_path: Path) -> Iterator[Database]:
    """A database of this version with data, on which its roles may start."""
    now.settings |= {
        "LAZYIT_KIND": "compose",
        "LAZYIT_SITE_ADDRESS": ":80",
        "BACKUP_DIR": str(tmp_path / "backups"),
    }
    now.do(
        f"""INSERT INTO assets_asset (id, name, status, version, specs, useful_life_months)
        SELECT 'asset-' || n, repeat('x', n % 7), 'OPERATIONAL', 1, '{{}}', n
        FROM generate_series(1, {ASSETS}) n""",
        """INSERT INTO dashboard_dismissal (person_id, key, count)
        SELECT id, 'warranty', 3 FROM accounts_person""",
    )
    now.guard()
    yield now
    leave(now)


def migrate(served: Database, tree: Path, code: int = 0) -> Done:
    return served.run("lazyit.cli.main", "migrate", code=code, PYTHONPATH=str(tree / "src"))


@pytest.mark.long
@pytest.mark.parametrize("variant", FAULTS)
def test_whatever_a_migration_does_wrong_the_data_is_as_before(
    served: Database, workshop: Workshop, tmp_path: Path, matrix: Matrix, variant: str
) -> None:
    with served.unchanged():
        failed = migrate(served, workshop.tree(variant), code=1).stderr
    assert FAULTS[variant] in failed
    assert "The data is as it was before, and open again" in failed
    (go_on,) = re.findall(r"^Go on with: (.*)", failed, re.MULTILINE)
    assert go_on.startswith(f"git checkout v{__version__} && ")
    served.guard()  # what that command comes to: the version before may start
    assert beside(served) == set()
    assert verified(tmp_path / "backups") == 1
    fault = VARIANTS[variant].help.removeprefix("its migration ")
    matrix.note("migration", f"`lazyit migrate`: it {fault}", OLD, go_on)


@pytest.mark.long
@pytest.mark.parametrize("variant", ["whole", "slow"])
def test_a_whole_next_version_does_all_of_its_work(
    served: Database, workshop: Workshop, matrix: Matrix, variant: str
) -> None:
    tree = workshop.tree(variant)
    migrate(served, tree)
    assert served.ask(FILLED) == ASSETS
    assert served.ask(WIDE) == "bigint"
    assert served.ask(VALID) is True
    assert served.ask(DATES) == 0
    assert served.ask(RELEASE) == f"{Choice(variant).number} committed"
    served.guard(PYTHONPATH=str(tree / "src"))
    with served.unchanged():
        assert f"lazyit {Choice(variant).number} again" in served.guard(code=3).stderr
    assert beside(served) == set()
    matrix.note("migration", f"`lazyit migrate`: {VARIANTS[variant].help}", NEW)
