"""A next version that is wrong in one thing: the one before serves, and a mended one succeeds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.matrix import NEW, OLD, Matrix
from tests.upgrade.hosts import Upgraded, command_in, history, upgraded
from tests.upgrade.next.variants import SETTING, VARIANTS
from tests.upgrade.next_version import Choice, Workshop
from tests.upgrade.prepared import Host

pytestmark = [pytest.mark.long, pytest.mark.life]
RUN = "lazyit upgrade run"
MIGRATIONS = {
    "raises": "the rows are half written",
    "deadlocks": "deadlock detected",
    "invalid-index": "invalid index: public.once",
    "empties-table": "emptied public.dashboard_dismissal",
}
VERSIONS = {
    "crash-loops": "",
    "broken-sign-in": "/sign-in does not come",
    "dead-worker": "did no job",
    "dies": "",
}
AT_ONCE = {"wrong-version": "says of itself that it is", "does-not-load": "what_was_not_packed"}
SAID = {**MIGRATIONS, **VERSIONS, **AT_ONCE}
REFUSED = 3  # exit code: it cannot even be asked what it brings
BACK_SECONDS = 15.0
REHEARSED = ("raises", "invalid-index", "broken-sign-in")  # the others would be told the same way
CASES = [
    *((variant, True) for variant in (*MIGRATIONS, *VERSIONS)),
    *((variant, False) for variant in (*REHEARSED, *AT_ONCE)),
]


def section_of(variant: str) -> str:
    return "migration" if variant in MIGRATIONS else "version"


def fault_of(variant: str, *, live: bool) -> str:
    where = "on the live data alone" if live else "everywhere, so in the rehearsal first"
    return f"{VARIANTS[variant].help}, {where}"


@pytest.mark.parametrize(("variant", "live"), CASES)
def test_a_bad_version_is_not_let_in(
    staged: Host, workshop: Workshop, matrix: Matrix, variant: str, live: bool
) -> None:
    with upgraded(staged, workshop, variant, live=live) as case:
        failed = case.run(REFUSED if variant == "does-not-load" else 1).stderr
        assert SAID[variant] in failed
        assert command_in(failed).startswith(RUN)
        ended(case, went_back=live)
        case.judge(OLD)
        if live or variant in AT_ONCE:
            mended = replace(case, choice=Choice("whole"), wheel=workshop.wheel())
            mended.run()
            mended.judge(NEW)
    case.note(matrix, section_of(variant), fault_of(variant, live=live), OLD, f"{RUN}, mended")


def ended(case: Upgraded, *, went_back: bool) -> None:
    """Either it had not begun to change anything, or it went back, and that quickly."""
    (run,) = history(case.host)
    assert run["outcome"] == ("went back" if went_back else "failed")
    back = [step for step in run["steps"] if step["step"].startswith("back_")]
    assert bool(back) is went_back
    assert sum(step["seconds"] for step in back) < BACK_SECONDS


def test_a_slow_migration_is_not_a_failed_one(
    staged: Host, workshop: Workshop, matrix: Matrix
) -> None:
    with upgraded(staged, workshop, "slow") as case:
        case.run()
        case.judge(NEW)
    assert max(case.outside.ledger.held) > 8
    case.note(matrix, "migration", VARIANTS["slow"].help, NEW, "")


@pytest.mark.parametrize("variant", ["additive", "nothing"])
def test_a_version_with_less_to_do_goes_in(
    staged: Host, workshop: Workshop, matrix: Matrix, variant: str
) -> None:
    with upgraded(staged, workshop, variant) as case:
        case.run()
        case.judge(NEW)
    case.note(matrix, "version", VARIANTS[variant].help, NEW, "")


def test_a_version_that_needs_another_setting_waits_for_it(
    staged: Host, workshop: Workshop, matrix: Matrix
) -> None:
    with upgraded(staged, workshop, "asks-for-setting") as case:
        refused = case.run(None)
        assert refused.returncode in {1, 3}
        assert SETTING in refused.stderr
        case.judge(OLD)
        staged.set_environment(**{SETTING: "given"})
        case.run()
        case.judge(NEW)
    case.note(
        matrix, "settings", VARIANTS["asks-for-setting"].help, OLD, command_in(refused.stderr)
    )
