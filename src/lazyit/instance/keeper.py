"""Keeps one program running: starts it, waits until it is ready, starts it again if it dies."""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable
from typing import BinaryIO

from lazyit.instance.door import Door
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.layout import Layout
from lazyit.instance.program import Program

BACK_OFF = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
SETTLED = 30.0  # seconds after which a death counts as the first one again
PATIENCE = 10.0  # seconds of silence before saying what is waited for
TAIL = 2000  # bytes of a log shown with an error

Say = Callable[[str], None]


class Keeper:
    """One program of the instance."""

    def __init__(self, name: str, make: Callable[[], Program], layout: Layout, say: Say) -> None:
        self.name, self._make, self._layout, self._say = name, make, layout, say
        self.state = "stopped"
        self.restarts = 0
        self.since = 0.0
        self._program: Program | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process, while there is one."""
        alive = self._process and self._process.returncode is None
        return self._process.pid if alive and self._process else None

    async def start(self) -> None:
        """Start and return when it is ready; raises InstanceError if it dies before."""
        if self._keeping and not self._keeping.done():
            return
        await self._launch()
        self._keeping = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Stop it for good, the gentle way first."""
        if self._keeping:
            self._keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._keeping
            self._keeping = None
        self.state = "stopping"
        await self._end()
        self.state = "stopped"

    async def _keep(self) -> None:
        deaths = 0
        while self._process:
            code = await self._process.wait()
            self._kill_group()
            if code == RefusedError.code:
                self._give_up(self._refusal())
                return
            deaths = 1 if time.time() - self.since > SETTLED else deaths + 1
            self._say(f"{self.name} ended ({_reason(code)}); starting it again")
            deaths = await self._relaunch(deaths)

    async def _relaunch(self, deaths: int) -> int:
        while True:
            self.state = "restarting"
            self.restarts += 1
            await asyncio.sleep(BACK_OFF[min(deaths, len(BACK_OFF)) - 1])
            try:
                await self._launch()
            except RefusedError as error:
                self._give_up(error)
                return deaths
            except InstanceError as error:
                self._say(error.what)
                deaths += 1
            else:
                self._say(f"{self.name} is back")
                return deaths

    async def _launch(self) -> None:
        self.state = "starting" if self.state == "stopped" else self.state
        loop = asyncio.get_running_loop()
        self._program = program = await loop.run_in_executor(None, self._make)
        with _append(self._layout, self.name) as log:
            self._process = await asyncio.create_subprocess_exec(
                *program.command(),
                cwd=program.folder,
                env=program.environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.since = time.time()
        await self._wait_ready(program, self._process)
        self.state = "running"

    async def _wait_ready(self, program: Program, process: asyncio.subprocess.Process) -> None:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + program.ready_seconds
        patience = loop.call_later(PATIENCE, self._say, f"still waiting for {self.name}")
        try:
            while not await loop.run_in_executor(None, program.ready):
                if process.returncode is not None or loop.time() > deadline:
                    await self._end()
                    raise self._not_started(process.returncode)
                await asyncio.sleep(0.03)
        finally:
            patience.cancel()

    def _give_up(self, refusal: RefusedError) -> None:
        """Starting again would change nothing; a person starts it once the cause is mended."""
        self.state, self._process = "refused", None
        self._say(str(refusal))

    def _refusal(self) -> RefusedError:
        """What a program said that refused to start."""
        said = self._tail().rpartition("lazyit: ")[2].strip()
        return RefusedError(said or f"{self.name} refused to start.", touched="")

    def _not_started(self, code: int | None) -> InstanceError:
        if code == RefusedError.code:
            return self._refusal()
        return InstanceError(
            f"{self.name} did not start ({_reason(code)}):\n{self._tail()}",
            touched="Your data is as it was.",
            go_on=f"lazyit logs {self.name} --data {self._layout.data}",
        )

    async def _end(self) -> None:
        process, program = self._process, self._program
        if process and program and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(program.stop_signal)
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(process.wait(), program.stop_seconds)
        self._kill_group()
        if process:
            await process.wait()

    def _kill_group(self) -> None:
        """What a program started must not outlive it."""
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def _tail(self) -> str:
        text = self._layout.log(self.name).read_bytes()[-TAIL:].decode(errors="replace")
        return text.partition("\n")[2] if len(text) == TAIL else text


class DoorKeeper(Keeper):
    """Keeps the application running behind its door."""

    def __init__(
        self, name: str, make: Callable[[], Program], layout: Layout, say: Say, door: Door
    ) -> None:
        super().__init__(name, make, layout, say)
        self._door = door
        self.is_held = False  # running, and known to nobody but the engine

    async def stop(self) -> None:
        """Close the door, let those inside finish, then stop."""
        self.state = "stopping"
        self._door.close()
        loop = asyncio.get_running_loop()
        if not await loop.run_in_executor(None, self._door.drain, 30.0):
            self._say("some requests had not ended after 30 s")
        await super().stop()

    async def _launch(self) -> None:
        self._door.prepare()
        await super()._launch()
        if not self.is_held:
            self._door.open()

    def let_in(self) -> None:
        """Open the door that was held; the application goes on as it is."""
        self.is_held = False
        if self.state == "running" and self._door.gate.exists():
            self._door.open()


def _append(layout: Layout, role: str) -> BinaryIO:
    path = layout.log(role)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "wb")


def _reason(code: int | None) -> str:
    if code is None:
        return "it did not answer in time"
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"
