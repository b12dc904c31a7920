"""A kept program is started again when it dies, with growing pauses, and leaves nothing behind."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lazyit.instance.failures import InstanceError
from lazyit.instance.keeper import Keeper
from lazyit.instance.layout import Layout
from lazyit.instance.program import Program

FOREVER = "import time; time.sleep(600)"
WITH_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{FOREVER}'])"


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    layout = Layout(tmp_path / "data")
    layout.create()
    return layout


def keeper(layout: Layout, code: str, heard: list[str], ready: Callable[[], bool]) -> Keeper:
    program = Program("it", (sys.executable, "-c", code), folder=layout.data, ready=ready)
    return Keeper("it", lambda: program, layout, heard.append)


async def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def members(group: int) -> list[int]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and fields[0] != "Z":
            found.append(int(process.name))
    return found


def test_a_dead_program_is_started_again_and_said_so(layout: Layout) -> None:
    heard: list[str] = []

    async def play() -> None:
        kept = keeper(layout, FOREVER, heard, lambda: True)
        await kept.start()
        first = kept.pid
        assert first
        os.kill(first, signal.SIGKILL)
        await until(lambda: kept.state == "running" and kept.pid not in {None, first})
        await kept.stop()
        assert (kept.pid, kept.state, kept.restarts) == (None, "stopped", 1)

    asyncio.run(play())
    assert heard == ["it ended (killed by SIGKILL); starting it again", "it is back"]


def test_what_a_program_started_dies_with_it(layout: Layout) -> None:
    async def play() -> None:
        kept = keeper(layout, WITH_CHILD, [], lambda: True)
        await kept.start()
        group = kept.pid
        assert group
        await until(lambda: len(members(group)) == 2)
        os.kill(group, signal.SIGKILL)
        await until(lambda: not members(group))
        await kept.stop()

    asyncio.run(play())


def test_a_program_that_dies_at_once_is_an_error_with_its_last_words(layout: Layout) -> None:
    kept = keeper(layout, "import sys; sys.exit('no such luck')", [], lambda: False)
    with pytest.raises(InstanceError, match="no such luck"):
        asyncio.run(kept.start())
    assert kept.pid is None


def test_children_die_with_a_killed_supervisor(layout: Layout) -> None:
    code = (
        "import asyncio, sys\n"
        "from tests.instance.test_keeper import FOREVER, Layout, Path, keeper\n"
        "async def play():\n"
        f"    kept = keeper(Layout(Path({str(layout.data)!r})), FOREVER, [], lambda: True)\n"
        "    await kept.start()\n"
        "    print(kept.pid, flush=True)\n"
        "    await asyncio.sleep(600)\n"
        "asyncio.run(play())\n"
    )
    read, write = os.pipe()
    root = str(Path(__file__).parents[2])
    pid = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", code],
        {**os.environ, "PYTHONPATH": root},
        file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)],
    )
    child = int(os.read(read, 20))
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    asyncio.run(until(lambda: not members(child)))
