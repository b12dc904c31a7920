"""The environment file: written once; its network lines changed only when asked to."""

import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from lazyit.instance import environment, judgement
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import RefusedError
from lazyit.instance.registry import BY_NAME, COMPOSE

MASK = "********"


def fresh(settings: "Mapping[str, str]") -> "dict[str, str]":
    """The values of a fresh file: what was answered, and new secrets."""
    return environment.fresh_values(settings, COMPOSE)


def write(path: Path, values: "Mapping[str, str]") -> None:
    """Write a file that did not exist; raises RefusedError if it does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    environment.write_fresh(path, values)


def refuse_unsound(values: "Mapping[str, str]") -> None:
    """Judge values as the file that they would make; raises RefusedError with every problem."""
    with tempfile.TemporaryDirectory() as folder:
        draft = Path(folder) / "draft"
        environment.write_fresh(draft, values)
        _refuse_unsound(draft)


def reconfigure(path: Path, network: "Mapping[str, str]", names: "tuple[str, ...]") -> Path:
    """Change the network lines of a file and nothing else; the old file is kept beside it."""
    kept = path.with_name(f"{path.name}.before-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}")
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    text = _changed(path.read_text(encoding="utf-8"), network, names)
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        _refuse_unsound(draft)
        os.link(path, kept)
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _changed(text: str, network: "Mapping[str, str]", names: "tuple[str, ...]") -> str:
    lines = [line for line in text.splitlines() if line.partition("=")[0] not in names]
    while lines and not lines[-1].strip():
        lines.pop()
    new = [f"{name}={environment.written(value)}" for name, value in network.items()]
    return "\n".join([*lines, "", *new]) + "\n"


def _refuse_unsound(draft: Path) -> None:
    problems = judgement.judge(draft).problems
    if problems:
        raise RefusedError(
            "These settings would not do:\n" + "\n".join(f"  {text}" for text in problems),
            go_on="./infra/start.sh, with other answers",
        )


def masked(values: "Mapping[str, str]") -> str:
    """A file's text with every secret withheld."""
    shown = {n: MASK if n in BY_NAME and BY_NAME[n].secret else v for n, v in values.items()}
    return environment.render(shown)


def values_of(path: Path) -> "dict[str, str]":
    """What a file says."""
    return EnvironmentFile.read(path).values
