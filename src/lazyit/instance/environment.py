"""The settings file: read strictly, the way compose reads it, and written once."""

import contextlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lazyit.instance import registry
from lazyit.instance.failures import RefusedError
from lazyit.instance.registry import EMBEDDED

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
COMMENT_AFTER = re.compile(r"\s*(#.*)?\Z")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "$": "$"}
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
PLAIN = re.compile(r"[^\s'\"#$\\](?:[^\s'\"$\\]|(?<=\S) (?=[^\s#]))*\Z")  # needs no quotation marks
UNFINISHED = "has an unfinished quotation, or text after it"


@dataclass
class EnvironmentFile:
    """What a settings file says, and what is wrong with it, by line."""

    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path) -> "EnvironmentFile":
        """Read a file; bytes that are no text are its first problem."""
        content = path.read_bytes()
        try:
            return cls.parse(content.decode())
        except UnicodeDecodeError as error:
            number = content.count(b"\n", 0, error.start) + 1
            return cls(problems=[f"line {number}: has bytes that are not UTF-8"])

    @classmethod
    def parse(cls, text: str) -> "EnvironmentFile":
        """Read every line and note every problem; values never appear in them."""
        file = cls()
        if text.startswith("\ufeff"):
            file._note(1, "begins with a byte-order mark (save the file without it)")
            text = text[1:]
        for number, line in enumerate(text.split("\n"), start=1):
            file._take(number, line)
        return file

    def _take(self, number: int, line: str) -> None:
        if line.endswith("\r"):
            self._note(number, "ends with a carriage return (save the file with Unix line ends)")
            line = line.rstrip("\r")
        if CONTROL.search(line):
            self._note(number, "has a control character")
        if not line.strip() or line.lstrip().startswith("#"):
            return
        name, separator, rest = line.partition("=")
        if not separator or not NAME.match(name):
            self._note(number, "is not NAME=value")
            return
        if name in self.lines:
            self._note(number, f"{name} was already given in line {self.lines[name]}")
        self.lines[name] = number
        self._take_value(number, name, rest)

    def _take_value(self, number: int, name: str, rest: str) -> None:
        try:
            value = _read_value(rest)
        except ValueError as reason:
            self._note(number, f"{name} {reason}")
            return
        if not value.strip():
            self._note(number, f"{name} is blank (remove the line or give a value)")
        elif "CHANGE_ME" in value:
            self._note(number, f"{name} still has its placeholder")
        else:
            self.values[name] = value

    def _note(self, number: int, what: str) -> None:
        self.problems.append(f"line {number}: {what}")


def _read_value(rest: str) -> str:
    if rest[:1] == "'":
        return _read_single(rest)
    if rest[:1] == '"':
        return _read_double(rest)
    if rest.lstrip(" \t")[:1] == "#":
        raise ValueError("has a # where its value begins, which compose takes as the value")
    bare = rest.split(" #", maxsplit=1)[0].strip(" \t")
    if "'" in bare or '"' in bare:
        raise ValueError("has a quotation mark inside an unquoted value")
    if bare != bare.strip():
        raise ValueError("has an invisible character at an end of its value")
    return _undollar(bare)


def _read_single(rest: str) -> str:
    end = rest.find("'", 1)
    if end > 0 and rest[end - 1] == "\\":
        raise ValueError("has a backslash before a quotation mark, which compose takes away")
    if end < 0 or not COMMENT_AFTER.match(rest[end + 1 :]):
        raise ValueError(UNFINISHED)
    return rest[1:end]


def _read_double(rest: str) -> str:
    match = re.match(r'"((?:[^"\\]|\\.)*)"', rest)
    if not match or not COMMENT_AFTER.match(rest[match.end() :]):
        raise ValueError(UNFINISHED)
    return re.sub(r"\\(.)|\$\$?", _unescape, match[1])


def _unescape(found: "re.Match[str]") -> str:
    if found[1] and found[1] not in ESCAPES:
        raise ValueError("has a backslash that readers differ about (write \\\\)")
    if found[1]:
        return ESCAPES[found[1]]
    return _undollar(found[0])


def _undollar(text: str) -> str:
    """`$$` stands for `$`; a lone one would be taken as a variable by compose."""
    if "$" in text.replace("$$", ""):
        raise ValueError("has an unescaped $ (write $$, or quote the value with '…')")
    return text.replace("$$", "$")


def render(values: Mapping[str, str]) -> str:
    """The text of a fresh settings file: each value under its help."""
    lines = ["# The settings of this instance. Keep a copy outside this machine.", ""]
    for name, value in values.items():
        setting = registry.BY_NAME.get(name)
        lines += [f"# {setting.help}"] if setting else []
        lines += [f"{name}={written(value)}", ""]
    return "\n".join(lines)


def written(value: str) -> str:
    """A value as a line of the file says it: bare if it can be, else quoted."""
    if PLAIN.match(value):
        return value
    if not set(value) & set("'\n\r\t") and not value.endswith("\\"):
        return f"'{value}'"
    for sign in '\\"$':
        value = value.replace(sign, "\\" + sign)
    return '"' + value.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'


def fresh_values(given: Mapping[str, str], kind: str = EMBEDDED) -> dict[str, str]:
    """What a fresh file of a kind of instance says: generated settings, and those given."""
    known = {"LAZYIT_KIND": kind, **given}
    for setting in registry.SETTINGS:
        if setting.generate and kind in setting.kinds and setting.name not in known:
            value = setting.generate(known)
            known.update({setting.name: value} if value else {})
    del known["LAZYIT_KIND"]
    return known


def write_fresh(path: Path, values: Mapping[str, str]) -> None:
    """Write a settings file that did not exist: mode 600 from birth, whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(render(values))
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)  # unlike a rename, this never replaces an existing file
    except FileExistsError:
        raise RefusedError(f"{path} exists already and is never overwritten.") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
