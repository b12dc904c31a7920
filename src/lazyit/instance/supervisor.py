"""Runs an embedded instance in the foreground: the right order up, the right order down."""

import asyncio
import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Callable
from typing import Any

from lazyit import __version__
from lazyit.instance import control, health, leftovers, setup_code, static
from lazyit.instance.failures import HalfwayError, InstanceError, RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.keeper import DoorKeeper, Keeper
from lazyit.instance.layout import Layout
from lazyit.instance.program import Program

LOG_BYTES = 10 * 1024 * 1024
LOG_CHECK_SECONDS = 30.0
END_SECONDS = 60.0  # for a migrate that is told to end
STOPPABLE = ("web", "worker")

Say = Callable[[str], None]


def hold(layout: Layout) -> int:
    """Take the data directory for this process; the kernel gives it back when it ends."""
    handle = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise RefusedError(
            f"An instance is already running in {layout.data}.",
            go_on=f"lazyit status --data {layout.data}",
        ) from None
    return handle


def is_held(layout: Layout) -> bool:
    """Whether a process holds the data directory."""
    try:
        os.close(hold(layout))
    except RefusedError:
        return True
    return False


class Supervisor:
    """The parent of every program of one instance."""

    def __init__(self, instance: Instance, say: Say) -> None:
        self._instance, self._say = instance, say
        self._layout = layout = instance.layout
        self._started = time.time()
        self._ending = asyncio.Event()
        self._changing = asyncio.Lock()
        self.phase = "starting"
        self._keepers: dict[str, Keeper] = {
            "postgres": Keeper("postgres", instance.postgres_program, layout, say),
            "valkey": Keeper("valkey", instance.valkey_program, layout, say),
            "web": DoorKeeper("web", instance.web_program, layout, say, instance.door),
            "worker": Keeper("worker", instance.application.worker, layout, say),
            "proxy": Keeper("proxy", instance.proxy_program, layout, say),
        }

    async def run(self) -> None:
        """Start, serve until told to end, stop; raises what stood in the way."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._ending.set)
        server = await control.listen(self._layout.socket("control"), self._answer)
        rotating = asyncio.create_task(self._rotate())
        try:
            await self._until_told(self._start())
            await self._ending.wait()
        finally:
            rotating.cancel()
            await self._stop()
            server.close()
            self._layout.socket("control").unlink(missing_ok=True)

    async def _until_told(self, starting: Any) -> None:
        """Start, unless a signal comes first."""
        work = asyncio.create_task(starting)
        told = asyncio.create_task(self._ending.wait())
        await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        if not work.done():
            work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work

    async def _start(self) -> None:
        await asyncio.gather(self._prepare_database(), self._collect_static())
        await asyncio.gather(*(self._keepers[name].start() for name in ("web", "worker")))
        await self._keepers["proxy"].start()
        await asyncio.get_running_loop().run_in_executor(None, self._welcome)
        self.phase = "running"

    async def _prepare_database(self) -> None:
        if not self._layout.has_data:
            self._say("making the database")
            create = self._instance.cluster.create
            await asyncio.get_running_loop().run_in_executor(None, create)
        await asyncio.gather(self._keepers["postgres"].start(), self._keepers["valkey"].start())
        self._say("PostgreSQL and Valkey are running")
        await self._run(self._instance.application.command("migrate"), "migrate")

    async def _collect_static(self) -> None:
        if not static.is_current(self._layout):
            static.forget(self._layout)
            await self._manage("collectstatic", "--noinput", "--clear", "--verbosity", "0")
            static.remember(self._layout)

    async def _manage(self, *words: str) -> None:
        await self._run(self._instance.application.manage(*words), words[0])

    async def _run(self, program: Program, name: str) -> None:
        process = await asyncio.create_subprocess_exec(
            *program.command(),
            cwd=program.folder,
            env=program.environment(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            output, _ = await process.communicate()
        finally:
            if process.returncode is None:  # told to end meanwhile
                await _end(process)
        self._layout.log(name).write_bytes(output)
        if process.returncode:
            raise _failed(name, process.returncode, output.decode(errors="replace"))

    def _welcome(self) -> None:
        instance = self._instance
        self._forget_used_code()
        self._say(f"lazyit {__version__} is running at {instance.url}")
        if code := setup_code.read(self._layout.setup_code):
            self._say(f"set-up code: {code}")

    def _forget_used_code(self) -> None:
        if health.is_configured(self._instance.door.public):
            setup_code.forget(self._layout.setup_code)

    async def _stop(self) -> None:
        """The application behind its closed door first, what it leans on afterwards.

        The proxy goes before the application: nobody can wait for one that will not be back.
        """
        self.phase = "stopping"
        self._say("stopping")
        await self._keepers["proxy"].stop()
        await asyncio.gather(*(self._keepers[name].stop() for name in STOPPABLE))
        for name in ("valkey", "postgres"):
            await self._keepers[name].stop()
        self._say("stopped")

    async def _answer(self, verb: str, role: str) -> dict[str, Any]:
        if verb == "status":
            return await asyncio.get_running_loop().run_in_executor(None, self.status)
        if verb == "shutdown":
            self._ending.set()
            return {"pid": os.getpid()}
        if role not in STOPPABLE:
            raise RefusedError(
                f"{role} cannot be stopped or started alone; {' and '.join(STOPPABLE)} can."
            )
        keeper = self._keepers[role]
        async with self._changing:
            await (keeper.start() if verb == "start" else keeper.stop())
        self._say(f"{role} is {keeper.state}")
        return {"role": role, "state": keeper.state}

    def status(self) -> dict[str, Any]:
        """What runs, since when, and where."""
        if setup_code.read(self._layout.setup_code) and self.phase == "running":
            self._forget_used_code()
        return {
            "phase": self.phase,
            "url": self._instance.url,
            "data": str(self._layout.data),
            "version": __version__,
            "pid": os.getpid(),
            "since": self._started,
            "setupCode": setup_code.read(self._layout.setup_code),
            "roles": {name: _facts(keeper) for name, keeper in self._keepers.items()},
        }

    async def _rotate(self) -> None:
        """Keep one older copy of a log that has grown; programs append, so cutting is safe."""
        while True:
            await asyncio.sleep(LOG_CHECK_SECONDS)
            for path in self._layout.logs.glob("*.log"):
                if path.stat().st_size > LOG_BYTES:
                    path.with_suffix(".log.1").write_bytes(path.read_bytes())
                    os.truncate(path, 0)


async def _end(process: asyncio.subprocess.Process) -> None:
    """The gentle way first: a migrate that is told to end goes back before it does."""
    os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(asyncio.TimeoutError):
        await asyncio.wait_for(process.wait(), END_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _failed(name: str, code: int, output: str) -> InstanceError:
    """In its own words, if it had the time to say what stood in the way."""
    said = output.rpartition("lazyit: ")[2].strip() if "lazyit: " in output else ""
    if code == RefusedError.code:
        return RefusedError(said, touched="")
    if code == HalfwayError.code:
        return HalfwayError(said, touched="")
    return InstanceError(
        f"{name} failed:\n{output[-3000:].strip()}", go_on="lazyit up, after the cause is mended"
    )


def _facts(keeper: Keeper) -> dict[str, Any]:
    return {
        "state": keeper.state,
        "pid": keeper.pid,
        "since": keeper.since or None,
        "restarts": keeper.restarts,
    }


def supervise(instance: Instance, say: Say) -> None:
    """Clear what a killed supervisor left, then run until told to end."""
    if ended := leftovers.end_all(instance.layout):
        say(f"ended {ended} processes of an earlier run")
    instance.proxy.refuse_taken_port()
    setup_code.ensure(instance.layout.setup_code)
    asyncio.run(Supervisor(instance, say).run())
