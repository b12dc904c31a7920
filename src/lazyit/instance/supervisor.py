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
from lazyit.instance.releases import Releases
from lazyit.instance.roles import Application
from lazyit.instance.upgrade import staging
from lazyit.instance.upgrade.runs import Runs

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
        self._trial: tuple[str, str] | None = None  # a version, and the upgrade that tries it
        self._web = DoorKeeper("web", self._web_program, layout, say, instance.door)
        self._keepers: dict[str, Keeper] = {
            "postgres": Keeper("postgres", instance.postgres_program, layout, say),
            "valkey": Keeper("valkey", instance.valkey_program, layout, say),
            "web": self._web,
            "worker": Keeper("worker", lambda: self._application().worker(), layout, say),
            "proxy": Keeper("proxy", instance.proxy_program, layout, say),
        }

    def _application(self) -> Application:
        """The current release, or the one that an upgrade tries."""
        if self._trial is None:
            return self._instance.application
        version, run = self._trial
        return self._instance.application_of(Releases(self._layout).find(version), run)

    def _web_program(self) -> Program:
        return self._application().web(self._instance.door.gate)

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
        loop = asyncio.get_running_loop()
        await asyncio.gather(self._prepare_database(), self._collect_static())
        forgetting = loop.run_in_executor(None, self._forget_releases)
        await asyncio.gather(*(self._keepers[name].start() for name in ("web", "worker")))
        await forgetting  # before anybody may begin an upgrade
        await self._keepers["proxy"].start()
        await loop.run_in_executor(None, self._welcome)
        self.phase = "running"
        await loop.run_in_executor(None, self._put_code_by)

    def _forget_releases(self) -> None:
        """Those to which no way leads; only a start that is not refused removes anything."""
        releases, runs = Releases(self._layout), Runs(self._layout.upgrades)
        if not (releases.path.is_dir() and runs.path.is_dir()):
            return
        with contextlib.suppress(OSError, RefusedError), runs.held():
            current = releases.current.version if releases.current else __version__
            staging.forget_others(releases, {__version__, current, *runs.needed()})

    def _put_code_by(self) -> None:
        """For the way back to this version, whatever becomes of its checkout."""
        releases = Releases(self._layout)
        if releases.current is None:
            with contextlib.suppress(OSError):
                staging.put_code_by(releases)

    async def _prepare_database(self) -> None:
        if not self._layout.has_data:
            self._say("making the database")
            create = self._instance.cluster.create
            await asyncio.get_running_loop().run_in_executor(None, create)
        await asyncio.gather(self._keepers["postgres"].start(), self._keepers["valkey"].start())
        self._say("PostgreSQL and Valkey are running")
        await self._run(self._instance.application.command("migrate"), "migrate")

    async def _collect_static(self) -> None:
        if Releases(self._layout).current is None and not static.is_current(self._layout):
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
        with contextlib.suppress(OSError):  # a full volume of logs keeps nobody from working
            self._layout.log(name).write_bytes(output)
        if process.returncode:
            raise _failed(name, process.returncode, output.decode(errors="replace"))

    def _welcome(self) -> None:
        instance = self._instance
        self._forget_used_code()
        self._say(f"lazyit {self._version} is running at {instance.url}")
        if code := setup_code.read(self._layout.setup_code):
            self._say(f"set-up code: {code}")

    @property
    def _version(self) -> str:
        """Of the application; this process may still be of the one before an upgrade."""
        current = Releases(self._layout).current
        return current.version if current else __version__

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

    async def _answer(self, request: control.Request) -> dict[str, Any]:
        verb, role = request["verb"], request["role"]
        if verb == "status":
            return await asyncio.get_running_loop().run_in_executor(None, self.status)
        self._refuse_while_upgrading(request)
        if verb == "shutdown":
            self._ending.set()
            return {"pid": os.getpid()}
        if role not in STOPPABLE:
            raise RefusedError(
                f"{role} cannot be stopped or started alone; {' and '.join(STOPPABLE)} can."
            )
        async with self._changing:
            await self._change(verb, role, request)
        state = self._keepers[role].state
        self._say(f"{role} is {state}")
        return {"role": role, "state": state}

    async def _change(self, verb: str, role: str, request: control.Request) -> None:
        """Stop or start a role, or let requests through to one that an upgrade has tried."""
        if verb == "stop":
            await self._keepers[role].stop()
        elif verb == "open":
            self._trial = None
            self._web.let_in()
        else:
            version = request.get("try")
            self._trial = (version, request["run"]) if version else None
            self._web.is_held = bool(version)
            await self._keepers[role].start()

    def _refuse_while_upgrading(self, request: control.Request) -> None:
        """An upgrade at work says which one it is; nobody else comes between."""
        if "run" not in request and Runs(self._layout.upgrades).is_held:
            raise RefusedError(
                "An upgrade of this instance is at work.",
                go_on=f"lazyit upgrade status --data {self._layout.data}",
            )

    def status(self) -> dict[str, Any]:
        """What runs, since when, and where."""
        if setup_code.read(self._layout.setup_code) and self.phase == "running":
            self._forget_used_code()
        return {
            "phase": self.phase,
            "url": self._instance.url,
            "data": str(self._layout.data),
            "version": self._version,
            "supervisor": __version__,
            "trying": self._trial[0] if self._trial else None,
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
                    with contextlib.suppress(OSError):  # no room: tried again
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
    Runs(instance.layout.upgrades).refuse_half_way()
    if ended := leftovers.end_all(instance.layout):
        say(f"ended {ended} processes of an earlier run")
    instance.proxy.refuse_taken_port()
    setup_code.ensure(instance.layout.setup_code)
    asyncio.run(Supervisor(instance, say).run())
