"""An environment file judged as a whole: every problem at once, by name and line."""

import difflib
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import crosschecks, registry, settings
from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.failures import RefusedError
from lazyit.instance.registry import COMPOSE, Setting

LINE = re.compile(r"line (\d+):")
FOREIGN = ("COMPOSE_", "DOCKER_")  # what compose and its engine read for themselves


@dataclass(frozen=True)
class Judgement:
    """What keeps an instance from starting with a file, and what is merely odd in it."""

    problems: "list[str]"
    warnings: "list[str]"


def read(path: Path) -> EnvironmentFile:
    """A file of containers, or a refusal that says where one comes from."""
    try:
        return EnvironmentFile.read(path)
    except OSError as error:
        raise RefusedError(
            f"{path} cannot be read: {error.strerror}.", go_on="./infra/start.sh, which makes it"
        ) from error


def judge(path: Path) -> Judgement:
    """Judge the environment file of an instance of containers."""
    file = read(path)
    problems = in_order([*file.problems, *with_lines(file, _problems(file))])
    warnings = in_order([*with_lines(file, _wanted(file)), *oddities(file, COMPOSE)])
    return Judgement(problems, [*warnings, *open_to_others(path)])


def given_values(file: EnvironmentFile) -> "dict[str, str]":
    """What the file gives to containers, and what kind they are of."""
    return {**settings.renamed(file.values), "LAZYIT_KIND": COMPOSE}


def absent(file: EnvironmentFile, setting: Setting) -> bool:
    """Whether the file says nothing of a setting, nor where its secret is kept."""
    names = (setting.name, setting.name + "_FILE")
    return not any(name in file.lines for name in names)


def _problems(file: EnvironmentFile) -> "list[str]":
    values = given_values(file)
    found = {
        setting.name: problem
        for setting in registry.SETTINGS
        if COMPOSE in setting.kinds and (absent(file, setting) or setting.name in values)
        if (problem := settings.find_problem(setting, values))
    }
    sound = {name: text for name, text in values.items() if name not in found}
    return [*found.values(), *_doubles(file), *crosschecks.find(sound)]


def _doubles(file: EnvironmentFile) -> "list[str]":
    secret = (setting.name for setting in registry.SETTINGS if setting.secret)
    return [
        f"{name}: given twice, also as {name}_FILE"
        for name in secret
        if name in file.values and name + "_FILE" in file.values
    ]


def _wanted(file: EnvironmentFile) -> "list[str]":
    values = given_values(file)
    return [
        f"{setting.name}: missing (lazyit env missing prints the line): {setting.help}"
        for setting in registry.SETTINGS
        if setting.wanted(values) and absent(file, setting)
    ]


def oddities(file: EnvironmentFile, kind: str) -> "list[str]":
    """Names that this version does not read, in an instance of this kind."""
    return [
        *with_lines(file, settings.find_legacy(file.values)),
        *with_lines(file, (_odd(name, kind) for name in file.values)),
    ]


def _odd(name: str, kind: str) -> str:
    setting = registry.BY_NAME.get(name) or _named_by_file(name)
    if setting:
        return "" if kind in setting.kinds else f"{name}: {_elsewhere(setting)}"
    if name in registry.LEGACY_BY_NAME or name.startswith(FOREIGN):
        return ""
    near = difflib.get_close_matches(name, registry.BY_NAME, n=1, cutoff=0.85)
    return f"{name}: not a setting of this version" + (f"; {near[0]} is one" if near else "")


def _named_by_file(name: str) -> "Setting | None":
    setting = registry.BY_NAME.get(name.removesuffix("_FILE"))
    return setting if setting and setting.secret else None


def _elsewhere(setting: Setting) -> str:
    if not setting.kinds:
        return "set by lazyit itself; remove the line"
    return f"read by {' and '.join(sorted(setting.kinds))} instances only"


def open_to_others(path: Path) -> "list[str]":
    """A warning if other people of this host can read the file."""
    return [f"others can read the file: chmod 600 {path}"] if path.stat().st_mode & 0o077 else []


def with_lines(file: EnvironmentFile, texts: "Iterable[str]") -> "list[str]":
    """`NAME: what` with the line that says it; a broken line was complained about already."""
    broken = set(file.lines) - set(file.values)
    named = [text.partition(": ") for text in texts if text]
    return [_with_line(file.lines, name, what) for name, _, what in named if name not in broken]


def _with_line(lines: "Mapping[str, int]", name: str, what: str) -> str:
    return f"line {lines[name]}: {name}: {what}" if name in lines else f"{name}: {what}"


def in_order(texts: "Iterable[str]") -> "list[str]":
    """From the first line to the last; what has no line comes after them."""
    return sorted(texts, key=_line_number)


def _line_number(text: str) -> int:
    match = LINE.match(text)
    return int(match[1]) if match else sys.maxsize
