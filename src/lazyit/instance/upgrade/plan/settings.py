"""The settings file under the new version: what is wrong with it, what became of its names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lazyit.instance.environment import EnvironmentFile
from lazyit.instance.judgement import Judgement
from lazyit.instance.upgrade.plan.parts import Remarks, Target
from lazyit.instance.upgrade.release_file import order

AREA = "settings"
ALWAYS = "always"
NEVER = "no"
SWITCH = re.compile(r"with (\w+)=(\w+)\Z")


@dataclass(frozen=True)
class SettingsFile:
    """The file of one instance, as somebody has judged it."""

    file: EnvironmentFile
    kind: str
    judged: Judgement
    is_by_new: bool  # judged by the new version's own registry
    check: str  # the command that judges
    add: str  # how missing lines are added


@dataclass(frozen=True)
class Changes:
    """The names that are new, gone or called otherwise since a version; of use to one file."""

    added: "list[str]"
    removed: "list[str]"
    renamed: "dict[str, str]"


def judge(settings: SettingsFile, target: Target, old: str, remarks: Remarks) -> None:
    """Note each problem with the file; where the new version could not judge, what it tells."""
    for text in settings.judged.problems:
        remarks.problem(AREA, text, settings.add if "missing" in text else settings.check)
    for text in settings.judged.warnings:
        remarks.warning(AREA, text, settings.check)
    if not settings.is_by_new:
        _judge_by_file(settings, target, old, remarks)


def _judge_by_file(settings: SettingsFile, target: Target, old: str, remarks: Remarks) -> None:
    told = " ".join([*settings.judged.problems, *settings.judged.warnings])
    for setting in _since(target, old, settings.kind):
        name, needed = setting["name"], setting["needed"]
        if name in told or _is_said(settings.file, name):
            continue
        if needed == ALWAYS:
            what = f"{name}: missing, needed since {setting['since']}"
            remarks.problem(AREA, what, settings.add)
        elif needed != NEVER and _may_hold(needed, settings.file):
            remarks.warning(AREA, f"{name}: new, needed {needed}", settings.add)
    gone = changes(target, old, settings)
    for name in gone.removed:
        remarks.warning(AREA, f"{name}: no longer read by {target.version}", settings.check)
    for name, new in gone.renamed.items():
        remarks.warning(AREA, f"{name}: renamed to {new} in {target.version}", settings.check)


def _may_hold(needed: str, file: EnvironmentFile) -> bool:
    """Whether a condition may hold; of `with NAME=value`, the file knows."""
    if match := SWITCH.match(needed):
        return file.values.get(match[1]) == match[2]
    return True


def _is_said(file: EnvironmentFile, name: str) -> bool:
    return name in file.lines or f"{name}_FILE" in file.lines


def _since(target: Target, old: str, kind: str) -> "Iterator[dict[str, str]]":
    for setting in target.told.told.get("settings", ()):
        if kind in setting["kinds"] and order(setting["since"]) > order(old):
            yield setting


def changes(target: Target, old: str, settings: SettingsFile) -> Changes:
    """What the new version changed of what this file says or could say."""
    gone = [
        each
        for each in target.told.told.get("removed", ())
        if order(each["in"]) > order(old) and each["name"] in settings.file.lines
    ]
    new = (setting["name"] for setting in _since(target, old, settings.kind))
    return Changes(
        [name for name in new if not _is_said(settings.file, name)],
        [each["name"] for each in gone if not each["renamedTo"]],
        {each["name"]: each["renamedTo"] for each in gone if each["renamedTo"]},
    )
