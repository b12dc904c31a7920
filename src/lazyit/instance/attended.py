"""The servers of an instance that is not running, up for the length of one command."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator

from lazyit.instance import leftovers
from lazyit.instance.failures import InstanceError, RefusedError
from lazyit.instance.instance import Instance
from lazyit.instance.program import Program
from lazyit.instance.supervisor import hold


@contextlib.contextmanager
def attended(instance: Instance, say: Callable[[str], None]) -> Iterator[None]:
    """PostgreSQL and Valkey run inside this block, under the instance's lock."""
    if not instance.layout.has_data:
        raise RefusedError(
            f"The instance in {instance.layout.data} was never started.",
            go_on=f"lazyit up --data {instance.layout.data}",
        )
    handle = hold(instance.layout)
    leftovers.end_all(instance.layout)
    say("starting the database for this command")
    with contextlib.ExitStack() as running:
        running.callback(os.close, handle)
        for program in (instance.postgres_program(), instance.valkey_program()):
            running.enter_context(_running(instance, program))
        yield


@contextlib.contextmanager
def _running(instance: Instance, program: Program) -> Iterator[None]:
    path = instance.layout.log(program.name)
    with path.open("ab") as log:
        process = program.start(log.fileno())
    try:
        _wait(program, process)
        yield
    finally:
        process.send_signal(program.stop_signal)
        process.wait(program.stop_seconds)


def _wait(program: Program, process: "subprocess.Popen[bytes]") -> None:
    while not program.ready():
        if process.poll() is not None:
            raise InstanceError(
                f"{program.name} did not start.", go_on=f"lazyit logs {program.name}"
            )
        time.sleep(0.03)
