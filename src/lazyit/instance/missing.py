"""The lines that an environment file lacks, made to be appended to it."""

from dataclasses import dataclass
from pathlib import Path

from lazyit.instance import judgement, registry
from lazyit.instance.environment import UNFINISHED, EnvironmentFile, written
from lazyit.instance.example import PLACEHOLDER
from lazyit.instance.failures import RefusedError
from lazyit.instance.registry import COMPOSE, Setting, is_random

# Data may exist that was made with an earlier value: then that one is needed, not a new one.
OUTLIVED = ("POSTGRES_PASSWORD",)
MADE = "made just now; if this instance had one before, put that one back instead"


@dataclass(frozen=True)
class Line:
    """One setting that a file lacks, with a value for it."""

    setting: Setting
    value: str
    is_new: bool  # made now, so that data made with an earlier one stays closed

    @property
    def text(self) -> str:
        """The line under its comment."""
        setting = self.setting
        lines = [f"# {setting.name}, since {setting.since}: {setting.help}"]
        if self.is_new:
            lines.append(f"# It was {MADE}: {_loss(setting)}.")
        return "\n".join([*lines, f"{setting.name}={written(self.value)}"])


@dataclass(frozen=True)
class Missing:
    """What a file lacks, and what a person must do about it by hand."""

    lines: "list[Line]"
    asides: "list[str]"
    is_whole: bool  # appending the lines is all there is to do
    needs_break: bool  # the file's last line has no end

    @property
    def text(self) -> str:
        """What is appended to the file."""
        body = "\n".join(line.text for line in self.lines)
        return ("\n" if self.needs_break and body else "") + (body + "\n" if body else "")


def find(path: Path) -> Missing:
    """What the environment file of an instance of containers lacks."""
    file = judgement.read(path)
    if any(UNFINISHED in problem for problem in file.problems):
        raise RefusedError(
            f"{path} has an unfinished quotation, which would swallow what is appended.",
            go_on=f"lazyit env check --file {path}",
        )
    lines = _lines(file)
    todo = [*_blanks(file), *(f"{x.setting.name}: give it a value" for x in lines if _is_open(x))]
    asides = [f"{line.setting.name}: {MADE}" for line in lines if line.is_new]
    last = path.read_bytes()[-1:]
    return Missing(lines, [*todo, *asides, *_optional_keys(file)], not todo, last not in b"\n")


def _lines(file: EnvironmentFile) -> "list[Line]":
    """In the registry's order, so that an address can be made of a password made before it."""
    known = judgement.given_values(file)
    lines = []
    for setting in registry.SETTINGS:
        if not _is_missing(file, setting, known):
            continue
        value = (setting.generate and setting.generate(known)) or PLACEHOLDER
        known[setting.name] = value
        fresh = is_random(setting) and "DATABASE_URL" not in file.values
        lines.append(Line(setting, value, setting.key or (setting.name in OUTLIVED and fresh)))
    return lines


def _is_missing(file: EnvironmentFile, setting: Setting, known: "dict[str, str]") -> bool:
    needed = COMPOSE in setting.kinds and (setting.required(known) or setting.wanted(known))
    return needed and setting.name not in known and judgement.absent(file, setting)


def _blanks(file: EnvironmentFile) -> "list[str]":
    """A needed name whose line is there, but says nothing: a second line would contradict it."""
    known = judgement.given_values(file)
    needed = (s.name for s in registry.SETTINGS if s.required(known) or s.wanted(known))
    return [
        f"line {file.lines[name]}: {name} has no usable value; repair or remove that line"
        for name in needed
        if name in file.lines and name not in file.values
    ]


def _is_open(line: Line) -> bool:
    return PLACEHOLDER in line.value


def _optional_keys(file: EnvironmentFile) -> "list[str]":
    """A key is not made unasked: data may exist that only an earlier one opens."""
    return [
        f"{s.name} (optional, since {s.since}): {s.help} If this instance never had one, add the "
        "output of: openssl rand -hex 32"
        for s in registry.SETTINGS
        if s.key and s.generate and s.required.words == "no" and judgement.absent(file, s)
    ]


def _loss(setting: Setting) -> str:
    if setting.key:
        return "no other reads what it encrypted"
    return "the database still has it"
