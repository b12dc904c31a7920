"""Words to the container engine on this host; it and compose read the shell's own environment."""

import contextlib
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from lazyit.instance.failures import InstanceError
from lazyit.instance.upgrade.listening import lines_of

Done = subprocess.CompletedProcess[str]
Say = Callable[[str], None]
OURS = ("LAZYIT_KIND", "LAZYIT_DATA")  # what this command told itself
TAIL = 3000
_inherited: "list[int]" = []  # by every command: a lock that outlives us with the last of them


@contextlib.contextmanager
def alone(path: Path, say: Say) -> "Iterator[None]":
    """Wait until no command is at work any more that an upgrade which was killed began."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _lock(handle, say)
        _inherited.append(handle)
        yield
    finally:
        _inherited.clear()
        os.close(handle)


def _lock(handle: int, say: Say) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        say("a command of the upgrade that was cut off is still at work; waiting for its end")
        fcntl.flock(handle, fcntl.LOCK_EX)


def environ(more: "Mapping[str, str] | None" = None) -> "dict[str, str]":
    """The environment of the shell, without what concerns this command alone."""
    shell = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**shell, **(more or {})}


def run(
    *words: str,
    folder: "Path | None" = None,
    more: "Mapping[str, str] | None" = None,
    given: str = "",
) -> Done:
    """Run it to its end, whatever its exit code; Ctrl-C is for us, who may be on the way back."""
    with _started(words, folder, more, errors=subprocess.PIPE) as process:
        output, errors = process.communicate(given)
    return Done(words, process.returncode, output, errors)


@contextlib.contextmanager
def _started(
    words: Sequence[str],
    folder: "Path | None",
    more: "Mapping[str, str] | None",
    errors: int,
) -> "Iterator[subprocess.Popen[str]]":
    """A command that has ended after the block, with all that it started: compose is a child."""
    process = subprocess.Popen(
        words,
        cwd=folder,
        env=environ(more),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        errors="replace",
        start_new_session=True,
        pass_fds=_inherited,
    )
    try:
        yield process
    except BaseException:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)  # it ends what it began
        process.communicate()
        raise


def do(*words: str, folder: "Path | None" = None, more: "Mapping[str, str] | None" = None) -> str:
    """Run what has to succeed; returns what it printed."""
    done = run(*words, folder=folder, more=more)
    if done.returncode:
        raise failed(words, (done.stderr or done.stdout).strip())
    return done.stdout


def follow(
    words: Sequence[str], folder: Path, more: "Mapping[str, str]", seen: Say, log: Path
) -> "tuple[int, str]":
    """Run it and show each line as it comes: nobody's clock judges it. Code and all it said."""
    lines = []
    with (
        log.open("a", encoding="utf-8") as file,
        _started(words, folder, more, errors=subprocess.STDOUT) as process,
    ):
        assert process.stdin  # noqa: S101 both were made with a pipe
        assert process.stdout  # noqa: S101
        process.stdin.close()
        process.stdin = None
        for line in lines_of(process.stdout):
            lines.append(line)
            file.write(line)
            file.flush()
            seen(line)
        process.wait()
    return process.returncode, "".join(lines)


def failed(words: Sequence[str], said: str) -> InstanceError:
    """A command of the engine that did not do what it should."""
    verbs = [word for word in words[1:] if word in VERBS]
    shown = " ".join([words[0], *verbs])
    return InstanceError(f"{shown} failed: {said[-TAIL:]}", touched="")


VERBS = ("compose", "build", "config", "up", "run", "exec", "stop", "start", "rm", "tag", "inspect")


def image_id(name: str) -> str:
    """The identity of an image; an empty text where it is not there."""
    done = run("docker", "image", "inspect", "--format", "{{.Id}}", name)
    return done.stdout.strip() if not done.returncode else ""


def labelled(label: str, project: str) -> "list[str]":
    """Every container of a project that carries a label, also those that have ended."""
    filters = (f"label={label}", f"label=com.docker.compose.project={project}")
    words = [word for each in filters for word in ("--filter", each)]
    return do("docker", "ps", "--all", "--quiet", "--no-trunc", *words).split()


def remove(containers: Sequence[str]) -> None:
    """End and remove containers, whatever they do; one that is gone already is no matter."""
    if containers:
        run("docker", "rm", "--force", "--volumes", *containers)
